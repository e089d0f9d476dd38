from django.urls import path

from lampion.kit import views

app_name = "kit"

# components/
urlpatterns = [path("", views.components, name="components")]
