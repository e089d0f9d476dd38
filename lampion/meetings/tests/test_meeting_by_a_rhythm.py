"""Louvain-la-Neuve meets on the first Tuesday of the month at 20:00, not in July and August."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import override
from icalendar import Calendar

from lampion.groups.models import LifeStage, Stage
from lampion.meetings.jobs import plan_meetings
from lampion.meetings.models import Meeting, NeverMeets, Pattern, Rhythm

AT = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)
TUESDAY, SUNDAY = 1, 6


def settled(group, alice, pattern=Pattern.WEEKDAY, number=1, **changes):
    said = {"weekday": TUESDAY, "hour": time(20), "venue": "Café du Nord", "months_off": [7, 8]}
    at = changes.pop("at", AT)
    return Rhythm.settle(group, pattern, number, by=alice, at=at, **said | changes)


def days(group):
    return [
        timezone.localtime(meeting.starts_at).date()
        for meeting in Meeting.objects.standing().filter(group=group)
    ]


def typed(**changes):
    said = {"often": "weekday:1", "weekday": "1", "date": "", "hour": "20:00", "minutes": "120"}
    return said | {"venue": "Café du Nord", "months_off": ["7", "8"], **changes}


def test_the_next_meetings_are_planned_without_the_months_left_out(louvain, alice):
    settled(louvain, alice)
    assert days(louvain) == [
        date(2026, 6, 2),
        date(2026, 9, 1),
        date(2026, 10, 6),
        date(2026, 11, 3),
    ]


def test_the_hour_is_that_of_the_clock_in_summer_and_in_winter(louvain, alice):
    settled(louvain, alice)
    hours = [meeting.starts_at.hour for meeting in Meeting.objects.all()]
    assert hours == [18, 18, 18, 19]


def test_the_job_keeps_them_planned_and_a_second_run_adds_nothing(louvain, alice):
    settled(louvain, alice)
    assert plan_meetings(AT) == 0
    assert plan_meetings(datetime(2026, 6, 3, tzinfo=UTC)) == 1
    assert plan_meetings(datetime(2026, 6, 3, tzinfo=UTC)) == 0
    assert days(louvain)[-1] == date(2026, 12, 1)


def test_a_group_that_sleeps_plans_nothing(louvain, alice):
    settled(louvain, alice)
    LifeStage.enter(louvain, Stage.DORMANT, by=None, on=date(2026, 6, 1), reason="x")
    assert plan_meetings(datetime(2026, 6, 3, tzinfo=UTC)) == 0


def test_a_day_cancelled_or_moved_is_not_planned_again(louvain, alice):
    settled(louvain, alice)
    june, september = Meeting.objects.all()[:2]
    june.cancel(by=alice, at=AT)
    later = september.starts_at + timedelta(days=1)
    september.change(later, venue="Ailleurs", minutes=60, note="", by=alice, at=AT)
    plan_meetings(AT)
    assert days(louvain) == [date(2026, 9, 2), date(2026, 10, 6), date(2026, 11, 3)]


def test_what_was_announced_by_hand_keeps_its_words(louvain, alice):
    starts = datetime(2026, 6, 2, 18, tzinfo=UTC)
    Meeting.announce(louvain, starts, venue="Au jardin", by=alice, at=AT)
    settled(louvain, alice)
    assert Meeting.objects.filter(starts_at=starts).get().venue == "Au jardin"
    assert len(days(louvain)) == 4


def test_another_rhythm_takes_along_what_nobody_touched_and_leaves_the_rest(louvain, alice):
    settled(louvain, alice)
    september = Meeting.objects.all()[1]
    september.change(september.starts_at, venue="Ailleurs", minutes=60, note="", by=alice, at=AT)
    settled(louvain, alice, number=2)
    assert days(louvain)[:3] == [date(2026, 6, 9), date(2026, 9, 1), date(2026, 9, 8)]


def test_another_place_for_the_same_days_keeps_the_meetings(louvain, alice):
    settled(louvain, alice)
    before = list(Meeting.objects.values_list("pk", flat=True))
    settled(louvain, alice, venue="Au jardin")
    assert list(Meeting.objects.values_list("pk", flat=True)) == before
    assert set(Meeting.objects.values_list("venue", flat=True)) == {"Au jardin"}


def test_the_end_of_a_rhythm_cancels_what_nobody_touched(as_, alice, louvain):
    settled(louvain, alice, at=timezone.now())
    client = as_(alice)
    assert client.get(f"/my-groups/{louvain.pk}/rhythm/ending/").status_code == 200
    client.post(f"/my-groups/{louvain.pk}/rhythm/ending/")
    assert days(louvain) == []
    assert plan_meetings(timezone.now()) == 0


@pytest.mark.parametrize(
    ("pattern", "number", "expected"),
    [
        (Pattern.DATE, 31, [(5, 31), (6, 30), (9, 30), (10, 31)]),
        (Pattern.DATE, 15, [(6, 15), (9, 15), (10, 15), (11, 15)]),
        (Pattern.WEEKDAY, 5, [(6, 30), (9, 29), (12, 29), (3, 30)]),
        (Pattern.WEEKDAY, -1, [(5, 26), (6, 30), (9, 29), (10, 27)]),
        (Pattern.WEEKS, 2, [(6, 2), (6, 16), (6, 30), (9, 8)]),
    ],
)
def test_short_months_fifth_weekdays_and_every_second_week(
    louvain, alice, pattern, number, expected
):
    settled(louvain, alice, pattern, number)
    assert [(day.month, day.day) for day in days(louvain)] == expected


def test_an_hour_that_comes_twice_is_the_first_and_one_that_is_skipped_an_hour_later(
    louvain, alice
):
    night = {"weekday": SUNDAY, "hour": time(2, 30), "months_off": []}
    twice = settled(louvain, alice, number=-1, **night)
    autumn = twice.rule.moment(date(2026, 10, 25))
    assert autumn == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    spring = twice.rule.moment(date(2027, 3, 28))
    assert timezone.localtime(spring).time() == time(3, 30)


def test_a_meeting_moved_into_the_hour_that_is_skipped_is_refused_at_its_field(as_, alice, louvain):
    year = timezone.localdate().year + 1
    march = max(day for day in (date(year, 3, n) for n in range(25, 32)) if day.weekday() == SUNDAY)
    said = {"group": louvain.pk, "day": f"{march}", "hour": "02:30", "minutes": "120"}
    answer = as_(alice).post("/meetings/", said | {"venue": "x"})
    assert answer.status_code == 422
    assert "hour" in answer.context["form"].errors
    october = {"day": f"{year}-10-{31 - (date(year, 10, 31).weekday() + 1) % 7}", "venue": "x"}
    assert as_(alice).post("/meetings/", said | october).status_code == 302


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "le premier mardi du mois, à 20:00, pas en juillet et août"),
        ("nl", "op de eerste dinsdag van de maand, om 20:00, niet in juli en augustus"),
        ("de", "am ersten Dienstag im Monat, um 20:00 Uhr, nicht im Juli und August"),
        ("en", "on the first Tuesday of the month, at 8 p.m., not in July and August"),
    ],
)
def test_the_rhythm_is_said_in_four_languages_from_its_numbers(louvain, alice, language, words):
    rhythm = settled(louvain, alice)
    with override(language):
        assert rhythm.words() == words


def test_alice_settles_it_on_one_page_and_everybody_reads_it(client, as_, alice, louvain):
    answer = as_(alice).post(f"/my-groups/{louvain.pk}/rhythm/", typed())
    assert answer.status_code == 302
    assert "premier mardi du mois" in client.get("/groups/12/louvain-la-neuve/").text
    assert "premier mardi du mois" in as_(alice).get(f"/my-groups/{louvain.pk}/meetings/").text
    read = Calendar.from_ical(client.get("/groups/12/calendar.ics").content)
    assert len(read.walk("VEVENT")) == 4
    assert as_(alice).get(f"/my-groups/{louvain.pk}/rhythm/").status_code == 200


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("months_off", {"months_off": [str(month) for month in range(1, 13)]}),
        ("date", {"often": "date"}),
        ("date", {"often": "date", "date": "32"}),
        ("often", {"often": "weekday:9"}),
    ],
)
def test_a_rhythm_without_days_is_refused_at_its_field(as_, alice, louvain, field, wrong):
    answer = as_(alice).post(f"/my-groups/{louvain.pk}/rhythm/", typed(**wrong))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_every_month_left_out_is_refused_by_the_verb_too(louvain, alice):
    with pytest.raises(NeverMeets):
        settled(louvain, alice, months_off=range(1, 13))


def test_the_database_refuses_a_second_rhythm_and_a_second_meeting_for_a_day(louvain, alice):
    rhythm = settled(louvain, alice)
    row = "since, months_off, group_id, pattern, number, weekday, hour, minutes, venue"
    again = f"INSERT INTO meetings_rhythm ({row}) SELECT {row} FROM meetings_rhythm"
    twice = "UPDATE meetings_meeting SET planned_for = '2026-06-02' WHERE rhythm_id = %s"
    for said, values in ((again, []), (twice, [rhythm.pk])):
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(said, values)


def test_the_network_sees_when_and_where_and_not_who_prepares(as_, wim, alice, louvain):
    starts = timezone.now() + timedelta(days=3)
    said = {"venue": "Café", "doors": "Code 12B", "link": "https://video.example.org/abc"}
    meeting = Meeting.announce(louvain, starts, **said, by=alice, at=timezone.now())
    page = as_(wim).get(f"/meetings/{meeting.pk}/").text
    assert "Café" in page
    assert "/details/" not in page


def test_door_code_and_video_link_are_for_members_alone(client, as_, wim, alice, louvain):
    starts = timezone.now() + timedelta(days=3)
    said = {"venue": "Café", "doors": "Code 12B", "link": "https://video.example.org/abc"}
    meeting = Meeting.announce(louvain, starts, **said, by=alice, at=timezone.now())
    public = ["/groups/12/louvain-la-neuve/", "/groups/12/calendar.ics", "/find/?q=1348"]
    assert not any("12B" in client.get(page).text for page in public)
    assert not any("video.example" in client.get(page).text for page in public)
    assert "12B" in as_(wim).get(f"/meetings/{meeting.pk}/").text


def test_another_venue_shifts_no_week_and_cancels_no_meeting(louvain, alice):
    """Settled again in the week between two meetings."""
    settled(louvain, alice, Pattern.WEEKS, 2, at=datetime(2026, 5, 18, 9, tzinfo=UTC))
    before = days(louvain)
    assert before[0] == date(2026, 5, 19)
    between = datetime(2026, 5, 26, 9, tzinfo=UTC)
    settled(louvain, alice, Pattern.WEEKS, 2, at=between, venue="Salle 2")
    assert days(louvain)[:4] == before
    assert not Meeting.objects.filter(group=louvain).exclude(cancelled_at=None).exists()
    assert Meeting.objects.filter(group=louvain, venue="Salle 2").count() == len(days(louvain)) - 1


def test_tonights_meeting_stays_when_the_venue_of_the_next_ones_changes(louvain, alice):
    settled(louvain, alice)
    tonight = datetime(2026, 6, 2, 9, tzinfo=UTC)
    settled(louvain, alice, at=tonight, venue="Salle 2")
    assert days(louvain)[0] == date(2026, 6, 2)
    assert not Meeting.objects.filter(group=louvain).exclude(cancelled_at=None).exists()


def test_a_rule_that_ended_meanwhile_plans_nothing(louvain, alice):
    rhythm = settled(louvain, alice)
    Rhythm.objects.get(pk=rhythm.pk).end(by=alice, at=AT)
    assert rhythm.plan(at=AT) == 0
    assert days(louvain) == []


def test_a_word_processors_line_break_stays_out_of_the_feed(as_, client, alice, louvain):
    page = f"/my-groups/{louvain.pk}/rhythm/"
    assert as_(alice).post(page, typed(venue="Café\x0bdu Nord")).status_code == 302
    assert set(Meeting.objects.values_list("venue", flat=True)) == {"Café du Nord"}
    assert client.get(f"/groups/{louvain.number}/meetings.atom").status_code == 200
