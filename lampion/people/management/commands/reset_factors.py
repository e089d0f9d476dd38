from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lampion.people.assurance import is_enrolled
from lampion.people.factors import reset_factors
from lampion.people.models import Person


class Command(BaseCommand):
    help = (
        "Take away the passkeys, app and recovery codes of somebody who lost them all, where no colleague can. "
        "It is written in the journal, and the person gets a mail."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="address with which the person signs in")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        person = Person.objects.with_email(email).first()
        if person is None or not is_enrolled(person):
            raise CommandError("Nobody with this address has a second factor.")
        reset_factors(person, by=None, at=timezone.now())
        self.stdout.write("Done: a code by mail is enough now to sign in and begin anew.")
