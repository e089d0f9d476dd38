# fmt: off
DOORS = [
    # route             method   nora karim alice zoe  nobody
    ("news:archive",    "get",  (200, 200, 200, 200, 200)),
    ("news:mailing",    "get",  (200, 200, 200, 200, 200)),
    ("news:mailings",   "get",  (200, 200, 200, 200, 302)),
    ("news:new",        "get",  (200, 403, 403, 403, 302)),
    ("news:new",        "post", (200, 403, 403, 403, 302)),
    ("news:draft",      "get",  (200, 404, 200, 404, 302)),
    ("news:draft",      "post", (200, 404, 200, 404, 302)),
    ("news:pictures",   "post", (422, 404, 422, 404, 302)),
    ("news:picture",    "post", (302, 404, 302, 404, 302)),
    ("news:discarding", "get",  (200, 404, 200, 404, 302)),
    ("news:discarding", "post", (302, 404, 302, 404, 302)),
    ("news:preview",    "get",  (200, 404, 200, 404, 302)),
    ("news:trial",      "post", (302, 404, 302, 404, 302)),
    ("news:proposal",   "post", (302, 404, 302, 404, 302)),
    ("news:approval",   "post", (302, 404, 302, 404, 302)),
    ("news:progress",   "get",  (200, 404, 200, 404, 302)),
    ("news:pause",      "post", (302, 404, 302, 404, 302)),
    ("news:resumption", "post", (302, 404, 302, 404, 302)),
    ("news:stopping",   "get",  (200, 404, 200, 404, 302)),
    ("news:stopping",   "post", (302, 404, 302, 404, 302)),
]
# fmt: on
