"""Who may do what with the letters of a group, and what is shown beside a letter."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lampion.cases.rules import visible_cases
from lampion.groups.models import Group, Power
from lampion.groups.rules import can_keep_documents, can_take_part, holds
from lampion.kit.access import YES, Verdict, no
from lampion.letters.models import Appeal, Reply, Sent, Target
from lampion.letters.models.appeal import AppealQuerySet
from lampion.people.models import Person
from lampion.places.world import lands
from lampion.sections.models import Parameter, Section
from lampion.sections.models.parameter import Name

# Its last day has passed, or its case is closed, or hidden for the moment: which one, is not said.
NOT_NOW = _("This letter may not be sent at the moment: nothing was counted.")

TOO_LATE = _("The last day was %(day)s: what was sent after it does not count.")

# What usually holds for cards; each appeal may say otherwise.
CARD_RULES = (
    _("Nothing about religion, also no wishes for Christmas."),
    _("Nothing about what the person is accused of."),
    _("Nothing about politics, and not the name of our movement."),
    _("No return address."),
)


def readable_appeals(person: Person | None, at: datetime) -> AppealQuerySet:
    """The letters that somebody may read and write today; None: who is not signed in."""
    if person is None:
        return Appeal.objects.public(at)
    return Appeal.objects.within(visible_cases(person, at), at)


def can_lead_letters(person: Person, group: Group) -> Verdict:
    """A responsable, or whoever writes to the network of the group, prepares its letters and types totals."""
    if holds(person, group, Power.NEWS):
        return YES
    return no(_("Only a responsable of the group prepares its letters."))


def can_take_back(person: Person, line: Sent) -> Verdict:
    """What the group typed, by one of its core: not what a writer said, nor what the secretariat corrected."""
    if line.group is None or not line.is_own:
        return no(_("Only what the group counted itself can be taken back."))
    return can_take_part(person, line.group)


def removable_scans(person: Person, group: Group) -> QuerySet[Reply]:
    """The scans of a group that somebody may remove: those they added, a responsable all of them."""
    held = Reply.objects.filter(group=group)
    return held if can_keep_documents(person, group) else held.filter(by=person)


def can_change_target(target: Target) -> Verdict:
    """Two people published where a letter goes: one of them alone does not change it."""
    if Appeal.objects.published().filter(target=target).exists():
        return no(
            _(
                "Published letters go there. Add the new address as another addressee, and publish a letter to it."
            )
        )
    return YES


def can_publish(person: Person, appeal: Appeal) -> Verdict:
    """Nobody publishes alone: one writes, another has read every word."""
    if person.pk == appeal.by_id:
        return no(_("Somebody else publishes what you wrote."))
    if not appeal.proposed_at:
        return no(_("Its author has not finished: the publication must be asked for first."))
    return YES


def postage(section: Section, target: Target, on: date) -> Parameter | None:
    """Return what a stamp costs from the section's country to the target, with the day from which it holds."""
    if target.country == section.country:
        name = Name.POSTAGE_HOME
    else:
        land = lands().get(target.country)
        europe = land is not None and land.continent == "EU"
        name = Name.POSTAGE_EUROPE if europe else Name.POSTAGE_WORLD
    return Parameter.objects.in_force(on).filter(section=section, name=name).first()
