from django.urls import path

from lampion.petitions.paper_urls import paper_urlpatterns
from lampion.petitions.views import group, office, reading, signatures, signing

app_name = "petitions"

urlpatterns = [
    # petitions/
    path("petitions/", reading.petitions, name="petitions"),
    path("petitions/<int:number>/signatures/", signing.signatures, name="signatures"),
    path("petitions/<int:number>/proof/", signing.proof, name="proof"),
    path("petitions/<int:number>/thanks/", reading.thanks, name="thanks"),
    path("petitions/<int:number>/code.<slug:kind>", reading.code, name="code"),
    path("petitions/<int:number>/<slug:slug>/", reading.petition, name="petition"),
    path("p/<int:number>/", reading.numbered, name="short"),
    # embed/
    path("embed/petitions/<int:number>/", signing.embed, name="embed"),
    # signatures/<token>/
    path("signatures/<str:token>/", signatures.signature, name="signature"),
    path("signatures/<str:token>/withdrawal/", signatures.withdrawal, name="withdrawal"),
    # my-groups/<pk>/
    path("my-groups/<int:pk>/petitions/", group.group_petitions, name="group-petitions"),
    # office/petitions/
    path("office/petitions/", office.petitions, name="office-petitions"),
    path("office/petitions/new/", office.new, name="office-new"),
    path("office/petitions/<int:pk>/", office.petition, name="office-petition"),
    path("office/petitions/<int:pk>/words/", office.words, name="office-words"),
    path("office/petitions/<int:pk>/picture/", office.picture, name="office-picture"),
    path("office/petitions/<int:pk>/proposal/", office.proposal, name="office-proposal"),
    path("office/petitions/<int:pk>/publication/", office.publication, name="office-publication"),
    path("office/petitions/<int:pk>/closing/", office.closing, name="office-closing"),
    # on paper, and handed over
    *paper_urlpatterns,
]

plain_urlpatterns = [
    path("signers/<str:token>/", signatures.news, name="news"),
]
