# fmt: off
DOORS = [
    # route                           method   nora karim alice zoe  nobody
    ("api:api-regions",              "get",  (200, 200, 200, 200, 200)),
    ("served:theme",                 "get",  (200, 200, 200, 200, 200)),
    ("sections:page",                "get",  (200, 200, 200, 200, 200)),
    ("sections:imprint",             "get",  (200, 200, 200, 200, 200)),
    ("sections:office-section",      "get",  (200, 403, 404, 404, 302)),
    ("sections:office-section",      "post", (200, 403, 404, 404, 302)),
    ("sections:office-section-logo", "post", (422, 403, 404, 404, 302)),
    ("sections:office-regions",      "get",  (200, 403, 404, 404, 302)),
    ("sections:office-regions",      "post", (200, 403, 404, 404, 302)),
    ("sections:office-region",       "get",  (200, 403, 404, 404, 302)),
    ("sections:office-region",       "post", (200, 403, 404, 404, 302)),
    ("sections:office-region-removal", "post", (302, 403, 404, 404, 302)),
    ("sections:office-parameters",   "get",  (200, 403, 404, 404, 302)),
    ("sections:office-parameters",   "post", (200, 403, 404, 404, 302)),
    ("sections:office-staff",        "get",  (200, 403, 404, 404, 302)),
    ("sections:office-staff",        "post", (200, 403, 404, 404, 302)),
    ("sections:office-staff-end",    "post", (302, 403, 404, 404, 302)),
    ("sections:office-pages",        "get",  (200, 403, 404, 404, 302)),
    ("sections:office-page",         "get",  (200, 403, 404, 404, 302)),
    ("sections:office-page",         "post", (200, 403, 404, 404, 302)),
    ("sections:office-absences", "get",  (200, 200, 404, 404, 302)),
    ("sections:office-absences", "post", (200, 200, 404, 404, 302)),
    ("sections:office-absence",  "post", (302, 403, 404, 404, 302)),
]
# fmt: on
