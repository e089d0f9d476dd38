from django.urls import path

from lampion.people import views

app_name = "people"

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/code/", views.sign_in_code, name="sign-in-code"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("account/sessions/", views.sessions, name="sessions"),
    path("account/sessions/<int:pk>/", views.session, name="session"),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
]
