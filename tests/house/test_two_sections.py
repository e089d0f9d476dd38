"""Every door of the office, for who works in two sections and for who works in the other one."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from conftest import NOW, enrol, person
from lampion.contacts.actions import publish_first_consents
from lampion.sections.models import Scope, Section, StaffAccess
from lampion.sections.opening import open_section
from lampion.sections.reach import CHOSEN, NAMED
from tests.house.addresses import address
from tests.house.looking import routes
from tests.house.test_doors import cast, doors  # noqa: F401
from tests.house.test_second_factor import office_doors

# What an address names that belongs to the house, or to whichever section is shown.
COMMON = {"kind", "extension", "language", "topic"}
# Made for one section only, or about none: the machine and its tasks, the choice itself.
APART = "office:"


@pytest.fixture
def flanders(cast):  # noqa: F811
    """A second section, made after everything of the first."""
    section = open_section(
        code="nl", name="Vlaanderen", country="nl", provinces=[], by=None, at=NOW
    )
    publish_first_consents(section, at=NOW)
    return section


@pytest.fixture
def piet(flanders):
    piet = person("piet")
    StaffAccess.grant(flanders, piet, *Scope, by=None, on=timezone.localdate(NOW))
    return enrol(piet)


def answer_to(reader, method, where, chosen=None):
    """Knock, and say which section the office shows afterwards; what was changed is undone."""
    with transaction.atomic():
        client = Client(raise_request_exception=False)
        client.force_login(reader)
        if chosen:
            session = client.session
            session[CHOSEN] = chosen.pk
            session.save()
        answer = getattr(client, method)(where)
        if answer.streaming:
            answer.getvalue()  # a file, read to its end, so that it is closed
        shown = client.session.get(CHOSEN)
        transaction.set_rollback(True)
    return answer, shown


def about_one_thing() -> list[tuple[str, str]]:
    """Doors of the office whose address names something that belongs to a section."""
    with_arguments = [door for door in office_doors() if not door[0].startswith(APART)]
    return [door for door in with_arguments if set(_names(door[0])) - COMMON]


def _names(route: str) -> list[str]:
    return re.findall(r"<(?:\w+:)?(\w+)>", routes()[route])


def expected_of_nora(route, method):
    return next(said[0] for name, way, said in doors() if (name, way) == (route, method))


def test_there_are_many_such_doors():
    assert len(about_one_thing()) > 40


@pytest.mark.parametrize(("route", "method"), about_one_thing(), ids=str)
def test_a_thing_of_another_section_answers_like_nothing_at_all(route, method, cast, piet):  # noqa: F811
    answer, _shown = answer_to(piet, method, address(route))
    assert answer.status_code == 404


@pytest.mark.parametrize(("route", "method"), about_one_thing(), ids=str)
def test_who_works_in_both_reaches_it_and_the_office_shows_its_section(
    route,
    method,
    cast,  # noqa: F811
    flanders,
):
    nora, belgium = cast["nora"], Section.objects.get(code="be")
    where = address(route)
    StaffAccess.grant(flanders, nora, *Scope, by=None, on=timezone.localdate(NOW))
    answer, shown = answer_to(nora, method, where, chosen=flanders)
    assert answer.status_code == expected_of_nora(route, method)
    assert shown == belgium.pk


class Forms(HTMLParser):
    """Collects the forms of a page that write: their address, and the names of their fields."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, set[str]]] = []
        self.inside = False

    def handle_starttag(self, tag, attributes):
        said = dict(attributes)
        if tag == "form":
            self.inside = said.get("method") == "post"
            if self.inside:
                self.found.append((said.get("action") or "", set()))
        elif self.inside and tag == "input":
            self.found[-1][1].add(said.get("name"))


def nameless(page: str, here: str) -> list[str]:
    """Return the addresses of forms about a whole section that do not say which one they were filled in for."""
    forms = Forms()
    forms.feed(page)
    found = []
    for action, names in forms.found:
        where = urlsplit(action or here).path
        match = resolve(where)
        about_a_section = "/office/" in where and not set(match.kwargs) - COMMON
        if about_a_section and NAMED not in names:
            found.append(where)
    return found


def pages() -> list[str]:
    return [route for route, method in office_doors() if method == "get" and "export" not in route]


@pytest.mark.parametrize("route", pages())
def test_a_form_about_a_section_says_which_one(route, cast, flanders):  # noqa: F811
    where = address(route)
    StaffAccess.grant(flanders, cast["nora"], *Scope, by=None, on=timezone.localdate(NOW))
    belgium = Section.objects.get(code="be")
    answer, _shown = answer_to(cast["nora"], "get", where, chosen=belgium)
    assert answer.status_code in (200, 302)
    if not answer.streaming and answer["Content-Type"].startswith("text/html"):
        assert nameless(answer.content.decode(), where) == []


def test_a_form_that_does_not_say_it_is_seen():
    page = '<form method="post"><input name="title"></form>'
    here = reverse("sections:office-section")
    assert nameless(page, here) == [here]
    assert nameless(page, reverse("groups:office-group", args=[3])) == []
