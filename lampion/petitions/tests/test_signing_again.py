"""Two forms come from one mailbox: nobody knows which of them its owner filled in, until a button says so."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from lampion.contacts.models import Consent
from lampion.events.models import Event
from lampion.mail.models import Message
from lampion.petitions.models import NameUse, Signature
from lampion.petitions.taking_back import want_no_news
from lampion.petitions.tests.casts import a_petition
from lampion.petitions.tests.conftest import link_in, number

pytestmark = pytest.mark.django_db
ALL = {"use": "shown", "wants_news": "on", "wants_letters": "on"}
NOTHING = {"use": "counted"}


def identity():
    signature = Signature.objects.select_related("petition__key").get()
    return signature, signature.identity(signature.petition.key.secrets)


@pytest.mark.parametrize(("first", "second"), [(ALL, NOTHING), (NOTHING, ALL)])
def test_of_two_wishes_the_one_that_shows_less_holds(petition, signs, confirms, first, second):
    signs(**first)
    signs(**second)
    confirms()
    signature, said = identity()
    assert (signature.use, signature.wants_news, said.consent) == (NameUse.COUNTED, False, None)
    assert not Consent.objects.exists()


def test_the_same_wish_twice_holds(petition, signs, confirms):
    signs(**ALL)
    signs(**ALL)
    confirms()
    signature, _said = identity()
    assert (signature.use, signature.wants_news) == (NameUse.SHOWN, True)
    assert Consent.objects.count() == 1


def test_what_is_confirmed_is_changed_by_no_form(petition, signs, confirms):
    signs(**ALL)
    confirms()
    signs(**NOTHING, locality="5000 Namur")
    signature, said = identity()
    assert (signature.use, said.locality) == (NameUse.SHOWN, "1348 Louvain-la-Neuve")


def test_the_page_with_the_button_says_that_regular_news_were_ticked(client, signs, post):
    signs(**ALL)
    assert "Nouvelles régulières" in client.get(link_in(post()[0])).text


def test_two_invented_names_keep_nobody_out_for_long(petition, signs, confirms, post):
    signs(name="Donald Duck")
    signs(name="Mickey Mouse")
    post()
    signs(name="Éloïse Martin")
    assert Signature.objects.count() == 2
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        signs(name="Éloïse Martin")
        confirms()
        assert number(petition) == 1
        assert {identity_of(one) for one in Signature.objects.confirmed()} == {"Éloïse Martin"}


def identity_of(signature):
    return signature.identity(signature.petition.key.secrets).name


def test_whoever_confirmed_makes_room_for_nobody(petition, signs, confirms):
    for name in ("Éloïse Martin", "Paul Martin"):
        signs(name=name)
    confirms()
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        signs(name="Donald Duck")
    names = {identity_of(one) for one in Signature.objects.all()}
    assert names == {"Éloïse Martin", "Paul Martin"}


def test_a_mailbox_gets_five_mails_in_a_day_whatever_the_names(signs, post):
    start, came = timezone.now(), 0
    for turn in range(12):
        with time_machine.travel(start + timedelta(minutes=11 * turn)):
            signs(name=f"Donald Duck {'abcdefghijkl'[turn]}")
            came += len(post())
    assert came == 5
    with time_machine.travel(start + timedelta(days=1, minutes=1)):
        signs(name="Éloïse Martin")
        assert len(post()) == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by how many there are")
def test_the_mails_of_a_mailbox_are_found_by_an_index(signs):
    signs()
    found = Message.objects.with_key(Signature.objects.get().mails_of_mailbox)
    assert found.count() == 1
    assert "SEARCH mail_message USING INDEX" in found.explain()
    assert "SCAN" in Message.objects.filter(key__startswith="signature:").explain()  # the control


@pytest.mark.parametrize("name", ["Gagnez sur casino-bonus.com", "www.spam.example Anna"])
def test_a_name_that_mail_programs_would_make_a_link_of_is_refused(signs, name):
    assert signs(name=name).status_code == 422
    assert not Message.objects.exists()


@pytest.mark.parametrize("name", ["J.R.R. Tolkien", "Dr. Anna Peeters", "Anna Peeters jr."])
def test_a_name_with_dots_is_a_name(signs, name):
    assert signs(name=name).status_code == 302


def test_who_wants_no_news_of_a_case_hears_of_none_of_its_petitions(
    petition, signs, confirms, client, typed, post, nora, karim
):
    signs(**ALL)
    confirms()
    words = {"case": petition.case, "closes_at": petition.closes_at}
    other = a_petition(petition.section, nora, karim, **words)
    client.post(f"/petitions/{other.number}/signatures/", typed(**ALL))
    confirms()
    assert Signature.objects.filter(wants_news=True).count() == 2  # the control
    want_no_news(Signature.objects.filter(petition=petition).get(), at=timezone.now())
    assert not Signature.objects.filter(wants_news=True).exists()


def test_another_language_on_the_page_of_what_was_wrong_leads_back_to_the_form(client, petition):
    answer = client.get("/petitions/1/signatures/?g=12")
    assert answer["Location"] == f"{petition.get_absolute_url()}?g=12"


def test_once_nobody_knows_who_signed_a_form_from_an_old_page_is_answered(petition, signs):
    petition.key.destroy(at=timezone.now())
    answer = signs()
    assert answer.status_code == 422
    assert "close" in answer.text or "clôturée" in answer.text
    assert not Signature.objects.exists()


def test_taken_back_twice_is_once_and_says_so(client, signs, confirms):
    signs()
    [link] = confirms()
    for _turn in range(2):
        assert "retirée" in client.post(f"{link}withdrawal/").text
    assert client.post("/signatures/x/withdrawal/").status_code == 404


def test_words_about_our_news_that_changed_matter_to_who_ticked_them_alone(signs):
    old = {"consent_version": "0"}
    answer = signs(wants_letters="on", **old)
    form = answer.context["form"]
    assert list(form.errors) == ["wants_letters"]
    assert not form["wants_letters"].value()
    assert form["consent_version"].value() == "1"
    assert signs(**old).status_code == 302
    assert Signature.objects.count() == 1


@pytest.mark.parametrize(("kind", "shown"), [("stand", True), ("other", False)])
def test_the_page_names_a_stand_and_nothing_else_that_the_group_does(
    client, petition, louvain, alice, kind, shown
):
    said = {"day": timezone.localdate(), "place": "Place", "by": alice, "at": timezone.now()}
    event = Event.plan(louvain, kind, "Action surprise", **said)
    page = client.get(f"{petition.get_absolute_url()}?g=12&e={event.pk}").text
    assert ("Action surprise" in page) is shown
    assert f"e={event.pk}" in page  # and it is attributed all the same
