"""A real mail server misbehaves in every way it can: nothing is lost, and nothing comes twice without need."""

import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from lampion.mail import delivery, jobs, smtp
from lampion.mail.actions import queue
from lampion.mail.delivery import Away, Line, judged
from lampion.mail.jobs import send_due
from lampion.mail.models import Message, MessageQuerySet, Outage
from tests.smtp import DRIP, DRIPS, DROP, HANG, TAKE_AND_DROP, TAKE_AND_HANG, serving_mail

START = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
LETTERS = 6
# The third mail meets the fault, at a stage of the talk; what the server says later is fine.
PASSING = [
    ("CONNECT", "421 4.3.2 too busy"), ("CONNECT", HANG), ("CONNECT", DROP),
    ("MAIL", "451 4.3.0 later"), ("MAIL", "421 4.7.0 too many"), ("MAIL", HANG), ("MAIL", DROP),
    ("RCPT", "451 4.7.1 greylisted"), ("RCPT", "421 4.7.0 too many"), ("RCPT", HANG),
    ("RCPT", DROP), ("DATA", "451 4.3.0 disk"), ("DATA", "452 4.3.1 full"), ("DATA", HANG),
    ("DATA", DROP),
]  # fmt: skip


@pytest.fixture
def server(settings, monkeypatch, db):
    with serving_mail() as (box, port):
        settings.EMAIL_BACKEND = "lampion.mail.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 20
        yield box


@pytest.fixture
def impatient(settings, monkeypatch):
    """For a server that hangs: a patient sender would only take longer to come to the same."""
    settings.EMAIL_TIMEOUT = 1.5
    monkeypatch.setattr(smtp, "AFTER_TEXT_SECONDS", 1.5)


@pytest.fixture
def letters(db, monkeypatch):
    monkeypatch.setattr("lampion.mail.actions.timezone.now", lambda: START)
    for number in range(LETTERS):
        queue(
            "people/mail/code",
            to=f"m{number}@example.org",
            language="fr",
            topic="x",
            context={"code": "1234 5678"},
        )
    return list(Message.objects.order_by("pk"))


def drain(minutes=30, after=0):
    """The sender's turn comes each minute."""
    for minute in range(after, after + minutes):
        send_due(START + timedelta(minutes=minute))


def complaints(box, letters):
    """What went wrong for a group that wrote these letters: lost, doubled, or noted as it was not."""
    wrong = [f"lost {one}" for one in letters if one.message_id not in box.taken]
    wrong += [f"doubled {key}" for key in box.doubles]
    noted = set(Message.objects.exclude(sent_at=None).values_list("message_id", flat=True))
    return wrong + [f"noted wrongly {key}" for key in noted ^ set(box.taken)]


def misbehave(box, stage, way):
    box.behave(**{stage: [way] if stage == "CONNECT" else [None, None, way]})


@pytest.mark.parametrize(("stage", "way"), PASSING)
def test_whatever_the_server_does_for_a_while_each_mail_arrives_once(
    server, letters, stage, way, request
):
    if way == HANG:
        request.getfixturevalue("impatient")
    misbehave(server, stage, way)
    drain()
    assert complaints(server, letters) == []
    assert not Message.objects.exclude(to_address="").exists()
    assert not Outage.objects.open().exists()


def _notes_first(line, message, mail, at):
    message.sent(at)
    line._try(mail)
    return 1


@pytest.mark.parametrize(("stage", "way"), PASSING)
def test_a_sender_that_notes_before_it_sends_is_seen_to_lose(
    server, letters, stage, way, impatient, monkeypatch
):
    monkeypatch.setattr(Line, "carry", _notes_first)
    misbehave(server, stage, way)
    drain(3)
    assert any(line.startswith("lost") for line in complaints(server, letters))


@pytest.mark.parametrize("way", [TAKE_AND_DROP, TAKE_AND_HANG])
def test_a_server_that_takes_a_mail_and_does_not_say_so_gets_it_again_under_its_name(
    server, letters, way, impatient
):
    """Nobody can exclude this one: a mail reader that knows the Message-ID shows it once."""
    misbehave(server, "DATA", way)
    drain()
    assert server.doubles == {letters[2].message_id: 1}
    assert set(server.taken) == {one.message_id for one in letters}


def test_an_address_that_does_not_exist_costs_only_its_own_mail(server, letters):
    server.behave(RCPT=[None, None, "550 5.1.1 <m2@example.org>: unknown here"])
    assert send_due(START) == LETTERS - 1
    given_up = Message.objects.exclude(gave_up_at=None).get()
    assert given_up.pk == letters[2].pk
    assert (given_up.to_address, given_up.text) == ("", "")
    assert given_up.last_problem == "recipient refused 550"
    assert server.lines == 1
    drain(after=1)
    assert server.texts == LETTERS - 1


