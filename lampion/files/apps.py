from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "lampion.files"
