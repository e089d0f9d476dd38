from typing import Any

from django.core.management.base import BaseCommand

from lampion.kit.catalogues import compile_all


class Command(BaseCommand):
    help = "Compile the catalogues under locale/ that changed."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        compile_all()
