from django.urls import path

from lampion.meetings import feeds
from lampion.meetings.views import lists, meeting, rhythm

app_name = "meetings"

urlpatterns = [
    # my-groups/<pk>/
    path("my-groups/<int:pk>/meetings/", lists.group_meetings, name="group-meetings"),
    path("my-groups/<int:pk>/rhythm/", rhythm.rhythm, name="rhythm"),
    path("my-groups/<int:pk>/rhythm/ending/", rhythm.ending, name="rhythm-ending"),
    # meetings/
    path("meetings/", lists.meetings, name="meetings"),
    path("meetings/<int:pk>/", meeting.meeting, name="meeting"),
    path("meetings/<int:pk>/details/", meeting.details, name="details"),
    path("meetings/<int:pk>/cancellation/", meeting.cancellation, name="cancellation"),
]

plain_urlpatterns = [
    path("groups/<int:number>/calendar.ics", feeds.calendar, name="calendar"),
    path("groups/<slug:code>/<int:number>/calendar.ics", feeds.calendar, name="section-calendar"),
]
