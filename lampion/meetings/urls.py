from django.urls import path

from lampion.meetings import feeds, views

app_name = "meetings"

urlpatterns = [
    # meetings/
    path("meetings/", views.meetings, name="meetings"),
    path("meetings/<int:pk>/", views.meeting, name="meeting"),
    path("meetings/<int:pk>/cancellation/", views.cancellation, name="cancellation"),
]

plain_urlpatterns = [
    path("groups/<int:number>/calendar.ics", feeds.calendar, name="calendar"),
    path("groups/<slug:code>/<int:number>/calendar.ics", feeds.calendar, name="section-calendar"),
]
