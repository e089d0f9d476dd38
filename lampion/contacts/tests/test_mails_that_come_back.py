"""A mail comes back (RFC 3464, in a maildir as a mail server fills it): after some days nothing more is written."""

import mailbox
import smtplib
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from lampion.contacts.models import Contact, Failure
from lampion.mail.actions import queue_words
from lampion.mail.incoming import read_incoming
from lampion.mail.jobs import send_due
from lampion.mail.models import Message

WORDS = {"subject": "Bonjour", "text": "Bonjour", "html": "<p>Bonjour</p>"}


@pytest.fixture
def contact(louvain):
    names = {"first_name": "Éloïse", "last_name": "Martin", "language": "fr"}
    return Contact.known(louvain.section, "eloise@example.org", **names)[0]


@pytest.fixture
def maildir(settings, tmp_path):
    settings.INCOMING_MAILDIR = str(tmp_path / "in")
    return mailbox.Maildir(settings.INCOMING_MAILDIR)


def sent(contact, number=1) -> str:
    """Send a mail to the contact and return its Message-ID."""
    key = f"contact:{contact.pk}:{number}"
    queue_words(WORDS, to=contact.email, language="fr", topic="x", key=key)
    send_due(timezone.now())
    return Message.objects.get(key=key).message_id


def notice(message_id: str, *, action="failed", status="5.1.1", headers_only=True) -> bytes:
    original = f"Message-ID: {message_id}\nSubject: Bonjour\n"
    kind = "text/rfc822-headers" if headers_only else "message/rfc822"
    body = original if headers_only else original + "\nBonjour\n"
    return f"""From: MAILER-DAEMON@mx.example.net
To: lampion@example.org
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

This mail could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; eloise@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--B
Content-Type: {kind}

{body}
--B--
""".encode()


def comes_back(maildir, raw: bytes, days: int = 0) -> None:
    maildir.add(raw)
    read_incoming(timezone.now() + timedelta(days=days))


@pytest.mark.parametrize("headers_only", [True, False])
def test_an_address_is_marked_on_the_third_day_not_before(maildir, contact, headers_only):
    for day in range(3):
        assert Contact.objects.reachable().filter(pk=contact.pk).exists()
        raw = notice(sent(contact, day), headers_only=headers_only)
        comes_back(maildir, raw, days=day)
    assert not Contact.objects.reachable().filter(pk=contact.pk).exists()
    assert list(maildir) == []


def test_ten_mails_that_come_back_on_one_day_are_one_failure(maildir, contact):
    for number in range(10):
        comes_back(maildir, notice(sent(contact, number)))
    assert Failure.objects.count() == 1
    assert Contact.objects.reachable().filter(pk=contact.pk).exists()


def test_a_mail_that_is_only_late_is_no_failure_and_does_not_stay(maildir, contact):
    comes_back(maildir, notice(sent(contact), action="delayed", status="4.4.1"))
    assert not Failure.objects.exists()
    assert list(maildir) == []


def test_a_notice_about_a_mail_that_was_never_sent_counts_nothing(maildir, contact):
    sent(contact)
    comes_back(maildir, notice("<forged@example.org>"))
    assert not Failure.objects.exists()
    assert len(list(maildir)) == 1


def test_an_ordinary_mail_is_no_notice(maildir, contact):
    letter = EmailMessage()
    letter["From"], letter["Subject"] = "eloise@example.org", "Undelivered Mail"
    letter["In-Reply-To"] = sent(contact)
    letter.set_content("Action: failed\nStatus: 5.1.1\n")
    comes_back(maildir, letter.as_bytes())
    assert not Failure.objects.exists()


class Refusing(EmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({"x": (550, b"5.1.1 no such user eloise")})


def test_an_address_that_the_server_refuses_at_once_counts_too(contact, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    sent(contact)
    assert [(one.contact_id, one.status) for one in Failure.objects.all()] == [
        (contact.pk, "5.1.1")
    ]


def test_the_secretariat_says_that_the_address_works_again(maildir, as_, nora, contact):
    for day in range(3):
        comes_back(maildir, notice(sent(contact, day)), days=day)
    as_(nora).post(f"/office/contacts/{contact.pk}/reachability/")
    assert Contact.objects.reachable().filter(pk=contact.pk).exists()
    comes_back(maildir, notice(sent(contact, 9)), days=3)
    assert Contact.objects.reachable().filter(pk=contact.pk).exists()


def test_what_came_back_half_a_year_ago_says_nothing_today(maildir, contact):
    for day in (0, 1, 200):
        comes_back(maildir, notice(sent(contact, day)), days=day)
    assert Contact.objects.reachable().filter(pk=contact.pk).exists()


def test_a_server_that_forbids_us_to_write_says_nothing_about_the_address(maildir, contact):
    for day in range(3):
        comes_back(maildir, notice(sent(contact, day), status="5.7.1"), days=day)
    assert not Failure.objects.exists()
    assert list(maildir) == []
