from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from lampion.sections.models import Section


class Command(BaseCommand):
    help = "Bring database, translations and static files up to date, then say where to begin."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load the demo if nothing is there")

    def handle(self, *args: Any, demo: bool = False, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("compile_translations")
        call_command("collectstatic", verbosity=0, interactive=False)
        if demo:
            call_command("load_demo")
        self.stdout.write(f"Lampion: {settings.SITE_URL}/")
        if not Section.objects.exists():
            self.stdout.write("Nothing is there yet. This link, once, opens the first section:")
            call_command("founding_link", stdout=self.stdout)
        elif demo:
            self.stdout.write(
                "Sign in with one of these addresses:\n"
                "  nora@example.org    secretariat\n"
                "  alice@example.org   responsable in Louvain-la-Neuve\n"
                "  zoe@example.org     responsable in Namur"
            )
        if settings.DEMO:
            self.stdout.write(f"Mails and sign-in codes arrive in {settings.SITE_URL}/mailbox/")
        self.stdout.write("Ctrl-C stops everything.")
