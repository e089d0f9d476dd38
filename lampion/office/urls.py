from django.urls import path

from lampion.office import views
from lampion.office.views import machine

app_name = "office"

urlpatterns = [
    path("office/", views.office, name="office"),
    path("office/sections/<slug:code>/", views.shown_section, name="shown-section"),
    path("office/machine/", machine.machine, name="machine"),
    path("office/machine/tasks/<uuid:pk>/rerun/", machine.task_rerun, name="task-rerun"),
    path("office/machine/topics/<slug:topic>/hold/", machine.topic_hold, name="topic-hold"),
    path(
        "office/machine/topics/<slug:topic>/release/", machine.topic_release, name="topic-release"
    ),
    path("founding/<str:token>/", views.founding, name="founding"),
]
