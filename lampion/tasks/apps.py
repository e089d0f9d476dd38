from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "lampion.tasks"
