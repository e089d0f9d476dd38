"""Éloïse ticked the box: she reads what she agreed to, chooses, stops by one click, begins again."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from lampion.contacts.models import (
    Channel,
    Consent,
    ConsentText,
    Contact,
    Preference,
    Purpose,
    Theme,
    WayOut,
)
from lampion.groups.models import Membership
from lampion.journal.models import Record
from lampion.people.models import Person


@pytest.fixture
def contact(louvain):
    names = {"first_name": "Éloïse", "last_name": "Martin", "language": "fr"}
    made, _fresh = Contact.known(louvain.section, "eloise@example.org", **names)
    text = ConsentText.objects.in_force(louvain.section, Purpose.NEWS, "fr")
    Consent.give(made, text, at=timezone.now(), channel=Channel.ENQUIRY_FORM)
    Preference.choose(made, louvain, True, at=timezone.now())
    return made


@pytest.fixture
def token(contact):
    return token_of(contact)


def token_of(contact) -> str:
    return WayOut.make(contact, at=timezone.now()).rstrip("/").rpartition("/")[2]


@pytest.fixture
def person(contact):
    return Person.objects.create_user(contact.email, first_name="Éloïse", last_name="Martin")


def test_a_mail_program_stops_the_news_with_one_post_and_no_cookie(contact, token):
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post(f"/one-click/{token}/", {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not answer.cookies
    assert not Consent.stands(contact)
    last = Consent.objects.history(contact).first()
    assert (last.kind, last.channel) == ("withdrawn", Channel.ONE_CLICK)


def test_a_reader_or_a_scanner_that_follows_the_link_changes_nothing(client, contact, token):
    for address in (f"/one-click/{token}/", f"/subscriptions/{token}/withdrawal/"):
        for method in ("get", "head"):
            assert getattr(client, method)(address, follow=True).status_code in (200, 405)
    assert Consent.stands(contact)
    assert contact.consents.count() == 1


def test_twice_is_once(client, contact, token):
    for _time in range(3):
        client.post(f"/one-click/{token}/")
    assert [said.kind for said in contact.consents.all()] == ["given", "withdrawn"]


@pytest.mark.parametrize("wrong", ["", "A", "wrong"])
def test_an_altered_link_is_like_no_page(client, contact, token, wrong):
    altered = token[:-1] + wrong if wrong else token[::-1]
    if altered == token:
        altered = token[:-1] + "B"
    for address in (f"/one-click/{altered}/", f"/subscriptions/{altered}/"):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
    assert Consent.stands(contact)


def test_the_link_opens_nothing_once_the_person_is_forgotten(client, contact, token):
    Contact.objects.filter(pk=contact.pk).update(email=None)
    assert client.get(f"/subscriptions/{token}/").status_code == 404
    assert client.post(f"/one-click/{token}/").status_code == 404


def test_the_link_is_not_in_the_database(contact, token):
    assert token not in str(list(WayOut.objects.values()))


def test_themes_and_groups_are_chosen_without_signing_in(client, contact, token, louvain):
    page = client.get(f"/subscriptions/{token}/").content.decode()
    assert "Louvain-la-Neuve" in page
    themes = list(Theme.objects.all())
    client.post(
        f"/subscriptions/{token}/", {"themes": [theme.pk for theme in themes[1:]], "language": "nl"}
    )
    contact.refresh_from_db()
    assert Preference.refused_themes(contact) == {themes[0].pk}
    assert Preference.groups(contact) == {louvain.pk: False}
    assert contact.language == "nl"
    assert Consent.stands(contact)


def test_choosing_the_same_again_writes_no_row(contact, louvain):
    before = Preference.objects.count()
    Preference.choose(contact, louvain, True, at=timezone.now())
    assert Preference.objects.count() == before
    Preference.choose(contact, louvain, False, at=timezone.now())
    assert list(Preference.objects.filter(group=louvain).values_list("wants", "until"))[-1] == (
        False,
        None,
    )


def test_who_stopped_begins_again_with_the_words_in_force(client, contact, token):
    client.post(f"/subscriptions/{token}/withdrawal/")
    page = client.get(f"/subscriptions/{token}/").content.decode()
    text = ConsentText.objects.in_force(contact.section, Purpose.NEWS, "fr")
    assert text.words in page
    client.post(f"/subscriptions/{token}/agreement/", {"text": text.pk})
    assert Consent.stands(contact)


def test_words_that_changed_meanwhile_are_shown_and_not_agreed_to(client, contact, token):
    client.post(f"/subscriptions/{token}/withdrawal/")
    old = ConsentText.objects.in_force(contact.section, Purpose.NEWS, "fr")
    ConsentText.publish(contact.section, Purpose.NEWS, "fr", "Autre chose.", at=timezone.now())
    client.post(f"/subscriptions/{token}/agreement/", {"text": old.pk})
    assert not Consent.stands(contact)
    assert "Autre chose." in client.get(f"/subscriptions/{token}/").content.decode()


def test_a_person_reads_the_history_in_the_exact_words_and_takes_the_proof(as_, contact, person):
    text = contact.consents.get().text
    ConsentText.publish(contact.section, Purpose.NEWS, "fr", "D’autres mots.", at=timezone.now())
    page = as_(person).get("/account/news/").content.decode()
    assert text.words in page
    proof = json.loads(as_(person).get("/account/news/proof/").content)["consents"]
    assert len(proof) == 1
    assert proof[0]["words"] == text.words
    assert proof[0]["words_sha256"] == text.fingerprint
    assert (proof[0]["version"], proof[0]["language"]) == (1, "fr")
    assert proof[0]["channel"] == "enquiry form"


def test_from_my_data_one_click_leads_to_the_news_and_another_stops_them(as_, contact, person):
    mine = as_(person)
    assert "/account/news/" in mine.get("/account/data/").content.decode()
    assert mine.post("/account/news/withdrawal/", follow=True).status_code == 200
    assert not Consent.stands(contact)
    assert Record.objects.filter(verb="consent withdrawn", by=person).exists()


def test_somebody_who_never_said_a_word_agrees_in_the_account(as_, louvain, zoe):
    page = as_(zoe).get("/account/news/")
    assert page.status_code == 200
    assert not Contact.objects.filter(email=zoe.email).exists()
    text = ConsentText.objects.in_force(louvain.section, Purpose.NEWS, "fr")
    as_(zoe).post("/account/news/agreement/", {"text": text.pk})
    assert Consent.stands(Contact.objects.get(email=zoe.email))


def test_nobody_sees_or_stops_the_news_of_somebody_else(as_, contact, zoe):
    assert "Oui, je veux" not in "".join(
        said["words"]
        for said in json.loads(as_(zoe).get("/account/news/proof/").content)["consents"]
    )
    as_(zoe).post("/account/news/withdrawal/")
    assert Consent.stands(contact)


def test_the_secretariat_finds_an_address_and_notes_a_stop_by_phone(as_, nora, contact):
    office = as_(nora)
    found = office.post("/office/contacts/", {"email": "ELOISE@example.org"})
    assert found.url == f"/office/contacts/{contact.pk}/"
    assert "given" in office.get(found.url + "proof/").content.decode()
    assert Record.objects.filter(verb="exported consents", by=nora).exists()
    asked = office.get(found.url + "withdrawal/")
    assert "eloise@example.org" in asked.content.decode()
    assert Consent.stands(contact), "nothing is noted before the question is answered"
    office.post(found.url + "withdrawal/")
    last = Consent.objects.history(contact).first()
    assert (last.kind, last.channel) == ("withdrawn", Channel.OFFICE)


def test_an_unknown_address_is_said_at_its_field(as_, nora, contact):
    answer = as_(nora).post("/office/contacts/", {"email": "nobody@example.org"})
    assert answer.status_code == 422
    assert "nobody@example.org" in answer.content.decode()


def test_contacts_of_another_section_are_not_there(as_, nora, contact):
    from lampion.sections.opening import open_section

    other = open_section(
        code="xx", name="Other", country="be", provinces=["WNA"], by=None, at=timezone.now()
    )
    Contact.objects.filter(pk=contact.pk).update(section=other)
    for rest in ("", "proof/"):
        assert as_(nora).get(f"/office/contacts/{contact.pk}/{rest}").status_code == 404
    for rest in ("withdrawal/", "reachability/"):
        assert as_(nora).post(f"/office/contacts/{contact.pk}/{rest}").status_code == 404


def test_new_words_are_a_new_version_and_the_same_words_are_not(as_, nora, contact):
    address = "/office/consents/fr/"
    words = contact.consents.get().text.words
    as_(nora).post(address, {"words": words})
    assert ConsentText.objects.filter(language="fr").count() == 1
    as_(nora).post(address, {"words": "Oui, envoyez-moi tout."})
    numbers = ConsentText.objects.filter(language="fr").values_list("number", flat=True)
    assert sorted(numbers) == [1, 2]
    assert contact.consents.get().text.words == words


def test_a_member_who_never_agreed_sees_their_groups_and_may_stop_their_letters(
    client, louvain, zoe
):
    Membership.welcome(louvain, zoe, by=None, on=timezone.localdate())
    contact = Contact.of_person(louvain.section, zoe)
    token = token_of(contact)
    assert "Louvain-la-Neuve" in client.get(f"/subscriptions/{token}/").content.decode()
    client.post(f"/subscriptions/{token}/", {"language": "fr"})
    assert Preference.groups(contact) == {louvain.pk: False}


def test_a_form_in_which_anybody_types_an_address_takes_no_standing_no_back(contact):
    Consent.withdraw(contact, at=timezone.now(), channel=Channel.ONE_CLICK)
    text = ConsentText.objects.in_force(contact.section, Purpose.NEWS, "fr")
    Consent.give(contact, text, at=timezone.now(), channel=Channel.ENQUIRY_FORM)
    assert not Consent.stands(contact)
    Consent.give(contact, text, at=timezone.now(), channel=Channel.PRIVATE_LINK)
    assert Consent.stands(contact)


def test_saving_without_a_change_writes_no_preference(client, louvain, zoe):
    Membership.welcome(louvain, zoe, by=None, on=timezone.localdate())
    token = token_of(Contact.of_person(louvain.section, zoe))
    themes = [theme.pk for theme in Theme.objects.all()]
    said = {"themes": themes, "groups": [louvain.pk], "language": "fr"}
    client.post(f"/subscriptions/{token}/", said)
    assert not Preference.objects.exists()


def test_the_stop_of_a_member_who_never_ticked_the_box_is_noted_too(as_, nora, louvain, zoe):
    Membership.welcome(louvain, zoe, by=None, on=timezone.localdate())
    contact = Contact.of_person(louvain.section, zoe)
    page = as_(nora).get(f"/office/contacts/{contact.pk}/").content.decode()
    assert f"/office/contacts/{contact.pk}/withdrawal/" in page
    as_(nora).post(f"/office/contacts/{contact.pk}/withdrawal/")
    assert Consent.refused(contact)


def test_a_theme_ends_only_after_the_question(as_, nora, louvain):
    theme = Theme.objects.first()
    address = f"/office/themes/{theme.pk}/ending/"
    assert address in as_(nora).get("/office/themes/").content.decode()
    assert as_(nora).get(address).status_code == 200
    theme.refresh_from_db()
    assert theme.ended_at is None
    as_(nora).post(address)
    theme.refresh_from_db()
    assert theme.ended_at is not None
    assert as_(nora).get(address).status_code == 404
