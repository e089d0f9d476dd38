"""Where paper and deliveries show on the pages of others, and for whom they wait."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lampion.cases.models import Case
from lampion.cases.rules import visible_cases
from lampion.groups.models import Group, Membership
from lampion.groups.rules import takes_part
from lampion.kit.registers import Matter, group_matters_from, hang, matters_from
from lampion.people.models import Person
from lampion.petitions.models import (
    Custody,
    Delivery,
    DeliveryAnswer,
    DeliveryPicture,
    Handing,
    Loss,
    Petition,
    Sheet,
    Step,
)
from lampion.petitions.models.sheet import SheetQuerySet
from lampion.petitions.paper_rules import countable
from lampion.sections.models import Parameter, Scope, Section, StaffAccess
from lampion.sections.models.parameter import Name
from lampion.sections.reach import offices_of

# Sheets that are out come back soon after the stand; what is back is counted soon.
TO_RETURN, TO_COUNT, TO_JUDGE = timedelta(days=7), timedelta(days=14), timedelta(days=3)


def _group_petitions(request: HttpRequest, group: Group) -> Mapping[str, Any] | None:
    person = request.user
    assert isinstance(person, Person)
    return {"group": group} if takes_part(person, group) else None


def _petition_office(request: HttpRequest, petition: Petition) -> Mapping[str, Any] | None:
    if petition.published_at is None:
        return None
    last = Handing.objects.filter(delivery__petition=petition).order_by("-on").first()
    return {"petition": petition, "last": last}


def _petition_page(request: HttpRequest, petition: Petition) -> Mapping[str, Any] | None:
    handed = Delivery.objects.filter(petition=petition, handing__isnull=False)
    rows = list(
        handed.select_related("handing", "picture__file")
        .prefetch_related(Prefetch("answers", DeliveryAnswer.objects.out(), to_attr="out"))
        .order_by("-handing__on")
    )
    told = handed.told_words()
    shown = [
        (one, one.pk in told, one.handing.words_in(told), _let_out(getattr(one, "picture", None)))
        for one in rows
    ]
    return {"rows": shown} if rows else None


def _let_out(picture: DeliveryPicture | None) -> DeliveryPicture | None:
    return picture if picture and picture.released_at else None


def _cases_office(request: HttpRequest) -> Mapping[str, Any]:
    return {}


def _in_hand(person: Person) -> Any:
    return Custody.objects.filter(person=person, step=Step.TAKEN)


def _handled(person: Person) -> Any:
    return _handled_by(person, timezone.localdate())


def _offices(person: Person, on: date) -> QuerySet[StaffAccess]:
    """Where somebody keeps cases for the secretariat."""
    return StaffAccess.objects.open(on).filter(person=person, scope=Scope.CASES)


def _unjudged(person: Person) -> Any:
    mine = _offices(person, timezone.localdate()).values("section")
    return Loss.objects.filter(petition__section__in=mine, judgement=None)


def _out(person: Person, on: date) -> Iterable[Matter]:
    """Sheets that somebody has in hand: they come back, as long as the page that says so is open to them."""
    held = Sheet.objects.with_state().filter(step=Step.TAKEN, holder=person.pk)
    opened = Q(pk__in=_handled_by(person, on).values("pk"))
    opened |= Q(petition__section__in=_offices(person, on).values("section"))
    for bundle, group, count, since in _by_bundle(held.filter(opened)):
        title = ngettext(
            "Bring %(count)s signed sheet back", "Bring %(count)s signed sheets back", count
        )
        url = reverse("petitions:bundle", args=[bundle])
        yield Matter(
            f"sheets-out-{bundle}", title % {"count": count}, url, since, since + TO_RETURN,
            group=group,
        )  # fmt: skip


def _left_with(person: Person, on: date) -> Iterable[Matter]:
    """For those who can act: sheets in the hands of somebody who can no longer say that they are back."""
    core = Membership.objects.active().core()
    core = core.filter(group=OuterRef("bundle__group"), person=OuterRef("holder"))
    office = StaffAccess.objects.open(on).filter(
        section=OuterRef("petition__section"), scope=Scope.CASES, person=OuterRef("holder")
    )
    taken = _handled_by(person, on).with_state().filter(step=Step.TAKEN)
    for bundle, group, count, since in _by_bundle(taken.exclude(Exists(core) | Exists(office))):
        title = ngettext(
            "Have %(count)s signed sheet brought back: whoever took it looks after sheets no more",
            "Have %(count)s signed sheets brought back: whoever took them looks after sheets no more",
            count,
        )
        yield Matter(
            f"sheets-left-{bundle}", title % {"count": count},
            reverse("petitions:bundle", args=[bundle]), since, since + TO_RETURN, group=group,
        )  # fmt: skip


def _by_bundle(sheets: Any) -> list[tuple[int, int | None, int, date]]:
    """Return (bundle, its group, how many sheets, the day of the oldest last step), in one query."""
    found: dict[int, tuple[int | None, int, date]] = {}
    for bundle, group, on in sheets.values_list("bundle", "bundle__group", "step_on"):
        _group, count, since = found.get(bundle, (group, 0, on))
        found[bundle] = (group, count + 1, min(since, on))
    return [(bundle, *row) for bundle, row in found.items()]


def _handled_by(person: Person, on: date) -> SheetQuerySet:
    """Sheets of the core of one's groups, and those of the secretariat for whoever keeps cases there.

    Asked for one's own, so that each matter leads where it can be done: see `can_handle_sheets`.
    """
    core = Membership.objects.active().core().filter(person=person).values("group")
    office = Q(bundle__group=None, petition__section__in=_offices(person, on).values("section"))
    seen = visible_cases(person, timezone.now())
    own = Q(bundle__group__in=core, petition__case__in=seen)
    return Sheet.objects.filter(own | office)


def _to_count(person: Person, on: date) -> Iterable[Matter]:
    for bundle, group, count, since in _by_bundle(countable(person, _handled_by(person, on))):
        title = ngettext("Count %(count)s signed sheet", "Count %(count)s signed sheets", count)
        url = reverse("petitions:bundle", args=[bundle])
        yield Matter(
            f"sheets-to-count-{bundle}", title % {"count": count}, url, since, since + TO_COUNT,
            group=group,
        )  # fmt: skip


def _to_destroy(person: Person, on: date) -> Iterable[Matter]:
    """Sheets whose day has come: what is counted is destroyed."""
    counted = _handled_by(person, on).with_state().filter(step=Step.RETURNED, valid__isnull=False)
    days: dict[int, int] = {}
    found: dict[int, tuple[int | None, int, date]] = {}
    rows = counted.values_list("bundle", "bundle__group", "petition__section", "settled_at")
    for bundle, group, section, settled in rows:
        if section not in days:
            days[section] = _sheet_days(section, on)
        due = timezone.localdate(settled) + timedelta(days=days[section])
        if due <= on + timedelta(days=7):
            _group, count, first = found.get(bundle, (group, 0, due))
            found[bundle] = (group, count + 1, min(first, due))
    for bundle, (group, count, due) in found.items():
        title = ngettext(
            "Destroy %(count)s counted sheet", "Destroy %(count)s counted sheets", count
        )
        url = reverse("petitions:bundle", args=[bundle])
        key = f"sheets-to-destroy-{bundle}"
        yield Matter(key, title % {"count": count}, url, min(due, on), due, group=group)


def _sheet_days(section: int, on: date) -> int:
    return Parameter.objects.value(Section.objects.get(pk=section), Name.SHEET_DAYS, on=on)


def _losses(person: Person, on: date) -> Iterable[Matter]:
    """Within 72 hours somebody decides whether the authority is told."""
    where = {one.section.pk: one.where for one in offices_of(person, on)}
    for loss in _unjudged(person).select_related("petition"):
        since = timezone.localdate(loss.at)
        yield Matter(
            f"loss-{loss.pk}",
            _("Signed sheets are lost: decide whether the authority is told"),
            reverse("petitions:office-loss", args=[loss.pk]),
            since,
            since + TO_JUDGE,
            where=where.get(loss.petition.section_id, ""),
        )


def _out_in_groups(groups: Sequence[int]) -> Any:
    return Sheet.objects.filter(bundle__group__in=list(groups))


def _group_counts(groups: Sequence[int], on: date) -> Iterable[Matter]:
    """What a group talks about: sheets that are back and wait for two people."""
    shown = Case.objects.shown(timezone.now())
    waiting = Sheet.objects.filter(bundle__group__in=groups, petition__case__in=shown)
    counted: dict[int, tuple[int, date]] = {}
    for _bundle, group, count, since in _by_bundle(waiting.with_state().to_count()):
        assert group is not None
        former, first = counted.get(group, (0, since))
        counted[group] = (former + count, min(first, since))
    for group, (count, since) in counted.items():
        title = ngettext(
            "%(count)s signed sheet to count", "%(count)s signed sheets to count", count
        )
        url = reverse("petitions:group-sheets", args=[group])
        yield Matter(f"sheets-{group}", title % {"count": count}, url, since, group=group)


hang("petition-group", 10, "petitions/sheets_link.html", _group_petitions)
hang("petition-office", 20, "petitions/paper_office.html", _petition_office)
hang("petition-page", 20, "petitions/handed.html", _petition_page)
hang("cases-office", 20, "petitions/sheets_office_link.html", _cases_office)
matters_from(_out, when=_in_hand)
matters_from(_left_with, when=_handled)
matters_from(_to_count, when=_handled)
matters_from(_to_destroy, when=_handled)
matters_from(_losses, of_groups=False, when=_unjudged)
group_matters_from(_group_counts, when=_out_in_groups)
