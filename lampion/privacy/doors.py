# fmt: off
DOORS = [
    # route                     method  nora karim alice bilal wim hanna zoe nobody
    ("privacy:notices",         "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("privacy:section-notices", "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("privacy:my-data",         "get",  (200, 200, 200, 200, 200, 200, 200, 302)),
    ("privacy:erasure",         "get",  (200, 200, 200, 200, 200, 200, 200, 302)),
    ("privacy:erasure",         "post", (302, 302, 409, 302, 302, 302, 409, 302)),
    ("privacy:address-erasure", "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("privacy:address-erasure", "post", (200, 200, 200, 200, 200, 200, 200, 200)),
]
# fmt: on
