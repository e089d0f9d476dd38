from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "lampion.meetings"
