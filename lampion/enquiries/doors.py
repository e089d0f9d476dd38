# fmt: off
DOORS = [
    # route                         method   nora karim alice zoe  nobody
    ("enquiries:new",              "get",  (200, 200, 200, 200, 200)),
    ("enquiries:new",              "post", (422, 422, 422, 422, 422)),
    ("enquiries:status",           "get",  (200, 200, 200, 200, 200)),
    ("enquiries:withdrawal",       "get",  (200, 200, 200, 200, 200)),
    ("enquiries:withdrawal",       "post", (302, 302, 302, 302, 302)),
    ("enquiries:newcomers",        "get",  (200, 200, 200, 200, 302)),
    ("enquiries:newcomer",         "get",  (404, 404, 200, 404, 302)),
    ("enquiries:acceptance",       "post", (404, 404, 302, 404, 302)),
    ("enquiries:return",           "post", (404, 404, 302, 404, 302)),
    ("enquiries:newcomer-letters", "post", (404, 404, 422, 404, 302)),
    ("enquiries:newcomer-notes",   "post", (404, 404, 422, 404, 302)),
    ("enquiries:newcomer-outcome", "post", (404, 404, 302, 404, 302)),
    ("enquiries:membership",       "post", (404, 404, 302, 404, 302)),
    ("enquiries:inbox",            "get",  (200, 200, 404, 404, 302)),
    ("enquiries:enquiry",          "get",  (200, 200, 404, 404, 302)),
    ("enquiries:ownership",        "post", (302, 302, 404, 404, 302)),
    ("enquiries:notes",            "post", (422, 422, 404, 404, 302)),
    ("enquiries:letters",          "post", (422, 422, 404, 404, 302)),
    ("enquiries:handover",         "post", (302, 302, 404, 404, 302)),
    ("enquiries:outcome",          "post", (302, 302, 404, 404, 302)),
]
# fmt: on
