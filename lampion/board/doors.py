# fmt: off
DOORS = [
    # route                    method  nora karim alice bilal wim hanna zoe nobody
    ("board:board",            "get",  (404, 404, 200, 200, 200, 404, 404, 302)),
    ("board:board",            "post", (404, 404, 422, 422, 422, 404, 404, 302)),
    ("board:post",             "get",  (404, 404, 200, 200, 200, 404, 404, 302)),
    ("board:post",             "post", (404, 404, 422, 422, 422, 404, 404, 302)),
    ("board:post-details",     "get",  (404, 404, 200, 403, 403, 404, 404, 302)),
    ("board:post-details",     "post", (404, 404, 422, 403, 403, 404, 404, 302)),
    ("board:post-withdrawal",  "get",  (404, 404, 200, 403, 403, 404, 404, 302)),
    ("board:post-withdrawal",  "post", (404, 404, 302, 403, 403, 404, 404, 302)),
    ("board:account-digest",   "get",  (200, 200, 200, 200, 200, 200, 200, 302)),
    ("board:account-digest",   "post", (422, 422, 422, 422, 422, 422, 422, 302)),
    ("board:digest",           "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("board:digest",           "post", (422, 422, 422, 422, 422, 422, 422, 422)),
    ("digest-one-click:one-click", "get",  (302, 302, 302, 302, 302, 302, 302, 302)),
    ("digest-one-click:one-click", "post", (200, 200, 200, 200, 200, 200, 200, 200)),
    ("board:answer-withdrawal", "post", (404, 404, 302, 403, 403, 404, 404, 302)),
]
# fmt: on
