# fmt: off
DOORS = [
    # route                       method  nora karim alice bilal wim hanna zoe nobody
    ("meetings:group-meetings",   "get",  (404, 404, 200, 200, 200, 404, 404, 302)),
    ("meetings:rhythm",           "get",  (404, 404, 200, 403, 403, 404, 404, 302)),
    ("meetings:rhythm",           "post", (404, 404, 200, 403, 403, 404, 404, 302)),
    ("meetings:rhythm-ending",    "get",  (404, 404, 200, 403, 403, 404, 404, 302)),
    ("meetings:rhythm-ending",    "post", (404, 404, 302, 403, 403, 404, 404, 302)),
    ("meetings:meetings",         "get",  (200, 200, 200, 200, 200, 200, 200, 302)),
    ("meetings:meetings",         "post", (403, 403, 200, 403, 403, 403, 200, 302)),
    ("meetings:meeting",          "get",  (404, 404, 200, 200, 200, 404, 404, 302)),
    ("meetings:details",          "get",  (404, 404, 200, 403, 403, 404, 404, 302)),
    ("meetings:details",          "post", (404, 404, 200, 403, 403, 404, 404, 302)),
    ("meetings:cancellation",     "get",  (404, 404, 200, 403, 403, 404, 404, 302)),
    ("meetings:cancellation",     "post", (404, 404, 302, 403, 403, 404, 404, 302)),
    ("calendar:calendar",         "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("calendar:section-calendar", "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
]
# fmt: on
