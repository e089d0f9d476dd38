# fmt: off
DOORS = [
    # route                       method  nora karim alice bilal wim hanna zoe nobody
    ("meetings:meetings",         "get",  (200, 200, 200, 200, 200, 200, 200, 302)),
    ("meetings:meetings",         "post", (403, 403, 200, 403, 403, 403, 200, 302)),
    ("meetings:meeting",          "get",  (404, 404, 200, 403, 403, 404, 404, 302)),
    ("meetings:meeting",          "post", (404, 404, 200, 403, 403, 404, 404, 302)),
    ("meetings:cancellation",     "get",  (404, 404, 200, 403, 403, 404, 404, 302)),
    ("meetings:cancellation",     "post", (404, 404, 302, 403, 403, 404, 404, 302)),
    ("calendar:calendar",         "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("calendar:section-calendar", "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
]
# fmt: on
