from django.urls import path

from lampion.groups import views

app_name = "groups"

# groups/
urlpatterns = [
    path("groups/", views.group_list, name="groups"),
    path("groups/<int:number>/", views.group_page, name="group-number"),
    path("groups/<int:number>/<slug:slug>/", views.group_page, name="group"),
    path("groups/<slug:code>/<int:number>/<slug:slug>/", views.group_page, name="section-group"),
]
