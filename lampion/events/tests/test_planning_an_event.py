"""The core of a group plans a stand or a write-a-thon, every member sees it, and it may be called off."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lampion.events.models import Event

TYPED = {"kind": "stand", "name": "Marché de Noël", "place": "Grand-Place"}


@pytest.fixture
def planned(as_, bilal, louvain):
    day = timezone.localdate() + timedelta(days=9)
    typed = TYPED | {"day": str(day)}
    answer = as_(bilal).post(f"/my-groups/{louvain.pk}/events/new/", typed)
    event = Event.objects.get()
    assert answer.url == f"/events/{event.pk}/"
    return event


def test_it_is_planned_and_every_member_sees_it(as_, planned, wim, bilal, louvain):
    assert (planned.group, planned.by, planned.kind) == (louvain, bilal, "stand")
    for page in (f"/my-groups/{louvain.pk}/events/", f"/events/{planned.pk}/"):
        assert "Marché de Noël" in as_(wim).get(page).text


def test_the_same_form_twice_is_one_event(as_, bilal, louvain):
    typed = TYPED | {"day": str(timezone.localdate()), "once": "abc"}
    for _twice in range(2):
        as_(bilal).post(f"/my-groups/{louvain.pk}/events/new/", typed)
    assert Event.objects.count() == 1


def test_called_off_it_leaves_the_list_and_keeps_its_page(as_, planned, bilal, louvain):
    client = as_(bilal)
    client.get(f"/events/{planned.pk}/cancellation/")
    assert Event.objects.there().exists()
    client.post(f"/events/{planned.pk}/cancellation/")
    assert "Marché de Noël" not in client.get(f"/my-groups/{louvain.pk}/events/").text
    assert "annulé" in client.get(f"/events/{planned.pk}/").text


def test_another_group_finds_nothing(as_, planned, zoe, namur):
    assert as_(zoe).get(f"/events/{planned.pk}/").status_code == 404
    assert as_(zoe).post(f"/events/{planned.pk}/cancellation/").status_code == 404


def test_a_year_that_is_a_slip_of_the_finger_is_refused(as_, bilal, louvain):
    typed = TYPED | {"day": "2126-12-01"}
    answer = as_(bilal).post(f"/my-groups/{louvain.pk}/events/new/", typed)
    assert answer.status_code == 422
    assert not Event.objects.exists()
