"""Somebody is erased while a letter to them is about to leave, or erases their own address with its private link."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone

from lampion.contacts.models import Channel, Consent, Contact, Preference, WayOut
from lampion.contacts.retention import empty_what_leaves
from lampion.mail.jobs import send_due
from lampion.news.actions import approve, count_readers
from lampion.news.jobs import send_mailings
from lampion.news.letter import fingerprint
from lampion.news.models import Mailing, Recipient
from lampion.people.models import Person, Session
from lampion.privacy.actions import forget, forget_address


def test_who_is_erased_after_the_approval_gets_nothing(eloise, nora):
    now = timezone.now()
    words = {"subject": "Des nouvelles", "body": "Bonjour", "language": "fr"}
    mailing = Mailing.begin(eloise.section, None, words, by=nora, at=now)
    approve(mailing, expected=count_readers(mailing), seen=fingerprint(mailing), by=nora, at=now)
    contact = Contact.objects.get(email=eloise.email)
    assert Recipient.objects.filter(contact=contact).exists()
    forget(Person.objects.create_user(eloise.email), at=now)
    send_mailings(now + timedelta(minutes=3))
    send_due(timezone.now() + timedelta(minutes=3))
    assert "Des nouvelles" not in [sent.subject for sent in outbox.outbox]
    assert not Recipient.objects.filter(contact=contact).exists()
    contact.refresh_from_db()
    assert (contact.email, contact.ways_out.count(), contact.consents.count()) == (None, 0, 1)


@pytest.fixture
def token(eloise):
    contact = Contact.objects.get(email=eloise.email)
    return WayOut.make(contact, at=timezone.now()).rstrip("/").rpartition("/")[2]


def test_who_has_no_account_erases_the_address_with_the_link_of_a_mail(client, eloise, token):
    strangers = Client()
    strangers.get("/sign-in/")
    strangers.post("/sign-in/", {"email": "nobody@example.org"})
    address = f"/subscriptions/{token}/erasure/"
    assert client.get(address).status_code == 200
    assert Contact.objects.filter(email="eloise@example.org").exists()
    assert client.post(address).status_code == 200
    eloise.refresh_from_db()
    assert (eloise.email, eloise.first_name, eloise.message) == ("", "", "")
    assert not Contact.objects.filter(email="eloise@example.org").exists()
    assert client.get(address).status_code == 404
    assert Session.objects.exists(), "what belongs to strangers is not of somebody"


def test_whoever_has_an_account_erases_it_signed_in(client, eloise, token):
    person = Person.objects.create_user(eloise.email, first_name="Éloïse")
    assert client.post(f"/subscriptions/{token}/erasure/").status_code == 409
    person.refresh_from_db()
    eloise.refresh_from_db()
    assert (person.first_name, eloise.first_name) == ("Éloïse", "Éloïse")


def test_the_mark_of_a_no_whose_address_left_goes_too(eloise, louvain):
    now = timezone.now()
    contact = Contact.objects.get(email=eloise.email)
    Consent.withdraw(contact, at=now, channel=Channel.ONE_CLICK)
    Preference.choose(contact, louvain, False, at=now)
    later = timezone.localdate(now) + timedelta(days=370)
    assert empty_what_leaves(later) >= 1
    contact.refresh_from_db()
    assert contact.refusal_hash
    forget_address(eloise.email)
    contact.refresh_from_db()
    assert contact.refusal_hash is None
    assert not contact.preferences.exists()
