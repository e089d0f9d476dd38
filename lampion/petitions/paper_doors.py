# fmt: off
PAPER_DOORS = [
    # route                                method  nora karim alice bilal wim hanna zoe nobody
    ("petitions:group-sheets",             "get",  (404, 404, 200, 200, 403, 404, 404, 302)),
    ("petitions:group-sheets",             "post", (404, 404, 422, 422, 403, 404, 404, 302)),
    ("petitions:bundle",                   "get",  (200, 403, 200, 200, 403, 404, 404, 302)),
    ("petitions:bundle-file",              "get",  (200, 403, 200, 200, 403, 404, 404, 302)),
    ("petitions:bundle-custody",           "post", (422, 403, 422, 422, 403, 404, 404, 302)),
    ("petitions:bundle-loss",              "get",  (200, 403, 200, 200, 403, 404, 404, 302)),
    ("petitions:bundle-loss",              "post", (422, 403, 422, 422, 403, 404, 404, 302)),
    ("petitions:sheet-find",               "get",  (404, 404, 404, 404, 404, 404, 404, 302)),
    ("petitions:sheet",                    "get",  (200, 403, 200, 200, 403, 404, 404, 302)),
    ("petitions:sheet-custody",            "post", (302, 403, 302, 302, 403, 404, 404, 302)),
    ("petitions:sheet-counts",             "post", (422, 403, 422, 422, 403, 404, 404, 302)),
    ("petitions:office-sheets",            "get",  (200, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-sheets",            "post", (422, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-loss",              "get",  (200, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-loss",              "post", (422, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-deliveries",        "get",  (200, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-deliveries",        "post", (422, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:delivery",                 "get",  (200, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-delivery-letter",   "get",  (200, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-delivery-names",    "post", (200, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-delivery-handing",  "post", (422, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-delivery-answers",  "post", (422, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-delivery-picture",  "post", (422, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:delivery-picture",         "get",  (404, 404, 404, 404, 404, 404, 404, 404)),
]
# fmt: on
