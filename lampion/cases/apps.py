from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "lampion.cases"
