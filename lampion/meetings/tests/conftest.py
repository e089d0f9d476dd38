"""The meeting of Louvain-la-Neuve tonight, and whoever takes its minutes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lampion.meetings.models import AgendaPoint, Meeting, MinuteTaker


@pytest.fixture
def tonight(louvain, alice, bilal):
    """The meeting began an hour ago, but not yesterday; Bilal takes the minutes."""
    now = timezone.now()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    starts = max(midnight, now.replace(microsecond=0) - timedelta(hours=1))
    meeting = Meeting.announce(louvain, starts, venue="Café du Nord", by=alice, at=now)
    MinuteTaker.begin(meeting, bilal, at=now)
    return meeting


@pytest.fixture
def candles(tonight, alice):
    now = timezone.now()
    return AgendaPoint.propose(tonight, "Bougies", by=alice, at=now, minutes=10, taken=True)
