"""Éloïse's address is known to two sections: her account shows each by itself, and a no to one is no to the other."""

import json

import pytest
from django.utils import timezone

from conftest import NOW
from lampion.contacts.actions import publish_first_consents
from lampion.contacts.models import Channel, Consent, ConsentText, Contact, Purpose, Theme
from lampion.people.models import Person
from lampion.sections.opening import open_section

LUX = "/account/news/?section=lux"


def agree(section):
    contact, _fresh = Contact.known(
        section, "eloise@example.org", first_name="Éloïse", last_name="Martin", language="fr"
    )
    text = ConsentText.objects.in_force(section, Purpose.NEWS, "fr")
    Consent.give(contact, text, at=timezone.now(), channel=Channel.ENQUIRY_FORM)
    return contact


@pytest.fixture
def here(louvain):
    return agree(louvain.section)


@pytest.fixture
def there(louvain):
    section = open_section(
        code="lux", name="Luxembourg", country="lu", provinces=[], by=None, at=NOW
    )
    publish_first_consents(section, at=NOW)
    Theme(section=section).settle(dict.fromkeys(("fr", "nl", "de", "en"), "Frontières"), by=None)
    return agree(section)


@pytest.fixture
def hers(as_, here):
    return as_(Person.objects.create_user("eloise@example.org", first_name="Éloïse"))


def test_each_section_has_its_themes_and_its_history(hers, here, there):
    page, other = (hers.get(address).content.decode() for address in ("/account/news/", LUX))
    for shown in (page, other):
        assert LUX in shown
    assert "Frontières" in other
    assert "Frontières" not in page
    assert there.consents.get().text.words in other
    assert there.consents.get().text.words not in page


def test_what_is_known_to_one_section_only_has_no_choice_of_sections(hers, here):
    assert 'class="tabs"' not in hers.get("/account/news/").content.decode()


def test_stopping_one_leaves_the_other(hers, here, there):
    page = hers.get(LUX).content.decode()
    assert 'action="/account/news/withdrawal/?section=lux"' in page
    answer = hers.post("/account/news/withdrawal/?section=lux")
    assert answer.url == LUX
    assert not Consent.stands(there)
    assert Consent.stands(here)
    text = ConsentText.objects.in_force(there.section, Purpose.NEWS, "fr")
    assert hers.post("/account/news/agreement/?section=lux", {"text": text.pk}).url == LUX
    assert Consent.stands(there)


def test_choices_are_kept_where_they_were_made(hers, here, there):
    answer = hers.post(LUX, {"themes": [], "language": "de"})
    assert answer.url == LUX
    there.refresh_from_db()
    here.refresh_from_db()
    assert (here.language, there.language) == ("fr", "de")


def test_a_section_that_does_not_know_them_is_like_none(hers, here):
    open_section(code="nl", name="Vlaanderen", country="be", provinces=[], by=None, at=NOW)
    for code in ("nl", "none"):
        assert hers.get(f"/account/news/?section={code}").status_code == 404
        assert hers.post(f"/account/news/withdrawal/?section={code}").status_code == 404


def test_the_proof_says_of_which_section_each_word_is(hers, here, there):
    said = json.loads(hers.get("/account/news/proof/").content)["consents"]
    assert {one["section"] for one in said} == {"Lampion", "Luxembourg"}
