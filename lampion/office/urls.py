from django.urls import path

from lampion.office import views

app_name = "office"

urlpatterns = [
    path("office/", views.office, name="office"),
    path("founding/<str:token>/", views.founding, name="founding"),
]
