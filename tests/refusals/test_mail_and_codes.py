"""A mail server that is down loses nothing; a code that is wrong, late, used or stolen opens nothing."""

import re
import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from lampion.mail.actions import queue
from lampion.mail.jobs import send_due
from lampion.mail.models import Message
from lampion.people.models import Invitation


class Down(EmailBackend):
    problem: Exception = ConnectionRefusedError()

    def send_messages(self, messages):
        raise self.problem


@pytest.fixture
def letter(db):
    context = {"code": "1234 5678"}
    queue("people/mail/code", to="mia@example.org", language="fr", topic="x", context=context)
    return Message.objects.get()


def test_a_mail_waits_for_a_server_that_is_down_and_leaves_once(letter, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Down"
    start = timezone.now()
    identity = letter.message_id
    for minutes in (0, 1, 6, 21, 81, 261):
        assert send_due(start + timedelta(minutes=minutes)) == 0
    letter.refresh_from_db()
    assert (letter.attempts, letter.sent_at, letter.to_address) == (6, None, "mia@example.org")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    later = start + timedelta(hours=12)
    assert (send_due(later), send_due(later)) == (1, 0)
    assert len(outbox.outbox) == 1
    assert outbox.outbox[0].extra_headers["Message-ID"] == identity
    letter.refresh_from_db()
    assert (letter.to_address, letter.text, letter.html, letter.subject) == ("", "", "", "")


def test_a_refused_address_is_given_up_and_emptied(letter, settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Down"
    refusal = smtplib.SMTPRecipientsRefused({"mia@example.org": (550, b"no such mia")})
    monkeypatch.setattr(Down, "problem", refusal)
    send_due(timezone.now())
    letter.refresh_from_db()
    assert letter.gave_up_at
    assert (letter.to_address, letter.last_problem) == ("", "recipient refused 550")


def test_two_workers_send_it_once(letter):
    now = timezone.now()
    Message.objects.filter(pk=letter.pk).update(claimed_until=now + timedelta(minutes=5))
    assert send_due(now) == 0
    assert send_due(now + timedelta(minutes=6)) == 1


def code_for(client, email="alice@example.org"):
    client.post("/sign-in/", {"email": email})
    text = Message.objects.filter(topic="sign-in").latest("pk").text
    return "".join(re.findall(r"\d{4} \d{4}", text)[0].split())


def test_a_code_is_of_no_use_in_another_browser_later_or_twice(client, alice):
    code = code_for(client)
    thief = Client()
    thief.post("/sign-in/", {"email": "x@example.org"})
    assert thief.post("/sign-in/code/", {"code": code}).status_code == 422
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert client.post("/sign-in/code/", {"code": code}).status_code == 422
    assert client.post("/sign-in/code/", {"code": code}).status_code == 302
    assert client.post("/sign-in/code/", {"code": code}).status_code == 302
    assert client.get("/home/").status_code == 200


def test_signed_out_is_signed_out(client, alice):
    client.post("/sign-in/code/", {"code": code_for(client)})
    stolen = client.cookies["session"].value
    client.post("/sign-out/")
    thief = Client()
    thief.cookies["session"] = stolen
    assert thief.get("/home/").status_code == 302


def test_an_invitation_signs_nobody_in_and_ends(client, alice, nora):
    now = timezone.now()
    token, _made = Invitation.make(alice, by=nora, at=now)
    assert client.get(f"/invitations/{token}/").status_code == 200
    assert client.get("/home/").status_code == 302
    assert client.post(f"/invitations/{token}/").url == "/sign-in/code/"
    assert client.get("/home/").status_code == 302
    assert client.get("/invitations/wrong/").status_code == 404
    with time_machine.travel(now + timedelta(days=31)):
        assert client.get(f"/invitations/{token}/").status_code == 404


@pytest.mark.parametrize(
    "link", ["/enquiries/wrong/", "/enquiries/wrong/withdrawal/", "/founding/wrong/"]
)
def test_a_wrong_link_is_like_no_page(client, louvain, link):
    assert client.get(link).status_code == 404
    assert client.post(link).status_code in (404, 405)


def test_who_asks_too_often_is_asked_to_wait(client, db):
    for _ in range(40):
        assert client.post("/sign-in/", {"email": "a@example.org"}).status_code == 302
    assert client.post("/sign-in/", {"email": "a@example.org"}).status_code == 422
