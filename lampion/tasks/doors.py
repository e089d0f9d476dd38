# fmt: off
DOORS = [
    # route              method  nora karim alice bilal wim hanna zoe nobody
    ("tasks:group",       "get",  (404, 404, 200, 200, 200, 404, 404, 302)),
    ("tasks:group-new",   "get",  (404, 404, 200, 200, 403, 404, 404, 302)),
    ("tasks:group-new",   "post", (404, 404, 422, 422, 403, 404, 404, 302)),
    ("tasks:group-sheet", "get",  (404, 404, 200, 200, 200, 404, 404, 302)),
    # of a group that shares them
    ("tasks:office-group", "get", (200, 403, 404, 404, 404, 404, 404, 302)),
    ("tasks:mine",        "get",  (200, 200, 200, 200, 200, 200, 200, 302)),
    ("tasks:done-link",   "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("tasks:done-link",   "post", (302, 302, 302, 302, 302, 302, 302, 302)),
    ("tasks:task",        "get",  (404, 404, 200, 200, 200, 404, 404, 302)),
    ("tasks:details",     "get",  (404, 404, 200, 200, 403, 404, 404, 302)),
    ("tasks:details",     "post", (404, 404, 422, 422, 403, 404, 404, 302)),
    ("tasks:dropping",    "get",  (404, 404, 200, 200, 403, 404, 404, 302)),
    ("tasks:dropping",    "post", (404, 404, 302, 302, 403, 404, 404, 302)),
    ("tasks:return",      "get",  (404, 404, 200, 403, 403, 404, 404, 302)),
    ("tasks:return",      "post", (404, 404, 302, 403, 403, 404, 404, 302)),
    ("tasks:share",       "post", (404, 404, 302, 302, 302, 404, 404, 302)),
    ("tasks:completion",  "post", (404, 404, 302, 302, 403, 404, 404, 302)),
    ("tasks:reopening",   "post", (404, 404, 302, 302, 403, 404, 404, 302)),
    ("tasks:step",        "post", (404, 404, 302, 302, 403, 404, 404, 302)),
]
# fmt: on
