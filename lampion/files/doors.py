# fmt: off
DOORS = [
    # route        method  nora karim alice bilal wim hanna zoe nobody
    ("files:file", "get",  (404, 404, 404, 404, 404, 404, 404, 404)),
]
# fmt: on
