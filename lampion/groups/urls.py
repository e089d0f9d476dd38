from django.urls import path

from lampion.groups import views
from lampion.groups.views import office

app_name = "groups"

# groups/
urlpatterns = [
    path("groups/", views.group_list, name="groups"),
    path("groups/<int:number>/", views.group_page, name="group-number"),
    path("groups/<int:number>/<slug:slug>/", views.group_page, name="group"),
    path("groups/<slug:code>/<int:number>/<slug:slug>/", views.group_page, name="section-group"),
    # office/groups/
    path("office/groups/", office.office_groups, name="office-groups"),
    path("office/groups/new/", office.office_group_new, name="office-group-new"),
    path("office/groups/import/", office.office_import, name="office-import"),
    path(
        "office/groups/import/<int:pk>/", office.office_import_preview, name="office-import-preview"
    ),
    path("office/groups/export/<slug:format>/", office.office_export, name="office-export"),
    path("office/groups/<int:pk>/", office.office_group, name="office-group"),
    path("office/groups/<int:pk>/stage/", office.office_stage, name="office-stage"),
    path("office/groups/<int:pk>/mandates/", office.office_mandates, name="office-mandates"),
    path(
        "office/groups/<int:pk>/mandates/<int:mandate_pk>/end/",
        office.office_mandate_end,
        name="office-mandate-end",
    ),
]
