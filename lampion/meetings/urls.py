from django.urls import path

from lampion.meetings import feeds
from lampion.meetings.views import (
    agenda,
    convocation,
    lists,
    meeting,
    minutes,
    office,
    own_calendar,
    rhythm,
    writing,
)

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
    # meetings/<pk>/: the minutes
    path("meetings/<int:pk>/minutes/", minutes.minutes, name="minutes"),
    path("meetings/<int:pk>/minutes.pdf", minutes.pdf, name="minutes-pdf"),
    path("meetings/<int:pk>/minutes/taking/", writing.taking, name="minutes-taking"),
    path("meetings/<int:pk>/minutes/writing/", writing.writing, name="writing"),
    path("meetings/<int:pk>/minutes/state/", writing.state, name="minutes-state"),
    path("meetings/<int:pk>/minutes/points/", writing.more_points, name="more-points"),
    path("meetings/<int:pk>/minutes/submission/", minutes.submission, name="submission"),
    path("meetings/<int:pk>/approval/", minutes.approval, name="approval"),
    path("meetings/<int:pk>/presence/", writing.attendance, name="presence"),
    path("meetings/<int:pk>/guests/", writing.guests, name="guests"),
    path("guests/<int:pk>/removal/", writing.guest_removal, name="guest-removal"),
    path("amendments/<int:pk>/", minutes.amendment, name="amendment"),
    # points/<pk>/
    path("points/<int:pk>/", agenda.point, name="point"),
    path("points/<int:pk>/place/", agenda.place, name="point-place"),
    path("points/<int:pk>/taking/", agenda.taking, name="point-taking"),
    path("points/<int:pk>/leaving/", agenda.leaving, name="point-leaving"),
    path("points/<int:pk>/passage/", writing.passage, name="passage"),
    path("points/<int:pk>/decision/", writing.decision, name="point-decision"),
    path("points/<int:pk>/task/", writing.task, name="point-task"),
    path("points/<int:pk>/amendments/", minutes.amendments, name="amendments"),
    # account/calendar/
    path("account/calendar/", own_calendar.own_calendar, name="own-calendar"),
    path("account/calendar/revocation/", own_calendar.revocation, name="calendar-revocation"),
    # office/
    path("office/groups/<int:pk>/minutes/", office.shared, name="office-minutes"),
    path(
        "office/groups/<int:group_pk>/minutes/<int:pk>/",
        office.shared_minutes,
        name="office-minutes-of",
    ),
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
