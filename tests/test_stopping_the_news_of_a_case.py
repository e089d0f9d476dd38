"""A signer who stops the news of a case gets none that waits, whether it is queued already or not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lampion.cases.following import REGRET, tell_readers
from lampion.mail.late import write_now
from lampion.mail.models import Message
from lampion.petitions import actions
from tests.house.things_news import tell
from tests.house.things_petitions import some_signature

pytestmark = pytest.mark.django_db
NOW = timezone.now() - timedelta(hours=1)


@pytest.fixture
def signature(nora):
    """Confirmed, with a wish for news."""
    found = some_signature(NOW)
    actions.confirm(found, at=NOW)
    found.refresh_from_db()
    return found


def told(news):
    tell_readers(news, at=NOW + REGRET, until=timezone.now() + timedelta(seconds=30))
    waiting = list(Message.objects.waiting().filter(key__startswith=news.mark))
    return [one.to_address for one in waiting if write_now(one, NOW + REGRET)]


def test_who_signed_and_asked_hears_of_it(signature):
    assert told(tell(NOW, case=signature.petition.case)) == ["anna@example.org"]


@pytest.mark.parametrize("stop", [actions.want_no_news, actions.take_back])
def test_who_stops_gets_nothing_that_waits(signature, stop):
    news = tell(NOW, case=signature.petition.case)
    assert told(news)
    stop(signature, at=NOW)
    assert told(news) == []
    assert told(tell(NOW, case=signature.petition.case)) == []
