from django.urls import path

from lampion.petitions.views import (
    counts,
    delivery,
    fraud,
    group,
    letting_out,
    office,
    office_sheets,
    reading,
    scans,
    sheets,
    signatures,
    signing,
)

app_name = "petitions"

urlpatterns = [
    # petitions/
    path("petitions/", reading.petitions, name="petitions"),
    path("petitions/<int:number>/signatures/", signing.signatures, name="signatures"),
    path("petitions/<int:number>/proof/", signing.proof, name="proof"),
    path("petitions/<int:number>/thanks/", reading.thanks, name="thanks"),
    path("petitions/<int:number>/code.<slug:kind>", reading.code, name="code"),
    path("petitions/<int:number>/picture.webp", reading.picture, name="picture"),
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
    # office/: what a second person lets out
    path(
        "office/petition-pictures/<int:pk>/release/",
        letting_out.picture_release,
        name="office-picture-release",
    ),
    path(
        "office/petition-pictures/<int:pk>/removal/",
        letting_out.picture_removal,
        name="office-picture-removal",
    ),
    path(
        "office/delivery-pictures/<int:pk>/release/",
        letting_out.delivery_picture_release,
        name="office-delivery-picture-release",
    ),
    path(
        "office/delivery-pictures/<int:pk>/removal/",
        letting_out.delivery_picture_removal,
        name="office-delivery-picture-removal",
    ),
    path(
        "office/delivery-answers/<int:pk>/release/",
        letting_out.answer_release,
        name="office-answer-release",
    ),
    path(
        "office/delivery-answers/<int:pk>/withdrawal/",
        letting_out.answer_withdrawal,
        name="office-answer-withdrawal",
    ),
    # office/petitions/<pk>/desk/
    path("office/petitions/<int:pk>/desk/", fraud.desk, name="office-desk"),
    path("office/petitions/<int:pk>/desk/trends/", fraud.trends, name="office-desk-trends"),
    path(
        "office/petitions/<int:pk>/desk/conditions/",
        fraud.conditions,
        name="office-desk-conditions",
    ),
    path(
        "office/petitions/<int:pk>/desk/conditions/<int:condition>/undoing/",
        fraud.undoing,
        name="office-desk-undoing",
    ),
    path("office/petitions/<int:pk>/desk/aside/", fraud.aside, name="office-desk-aside"),
    # my-groups/<pk>/
    path("my-groups/<int:pk>/sheets/", sheets.group_sheets, name="group-sheets"),
    # bundles/<pk>/
    path("bundles/<int:pk>/", sheets.bundle, name="bundle"),
    path("bundles/<int:pk>/sheets.pdf", sheets.sheets_file, name="bundle-file"),
    path("bundles/<int:pk>/custody/", sheets.custody, name="bundle-custody"),
    path("bundles/<int:pk>/loss/", sheets.loss, name="bundle-loss"),
    # sheets/
    path("sheets/", sheets.find, name="sheet-find"),
    path("sheets/<str:code>/", counts.sheet, name="sheet"),
    path("sheets/<str:code>/custody/", counts.sheet_custody, name="sheet-custody"),
    path("sheets/<str:code>/counts/", counts.counts, name="sheet-counts"),
    path("sheets/<str:code>/scans/", scans.scans, name="sheet-scans"),
    path("sheets/<str:code>/scans/<int:pk>/", scans.scan, name="sheet-scan"),
    path("sheets/<str:code>/scans/<int:pk>/removal/", scans.removal, name="sheet-scan-removal"),
    # office/
    path("office/sheets/", office_sheets.office_sheets, name="office-sheets"),
    path("office/losses/<int:pk>/", office_sheets.loss, name="office-loss"),
    path("office/petitions/<int:pk>/deliveries/", delivery.deliveries, name="office-deliveries"),
    # office/deliveries/<pk>/
    path("office/deliveries/<int:pk>/", delivery.delivery, name="delivery"),
    path("office/deliveries/<int:pk>/letter.pdf", delivery.letter, name="office-delivery-letter"),
    path(
        "office/deliveries/<int:pk>/names/<slug:kind>/",
        delivery.names,
        name="office-delivery-names",
    ),
    path("office/deliveries/<int:pk>/handing/", delivery.handing, name="office-delivery-handing"),
    path("office/deliveries/<int:pk>/news/", delivery.news, name="office-delivery-news"),
    path("office/deliveries/<int:pk>/answers/", delivery.answers, name="office-delivery-answers"),
    path("office/deliveries/<int:pk>/picture/", delivery.picture, name="office-delivery-picture"),
    # deliveries/<pk>/
    path("deliveries/<int:pk>/picture/", delivery.shown_picture, name="delivery-picture"),
]

plain_urlpatterns = [
    path("signers/<str:token>/", signatures.news, name="news"),
]
