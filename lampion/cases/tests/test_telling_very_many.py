"""News of a case go on where they stopped, whoever runs, and whatever stops them: each reader is asked for once."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, connections
from django.utils import timezone

from lampion.cases import following, loop
from lampion.cases.following import REGRET, tell_readers
from lampion.cases.loop import Audience, Listener
from lampion.mail import actions as mail
from lampion.mail.models import Message
from tests.house.things_cases import WORDS as CASE
from tests.house.things_cases import publish, publish_draft, second_person
from tests.house.things_news import tell

NOW = timezone.now() - timedelta(hours=1)
LATER = NOW + REGRET
READERS, MOST = 40, 5


class Many:
    """An audience of forty. asked: the places after which it was asked; handed: how many listeners it gave."""

    def __init__(self):
        self.asked, self.handed = [], 0

    def __call__(self, case, after, most):
        self.asked.append(after)
        first = int(after or 0) + 1
        found = [self.one(key) for key in range(first, min(first + most, READERS + 1))]
        self.handed += len(found)
        return found

    def one(self, key):
        place = f"{key:03}"
        way_out = f"https://lampion.example/stop/{place}"
        return Listener(f"s{place}@example.org", "fr", way_out, key=place, place=place)


@pytest.fixture
def many(monkeypatch):
    found = Many()
    monkeypatch.setattr(loop, "_audiences", {})
    loop.audience(Audience("signers", 1, "signers", found))
    return found


@pytest.fixture
def news(nora):
    return tell(NOW, case=publish(NOW))


def run(news, most=MOST):
    """One run of the job that has time for one piece."""
    return tell_readers(news, at=LATER, until=timezone.now() - timedelta(seconds=1), most=most)


def written(news):
    mails = Message.objects.filter(key__startswith=news.mark)
    return sorted(mails.values_list("to_address", flat=True))


ALL = [f"s{key:03}@example.org" for key in range(1, READERS + 1)]


def test_a_run_begins_after_the_last_reader_of_the_run_before(many, news):
    runs = 0
    while not run(news):
        runs += 1
    assert runs == READERS / MOST
    assert many.handed == READERS
    assert many.asked == ["", *(f"{key:03}" for key in range(MOST, READERS + 1, MOST))]
    assert written(news) == ALL


def test_a_crash_in_the_middle_of_a_piece_loses_nobody_and_doubles_nobody(many, news, monkeypatch):
    run(news)

    def dies(*args, **kwargs):
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr(mail, "queue_batch", dies)
        with pytest.raises(OSError):  # noqa: PT011 whatever it was
            run(news)
    assert len(written(news)) == MOST
    while not run(news):
        pass
    assert written(news) == ALL
    assert many.handed == READERS + MOST


def test_a_suspension_in_between_holds_what_waits_and_the_rest_goes_on_afterwards(many, news, nora):
    run(news)
    case = news.case
    case.suspend(reason="x", by=nora, at=LATER)
    assert not run(news)
    mails = Message.objects.filter(key__startswith=news.mark)
    assert mails.filter(held_at__isnull=False).count() == mails.count() == MOST
    case.suspension().end(by=nora, at=LATER)
    run(news)
    case.suspend(reason="y", by=nora, at=LATER)
    assert mails.filter(held_at__isnull=False).count() == mails.count() == 2 * MOST
    case.suspension().end(by=nora, at=LATER)
    while not run(news):
        pass
    assert written(news) == ALL
    assert not mails.filter(held_at__isnull=False).exists()


def test_who_may_read_it_only_since_another_edition_is_asked_too(many, news, nora):
    """Half way through, everybody is asked anew; who was written to gets nothing twice."""
    run(news)
    case = news.case
    words = {name: getattr(case.shown_edition, name) for name in case.shown_edition.WRITTEN}
    draft = case.write(words, by=nora, at=NOW)
    case.propose(draft, by=nora, at=NOW)
    case.publish(draft, by=second_person(), at=NOW)
    while not run(news):
        pass
    assert many.asked.count("") == 2
    assert written(news) == ALL


WORKERS = 3


@pytest.fixture
def at_once(transactional_db, nora, many, monkeypatch):
    """Workers who have all read the same piece before one of them queues it; returns what they raised."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")
    start, read = threading.Barrier(WORKERS), threading.local()
    piece = following._piece

    def waits(*args):
        found = piece(*args)
        if not getattr(read, "once", False):
            read.once = True
            start.wait(20)
        return found

    monkeypatch.setattr(following, "_piece", waits)
    return work


def work(news):
    problems = []

    def go():
        try:
            tell_readers(news, at=LATER, until=timezone.now() + timedelta(30), most=MOST)
        except Exception as problem:  # noqa: BLE001 shown by the test
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go) for _worker in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


def test_of_workers_at_once_one_queues_a_piece_and_the_others_go_on_after_it(at_once):
    news = tell(NOW, case=publish(NOW))
    assert at_once(news) == []
    assert written(news) == ALL
    news.refresh_from_db()
    assert news.finished_at


def test_without_reading_the_place_again_and_without_marks_they_would_write_twice(
    at_once, monkeypatch
):
    """The control: each believes what it read before. Only the database refuses then."""
    news = tell(NOW, case=publish(NOW))
    told, believed = following._reached, threading.local()

    def believes(news, edition):
        kept = getattr(believed, "said", None)
        believed.said = None if kept else told(news, edition)
        return kept or believed.said

    def all_of(news, audience, block):
        return [(one.key, one.to, one) for one in block]

    monkeypatch.setattr(following, "_reached", believes)
    monkeypatch.setattr(following, "_fresh", all_of)
    assert {type(problem) for problem in at_once(news)} == {IntegrityError}


@pytest.mark.parametrize(
    ("change", "waits"),
    [
        ({"summary": "Elle va mieux."}, True),
        ({"tier": "named"}, False),
        ({"tier": "adopters"}, False),
        ({"embargo_until": timezone.now() + timedelta(days=1)}, False),
    ],
)
def test_what_waits_does_not_leave_once_fewer_may_read_the_case(many, news, nora, change, waits):
    run(news)
    assert Message.objects.waiting().count() == MOST
    news.case.write(CASE | change, by=nora, at=LATER)
    publish_draft(news.case, LATER)
    assert Message.objects.waiting().exists() == waits
