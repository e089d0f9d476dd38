from django.urls import path

from lampion.mail import views

app_name = "mail"

urlpatterns = [
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/<str:name>/", views.mailbox_letter, name="mailbox-letter"),
]
