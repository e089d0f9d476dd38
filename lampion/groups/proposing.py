"""Whom one could ask for an open function: by skill, free time and present load. Nothing is imposed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lampion.groups.models import (
    Group,
    Holding,
    Mandate,
    Profile,
    SectionFunction,
    Sort,
)
from lampion.groups.rules import core_of
from lampion.kit.registers import loads
from lampion.people.models import Person

MOST = 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """Somebody for a function, and why. whys: in words."""

    person: Person
    whys: list[str]
    score: int


def proposals(group: Group, on: date) -> list[tuple[SectionFunction, list[Proposal]]]:
    """Return each function that nobody has with up to three people of the core who do not rest."""
    held = set(Holding.objects.open().filter(group=group).values_list("function", flat=True))
    offered = SectionFunction.objects.offered(group.section).prefetch_related("wants")
    free = [one for one in offered if one.pk not in held]
    people = core_of(group, on)
    profiles = Profile.objects.filter(person__in=people).prefetch_related("offers")
    known = {one.person_id: one for one in profiles}
    load = _load(group)
    found = []
    for function in free:
        ranked = [_propose(one, function, known.get(one.pk), load[one.pk]) for one in people]
        ranked.sort(key=lambda one: (-one.score, one.person.name_key, one.person.pk))
        found.append((function, ranked[:MOST]))
    return found


def _load(group: Group) -> Counter[int]:
    """How much each does: mandates and functions, and what the rooms above count."""
    load = Counter(Mandate.objects.open().filter(group=group).values_list("person", flat=True))
    load += Counter(Holding.objects.open().filter(group=group).values_list("person", flat=True))
    for (key, person), count in loads([group.pk]).items():
        if key == group.pk:
            load[person] += count
    return load


def _propose(
    person: Person, function: SectionFunction, profile: Profile | None, load: int
) -> Proposal:
    """Two points for each fitting skill, one for free time that fits, one less for each thing done already."""
    useful = {one.pk for one in function.wants.all()}
    chosen = [one for one in profile.offers.all() if one.pk in useful] if profile else []
    skills = [str(one) for one in chosen if one.sort == Sort.SKILL]
    times = [str(one) for one in chosen if one.sort == Sort.TIME]
    whys = []
    if skills:
        whys.append(_("can do: %(skills)s") % {"skills": ", ".join(skills)})
    if times:
        whys.append(_("is free: %(times)s") % {"times": ", ".join(times)})
    if load:
        words = ngettext("does %(count)d thing already", "does %(count)d things already", load)
        whys.append(words % {"count": load})
    else:
        whys.append(_("does nothing yet"))
    return Proposal(person, whys, 2 * len(skills) + len(times) - load)
