from django.urls import path

from lampion.petitions.views import counts, delivery, office_sheets, sheets

paper_urlpatterns = [
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
    path("office/deliveries/<int:pk>/answers/", delivery.answers, name="office-delivery-answers"),
    path("office/deliveries/<int:pk>/picture/", delivery.picture, name="office-delivery-picture"),
    # deliveries/<pk>/
    path("deliveries/<int:pk>/picture/", delivery.shown_picture, name="delivery-picture"),
]
