"""Éloïse presses "reply" in her mail program: her words reach her request. A real maildir, as a mail server fills it."""

import mailbox
from email.message import EmailMessage

import pytest
from django.core import mail as outbox
from django.utils import timezone

from lampion.enquiries import actions
from lampion.enquiries.models import Reply
from lampion.mail.incoming import read_incoming
from lampion.mail.jobs import send_due
from lampion.mail.models import Message


@pytest.fixture
def maildir(settings, tmp_path):
    settings.INCOMING_MAILDIR = str(tmp_path / "in")
    return mailbox.Maildir(settings.INCOMING_MAILDIR)


def letter(to: str, text: str = "Je viendrai.", sender: str = "Eloise@Example.org", **headers):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = f"Éloïse <{sender}>", "a@example.org", "Re: Bonjour"
    made["Message-ID"], made["In-Reply-To"] = "<abc@example.org>", to
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def read(maildir, *letters) -> list[str]:
    for one in letters:
        maildir.add(one.as_bytes())
    read_incoming(timezone.now())
    return list(Reply.objects.values_list("text", flat=True))


def test_a_reply_by_mail_reaches_the_request_without_what_it_quotes(maildir, answered):
    quoted = "Je viendrai. 🕯\n\nLe 3 mars 2026, Nora a écrit :\n> Venez mardi\n"
    assert read(maildir, letter(answered, quoted)) == ["Je viendrai. 🕯"]
    assert list(maildir) == []


def test_the_same_mail_delivered_twice_is_one_reply(maildir, answered):
    assert read(maildir, letter(answered), letter(answered)) == ["Je viendrai."]
    assert read(maildir, letter(answered)) == ["Je viendrai."]


def test_a_mail_in_html_is_read_as_text(maildir, answered):
    made = letter(answered)
    made.set_content("<p>Je viens <b>mardi</b> &amp; jeudi</p><script>x()</script>", "html")
    assert read(maildir, made) == ["Je viens mardi & jeudi"]


@pytest.mark.parametrize(
    "made",
    [
        lambda to: letter(to, sender="stranger@example.org"),
        lambda to: letter("<unknown@example.org>"),
        lambda to: letter(to, Auto_Submitted="auto-replied"),
        lambda to: letter(to, text="> Venez mardi"),
    ],
    ids=["a stranger", "an unknown mail", "an automatic answer", "only a quotation"],
)
def test_what_is_no_reply_of_hers_stays_for_a_person_to_read(maildir, answered, made):
    assert read(maildir, made(answered)) == []
    assert [one.get_flags() for one in maildir] == ["S"]
    assert read(maildir) == []


def test_a_letter_that_cannot_be_read_does_not_stop_the_next(maildir, answered, monkeypatch):
    broken = (
        b"From: x\nContent-Type: text/plain; charset=nonsense\nIn-Reply-To: " + answered.encode()
    )
    maildir.add(broken + b"\n\nx\xff")
    maildir.add(b"\xff\xfe\x00" * 50)
    assert read(maildir, letter(answered)) == ["Je viendrai."]
    assert len(list(maildir)) == 2


def test_a_reply_to_a_withdrawn_request_is_not_kept(maildir, answered, eloise):
    actions.withdraw(eloise, at=timezone.now())
    assert read(maildir, letter(answered)) == []


def test_mails_say_where_answers_go(settings, eloise, nora):
    settings.REPLY_TO = "reponses@example.org"
    send_due(timezone.now())
    assert outbox.outbox
    assert {one.reply_to[0] for one in outbox.outbox} == {"reponses@example.org"}


def test_without_a_maildir_nothing_is_read(settings):
    settings.INCOMING_MAILDIR = "/nonexistent"
    assert read_incoming(timezone.now()) == 0


def comes_back(maildir, message_id: str) -> None:
    raw = f"""From: MAILER-DAEMON@mx.example.net
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; eloise@example.org
Action: failed
Status: 5.1.1

--B
Content-Type: text/rfc822-headers

Message-ID: {message_id}

--B--
"""
    maildir.add(raw.encode())
    read_incoming(timezone.now())


def test_a_mail_that_comes_back_is_noted_on_the_request_once(maildir, answered, eloise, as_, nora):
    comes_back(maildir, answered)
    comes_back(maildir, answered)
    notes = list(eloise.notes.values_list("by", "group"))
    assert notes == [(None, eloise.holding_group().pk)]
    told = Message.objects.filter(key__startswith=f"unreachable:{eloise.pk}:")
    assert told.count() == 2
    assert "loïse" not in "".join(told.values_list("subject", flat=True))
    page = as_(nora).get(f"/office/enquiries/{eloise.pk}/").content.decode()
    assert "Essayez le téléphone" in page


def test_a_mail_about_an_emptied_request_that_comes_back_is_noted_nowhere(
    maildir, answered, eloise
):
    eloise.forget(at=timezone.now())
    comes_back(maildir, answered)
    assert not eloise.notes.exists()
