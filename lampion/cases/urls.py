from django.urls import path

from lampion.cases import feeds
from lampion.cases.views import choosing, keeping, papers, public, writing

app_name = "cases"

urlpatterns = [
    # cases/
    path("cases/", public.cases, name="cases"),
    path("cases/<str:key>/", public.case, name="case"),
    path("cases/<str:key>/documents/<int:pk>/", papers.document, name="document"),
    path("case-pictures/<str:key>/", papers.picture, name="picture"),
    # my-groups/<pk>/
    path("my-groups/<int:pk>/cases/", choosing.group_cases, name="group-cases"),
    path("my-groups/<int:pk>/wishes/", choosing.wishes, name="wishes"),
    path("my-groups/<int:pk>/cases/<str:key>/", choosing.group_case, name="group-case"),
    path("my-groups/<int:pk>/cases/<str:key>/adoption/", choosing.adoption, name="adoption"),
    # adoptions/<pk>/
    path("adoptions/<int:pk>/lead/", choosing.lead, name="lead"),
    path("adoptions/<int:pk>/return/", choosing.hand_back, name="hand-back"),
    # office/cases/
    path("office/cases/", writing.office_cases, name="office-cases"),
    path("office/cases/new/", writing.office_new, name="office-new"),
    path("office/cases/<int:pk>/", keeping.office_page, name="office-case"),
    path("office/cases/<int:pk>/edition/", writing.office_edition, name="office-edition"),
    path("office/cases/<int:pk>/proposal/", writing.office_proposal, name="office-proposal"),
    path(
        "office/cases/<int:pk>/publication/", writing.office_publication, name="office-publication"
    ),
    path("office/cases/<int:pk>/settings/", keeping.office_settings, name="office-settings"),
    path("office/cases/<int:pk>/suspension/", keeping.office_suspension, name="office-suspension"),
    path("office/cases/<int:pk>/resumption/", keeping.office_resumption, name="office-resumption"),
    path("office/cases/<int:pk>/urgent-actions/", keeping.office_urgent, name="office-urgent"),
    path("office/cases/<int:pk>/offers/", keeping.office_offers, name="office-offers"),
    path("office/cases/<int:pk>/readers/", keeping.office_readers, name="office-readers"),
    path(
        "office/cases/<int:pk>/documents/", papers.office_document_new, name="office-document-new"
    ),
    path("office/cases/<int:pk>/pictures/", papers.office_picture_new, name="office-picture-new"),
    # office/: one of what hangs on a case
    path(
        "office/case-offers/<int:pk>/withdrawal/",
        keeping.office_offer_withdrawal,
        name="office-offer-withdrawal",
    ),
    path(
        "office/case-readers/<int:pk>/removal/",
        keeping.office_reader_removal,
        name="office-reader-removal",
    ),
    path(
        "office/case-documents/<int:pk>/removal/",
        papers.office_document_removal,
        name="office-document-removal",
    ),
    path(
        "office/case-pictures/<int:pk>/removal/",
        papers.office_picture_removal,
        name="office-picture-removal",
    ),
]

plain_urlpatterns = [
    path("cases.atom", feeds.atom, name="atom"),
    path("cases/<slug:code>.atom", feeds.atom, name="section-atom"),
]
