"""Who may read a case, and do what about it. The only place that compares tiers for a person."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from lampion.cases.models import Adoption, Case, CaseReader, Edition, Offer, Tier
from lampion.cases.models.case import CaseQuerySet
from lampion.groups.models import Group
from lampion.kit.access import YES, Verdict, no
from lampion.people.models import Person
from lampion.sections.models import Parameter
from lampion.sections.models.parameter import Name


def visible_cases(person: Person, at: datetime) -> CaseQuerySet:
    """What somebody may read as a member of a group, or as one who was named; of suspended cases none."""
    mine = Group.objects.joined_by(person).values("pk")
    adopted = Adoption.objects.open().filter(case=OuterRef("pk"), group__in=mine)
    offered = Offer.objects.open().filter(case=OuterRef("pk"), group__in=mine)
    named = CaseReader.objects.filter(case=OuterRef("pk"), person=person, ended_at=None)
    groups = Q(Exists(adopted) | Exists(offered), edition__tier=Tier.ADOPTERS)
    of_name = Q(Exists(named), edition__tier=Tier.NAMED)
    public = Q(edition__tier=Tier.PUBLIC)
    return Case.objects.shown(at).filter(public | groups | of_name)


def can_publish(person: Person, edition: Edition) -> Verdict:
    """Nobody publishes alone: one writes, another has read every word."""
    if person.pk == edition.by_id:
        return no(_("Somebody else publishes what you wrote."))
    if not edition.proposed_at:
        return no(_("Its author has not finished: the publication must be asked for first."))
    return YES


def most_groups(case: Case, on: date) -> int:
    """Return how many groups may share the case."""
    if case.most_groups is not None:
        return case.most_groups
    return Parameter.objects.value(case.section, Name.CASE_GROUPS, on=on)


def is_own_country(case: Case, group: Group) -> bool:
    """Work on one's own country is shown as such, never refused."""
    return case.shown_edition.country == group.section.country
