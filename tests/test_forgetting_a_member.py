"""A member who asks to be erased leaves days in the group, and no word."""

from django.utils import timezone

from conftest import NOW
from lampion.groups.models import Membership, Pause, Reveal
from lampion.groups.models.mandate import leave
from lampion.privacy.actions import forget

DAY = timezone.localdate(NOW)


def test_dates_stay_and_words_and_looks_go(bilal, alice, louvain):
    held = Membership.objects.active().get(person=bilal)
    Pause.begin(held, since=DAY, until=None, by=bilal, on=DAY, reason="malade")
    Reveal.note(held, "phone", by=alice, at=NOW)
    leave(held, by=bilal, on=DAY, because="fâché")
    forget(bilal, at=NOW)
    assert not Pause.objects.exists()
    assert not Reveal.objects.exists()
    held = Membership.objects.get(person=bilal)
    assert (held.left_because, held.left_on) == ("", DAY)
