# fmt: off
DOORS = [
    # route                            method  nora karim alice bilal wim hanna zoe nobody
    ("letters:letters",                "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("letters:letter",                 "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("letters:paper",                  "post", (422, 422, 422, 422, 422, 422, 422, 422)),
    ("letters:sending",                "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("letters:sending",                "post", (422, 422, 422, 422, 422, 422, 422, 422)),
    # of the group of Alice
    ("letters:group",                  "get",  (404, 404, 200, 200, 200, 404, 404, 302)),
    ("letters:totals",                 "post", (404, 404, 422, 422, 403, 404, 404, 302)),
    ("letters:export",                 "get",  (404, 404, 200, 200, 200, 404, 404, 302)),
    ("letters:undoing",                "post", (404, 404, 302, 302, 403, 404, 404, 302)),
    # the secretariat writes, a second person publishes
    ("letters:office-letters",         "get",  (200, 403, 404, 404, 404, 404, 404, 302)),
    ("letters:office-new",             "get",  (200, 403, 404, 404, 404, 404, 404, 302)),
    ("letters:office-new",             "post", (422, 403, 404, 404, 404, 404, 404, 302)),
    ("letters:office-letter",          "get",  (200, 403, 404, 404, 404, 404, 404, 302)),
    ("letters:office-text",            "get",  (200, 403, 404, 404, 404, 404, 404, 302)),
    ("letters:office-text",            "post", (422, 403, 404, 404, 404, 404, 404, 302)),
    ("letters:office-proposal",        "post", (302, 403, 404, 404, 404, 404, 404, 302)),
    ("letters:office-publication",     "post", (302, 403, 404, 404, 404, 404, 404, 302)),
    ("letters:office-withdrawal",      "post", (302, 403, 404, 404, 404, 404, 404, 302)),
    ("letters:office-targets",         "get",  (200, 403, 404, 404, 404, 404, 404, 302)),
    ("letters:office-target-new",      "get",  (200, 403, 404, 404, 404, 404, 404, 302)),
    ("letters:office-target-new",      "post", (422, 403, 404, 404, 404, 404, 404, 302)),
    ("letters:office-target",          "get",  (200, 403, 404, 404, 404, 404, 404, 302)),
    ("letters:office-target",          "post", (422, 403, 404, 404, 404, 404, 404, 302)),
    ("letters:office-target-ending",   "post", (302, 403, 404, 404, 404, 404, 404, 302)),
]
# fmt: on
