from django.urls import path

from lampion.tasks.views import deeds, group, link, office, task

app_name = "tasks"

urlpatterns = [
    # my-groups/<pk>/tasks/
    path("my-groups/<int:pk>/tasks/", group.tasks, name="group"),
    path("my-groups/<int:pk>/tasks/new/", group.new, name="group-new"),
    path("my-groups/<int:pk>/tasks/sheet/", group.sheet, name="group-sheet"),
    path("office/groups/<int:pk>/tasks/", office.tasks, name="office-group"),
    # tasks/
    path("tasks/", task.mine, name="mine"),
    path("tasks/done/<str:token>/", link.done, name="done-link"),
    path("tasks/<int:pk>/", task.task, name="task"),
    path("tasks/<int:pk>/details/", task.details, name="details"),
    path("tasks/<int:pk>/dropping/", task.dropping, name="dropping"),
    path("tasks/<int:pk>/return/", task.handing_back, name="return"),
    path("tasks/<int:pk>/share/", deeds.share, name="share"),
    path("tasks/<int:pk>/completion/", deeds.completion, name="completion"),
    path("tasks/<int:pk>/reopening/", deeds.reopening, name="reopening"),
    path("tasks/<int:pk>/steps/<int:step_pk>/", deeds.step, name="step"),
]
