# fmt: off
DOORS = [
    # route             method   nora karim alice zoe  nobody
    ("kit:components", "get",  (404, 404, 404, 404, 404)),
]
# fmt: on
