"""Éloïse wants to create a group: with Nora it forms, stood by Louvain-la-Neuve, until it is recognised."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lampion.enquiries import actions
from lampion.enquiries.models import Stage
from lampion.groups.formation import ask_first_requirements, mentor_of
from lampion.groups.models import Function, Group, LifeStage, Mandate, Membership, Requirement
from lampion.mail.models import Message
from lampion.meetings.models import Meeting
from lampion.people.models import Person


@pytest.fixture
def founder(belgium, nora):
    asked = actions.Asked(
        section=belgium,
        group=None,
        intent="create",
        first_name="Éloïse",
        last_name="Martin",
        email="eloise@example.org",
        locality="1300 Wavre",
        postcode="1300",
        message="Nous sommes trois",
        form_key="create-1",
        language="fr",
    )
    return actions.receive(asked, at=timezone.now())


def typed(louvain, **changes):
    day = timezone.localdate() + timedelta(days=20)
    said = {"name": "Wavre", "number": "96", "postcode": "1300", "mentor": louvain.pk}
    return said | {"day": f"{day}", "hour": "20:00", "venue": "Bibliothèque"} | changes


def address(enquiry):
    return f"/office/enquiries/{enquiry.pk}/founding/"


def stage_of(group):
    return LifeStage.objects.get(group=group, until=None).stage


def test_a_request_to_create_becomes_a_group_in_formation(
    client, as_, nora, founder, louvain, alice
):
    office = as_(nora)
    assert address(founder) in office.get(f"/office/enquiries/{founder.pk}/").text
    assert "Louvain-la-Neuve" in office.get(address(founder)).text
    assert office.post(address(founder), typed(louvain)).status_code == 302
    group = Group.objects.get(number=96)
    eloise = Person.objects.get(email="eloise@example.org")
    assert stage_of(group) == "in_formation"
    assert Mandate.objects.held_by(eloise, Function.COORDINATOR).get().group == group
    assert mentor_of(group) == louvain
    assert Meeting.objects.get(group=group).venue == "Bibliothèque"
    assert founder.steps.get(until=None).stage == Stage.JOINED
    told = {mail.to_address for mail in Message.objects.filter(topic__in=["enquiry", "invitation"])}
    assert told == {"eloise@example.org", "alice@example.org"}
    assert "Bibliothèque" in client.get("/groups/96/wavre/").text
    assert "Louvain-la-Neuve" in as_(eloise).get("/home/").text


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"number": "12"}, "number"), ({"postcode": "9999"}, "postcode"), ({"venue": ""}, "venue"),
     ({"day": "2020-01-01"}, "day"), ({"name": ""}, "name")],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_made(
    as_, nora, founder, louvain, changes, field
):
    answer = as_(nora).post(address(founder), typed(louvain, **changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert Group.objects.count() == 1


def test_founding_twice_makes_one_group(as_, nora, founder, louvain):
    office = as_(nora)
    office.post(address(founder), typed(louvain))
    assert office.post(address(founder), typed(louvain, number="97")).status_code == 403
    assert Group.objects.count() == 2


def test_a_group_is_recognised_when_everything_asked_is_done(as_, nora, founder, louvain, belgium):
    ask_first_requirements(belgium)
    office = as_(nora)
    office.post(address(founder), typed(louvain))
    group = Group.objects.get(number=96)
    page = f"/office/groups/{group.pk}/"
    office.post(f"{page}recognition/")
    assert stage_of(group) == "in_formation"
    assert "Une première action" in office.get(page).text
    today = timezone.localdate()
    for number in range(4):
        person = Person.objects.create_user(f"p{number}@example.org")
        Membership.welcome(group, person, by=nora, on=today)
    Mandate.give(group, person, Function.TREASURER, by=nora, on=today)
    for one in Requirement.objects.all():
        office.post(f"{page}requirements/{one.pk}/")
    last = Requirement.objects.last()
    office.post(f"{page}requirements/{last.pk}/", {"back": "1"})
    office.post(f"{page}recognition/")
    assert stage_of(group) == "in_formation"
    office.post(f"{page}requirements/{last.pk}/")
    office.post(f"{page}recognition/")
    assert stage_of(group) == "active"
    assert mentor_of(group) is None


def test_the_section_words_what_it_asks_and_asks_it_no_more(as_, nora, belgium, louvain):
    office = as_(nora)
    words = {"words_fr": "Lire la charte", "words_nl": "x", "words_de": "x"}
    assert office.post("/office/groups/requirements/", words).status_code == 422
    office.post("/office/groups/requirements/", words | {"words_en": "x"})
    asked = Requirement.objects.get()
    assert "Lire la charte" in office.get("/office/groups/requirements/").text
    office.post(f"/office/groups/requirements/{asked.pk}/dropping/")
    assert "Lire la charte" not in office.get("/office/groups/requirements/").text
