"""Who may read a case, and do what about it. The only place that compares tiers for a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from lampion.cases.models import (
    Adoption,
    ByTwo,
    Case,
    CaseDocument,
    CasePicture,
    CaseReader,
    Edition,
    Marking,
    Offer,
    Tier,
)
from lampion.cases.models.adoption import OpenQuerySet
from lampion.cases.models.case import CaseQuerySet
from lampion.cases.models.document import CaseDocumentQuerySet, CasePictureQuerySet
from lampion.groups.models import Group
from lampion.groups.rules import can_lead_decisions
from lampion.kit.access import YES, Verdict, no
from lampion.people.models import Person
from lampion.sections.models import Parameter, Section
from lampion.sections.models.parameter import Name


def visible_cases(person: Person, at: datetime) -> CaseQuerySet:
    """What somebody may read as a member of a group, or as one who was named; of suspended cases none."""
    mine = Group.objects.joined_by(person).values("pk")
    adopted = Adoption.objects.sharing().filter(case=OuterRef("pk"), group__in=mine)
    offered = Offer.objects.sharing().filter(case=OuterRef("pk"), group__in=mine)
    named = CaseReader.objects.filter(case=OuterRef("pk"), person=person, ended_at=None)
    groups = Q(Exists(adopted) | Exists(offered), edition__tier=Tier.ADOPTERS)
    of_name = Q(Exists(named), edition__tier=Tier.NAMED)
    public = Q(edition__tier=Tier.PUBLIC)
    return Case.objects.shown(at).filter(public | groups | of_name)


def read_together(groups: Iterable[Group], at: datetime) -> CaseQuerySet:
    """What a group may have before it as a group: public cases and those it adopted; never those for named people."""
    adopted = Adoption.objects.sharing().filter(case=OuterRef("pk"), group__in=list(groups))
    mine = Q(Exists(adopted), edition__tier=Tier.ADOPTERS)
    return Case.objects.shown(at).filter(Q(edition__tier=Tier.PUBLIC) | mine)


def taken_home(person: Person | None, at: datetime) -> CaseQuerySet:
    """The cases of which a file that somebody takes home may name and quote; of the others it says the day alone.

    Whoever wrote the words may not read them for ever: a suspension, a tier, a hand-back or a leaving holds for the
    file too. person: None for somebody known by an address alone.
    """
    return Case.objects.public(at) if person is None else visible_cases(person, at)


def can_publish(person: Person, edition: Edition) -> Verdict:
    """Nobody publishes alone: one writes, another has read every word."""
    if person.pk == edition.by_id:
        return no(_("Somebody else publishes what you wrote."))
    if not edition.proposed_at:
        return no(_("Its author has not finished: the publication must be asked for first."))
    return YES


def can_let_out(person: Person, added: ByTwo) -> Verdict:
    """Nobody shows a face or a paper alone: one adds it, another has looked at it."""
    if person.pk == added.by_id:
        return no(_("Somebody else of the secretariat looks at it, and lets it out."))
    return YES


def most_groups(case: Case, on: date) -> int:
    """Return how many groups may share the case."""
    if case.most_groups is not None:
        return case.most_groups
    return usual_groups(case.section, on)


def usual_groups(section: Section, on: date) -> int:
    return Parameter.objects.value(section, Name.CASE_GROUPS, on=on)


def is_own_country(case: Case, group: Group) -> bool:
    """Work on one's own country is shown as such, never refused."""
    return case.shown_edition.country == group.section.country


def stands_by(person: Person, case: Case) -> bool:
    """Whether a group of theirs adopted the case, or they were named to read it."""
    mine = Group.objects.joined_by(person).values("pk")
    adopted = Adoption.objects.sharing().filter(case=case, group__in=mine)
    named = CaseReader.objects.filter(case=case, person=person, ended_at=None)
    return adopted.exists() or named.exists()


def visible_documents(person: Person | None, case: Case, at: datetime) -> CaseDocumentQuerySet:
    """The papers of a case that somebody may read who may read the case; None: who is not signed in."""
    shown = CaseDocument.objects.shown(at).filter(case=case)
    if person and stands_by(person, case):
        return shown
    return shown.filter(marking=Marking.EXTERNAL)


def visible_pictures(person: Person | None, case: Case) -> CasePictureQuerySet:
    """The pictures of a case that somebody may see who may read the case; None: who is not signed in."""
    held = CasePicture.objects.filter(case=case)
    return held.of_adopters() if person and stands_by(person, case) else held.public()


def led_by(person: Person) -> OpenQuerySet[Adoption]:
    """The cases whose work somebody leads in a group of theirs."""
    mine = Group.objects.joined_by(person).values("pk")
    return Adoption.objects.sharing().filter(lead=person, group__in=mine)


def can_choose(person: Person, group: Group) -> Verdict:
    """Wishes, adoptions and hand-backs are noted by who leads the group's decisions."""
    return can_lead_decisions(person, group)


def can_lead(person: Person, adoption: Adoption) -> Verdict:
    """Who leads the work on a case writes what was done for it; a responsable too."""
    if adoption.lead_id == person.pk:
        return YES
    return can_lead_decisions(person, adoption.group)


def can_adopt(person: Person, case: Case, group: Group, at: datetime) -> Verdict:
    """A case that everybody reads, or that was offered to the group, while something can be done for it."""
    verdict = can_choose(person, group)
    if not verdict:
        return verdict
    if not case.may_be_acted_on(at):
        return no(_("The work on this case is over."))
    if case.section_id != group.section_id:
        return no(_("Another section keeps this case."))
    if case.shown_edition.tier == Tier.PUBLIC:
        return YES
    if Offer.objects.sharing().filter(case=case, group=group).exists():
        return YES
    return no(_("The secretariat has not offered this case to the group."))
