"""News to those who ticked the box, in a real browser: written, approved, received, stopped by one click."""

import re
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.utils import timezone

from lampion.contacts.models import Consent, Contact
from lampion.mail.jobs import send_due
from lampion.news.actions import approve, count_readers, send_some
from lampion.news.jobs import send_mailings
from lampion.news.letter import fingerprint
from lampion.news.models import Mailing
from tests.browser.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_secretariat_writes_and_a_reader_stops_without_signing_in(visit, eloise, nora):
    office = visit()
    office.sign_in(nora.email)
    office.page.goto("/office/mailings/new/")
    office.page.fill("#id_subject", "Marathon des lettres")
    office.page.fill("#id_body", "Bonjour,\n\n## Venez\n\nLe **10 décembre**.")
    office.page.click("button[name=preview]")
    office.page.wait_for_url("**/preview/")
    assert "1 lecteur" in office.page.inner_text("#readers")
    office.page.get_by_role("button", name="Donner l’accord").click()
    office.page.wait_for_url("**/progress/")
    send_mailings(timezone.now() + timedelta(minutes=3))
    send_due(timezone.now() + timedelta(minutes=3))
    send_mailings(timezone.now() + timedelta(minutes=4))
    letters = [sent for sent in outbox.outbox if sent.subject == "Marathon des lettres"]
    assert [sent.to for sent in letters] == [["eloise@example.org"]]
    office.page.reload()
    assert "envoyée" in office.page.inner_text("#progress")

    reader = visit(viewport=PHONE)
    link = re.search(r"/one-click/[\w-]+/", letters[0].body)
    reader.page.goto(link[0])
    reader.page.wait_for_url("**/subscriptions/**")
    contact = Contact.objects.get(email="eloise@example.org")
    assert Consent.stands(contact)
    reader.page.get_by_role("button", name="Arrêter toutes les nouvelles").click()
    reader.page.wait_for_load_state()
    assert not Consent.stands(contact)
    assert "Vous ne recevez pas de nouvelles" in reader.page.inner_text("main")
    reader.page.get_by_role("button", name="Oui, je suis d’accord").click()
    reader.page.wait_for_load_state()
    assert Consent.stands(contact)


def test_the_page_of_a_letter_is_read_by_everybody_and_without_javascript(visit, eloise, nora):
    words = {"subject": "Une soirée", "body": "Bonjour", "language": "fr"}
    now = timezone.now()
    mailing = Mailing.begin(eloise.section, None, words, by=nora, at=now)
    approve(mailing, expected=count_readers(mailing), seen=fingerprint(mailing), by=nora, at=now)
    send_some(mailing, at=now + timedelta(minutes=3))
    reader = visit(viewport=PHONE, java_script_enabled=False)
    reader.page.goto("/news/")
    reader.page.get_by_role("link", name="Une soirée").click()
    assert reader.page.inner_text("h1") == "Une soirée"
