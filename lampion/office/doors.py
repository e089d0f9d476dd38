# fmt: off
DOORS = [
    # route              method   nora karim alice zoe  nobody
    ("office:office",   "get",  (302, 302, 404, 404, 302)),
    ("office:founding", "get",  (200, 200, 200, 200, 200)),
    ("office:founding", "post", (200, 200, 200, 200, 200)),
]
# fmt: on
