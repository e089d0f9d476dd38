"""Every door of the office leads staff without a second factor, past their days, to set one up."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from lampion.kit import registers
from lampion.people.models import AuthenticatorApp
from lampion.sections.assurance import second_factor_due
from tests.house.addresses import address
from tests.house.looking import routes
from tests.house.test_doors import ACTORS, cast, doors  # noqa: F401

OPEN = (200, 302)
CLOSED = (403, 404)
# Doors outside the office that open to Nora or Karim and to no responsable, and why they may.
THEIR_OWN = {("people:session", "post"): "a session of Nora's own"}


def office_doors() -> list[tuple[str, str]]:
    return [(route, method) for route, method, _said in doors() if _is_office(routes()[route])]


def _is_office(pattern: str) -> bool:
    return "office/" in pattern


def knock(where, method, person):
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return getattr(client, method)(where)


@pytest.fixture
def late(cast):  # noqa: F811
    """Nora and Karim without a factor, long after their days."""
    AuthenticatorApp.objects.all().delete()
    for name in ("nora", "karim"):
        assert second_factor_due(cast[name], timezone.localdate()) < timezone.localdate()
    return cast


@pytest.mark.parametrize(("route", "method"), office_doors(), ids=str)
def test_a_door_of_the_office_leads_to_the_second_factor(route, method, late):
    where = address(route)
    for name in ("nora", "karim"):
        answer = knock(where, method, late[name])
        assert (answer.status_code, answer.headers.get("Location")) == (302, "/account/security/")


def test_there_are_many_doors_and_without_the_rule_they_open(late, monkeypatch):
    assert len(office_doors()) > 60
    monkeypatch.setattr(registers, "_assurance", [])
    answers = [knock(address(route), method, late["nora"]) for route, method in office_doors()[:12]]
    assert "/account/security/" not in [answer.headers.get("Location") for answer in answers]


def staff_only(known) -> set[tuple[str, str]]:
    """Return the doors that open to somebody of the secretariat, and neither to Alice nor to Zoe."""
    found = set()
    for route, method, said in known:
        answers = dict(zip(ACTORS, said, strict=True))
        staff = answers["nora"] in OPEN or answers["karim"] in OPEN
        if staff and answers["alice"] in CLOSED and answers["zoe"] in CLOSED:
            found.add((route, method))
    return found


def outside(known, patterns) -> set[tuple[str, str]]:
    return {door for door in staff_only(known) if not _is_office(patterns[door[0]])}


def test_what_opens_to_staff_alone_stands_in_the_office():
    assert outside(doors(), routes()) == set(THEIR_OWN)


def test_a_staff_door_outside_the_office_is_seen():
    door = ("attic:window", "get", (200, 403, 404, 404, 404, 404, 404, 302))
    patterns = {**routes(), "attic:window": "attic/window/"}
    assert ("attic:window", "get") in outside([*doors(), door], patterns)


def test_of_several_rooms_the_earliest_day_counts(monkeypatch):
    days = [date(2026, 5, 2), None, date(2026, 5, 1)]
    sources = [lambda person, on, day=day: day for day in days]
    monkeypatch.setattr(registers, "_assurance", sources)
    assert registers.second_factor_due(None, date(2026, 4, 1)) == date(2026, 5, 1)
    monkeypatch.setattr(registers, "_assurance", sources[1:2])
    assert registers.second_factor_due(None, date(2026, 4, 1)) is None
