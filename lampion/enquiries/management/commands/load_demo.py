from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from lampion.contacts.models import ConsentText, Purpose
from lampion.groups.actions import found_group
from lampion.groups.models import Function, Mandate
from lampion.people.models import Person
from lampion.sections.models import Scope, Section, StaffAccess
from lampion.sections.opening import consent_words, open_section

PROVINCES = ["BRU", "WBR", "WHT", "WLG", "WLX", "WNA"]
GROUPS = (
    (3, "1000 Bruxelles"), (7, "5000 Namur"), (12, "1348 Louvain-la-Neuve"), (15, "4000 Liège"),
    (18, "7000 Mons"), (21, "7500 Tournai"), (24, "6700 Arlon"), (29, "6000 Charleroi"),
    (33, "1300 Wavre"), (38, "4500 Huy"), (42, "6600 Bastogne"), (55, "1457 Walhain"),
    (61, "5500 Dinant"), (64, "1190 Forest"), (70, "1050 Ixelles"), (77, "4800 Verviers"),
    (83, "7060 Soignies"), (88, "1400 Nivelles"), (92, "6900 Marche-en-Famenne"), (96, "6460 Chimay"),
)  # fmt: skip


class Command(BaseCommand):
    help = "Load the demo: one fictional section, its groups and cast. Does nothing if a section exists."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if Section.objects.exists():
            return
        now = timezone.now()
        today = timezone.localdate(now)
        section = open_section(
            code="demo", name="Lumières locales", country="be", provinces=PROVINCES, by=None, at=now
        )
        ConsentText.publish(section, Purpose.NEWS, "fr", consent_words(section), at=now)
        nora = Person.objects.create_user(
            "nora@example.org", first_name="Nora", last_name="Lambert"
        )
        StaffAccess.grant(section, nora, *Scope, by=None, on=today)
        for number, address in GROUPS:
            postcode, name = address.split(" ", 1)
            places = section.territory.by_postcode(postcode)
            place = next((one for one in places if one.name == name), places[0])
            group = found_group(
                section, number, name, place, by=nora, at=now, rhythm="Premier mardi du mois, 20 h"
            )
            first = "alice" if number == 12 else f"responsable{number}"
            person = Person.objects.create_user(f"{first}@example.org", first_name=first.title())
            Mandate.give(group, person, Function.COORDINATOR, by=nora, on=today)
