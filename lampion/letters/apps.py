from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "lampion.letters"
