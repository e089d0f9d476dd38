from lampion.petitions.fraud_doors import FRAUD_DOORS
from lampion.petitions.paper_doors import PAPER_DOORS

# fmt: off
DOORS = [
    # route                            method  nora karim alice bilal wim hanna zoe nobody
    ("petitions:petitions",            "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("petitions:petition",             "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("petitions:signatures",           "post", (422, 422, 422, 422, 422, 422, 422, 422)),
    ("petitions:signatures",           "get",  (302, 302, 302, 302, 302, 302, 302, 302)),
    ("petitions:proof",                "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("petitions:thanks",               "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("petitions:short",                "get",  (302, 302, 302, 302, 302, 302, 302, 302)),
    ("petitions:code",                 "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("petitions:picture",              "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("petitions:embed",                "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("petitions:embed",                "post", (422, 422, 422, 422, 422, 422, 422, 422)),
    # whoever has the link
    ("petitions:signature",            "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("petitions:signature",            "post", (302, 302, 302, 302, 302, 302, 302, 302)),
    ("petitions:withdrawal",           "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("petitions:withdrawal",           "post", (200, 200, 200, 200, 200, 200, 200, 200)),
    ("signers:news",                   "get",  (200, 200, 200, 200, 200, 200, 200, 200)),
    ("signers:news",                   "post", (200, 200, 200, 200, 200, 200, 200, 200)),
    # of the group of Alice
    ("petitions:group-petitions",      "get",  (404, 404, 200, 200, 200, 404, 404, 302)),
    # office
    ("petitions:office-petitions",     "get",  (200, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-new",           "get",  (200, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-new",           "post", (422, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-petition",      "get",  (200, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-words",         "get",  (200, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-words",         "post", (422, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-picture",       "post", (422, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-proposal",      "post", (302, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-publication",   "post", (302, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-closing",       "get",  (200, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-closing",       "post", (302, 403, 404, 404, 404, 404, 404, 302)),
    # a second person lets out, anyone takes away
    ("petitions:office-picture-release","post", (302, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-picture-removal","post", (302, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-delivery-picture-release","post", (302, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-delivery-picture-removal","post", (302, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-answer-release","post", (302, 403, 404, 404, 404, 404, 404, 302)),
    ("petitions:office-answer-withdrawal","post", (302, 403, 404, 404, 404, 404, 404, 302)),
    *PAPER_DOORS,
    *FRAUD_DOORS,
]
# fmt: on
