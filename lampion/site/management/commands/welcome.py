from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from lampion.people.models import Person
from lampion.sections.models import Section

CAST = (
    ("nora@example.org", "secretariat"),
    ("karim@example.org", "secretariat, requests only"),
    ("alice@example.org", "responsable in Louvain-la-Neuve"),
    ("zoe@example.org", "responsable in Namur"),
)


class Command(BaseCommand):
    help = "Say where the house stands, who may sign in to the demo, and where its mails arrive."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Lampion: {settings.SITE_URL}/")
        if not Section.objects.exists():
            self.stdout.write("Nothing is there yet. This link, once, opens the first section:")
            call_command("founding_link", stdout=self.stdout)
        known = set(Person.objects.values_list("email", flat=True))
        if cast := [line for line in CAST if line[0] in known]:
            self.stdout.write("Sign in with one of these addresses:")
            for email, role in cast:
                self.stdout.write(f"  {email:<20} {role}")
        if settings.DEMO:
            self.stdout.write(f"Mails and sign-in codes arrive in {settings.SITE_URL}/mailbox/")
        self.stdout.write("Ctrl-C stops everything.")
