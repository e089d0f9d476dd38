# fmt: off
DOORS = [
    # route            method  nora karim alice bilal wim hanna zoe nobody
    ("kit:components", "get",  (404, 404, 404, 404, 404, 404, 404, 404)),
]
# fmt: on
