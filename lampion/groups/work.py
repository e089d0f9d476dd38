"""Who does what in a group: mandates and functions, with what each opens, what is missing and what ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lampion.groups.models import Function, Group, Holding, Mandate, Power, SectionFunction
from lampion.sections.models import Parameter, Section
from lampion.sections.models.parameter import Name


@dataclass(slots=True)
class Post:
    """One line of the sheet. function: None for a mandate."""

    title: str
    opens: list[str]
    held: Sequence[Mandate | Holding]
    function: SectionFunction | None = None


@dataclass(slots=True)
class Sheet:
    """mandates and functions of a group today, and what its members should talk about."""

    mandates: list[Post] = field(default_factory=list)
    functions: list[Post] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)


def sheet(group: Group, on: date) -> Sheet:
    """Say who does what, in four queries."""
    mandates = list(Mandate.objects.open().filter(group=group).select_related("person"))
    holdings = list(Holding.objects.open().filter(group=group).select_related("person"))
    offered = list(SectionFunction.objects.offered(group.section))
    kept = [one.function_id for one in holdings]
    still = SectionFunction.objects.filter(pk__in=kept).exclude(ended_at=None)
    made = Sheet()
    for function in Function:
        held = [one for one in mandates if one.function == function]
        opens = list(Power) if function == Function.COORDINATOR else []
        made.mandates.append(Post(str(function.label), [str(one.label) for one in opens], held))
    for one in [*offered, *still.prefetch_related("opened")]:
        mine = [holding for holding in holdings if holding.function_id == one.pk]
        opens_too = [str(power.label) for power in one.powers()]
        made.functions.append(Post(str(one), opens_too, mine, one))
    made.gaps = list(_gaps(made, on))
    return made


def _gaps(made: Sheet, on: date) -> Iterable[str]:
    """What is missing, doubled, or past its end."""
    for post in made.mandates:
        if not post.held:
            yield _("Nobody is %(function)s.") % {"function": post.title}
        if len(post.held) > 1:
            names = ", ".join(one.person.name for one in post.held)
            words = _("Several people are %(function)s at the same time: %(names)s.")
            yield words % {"function": post.title, "names": names}
    for post in (*made.mandates, *made.functions):
        for one in post.held:
            if one.until and one.until < on:
                words = _("%(name)s, %(function)s: the planned end has passed. Renew it or end it.")
                yield words % {"name": one.person.name, "function": post.title}
    empty = sum(not post.held for post in made.functions)
    if empty:
        words = ngettext(
            "%(count)d function is done by nobody.",
            "%(count)d functions are done by nobody.",
            empty,
        )
        yield words % {"count": empty}


def says_end_before(section: Section, on: date) -> timedelta:
    return timedelta(days=Parameter.objects.value(section, Name.MANDATE_DAYS, on=on))


def ending(found: Iterable[Mandate | Holding], on: date) -> list[Mandate | Holding]:
    """Return those of `found` whose planned end is near or past; each with its group's section."""
    return [
        one
        for one in found
        if one.until and one.until <= on + says_end_before(one.group.section, on)
    ]


def title_of(held: Mandate | Holding) -> str:
    return held.get_function_display() if isinstance(held, Mandate) else str(held.function)


def deeds(group: Group) -> dict[int, list[str]]:
    """Return what people do in the group, in words, by their key."""
    found: dict[int, list[str]] = {}
    held: list[Mandate | Holding] = [
        *Mandate.objects.open().filter(group=group),
        *Holding.objects.open().filter(group=group).select_related("function"),
    ]
    for one in held:
        found.setdefault(one.person_id, []).append(title_of(one))
    return found
