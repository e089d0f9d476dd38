"""Several sections in one house: what belongs to one is not steered from another, and nobody is put in the wrong city."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.utils import timezone

from conftest import NOW, enrol, person
from lampion.contacts.actions import publish_first_consents
from lampion.groups.actions import found_group
from lampion.groups.nearby import near_postcode
from lampion.mail.actions import queue_words
from lampion.people.models import AuthenticatorApp
from lampion.people.throttling import client_of
from lampion.sections.models import Parameter, Scope, StaffAccess
from lampion.sections.models.parameter import Name
from lampion.sections.opening import open_section
from lampion.sections.rules import can_reset_factors

ON = date(2026, 3, 10)


@pytest.fixture
def portugal(belgium):
    section = open_section(code="pt", name="Luzes", country="pt", provinces=[], by=None, at=NOW)
    publish_first_consents(section, at=NOW)
    return section


@pytest.fixture
def ines(portugal):
    """Administrates Portugal, and nothing else."""
    ines = enrol(person("ines"))
    StaffAccess.grant(portugal, ines, *Scope, by=None, on=date(2026, 1, 1))
    return ines


def test_a_newcomer_from_porto_is_not_put_in_lisbon(portugal):
    territory = portugal.territory
    assert territory.by_postcode("") == ()
    keys = ("porto", "lisbon")
    for number, key in enumerate(keys, start=1):
        place = territory.locality(f"pt:{key}")
        found_group(portugal, number, key.title(), place, by=None, at=NOW)
    assert near_postcode(portugal, "", "Porto")[0].group.name == "Porto"


def test_whoever_works_elsewhere_too_is_not_locked_out_from_here(belgium, portugal, nora, ines):
    assert can_reset_factors(ines, nora, portugal, ON).allowed is False
    StaffAccess.grant(portugal, nora, Scope.PAGES, by=ines, on=date(2026, 3, 1))
    assert not can_reset_factors(ines, nora, portugal, ON)
    StaffAccess.grant(belgium, ines, Scope.SETTINGS, by=nora, on=date(2026, 3, 1))
    assert can_reset_factors(ines, nora, portugal, ON)


def test_whoever_has_no_second_proof_takes_nobody_elses_away(belgium, nora, karim):
    assert can_reset_factors(nora, karim, belgium, ON)
    AuthenticatorApp.objects.filter(person=nora).delete()
    assert not can_reset_factors(nora, karim, belgium, ON)


def test_the_machine_of_the_house_is_not_steered_from_another_section(as_, ines, nora):
    assert as_(nora).get("/office/machine/").status_code == 200
    assert as_(ines).get("/office/machine/").status_code == 403


@pytest.mark.parametrize("topic", ["sign-in", "security"])
def test_what_lets_people_in_or_warns_them_is_never_kept_back(as_, nora, topic):
    words = {"subject": "x", "text": "x", "html": "x"}
    queue_words(words, to="mia@example.org", language="fr", topic=topic)
    assert as_(nora).post(f"/office/machine/topics/{topic}/hold/").status_code == 404


@pytest.mark.parametrize(("name", "value"), [(Name.FACTOR_DAYS, 91), (Name.ANSWER_DAYS, 401)])
def test_a_number_that_leaves_the_calendar_is_refused_at_its_field(belgium, as_, nora, name, value):
    new = Parameter(section=belgium, name=name, value=value, valid_from=ON)
    with pytest.raises(ValidationError):
        new.full_clean()
    said = {"name": name, "value": value, "valid_from": "2026-03-10"}
    answer = as_(nora).post("/office/parameters/", said)
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("192.0.2.7", "192.0.2.7"),
        ("unknown", "unknown"),
    ],
)
def test_one_household_is_counted_as_one(said, counted):
    assert client_of(RequestFactory().get("/", REMOTE_ADDR=said)) == counted


def test_a_word_for_where_to_go_next_does_not_break_signing_in(client, alice):
    client.post("/sign-in/?next=foo", {"email": alice.email})
    assert client.session["next"] == "/home/"


def test_whoever_edits_the_pages_edits_them_without_the_settings(as_, belgium):
    editor = enrol(person("paul"))
    StaffAccess.grant(belgium, editor, Scope.PAGES, by=None, on=timezone.localdate())
    assert as_(editor).get("/office/pages/").status_code == 200
    assert as_(editor).get("/office/parameters/").status_code == 403
