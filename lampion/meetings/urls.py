from django.urls import path

from lampion.meetings import feeds
from lampion.meetings.views import agenda, convocation, lists, meeting, own_calendar, rhythm

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
    path("meetings/<int:pk>/sheet/", meeting.sheet, name="sheet"),
    path("meetings/<int:pk>/points/", agenda.points, name="points"),
    path("meetings/<int:pk>/matters/", agenda.matters, name="matters"),
    path("meetings/<int:pk>/convocation/", convocation.convocation, name="convocation"),
    path("meetings/<int:pk>/answer/", convocation.answer, name="answer"),
    # points/<pk>/
    path("points/<int:pk>/", agenda.point, name="point"),
    path("points/<int:pk>/place/", agenda.place, name="point-place"),
    path("points/<int:pk>/taking/", agenda.taking, name="point-taking"),
    path("points/<int:pk>/leaving/", agenda.leaving, name="point-leaving"),
    # account/calendar/
    path("account/calendar/", own_calendar.own_calendar, name="own-calendar"),
    path("account/calendar/revocation/", own_calendar.revocation, name="calendar-revocation"),
    # attendance/<token>/
    path("attendance/<str:token>/", convocation.attendance, name="attendance"),
]

plain_urlpatterns = [
    path("calendars/<str:token>.ics", feeds.own_calendar, name="own-calendar"),
    path("groups/<int:number>/meetings.atom", feeds.atom, name="atom"),
    path("groups/<slug:code>/<int:number>/meetings.atom", feeds.atom, name="section-atom"),
    path("groups/<int:number>/calendar.ics", feeds.calendar, name="calendar"),
    path("groups/<slug:code>/<int:number>/calendar.ics", feeds.calendar, name="section-calendar"),
]
