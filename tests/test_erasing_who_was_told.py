"""Who got news of a case, and is erased, leaves no mark of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lampion.cases.following import REGRET, choose_mails, tell_readers
from lampion.cases.models import Quiet
from lampion.privacy.actions import forget
from tests.house.things_cases import publish
from tests.house.things_news import stand, tell

pytestmark = pytest.mark.django_db
NOW = timezone.now() - timedelta(hours=1)


def test_an_erased_reader_leaves_no_mark(nora, alice, bilal, louvain):
    case = publish(NOW)
    stand(case, louvain, alice, NOW)
    news, later = tell(NOW, case=case), NOW + REGRET
    tell_readers(news, at=later, until=timezone.now() + timedelta(seconds=30))
    choose_mails(case, bilal, mails=False, at=later)
    assert (news.marks.count(), Quiet.objects.count()) == (2, 1)
    forget(bilal, at=timezone.now())
    assert (news.marks.count(), Quiet.objects.count()) == (1, 0)
    forget(alice, at=timezone.now())
    assert news.marks.count() == 0
