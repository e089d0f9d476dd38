# fmt: off
DOORS = [
    # route                  method   nora karim alice zoe  nobody
    ("people:sign-in",      "get",  (200, 200, 200, 200, 200)),
    ("people:sign-in",      "post", (200, 200, 200, 200, 200)),
    ("people:sign-in-code", "get",  (302, 302, 302, 302, 302)),
    ("people:sign-in-code", "post", (302, 302, 302, 302, 302)),
    ("people:sign-out",     "post", (302, 302, 302, 302, 302)),
    ("people:sessions",     "get",  (200, 200, 200, 200, 302)),
    ("people:session",      "post", (302, 404, 404, 404, 302)),
    ("people:invitation",   "get",  (200, 200, 200, 200, 200)),
    ("people:invitation",   "post", (302, 302, 302, 302, 302)),
]
# fmt: on
