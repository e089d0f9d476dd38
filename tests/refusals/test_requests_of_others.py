"""A link that is not yours, a request of another section, a group that is closed, a request taken back: nothing opens."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lampion.enquiries import actions
from lampion.enquiries.doors import DOORS
from lampion.enquiries.models import Enquiry, Handover, Reply, Stage
from lampion.groups.models import LifeStage
from lampion.groups.models import Stage as Life
from lampion.sections.models import Scope, StaffAccess
from lampion.sections.opening import open_section
from tests.house.looking import routes

# What a request of one's own section answers is in doors.py; these are its addresses.
ABOUT_ONE = sorted(
    {
        (route, method)
        for route, method, _answers in DOORS
        if "<int:pk>" in routes()[route] and "filter" not in route and "answer" not in route
    }
)


def link(enquiry) -> str:
    return f"/enquiries/{Enquiry.link_token(enquiry.form_key)}/"


@pytest.fixture
def greet(louvain, as_):
    """Works for the secretariat of another section, and for nobody else."""
    from conftest import NOW, enrol, person

    greet = enrol(person("greet"))
    other = open_section(code="lu", name="Luucht", country="be", provinces=["WLX"], by=None, at=NOW)
    StaffAccess.grant(other, greet, *Scope, by=None, on=date(2026, 1, 1))
    return as_(greet)


def answer_of(client: Client, route: str, method: str, pk: int) -> tuple[int, str]:
    answer = getattr(client, method)(reverse(route, args=[pk]))
    words = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", answer.text)
    return answer.status_code, words.replace(f"/{pk}/", "/")


@pytest.mark.parametrize(("route", "method"), ABOUT_ONE)
def test_a_request_of_another_section_is_like_none(eloise, greet, as_, nora, alice, route, method):
    there, nowhere = (answer_of(greet, route, method, pk) for pk in (eloise.pk, 999_999))
    assert there[0] == 404
    assert there == nowhere
    reader = as_(alice if "/newcomers/" in reverse(route, args=[1]) else nora)
    assert answer_of(reader, route, method, eloise.pk)[0] != 404


def test_the_addresses_of_a_request_are_many():
    assert len(ABOUT_ONE) > 15


def test_a_list_a_search_and_a_bulk_deed_reach_no_other_section(eloise, greet):
    assert "Martin" not in greet.get("/office/enquiries/?show=all&q=martin").text
    greet.post("/office/enquiries/bulk/", {"chosen": [eloise.pk], "deed": Stage.SPAM})
    assert eloise.is_open()


def test_an_altered_link_opens_nothing_and_the_right_one_does(client, eloise):
    right = link(eloise)
    assert client.get(right).status_code == 200
    token = right.split("/")[2]
    altered = [
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token.lower(),
        token[:-1],
        token * 2,
    ]
    for wrong in altered:
        for door in ("", "withdrawal/"):
            assert client.get(f"/enquiries/{wrong}/{door}").status_code == 404
        for door in ("replies/", "withdrawal/"):
            answer = client.post(f"/enquiries/{wrong}/{door}", {"text": "x", "key": "k"})
            assert answer.status_code == 404
    eloise.refresh_from_db()
    assert eloise.email
    assert not Reply.objects.exists()


def test_the_link_of_one_says_nothing_of_another(client, eloise, louvain):
    asked = actions.Asked(
        section=louvain.section, group=None, intent="ask", first_name="Ferdinand", last_name="Kiwi",
        email="f@example.org", locality="5000", message="Secret", form_key="form-2", language="fr",
    )  # fmt: skip
    other = actions.receive(asked, at=timezone.now())
    actions.write_again(other, text="Encore un secret", key="r", at=timezone.now())
    assert "Encore un secret" in client.get(link(other)).text
    page = client.get(link(eloise)).text
    assert not [word for word in ("Ferdinand", "Kiwi", "ecret") if word in page]


def test_the_link_of_a_request_that_was_emptied_tells_no_word_of_it(client, eloise, nora):
    now = timezone.now()
    actions.write(eloise, subject="Bienvenue", body="À mardi", form_key="k", by=nora, at=now)
    assert "À mardi" in client.get(link(eloise)).text
    eloise.move(Stage.DECLINED, by=nora, at=now)
    eloise.forget(at=now)
    page = client.get(link(eloise)).text
    assert not [
        word for word in ("Éloïse", "Martin", "Bienvenue", "mardi", "<textarea") if word in page
    ]


def test_a_request_goes_to_no_closed_group(as_, eloise, namur, nora):
    office, door = as_(nora), f"/office/enquiries/{eloise.pk}/handover/"
    LifeStage.enter(namur, Life.CLOSED, by=None, on=date(2026, 3, 1))
    for address, said in (
        (door, {"handover-group": namur.pk}),
        ("/office/enquiries/bulk/", {"chosen": [eloise.pk], "deed": "hand", "group": namur.pk}),
    ):
        office.post(address, said)
        assert eloise.holding_group() != namur
    assert "Namur" not in office.get(f"/office/enquiries/{eloise.pk}/").text
    LifeStage.enter(namur, Life.REACTIVATED, by=None, on=date(2026, 3, 2))
    office.post(door, {"handover-group": namur.pk})
    assert Handover.objects.get(enquiry=eloise, until=None).group == namur


def test_a_reply_to_a_withdrawn_request_is_not_kept_and_is_said(client, eloise):
    said = {"text": "Je reviens", "key": "k1"}
    client.post(f"{link(eloise)}withdrawal/")
    page = client.post(f"{link(eloise)}replies/", said, follow=True)
    assert page.status_code in (200, 422)
    assert not Reply.objects.exists()
    assert "Je reviens" not in client.get(link(eloise)).text


def test_a_reply_to_an_open_one_is_kept(client, eloise):
    page = client.get(link(eloise)).text
    key = page.split('name="key" value="')[1].split('"')[0]
    client.post(f"{link(eloise)}replies/", {"text": "Je viens", "key": key})
    assert Reply.objects.get().text == "Je viens"
