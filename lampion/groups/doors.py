# fmt: off
DOORS = [
    # route                                  method   nora karim alice zoe  nobody
    ("api:api-groups",                      "get",  (422, 422, 422, 422, 422)),
    ("api:api-countries",                   "get",  (200, 200, 200, 200, 200)),
    ("api:api-group",                       "get",  (200, 200, 200, 200, 200)),
    ("groups:groups",                       "get",  (200, 200, 200, 200, 200)),
    ("groups:group-number",                 "get",  (301, 301, 301, 301, 301)),
    ("groups:group",                        "get",  (200, 200, 200, 200, 200)),
    ("groups:section-group",                "get",  (200, 200, 200, 200, 200)),
    ("groups:office-groups",                "get",  (200, 403, 404, 404, 302)),
    ("groups:office-group-new",             "get",  (200, 403, 404, 404, 302)),
    ("groups:office-group-new",             "post", (200, 403, 404, 404, 302)),
    ("groups:office-group-export",          "get",  (200, 403, 404, 404, 302)),
    ("groups:office-group",                 "get",  (200, 403, 404, 404, 302)),
    ("groups:office-group-details",         "get",  (200, 403, 404, 404, 302)),
    ("groups:office-group-details",         "post", (200, 403, 404, 404, 302)),
    ("groups:office-group-picture",         "post", (422, 403, 404, 404, 302)),
    ("groups:office-group-picture-removal", "post", (302, 403, 404, 404, 302)),
    ("groups:office-group-stages",          "post", (422, 403, 404, 404, 302)),
    ("groups:office-group-mandates",        "post", (422, 403, 404, 404, 302)),
    ("groups:office-mandate-ending",        "post", (302, 403, 404, 404, 302)),
    ("groups:office-requirements", "get", (200, 403, 404, 404, 302)),
    ("groups:office-requirements", "post", (200, 403, 404, 404, 302)),
    ("groups:office-requirement-dropping", "post", (302, 403, 404, 404, 302)),
    ("groups:office-fulfilment", "post", (302, 403, 404, 404, 302)),
    ("groups:office-recognition", "post", (403, 403, 404, 404, 302)),
]
# fmt: on
