"""Every door of the house: who opens it, and what answers the others.

Nora has every scope of the secretariat, Karim only reads requests. Alice's group holds Éloïse's request,
Zoe's does not. Bilal is of the core of Alice's group, Wim of its network, Hanna left it.
"""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils.module_loading import import_module

from tests.house.addresses import address
from tests.house.looking import routes

ACTORS = ("nora", "karim", "alice", "bilal", "wim", "hanna", "zoe", "nobody")
METHODS = ("get", "post")


def doors():
    """(route, method, what each of ACTORS gets), of every room that has doors."""
    found = []
    for room in settings.ROOMS:
        try:
            found += import_module(f"lampion.{room}.doors").DOORS
        except ModuleNotFoundError:
            continue
    return found


def missing(known: list[tuple], named: set[str]) -> set[str]:
    return named - {door[0] for door in known}


def test_no_route_is_without_a_line():
    assert missing(doors(), set(routes())) == set()


def test_no_line_is_without_a_route():
    assert {door[0] for door in doors()} - set(routes()) == set()


def test_a_route_without_a_line_is_seen():
    assert missing(doors(), {*routes(), "attic:window"}) == {"attic:window"}


@pytest.fixture
def cast(nora, karim, alice, bilal, wim, hanna, zoe, louvain, namur, eloise):
    people = (nora, karim, alice, bilal, wim, hanna, zoe, None)
    return dict(zip(ACTORS, people, strict=True))


def answers(route: str, method: str, cast) -> tuple[int, ...]:
    """Knock once for each actor; what one of them changed is undone before the next."""
    found = []
    for name in ACTORS:
        with transaction.atomic():
            client = Client(raise_request_exception=False)
            if cast[name]:
                client.force_login(cast[name])
            answer = getattr(client, method)(address(route))
            if answer.streaming:
                answer.getvalue()  # read to its end, so that its file is closed
            found.append(answer.status_code)
            transaction.set_rollback(True)
    return tuple(found)


@pytest.mark.parametrize(("route", "method", "expected"), doors(), ids=str)
def test_a_door_answers_each_actor_as_its_line_says(route, method, expected, cast):
    assert answers(route, method, cast) == expected


@pytest.mark.parametrize("route", sorted(routes()))
def test_a_method_without_a_line_is_refused(route, cast):
    for method in METHODS:
        if (route, method) not in {door[:2] for door in doors()}:
            assert set(answers(route, method, cast)) <= {405, 302}
