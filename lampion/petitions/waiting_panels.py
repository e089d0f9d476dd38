"""What somebody of the secretariat has to look at: pictures, answers, signatures set aside by signing itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.kit.registers import Matter, matters_from
from lampion.people.models import Person
from lampion.petitions.fraud import held_by_signing
from lampion.petitions.models import (
    DeliveryAnswer,
    DeliveryPicture,
    Petition,
    PetitionPicture,
)
from lampion.petitions.models.petition import PetitionQuerySet
from lampion.sections.models import Scope, StaffAccess
from lampion.sections.reach import offices_of

# They go out in mails that a suspension does not hold: they name nobody.
_SAID = {
    "picture": (_("Picture of petition no. %(number)s to look at"), "petitions:office-petition"),
    "delivery": (_("Picture of a handing over, to look at"), "petitions:delivery"),
    "answer": (_("Answer to petition no. %(number)s to read and let out"), "petitions:delivery"),
}


def _added(person: Person) -> list[tuple[str, Any, str, str]]:
    """Return kind, rows that wait for somebody else than who added them, their petition and whose page shows them."""
    rows = (
        ("picture", PetitionPicture.objects.filter(released_at=None), "petition", "petition"),
        ("delivery", DeliveryPicture.objects.filter(released_at=None), "delivery__petition", "delivery"),
        ("answer", DeliveryAnswer.objects.waiting(), "delivery__petition", "delivery"),
    )  # fmt: skip
    return [
        (kind, found.filter(**{f"{petition}__published_at__isnull": False}).exclude(by=person).order_by(), petition, page)
        for kind, found, petition, page in rows
    ]  # fmt: skip


def _offices(person: Person) -> Any:
    offices = StaffAccess.objects.open(timezone.localdate())
    return offices.filter(person=person, scope=Scope.CASES).values("section")


def _held(person: Person) -> PetitionQuerySet:
    """Open petitions with confirmed signatures that signing itself set aside: once it is closed they never count."""
    aside = held_by_signing().filter(petition=OuterRef("pk"))
    there = Petition.objects.published().filter(closed_at=None, section__in=_offices(person))
    return there.filter(Exists(aside))


def _to_judge(person: Person, on: date) -> Iterable[Matter]:
    where = {one.section.pk: one.where for one in offices_of(person, on)}
    for petition in _held(person):
        title = _("Petition no. %(number)s: signatures wait for somebody to look at them")
        yield Matter(
            f"petition-{petition.pk}-aside",
            title % {"number": petition.number},
            reverse("petitions:office-desk", args=[petition.pk]),
            on,
            where=where.get(petition.section_id, ""),
        )


def _waiting(person: Person) -> PetitionQuerySet:
    asked = Petition.objects.none()
    held = Petition.objects.filter(section__in=_offices(person))
    for _kind, rows, petition, _page in _added(person):
        asked = asked | held.filter(Exists(rows.filter(**{petition: OuterRef("pk")})))
    return asked


def _to_look_at(person: Person, on: date) -> Iterable[Matter]:
    """In one query."""
    where = {one.section.pk: one.where for one in offices_of(person, on)}
    said = [
        rows.filter(**{f"{petition}__section__in": _offices(person)})
        .annotate(kind=Value(kind), page=F(page), number=F(f"{petition}__number"), section=F(f"{petition}__section"))
        .values_list("kind", "pk", "page", "number", "section", "at")
        for kind, rows, petition, page in _added(person)
    ]  # fmt: skip
    for kind, pk, page, number, section, at in said[0].union(*said[1:], all=True):
        title, address = _SAID[kind]
        yield Matter(
            f"petition-{kind}-{pk}",
            title % {"number": number},
            reverse(address, args=[page]),
            timezone.localdate(at),
            where=where.get(section, ""),
        )


matters_from(_to_look_at, of_groups=False, when=_waiting)
matters_from(_to_judge, of_groups=False, when=_held)
