# fmt: off
DOORS = [
    # route                       method  nora karim alice bilal wim hanna zoe nobody
    ("api:openapi-json",          "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("api:openapi-json",          "post", (200, 200, 200, 200, 200, 200, 200, 200)),
    ("api:api-root",              "get",  (404, 404, 404, 404, 404, 404, 404, 404)),
    ("api:api-root",              "post", (404, 404, 404, 404, 404, 404, 404, 404)),
    ("plain:sitemap",             "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("plain:robots",              "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("site:home",                 "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("site:finder",               "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("site:finder",               "post", (200, 200, 200, 200, 200, 200, 200, 200)),
    ("site:region",               "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("site:embed-finder",         "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("site:section-embed-finder", "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("site:office-embed",         "get",  (200, 403, 404, 404, 404, 404, 404, 302)),
    ("site:world",                "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("site:country",              "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("site:member-home",          "get",  (200, 200, 200, 200, 200, 200, 200, 302)),
]
# fmt: on