def test_a_text_that_is_refused_is_given_up(server, letters):
    server.behave(DATA=["554 5.6.0 m0@example.org may not read this"])
    drain()
    given_up = Message.objects.exclude(gave_up_at=None).get()
    assert (given_up.pk, given_up.last_problem) == (letters[0].pk, "text refused 554")


def test_a_server_that_forbids_us_to_send_loses_nothing(server, letters):
    """A relay that is set up wrongly refuses every address; the addresses are right."""
    server.always["RCPT"] = "554 5.7.1 relay access denied"
    drain(10)
    assert Message.objects.waiting().count() == LETTERS
    server.recover()
    drain(30, after=10)
    assert complaints(server, letters) == []


SAID = b"5.1.1 no such mia@example.org"
ABOUT = [
    (smtplib.SMTPRecipientsRefused({"a": (550, SAID)}), ("mail", "recipient refused 550", True)),
    (smtplib.SMTPRecipientsRefused({"a": (451, SAID)}), ("mail", "recipient refused 451", False)),
    (smtplib.SMTPRecipientsRefused({"a": (421, SAID)}), ("line", "closing 421", False)),
    (smtplib.SMTPSenderRefused(451, SAID, "a"), ("server", "sender refused 451", False)),
    (smtplib.SMTPSenderRefused(550, SAID, "a"), ("server", "sender refused 550", False)),
    (smtplib.SMTPSenderRefused(552, SAID, "a"), ("mail", "text refused 552", True)),
    (smtplib.SMTPDataError(451, SAID), ("mail", "text refused 451", False)),
    (smtplib.SMTPDataError(554, SAID), ("mail", "text refused 554", True)),
    (smtplib.SMTPHeloError(504, SAID), ("server", "SMTPHeloError 504", False)),
    (smtplib.SMTPServerDisconnected(SAID.decode()), ("line", "line lost", False)),
    (ConnectionResetError(SAID.decode()), ("line", "ConnectionResetError", False)),
    (ValueError(SAID.decode()), ("mail", "ValueError", False)),
]


@pytest.mark.parametrize(("error", "expected"), ABOUT, ids=lambda one: str(one)[:40])
def test_an_error_is_about_the_server_the_line_or_the_mail_and_no_word_is_kept(error, expected):
    fault = judged(error)
    assert fault[:3] == expected
    assert "mia" not in fault.problem


def test_one_line_carries_many_mails(server, letters):
    assert send_due(START) == LETTERS
    assert server.lines == 1


@pytest.mark.parametrize("way", [DROP, "421 4.7.0 only two mails a line"])
def test_a_server_that_closes_after_some_mails_gets_the_rest_on_a_new_line(server, letters, way):
    server.behave(MAIL=[None, None, way, None, None, way])
    assert send_due(START) == LETTERS
    assert complaints(server, letters) == []
    assert not Outage.objects.exists()


def test_a_line_that_is_not_replaced_costs_the_others_their_turn(server, letters, monkeypatch):
    monkeypatch.setattr(Line, "_close", lambda line, politely=False: None)
    server.behave(MAIL=[None, None, DROP])
    assert send_due(START) == 2


def test_a_mail_that_breaks_every_line_does_not_keep_the_others_back(server, letters):
    server.poison = {f"m{number}@example.org" for number in range(LETTERS - 2)}
    drain(3)
    assert server.recipients == ["m4@example.org", "m5@example.org"]
    assert Message.objects.waiting().count() == LETTERS - 2


def test_without_going_behind_the_others_it_would(server, letters, monkeypatch):
    due = MessageQuerySet.due
    monkeypatch.setattr(MessageQuerySet, "due", lambda all_, at: due(all_, at).order_by("pk"))
    server.poison = {f"m{number}@example.org" for number in range(LETTERS - 2)}
    drain(3)
    assert server.recipients == []


def test_a_server_that_speaks_slowly_without_end_is_cut_off(server, letters, monkeypatch):
    monkeypatch.setattr(smtp, "SECONDS", 1.5)
    server.behave(RCPT=[DRIP])
    send_due(START)
    assert 0 < server.dripped < DRIPS
    drain(30, after=1)
    assert complaints(server, letters) == []


def test_without_an_end_it_would_go_on(server, letters, monkeypatch):
    monkeypatch.setattr(smtp, "SECONDS", 60.0)
    server.behave(RCPT=[DRIP])
    send_due(START)
    assert server.dripped == DRIPS


