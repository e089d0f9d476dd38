"""The mail server is away for six hours while people write: then all their mails arrive, once, within minutes."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from lampion.enquiries import actions
from lampion.enquiries.models import Intent
from lampion.mail import delivery
from lampion.mail.actions import queue
from lampion.mail.delivery import Fault
from lampion.mail.models import Message, Outage
from lampion.office.machine import given_up
from tests.smtp import free_port, serving_mail
from tests.test_running_jobs import _one_connection as _one_connection
from tests.test_running_jobs import work

START = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
HOURS = 6
EACH = 20  # minutes between two newcomers


@pytest.fixture
def port(settings):
    settings.EMAIL_BACKEND = "lampion.mail.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 5
    return settings.EMAIL_PORT


def ask(louvain, number, at):
    actions.receive(
        actions.Asked(
            section=louvain.section,
            group=louvain,
            intent=Intent.JOIN,
            first_name="Camille",
            last_name=f"Dupont {number}",
            email=f"camille{number}@example.org",
            locality="1348",
            message="",
            form_key=f"form-{number}",
            language="fr",
        ),
        at=at,
    )


def minute(clock, number, louvain=None):
    """A minute passes: perhaps somebody writes, the scheduler looks, the worker works."""
    clock.move_to(START + timedelta(minutes=number))
    if louvain and number % EACH == 0:
        ask(louvain, number, START + timedelta(minutes=number))
    call_command("schedule", once=True, stdout=StringIO())
    work()


def six_hours(louvain, port, after):
    """Return the server that came back, `after` minutes after the six hours."""
    with time_machine.travel(START, tick=False) as clock:
        for number in range(HOURS * 60):
            minute(clock, number, louvain)
        assert Message.objects.waiting().count() == Message.objects.count()
        with serving_mail(port) as (box, _port):
            for number in range(HOURS * 60, HOURS * 60 + after):
                minute(clock, number)
    return box


def test_all_arrive_once_within_three_minutes(louvain, nora, port):
    box = six_hours(louvain, port, after=3)
    everybody = {f"camille{number}@example.org" for number in range(0, HOURS * 60, EACH)}
    assert everybody <= set(box.recipients)
    assert sorted(box.taken) == sorted(Message.objects.values_list("message_id", flat=True))
    assert box.doubles == {}
    assert not Message.objects.exclude(to_address="").exists()
    outage = Outage.objects.get()
    assert (outage.began_at, outage.ended_at) == (START, START + timedelta(hours=HOURS))


def test_if_each_mail_were_charged_for_it_many_would_wait_for_hours(
    louvain, nora, port, monkeypatch
):
    """The control: every mail waits longer after each try, as if the silence were its own fault."""
    attempt = delivery.Line._try

    def charged(line, mail):
        fault = attempt(line, mail)
        return fault and Fault("mail", fault.problem)

    monkeypatch.setattr(delivery.Line, "_try", charged)
    six_hours(louvain, port, after=3)
    assert Message.objects.waiting().count() > HOURS


def test_after_three_days_a_mail_is_given_up_emptied_and_counted(belgium, port):
    context = {"code": "1234 5678"}
    with time_machine.travel(START, tick=False) as clock:
        for number in range(5):
            clock.move_to(START + timedelta(hours=6 * number))
            to = f"m{number}@example.org"
            queue("people/mail/code", to=to, language="fr", topic="sign-in", context=context)
        for hours in range(73):
            minute(clock, hours * 60)
        late = START + timedelta(hours=72)
        gone, waiting = Message.objects.exclude(gave_up_at=None), Message.objects.waiting()
        assert (gone.count(), waiting.count()) == (1, 4)
        assert (gone.get().to_address, gone.get().text, gone.get().subject) == ("", "", "")
        assert [count for _problem, count in given_up(late)] == [1]
        with serving_mail(port) as (box, _port):
            minute(clock, 72 * 60 + 2)
    assert sorted(box.recipients) == [f"m{number}@example.org" for number in range(1, 5)]
    assert not Message.objects.waiting().exists()
