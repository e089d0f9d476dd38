# fmt: off
DOORS = [
    # route                 method  nora karim alice bilal wim hanna zoe nobody
    ("mail:mailbox",        "get",  (404, 404, 404, 404, 404, 404, 404, 404)),
    ("mail:mailbox-letter", "get",  (404, 404, 404, 404, 404, 404, 404, 404)),
]
# fmt: on