def _claimed_all_along(monkeypatch, clock):
    """Whether no second worker would have found a mail free while a first was at it, on a slow server."""
    carry, free = Line.carry, []

    def look(line, message, mail, at):
        free.append(Message.objects.due(clock["now"]).filter(pk=message.pk).exists())
        clock["now"] += timedelta(minutes=4)
        return carry(line, message, mail, at)

    monkeypatch.setattr(Line, "carry", look)
    send_due(START)
    return not any(free)


def test_a_claim_counts_from_its_own_moment(server, letters, monkeypatch):
    clock = {"now": START}
    monkeypatch.setattr(jobs, "ticking", lambda at: lambda: clock["now"])
    assert _claimed_all_along(monkeypatch, clock)


def test_a_claim_from_the_beginning_of_the_run_would_end_too_early(server, letters, monkeypatch):
    monkeypatch.setattr(jobs, "ticking", lambda at: lambda: at)
    assert not _claimed_all_along(monkeypatch, {"now": START})


@pytest.mark.parametrize("pauses", [(0, 0, 0), ()], ids=["noted-again", "control"])
def test_what_was_taken_is_noted_although_the_database_restarts(
    server, letters, monkeypatch, pauses
):
    sent, fails = Message.sent, [OperationalError(), OperationalError()]

    def stumbling(message, at):
        if fails:
            raise fails.pop()
        sent(message, at)

    monkeypatch.setattr(Message, "sent", stumbling)
    monkeypatch.setattr(delivery, "NOTING_PAUSES", pauses)
    monkeypatch.setattr(delivery.connection, "close", lambda: None)
    if pauses:
        drain()
        assert complaints(server, letters) == []
    else:
        with pytest.raises(OperationalError):
            drain()


def test_a_mail_that_was_taken_back_meanwhile_is_not_kept_by_a_late_failure(server, letters):
    Message.objects.drop("x", at=START)
    letters[0].failed(START, "line lost", for_good=False)
    letters[0].refresh_from_db()
    assert (letters[0].attempts, letters[0].gave_up_at) == (0, START)


def test_a_run_that_had_to_stop_at_its_limit_goes_on_at_once(server, letters, monkeypatch):
    woken = []
    monkeypatch.setattr(jobs, "wake", woken.append)
    assert (send_due(START, limit=4), len(woken)) == (4, 1)
    assert (send_due(START, limit=4), len(woken)) == (2, 1)


def _place_of_a_code(box):
    """Behind how many other mails a sign-in code leaves that was asked for last."""
    queue(
        "people/mail/code",
        to="zoe@example.org",
        language="fr",
        topic="sign-in",
        context={"code": "1234 5678"},
    )
    send_due(START)
    return box.recipients.index("zoe@example.org")


def test_a_sign_in_code_does_not_wait_behind_a_mailing(server, letters):
    assert _place_of_a_code(server) <= 1


def test_in_the_order_of_the_queue_it_would(server, letters, monkeypatch):
    due = MessageQuerySet.due
    monkeypatch.setattr(
        jobs, "_in_turn", lambda at, limit: ([one.pk for one in due(Message.objects.all(), at)], 99)
    )
    assert _place_of_a_code(server) == LETTERS


def test_a_server_that_is_away_is_asked_once_a_minute_and_no_mail_is_charged(server, letters):
    server.always["CONNECT"] = "421 4.3.2 away"
    for seconds in (0, 10, 20, 59, 60, 70):
        send_due(START + timedelta(seconds=seconds))
    outage = Outage.objects.get()
    assert (server.lines, outage.tries, outage.began_at, outage.ended_at) == (2, 2, START, None)
    assert outage.problem == "SMTPConnectError 421"
    assert set(Message.objects.values_list("attempts", "last_problem")) == {(0, "")}
    server.recover()
    back = START + timedelta(minutes=2)
    assert send_due(back) == LETTERS
    outage.refresh_from_db()
    assert outage.ended_at == back


def test_three_broken_lines_in_a_row_are_the_server_not_the_mails(server, letters):
    server.always["DATA"] = DROP
    send_due(START)
    assert (server.lines, Outage.objects.open().count()) == (3, 1)
    assert set(Message.objects.values_list("attempts", flat=True)) == {0}


def test_away_carries_the_kind_of_trouble_only(server, letters):
    server.always["MAIL"] = "451 4.3.0 ask m0@example.org"
    with Line() as line, pytest.raises(Away, match=r"\Asender refused 451\Z"):
        jobs._send(letters[0].pk, line, START)
