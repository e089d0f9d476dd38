"""The checklist of a group in formation: what Lampion sees by itself, then what the section asks in words."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lampion.groups.models import (
    Fulfilment,
    Function,
    Group,
    LifeStage,
    Mandate,
    Membership,
    Mentorship,
    Requirement,
    Stage,
)
from lampion.groups.models.formation import Item
from lampion.kit.access import YES, Verdict, no
from lampion.people.models import Person
from lampion.sections.models import Parameter, Section
from lampion.sections.models.parameter import Name

# What a new section asks, until it says it otherwise.
FIRST = (
    {
        "fr": "Le groupe s’est réuni au moins une fois en public",
        "nl": "De groep kwam minstens één keer in het openbaar samen",
        "de": "Die Gruppe hat sich mindestens einmal öffentlich getroffen",
        "en": "The group has met in public at least once",
    },
    {
        "fr": "Le groupe a lu et accepté les règles de la section",
        "nl": "De groep las en aanvaardde de regels van de sectie",
        "de": "Die Gruppe hat die Regeln der Sektion gelesen und angenommen",
        "en": "The group has read and accepted the rules of the section",
    },
    {
        "fr": "Une première action a eu lieu",
        "nl": "Een eerste actie vond plaats",
        "de": "Eine erste Aktion hat stattgefunden",
        "en": "A first action has taken place",
    },
)


def ask_first_requirements(section: Section) -> None:
    Requirement.objects.bulk_create(
        Requirement(section=section, words=words, position=position)
        for position, words in enumerate(FIRST)
    )


def checklist(group: Group, *, on: date) -> list[Item]:
    wanted = Parameter.objects.value(group.section, Name.FOUNDERS, on=on)
    core = Membership.objects.active().core().filter(group=group).count()
    people = ngettext("%(count)d person in the core", "%(count)d people in the core", wanted)
    held = set(Mandate.objects.open().filter(group=group).values_list("function", flat=True))
    done = set(Fulfilment.objects.filter(group=group).values_list("requirement", flat=True))
    return [
        Item(f"{people % {'count': wanted}} ({core})", core >= wanted),
        Item(_("a responsable"), Function.COORDINATOR in held),
        Item(_("a treasurer"), Function.TREASURER in held),
        *[Item(str(one), one.pk in done, one) for one in Requirement.objects.asked(group.section)],
    ]


def can_be_recognised(group: Group, *, on: date) -> Verdict:
    missing = [item.words for item in checklist(group, on=on) if not item.done]
    if missing:
        return no(_("Still missing: %(items)s.") % {"items": "; ".join(missing)})
    return YES


@transaction.atomic
def recognise(group: Group, *, by: Person, on: date, at: datetime) -> None:
    """The section recognises the group: it is active, and its mentor's part is done."""
    LifeStage.enter(group, Stage.ACTIVE, by=by, on=on)
    Mentorship.objects.filter(group=group, until=None).update(until=on)


def mentor_of(group: Group) -> Group | None:
    held = Mentorship.objects.filter(group=group, until=None).select_related("mentor__section")
    found = held.first()
    return found.mentor if found else None
