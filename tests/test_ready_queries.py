"""A query that is built once answers each time for the values it is asked with."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from lampion.kit.queries import ReadyQuery
from lampion.kit.tasks import run_job, wake
from lampion.mail.models import SEND, Message
from lampion.petitions.counting import COUNT

AT, TOPIC = datetime(2999, 12, 31, 12, tzinfo=UTC), "stand-in"
DUE = ReadyQuery(
    lambda: Message.objects.filter(next_try_at__lte=AT, topic=TOPIC).values_list("topic", "about"),
    at=AT,
    topic=TOPIC,
)


def message(topic: str, at: datetime) -> None:
    made = Message.to_write(key=None, topic=topic, language="fr", at=at)
    made.about = 7
    made.save()


@pytest.mark.django_db
def test_each_asking_has_its_own_values():
    now = timezone.now()
    message("early", now)
    message("late", now + timedelta(hours=2))
    assert DUE.rows(at=now, topic="early") == [("early", 7)]
    assert DUE.rows(at=now, topic="late") == []
    assert DUE.rows(at=now + timedelta(hours=3), topic="late") == [("late", 7)]


@pytest.mark.django_db
def test_a_value_that_would_change_nothing_is_refused():
    forgetful = ReadyQuery(
        lambda: Message.objects.filter(topic=TOPIC).values_list("pk"), topic=TOPIC, at=AT
    )
    with pytest.raises(ValueError, match="at"):
        forgetful.rows(topic="early", at=timezone.now())


@pytest.mark.django_db
def test_what_is_woken_twice_waits_once_and_another_job_beside_it():
    for name in (SEND, SEND, COUNT):
        wake(name)
    waiting = DBTaskResult.objects.filter(task_path=run_job.module_path)
    assert sorted(one.args_kwargs["args"][0] for one in waiting) == sorted([SEND, COUNT])
