"""Who may write to whom."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from lampion.groups.models import Power
from lampion.groups.rules import holds
from lampion.kit.access import YES, Verdict, no
from lampion.news.models import Mailing, Phase
from lampion.people.models import Person
from lampion.sections.models import Parameter
from lampion.sections.models.parameter import Name
from lampion.sections.rules import can_write_news


def can_write(person: Person, mailing: Mailing, on: date) -> Verdict:
    """A responsable, or whom a function lets, writes to the own network; the secretariat helps its groups to."""
    if mailing.group and holds(person, mailing.group, Power.NEWS):
        return YES
    return can_write_news(person, mailing.section, on)


def needs_a_second(mailing: Mailing, readers: int, on: date) -> bool:
    return readers > Parameter.objects.value(mailing.section, Name.SECOND_APPROVAL, on=on)


def can_approve(person: Person, mailing: Mailing, readers: int, on: date) -> Verdict:
    """So many readers: somebody else than who wrote it and who asked looks at it once more."""
    if not readers:
        return no(_("Nobody would get it: choose other readers."))
    if mailing.theme and mailing.theme.ended_at:
        return no(_("Its theme has ended: choose another one."))
    if not needs_a_second(mailing, readers, on):
        return YES
    step = mailing.phase()
    if step.phase != Phase.PROPOSED:
        return no(_("So many readers need a second person: ask for the approval first."))
    if person.pk in (step.by_id, mailing.by_id):
        return no(_("Somebody else approves what you wrote or asked for."))
    return YES
