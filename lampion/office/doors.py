# fmt: off
DOORS = [
    # route                  method  nora karim alice bilal wim hanna zoe nobody
    ("office:office",        "get",  (302, 302, 404, 404, 404, 404, 404, 302)),
    ("office:shown-section", "post", (302, 302, 404, 404, 404, 404, 404, 302)),
    ("office:founding",      "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("office:founding",      "post", (200, 200, 200, 200, 200, 200, 200, 200)),
    ("office:machine",       "get",  (200, 403, 404, 404, 404, 404, 404, 302)),
    ("office:task-rerun",    "post", (302, 403, 404, 404, 404, 404, 404, 302)),
    ("office:topic-hold",    "get",  (200, 403, 404, 404, 404, 404, 404, 302)),
    ("office:topic-hold",    "post", (302, 403, 404, 404, 404, 404, 404, 302)),
    ("office:topic-release", "get",  (200, 403, 404, 404, 404, 404, 404, 302)),
    ("office:topic-release", "post", (302, 403, 404, 404, 404, 404, 404, 302)),
]
# fmt: on
