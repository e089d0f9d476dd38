"""Somebody is erased while a letter to them is about to leave."""

from datetime import timedelta

from django.core import mail as outbox
from django.utils import timezone

from lampion.contacts.models import Contact
from lampion.mail.jobs import send_due
from lampion.news.actions import approve, count_readers
from lampion.news.jobs import send_mailings
from lampion.news.models import Mailing, Recipient
from lampion.people.models import Person
from lampion.privacy.actions import forget


def test_who_is_erased_after_the_approval_gets_nothing(eloise, nora):
    now = timezone.now()
    words = {"subject": "Des nouvelles", "body": "Bonjour", "language": "fr"}
    mailing = Mailing.begin(eloise.section, None, words, by=nora, at=now)
    approve(mailing, expected=count_readers(mailing), seen=mailing.fingerprint(), by=nora, at=now)
    contact = Contact.objects.get(email=eloise.email)
    assert Recipient.objects.filter(contact=contact).exists()
    forget(Person.objects.create_user(eloise.email), at=now)
    send_mailings(now + timedelta(minutes=3))
    send_due(timezone.now() + timedelta(minutes=3))
    assert "Des nouvelles" not in [sent.subject for sent in outbox.outbox]
    assert not Recipient.objects.filter(contact=contact).exists()
    contact.refresh_from_db()
    assert (contact.email, contact.ways_out.count(), contact.consents.count()) == (None, 0, 1)
