# fmt: off
DOORS = [
    # route                 method  nora karim alice bilal wim hanna zoe nobody
    ("events:group",        "get",  (404, 404, 200, 200, 200, 404, 404, 302)),
    ("events:new",          "get",  (404, 404, 200, 200, 403, 404, 404, 302)),
    ("events:new",          "post", (404, 404, 422, 422, 403, 404, 404, 302)),
    ("events:event",        "get",  (404, 404, 200, 200, 200, 404, 404, 302)),
    ("events:cancellation", "get",  (404, 404, 200, 200, 403, 404, 404, 302)),
    ("events:cancellation", "post", (404, 404, 302, 302, 403, 404, 404, 302)),
]
# fmt: on
