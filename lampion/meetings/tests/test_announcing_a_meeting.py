"""Alice announces the next meeting of Louvain-la-Neuve: everybody sees it, Zoe cannot touch it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from lampion.meetings.models import Meeting


def typed(group, **changes):
    day = timezone.localdate() + timedelta(days=9)
    said = {"group": group.pk, "day": f"{day}", "hour": "20:00", "minutes": "120"}
    return said | {"venue": "Maison des associations", "note": "", **changes}


@pytest.fixture
def tuesday(louvain, alice):
    starts = timezone.now().replace(microsecond=0) + timedelta(days=9)
    return Meeting.announce(louvain, starts, venue="Café du Nord", by=alice, at=timezone.now())


def test_the_next_meeting_shows_on_the_page_in_the_finder_and_in_the_calendar(
    client, as_, alice, louvain
):
    page = "/groups/12/louvain-la-neuve/"
    assert "Maison des associations" not in client.get(page).text
    assert as_(alice).post("/meetings/", typed(louvain)).status_code == 302
    assert "Maison des associations" in client.get(page).text
    assert "Maison des associations" in client.get("/find/?q=1348").text
    read = Calendar.from_ical(client.get("/groups/12/calendar.ics").content)
    event = read.walk("VEVENT")[0]
    assert event["location"] == "Maison des associations"
    assert event.decoded("dtstart") == Meeting.objects.get().starts_at


def test_the_hour_typed_is_the_clock_of_the_group_in_summer_and_winter(as_, alice, louvain):
    year = timezone.localdate().year + 1
    client = as_(alice)
    client.post("/meetings/", typed(louvain, day=f"{year}-01-12"))
    client.post("/meetings/", typed(louvain, day=f"{year}-07-12"))
    starts = [meeting.starts_at for meeting in Meeting.objects.all()]
    assert starts == [datetime(year, 1, 12, 19, tzinfo=UTC), datetime(year, 7, 12, 18, tzinfo=UTC)]


def test_the_same_form_twice_is_one_meeting(as_, alice, louvain):
    client = as_(alice)
    client.post("/meetings/", typed(louvain))
    client.post("/meetings/", typed(louvain))
    assert Meeting.objects.count() == 1


def test_a_day_that_is_over_is_refused_at_its_field_and_nothing_typed_is_lost(as_, alice, louvain):
    answer = as_(alice).post("/meetings/", typed(louvain, day="2020-01-01", note="Porte bleue"))
    assert answer.status_code == 422
    assert "day" in answer.context["form"].errors
    assert "Porte bleue" in answer.text
    assert not Meeting.objects.exists()


def test_nobody_announces_a_meeting_of_another_group(as_, zoe, louvain, namur):
    answer = as_(zoe).post("/meetings/", typed(louvain))
    assert answer.status_code == 422
    assert not Meeting.objects.exists()


def test_a_meeting_is_moved_but_never_onto_another(as_, alice, louvain, tuesday):
    later = timezone.localtime(tuesday.starts_at + timedelta(days=7))
    other = Meeting.announce(
        louvain, later.replace(second=0), venue="x", by=alice, at=timezone.now()
    )
    onto = {"day": f"{later:%Y-%m-%d}", "hour": f"{later:%H:%M}"}
    client = as_(alice)
    assert (
        client.post(f"/meetings/{tuesday.pk}/details/", typed(louvain, **onto)).status_code == 422
    )
    assert client.post(f"/meetings/{tuesday.pk}/details/", typed(louvain)).status_code == 302
    tuesday.refresh_from_db()
    assert tuesday.venue == "Maison des associations"
    assert other.starts_at != tuesday.starts_at


def test_a_cancelled_meeting_is_off_the_page_and_cancelled_in_the_calendar(
    client, as_, alice, tuesday
):
    member = as_(alice)
    assert "Café du Nord" in member.get(f"/meetings/{tuesday.pk}/cancellation/").text
    assert "Café du Nord" in client.get("/groups/12/louvain-la-neuve/").text
    member.post(f"/meetings/{tuesday.pk}/cancellation/")
    member.post(f"/meetings/{tuesday.pk}/cancellation/")
    assert "Café du Nord" not in client.get("/groups/12/louvain-la-neuve/").text
    assert b"STATUS:CANCELLED" in client.get("/groups/12/calendar.ics").content
    tuesday.refresh_from_db()
    assert tuesday.changes == 1


def test_a_meeting_of_yesterday_is_no_next_meeting(louvain, alice):
    now = timezone.now()
    Meeting.announce(louvain, now - timedelta(days=1), venue="x", by=alice, at=now)
    assert Meeting.objects.next_of(louvain, now) is None
    assert Meeting.objects.next_of(louvain, now - timedelta(days=1)) is not None
