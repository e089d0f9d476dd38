from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SiteConfig(AppConfig):
    name = "lampion.site"

    def ready(self) -> None:
        """The top room opens last: by now every lower room has declared its places."""
        autodiscover_modules("slots")
        autodiscover_modules("panels", "privacy", "jobs")
