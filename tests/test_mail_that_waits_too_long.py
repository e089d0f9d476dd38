"""Whatever a mail waits for, its address leaves the database in the time that the privacy page names."""

from datetime import timedelta

import pytest
from django.db.models import Q
from django.utils import timezone

from lampion.kit.registers import periodic_jobs
from lampion.mail.actions import Addressed, queue_batch, queue_words
from lampion.mail.models import LONGEST, Batch, Message
from lampion.office.machine import given_up

WORDS = {"subject": "Bonjour", "text": "x", "html": "<p>x</p>"}
HOUR = timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


def one(key, topic="enquiry"):
    queue_words(WORDS, to=f"{key}@example.org", language="fr", topic=topic, key=key)
    return Message.objects.get(key=key)


def in_every_state(now):
    """One mail in each state in which a mail may wait."""
    one("new")
    Message.objects.filter(pk=one("held").pk).update(held_at=now)
    one("failed").failed(now, "line lost", for_good=False)
    Message.objects.filter(pk=one("orphan").pk).update(claimed_until=now + HOUR, attempts=2)
    far = one("far", "sign-in")
    Message.objects.filter(pk=far.pk).update(next_try_at=now + timedelta(days=365))
    batch = Batch.objects.create(topic="mailing-1", sender="x", language="fr", **WORDS)
    queue_batch(batch, [Addressed("batched@example.org", "contact:1:all:mailing-1", "https://x/")])
    held = one("held-and-claimed")
    Message.objects.filter(pk=held.pk).update(held_at=now, claimed_until=now + HOUR)
    return 7


def with_an_address():
    words = Q(to_address="") & Q(subject="") & Q(text="") & Q(html="") & Q(way_out="")
    return Message.objects.exclude(words)


def run_all_jobs_of_mail(at):
    """As the scheduler does, though no server takes anything."""
    next(job for job in periodic_jobs() if "waited too long" in job.name).run(at)


def test_in_every_state_the_address_is_gone_on_its_day(db, now):
    count = in_every_state(now)
    run_all_jobs_of_mail(now + LONGEST - HOUR)
    assert with_an_address().count() == count, "nothing goes before its time"
    run_all_jobs_of_mail(now + LONGEST + HOUR)
    assert with_an_address().count() == 0
    assert not Message.objects.waiting().exists()
    assert Message.objects.count() == count, "that they were there is still known"


def test_without_the_job_they_would_stay(db, now):
    """The control: what gives up on a server that is away does not look at what is kept back."""
    in_every_state(now)
    Message.objects.give_up_old(now + timedelta(days=365))
    assert {mail.key for mail in with_an_address()} == {"held", "held-and-claimed"}


def test_what_a_worker_holds_in_this_moment_is_left_to_it(db, now):
    late = now + LONGEST + HOUR
    Message.objects.filter(pk=one("in-hand").pk).update(claimed_until=late + HOUR)
    run_all_jobs_of_mail(late)
    assert with_an_address().count() == 1
    run_all_jobs_of_mail(late + 2 * HOUR)
    assert with_an_address().count() == 0


def test_the_machine_says_why(db, now):
    in_every_state(now)
    run_all_jobs_of_mail(now + LONGEST + HOUR)
    said = dict(given_up(now + LONGEST + HOUR))
    assert sum(said.values()) == 7
    assert len(said) == 2


def test_the_privacy_page_names_the_same_number_of_days(client, louvain):
    assert LONGEST.days == 14
    assert "quatorze jours au plus" in client.get("/privacy/").text


def test_whoever_keeps_mail_back_reads_how_long(as_, nora):
    one("one")
    assert "14 jours" in as_(nora).get("/office/machine/topics/enquiry/hold/").text
