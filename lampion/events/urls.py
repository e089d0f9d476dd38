from django.urls import path

from lampion.events.views import group

app_name = "events"

urlpatterns = [
    # my-groups/<pk>/
    path("my-groups/<int:pk>/events/", group.events, name="group"),
    path("my-groups/<int:pk>/events/new/", group.new, name="new"),
    # events/<pk>/
    path("events/<int:pk>/", group.event, name="event"),
    path("events/<int:pk>/cancellation/", group.cancellation, name="cancellation"),
]
