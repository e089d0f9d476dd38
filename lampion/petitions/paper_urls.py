from django.urls import path

from lampion.petitions.views import counts, office_sheets, sheets

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
]
