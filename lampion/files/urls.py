from django.urls import path

from lampion.files import views

app_name = "files"

urlpatterns = [path("files/<int:pk>/<slug:prefix>/", views.file, name="file")]
