# fmt: off
DOORS = [
    # route         method   nora karim alice zoe  nobody
    ("files:file", "get",  (404, 404, 404, 404, 404)),
]
# fmt: on
