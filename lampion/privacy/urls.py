from django.urls import path

from lampion.privacy import views

app_name = "privacy"

urlpatterns = [
    path("privacy/", views.notices, name="notices"),
    path("privacy/<slug:code>/", views.notices, name="section-notices"),
    path("account/data/", views.my_data, name="my-data"),
    path("account/erasure/", views.erasure, name="erasure"),
    path("subscriptions/<str:token>/erasure/", views.address_erasure, name="address-erasure"),
]
