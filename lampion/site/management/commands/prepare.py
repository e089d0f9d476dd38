from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Bring database, translations and static files up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load the demo if nothing is there")

    def handle(self, *args: Any, demo: bool = False, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("compile_translations")
        call_command("collectstatic", verbosity=0, interactive=False)
        if demo:
            call_command("load_demo")
