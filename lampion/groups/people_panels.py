"""What the people of a group hang on pages, and what they let others know of."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lampion.groups.models import (
    Circle,
    Function,
    Group,
    GroupInvitation,
    HandOver,
    Holding,
    Mandate,
    Membership,
    Power,
    Profile,
    Reveal,
)
from lampion.groups.models.reveal import MANY
from lampion.groups.sharing import states
from lampion.groups.work import ending, says_end_before, sheet, title_of
from lampion.kit.registers import Matter, group_matters_from, hang, matters_from
from lampion.people.models import Person

# With which word the names of the pages about people begin.
PEOPLE = {
    "attendance", "functions", "hand", "holding", "mandate", "member", "members", "people", "proposals",
    "sharing",
}  # fmt: skip


def _people_menu(request: HttpRequest, group: Group) -> Mapping[str, Any]:
    here = request.resolver_match
    noun = (here.url_name or "").partition("-")[0] if here and here.app_name == "groups" else ""
    return {"group": group, "current": noun in PEOPLE}


def _looked_at(person: Person, on: date) -> Iterable[Matter]:
    """Somebody looked at many details within an hour: the responsables of the group hear of it for a week."""
    mine = Group.objects.coordinated_by(person)
    many = Reveal.objects.filter(in_hour__gt=MANY, at__date__gt=on - timedelta(days=7))
    found = many.filter(membership__group__in=mine).select_related("by", "membership")
    for key, look in {look.by_id: look for look in found.order_by("-at")}.items():
        title = _("%(name)s looked at many phone numbers or addresses within an hour")
        url = reverse("groups:people", args=[look.membership.group_id])
        words = title % {"name": look.by.name}
        yield Matter(f"looks-{key}", words, url, timezone.localdate(look.at))


def _invited(person: Person, on: date) -> Iterable[Matter]:
    """A group asks somebody to join: they answer from their home too."""
    asked = GroupInvitation.objects.open(timezone.now()).filter(person=person)
    for one in asked.select_related("group"):
        words = _("The group %(group)s invites you: will you join it?") % {"group": one.group}
        url = reverse("groups:own-invitation", args=[one.pk])
        last = timezone.localdate(one.expires_at)
        yield Matter(f"group-invitation-{one.pk}", words, url, timezone.localdate(one.at), last)


def _arrived(person: Person, on: date) -> Iterable[Matter]:
    """Somebody came over from another group: who sees to its people hears of it for two weeks."""
    mine = Group.objects.where_opens(person, Power.PEOPLE)
    came = Membership.objects.active().filter(group__in=mine, joined_on__gt=on - timedelta(days=14))
    for one in came.exclude(came_from=None).select_related("person", "came_from"):
        title = _("%(name)s came over from the group %(group)s")
        words = title % {"name": one.person.name, "group": one.came_from}
        yield Matter(
            f"arrived-{one.pk}", words, reverse("groups:member", args=[one.pk]), one.joined_on
        )


def _ends(about: Q, on: date) -> list[Mandate | Holding]:
    """Mandates and functions whose planned end is near or past, in two queries."""
    mandates = Mandate.objects.open().filter(about).select_related("group__section", "person")
    planned = Holding.objects.open().filter(about).exclude(until=None)
    holdings = planned.select_related("group__section", "person", "function")
    return ending([*mandates, *holdings], on)


def _end_matters(person: Person, on: date) -> Iterable[Matter]:
    """For whoever has it and for the responsables of the group."""
    mine = Group.objects.coordinated_by(person).values("pk")
    for one in _ends(Q(person=person) | Q(group__in=mine), on):
        said = {"function": title_of(one), "day": _day(one), "name": one.person.name}
        words = _("%(name)s, %(function)s: planned until %(day)s")
        if one.person_id == person.pk:
            words = _("You are %(function)s, planned until %(day)s")
        yield _end_matter(one, words % said, on, where=one.group.name)


def _unsigned(person: Person) -> QuerySet[HandOver]:
    """Hand-overs on which the signature of the old or the new holder is missing."""
    missing = Q(giver=person, items__given_at=None) | Q(taker=person, items__taken_at=None)
    mine = Group.objects.joined_by(person).values("pk")
    return HandOver.objects.filter(missing, items__isnull=False, group__in=mine)


def _hand_over_matters(person: Person, on: date) -> Iterable[Matter]:
    for one in _unsigned(person).distinct().select_related("group", "mandate", "holding__function"):
        words = _("Handing over: %(function)s, your signature is missing")
        url = reverse("groups:hand-over", args=[one.pk])
        day = timezone.localdate(one.begun_at)
        yield Matter(
            f"hand-over-{one.pk}",
            words % {"function": one.title},
            url,
            day,
            where=one.group.name,
            group=one.group_id,
        )


def _end_group_matters(groups: Sequence[int], on: date) -> Iterable[Matter]:
    """For the agenda of each group."""
    for one in _ends(Q(group__in=groups), on):
        said = {"function": title_of(one), "day": _day(one), "name": one.person.name}
        yield _end_matter(one, _("%(name)s, %(function)s: planned until %(day)s") % said, on)


def _day(one: Mandate | Holding) -> str:
    return date_format(one.until) if one.until else ""


def _end_matter(one: Mandate | Holding, title: str, on: date, where: str = "") -> Matter:
    kind = "mandate" if isinstance(one, Mandate) else "holding"
    url = reverse("groups:functions", args=[one.group_id])
    since = (one.until or on) - says_end_before(one.group.section, on)
    key = f"{kind}-ends-{one.pk}"
    return Matter(key, title, url, since, due_on=one.until, where=where, group=one.group_id)


def _office_functions(request: HttpRequest, group: Group) -> Mapping[str, Any]:
    """Counts, and no names: the section sees how the work is shared, not by whom."""
    made = sheet(group, timezone.localdate())
    treasurer = Mandate.objects.open().filter(group=group, function=Function.TREASURER)
    circles = Counter(group.memberships.active().values_list("circle", flat=True))
    return {
        "counts": [(post.title, len(post.held)) for post in made.functions if post.held],
        "circles": [(circle.label, circles[circle]) for circle in Circle],
        "gaps": [] if treasurer.exists() else [_("No treasurer")],
    }


def _shared(request: HttpRequest, group: Group) -> Mapping[str, Any] | None:
    """What the group lets the secretariat read."""
    found = [state for state in states(group) if state.sharing]
    return {"group": group, "states": found} if found else None


def _skills(request: HttpRequest, person: Person) -> Mapping[str, Any] | None:
    """For who belongs to a group."""
    if not Group.objects.joined_by(person).exists():
        return None
    profile = Profile.objects.filter(person=person).first()
    return {"profile": profile, "offers": list(profile.offers.all()) if profile else []}


def hang_all() -> None:
    matters_from(_looked_at, of_groups=False)
    matters_from(_invited, of_groups=False)
    matters_from(_arrived, of_groups=False)
    matters_from(_end_matters)
    matters_from(_hand_over_matters, when=_unsigned)
    group_matters_from(_end_group_matters)
    hang("group-menu", 70, "groups/people_menu.html", _people_menu)
    hang("details", 10, "groups/skills_panel.html", _skills)
    hang("office-group", 30, "groups/sharing_panel.html", _shared)
    hang("office-group", 20, "groups/functions_panel.html", _office_functions)
