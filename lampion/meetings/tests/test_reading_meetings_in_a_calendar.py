"""Bilal's telephone reads his meetings at a secret address; revoked, it reads nothing."""

from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from lampion.groups.models import Membership
from lampion.groups.models.mandate import leave
from lampion.kit.registers import Subject, keepers
from lampion.meetings.models import CalendarAddress, Meeting

ATOM = "{http://www.w3.org/2005/Atom}"


def announced(group, days=9, **said):
    starts = timezone.now().replace(microsecond=0) + timedelta(days=days)
    return Meeting.announce(group, starts, venue="Café", **said, by=None, at=timezone.now())


def made(as_, person):
    """Make an address on the page and return its path."""
    page = as_(person).post("/account/calendar/")
    address = page.context["address"]
    assert address in page.text
    return address.removeprefix("http://127.0.0.1:8000")


def read(address):
    return Calendar.from_ical(Client().get(address).content).walk("VEVENT")


def test_the_address_reads_the_meetings_of_all_my_groups(as_, bilal, louvain, namur):
    Membership.welcome(namur, bilal, by=None, on=date(2026, 2, 1))
    first, second = announced(louvain), announced(namur, 10)
    events = read(made(as_, bilal))
    assert [event.decoded("dtstart") for event in events] == [first.starts_at, second.starts_at]


def test_the_same_event_as_in_the_calendar_of_the_group(as_, bilal, louvain):
    announced(louvain)
    own, public = read(made(as_, bilal))[0], read("/groups/12/calendar.ics")[0]
    assert own["uid"] == public["uid"]


def test_door_code_and_video_link_are_in_no_calendar(as_, bilal, louvain):
    announced(louvain, doors="12B", link="https://video.example.org/abc")
    text = Client().get(made(as_, bilal)).text
    assert "12B" not in text
    assert "video.example" not in text


def test_after_revocation_it_leads_nowhere(as_, bilal, louvain):
    address = made(as_, bilal)
    assert Client().get(address).status_code == 200
    as_(bilal).post("/account/calendar/revocation/")
    as_(bilal).post("/account/calendar/revocation/")
    assert Client().get(address).status_code == 404


def test_a_new_address_ends_the_former(as_, bilal, louvain):
    former = made(as_, bilal)
    assert Client().get(made(as_, bilal)).status_code == 200
    assert Client().get(former).status_code == 404


def test_it_is_shown_once_and_kept_as_a_hash(as_, bilal):
    token = made(as_, bilal).rpartition("/")[2].removesuffix(".ics")
    assert token not in as_(bilal).get("/account/calendar/").text
    assert token not in str(list(CalendarAddress.objects.values()))


def test_who_left_the_group_reads_its_meetings_no_more(as_, bilal, louvain):
    announced(louvain)
    address = made(as_, bilal)
    assert len(read(address)) == 1
    leave(louvain.memberships.get(person=bilal), by=None, on=date(2026, 3, 3))
    assert read(address) == []


def test_an_account_that_is_closed_reads_nothing(as_, bilal, louvain):
    address = made(as_, bilal)
    bilal.forget()
    assert Client().get(address).status_code == 404


def test_the_address_is_exported_without_its_secret_and_forgotten(as_, bilal):
    made(as_, bilal)
    made(as_, bilal)
    keeper = next(one for one in keepers if one.model is CalendarAddress)
    rows = list(keeper.export(Subject(bilal)))
    assert [set(row) for row in rows] == [{"made_at", "revoked_at"}] * 2
    day = timezone.localdate()
    assert keeper.leaves(day + timedelta(days=30)) == 0
    assert keeper.leaves(day + timedelta(days=32)) == 1
    assert keeper.forget(Subject(bilal)) == 1


def test_the_database_refuses_a_second_open_address(as_, bilal):
    made(as_, bilal)
    again = (
        "INSERT INTO meetings_calendaraddress (person_id, token_hash, made_at)"
        " SELECT person_id, 'x', made_at FROM meetings_calendaraddress"
    )
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(again)


def test_the_feed_says_the_dates_and_what_is_cancelled(client, alice, louvain):
    starts = datetime(timezone.localdate().year + 1, 7, 7, 18, tzinfo=UTC)
    Meeting.announce(louvain, starts, venue="Café", by=None, at=timezone.now())
    announced(louvain).cancel(by=alice, at=timezone.now())
    answer = client.get("/groups/12/meetings.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    titles = [one.text for one in ElementTree.fromstring(answer.content).iter(f"{ATOM}title")]
    assert "20:00" in titles[2]
    assert titles[1].endswith("annulée")
    assert "/groups/12/meetings.atom" in client.get("/groups/12/louvain-la-neuve/").text
