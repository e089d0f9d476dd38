# fmt: off
FRAUD_DOORS = [
    # route                                method  nora karim alice bilal wim hanna zoe nobody
    ("petitions:office-desk",              "get",  (200, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-desk-trends",       "post", (200, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-desk-conditions",   "post", (422, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-desk-undoing",      "post", (302, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-desk-aside",        "post", (302, 403, 404, 404, 404, 404, 404, 302)),
]
# fmt: on
