"""Bilal takes the minutes on his phone: nothing typed is lost, nobody overwrites anybody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conftest import person
from lampion.decisions.models import Decision
from lampion.groups.models import Circle, Membership
from lampion.journal.models import Record
from lampion.meetings.actions import lay_before_group
from lampion.meetings.models import (
    AgendaPoint,
    Attendance,
    ChangedMeanwhile,
    Guest,
    Meeting,
    MinutesClosed,
    MinuteTaker,
    Passage,
    Stage,
)
from lampion.tasks.models import Task

JSON = {"HTTP_ACCEPT": "application/json"}
HANDS = {
    "title": "On tient le stand",
    "method": "majority",
    "abstentions": "aside",
    "quorum": "0",
    "present": "2",
    "yes": "2",
    "no": "0",
    "abstain": "0",
}


def hands(meeting, **other):
    day = timezone.localdate(meeting.starts_at).isoformat()
    return HANDS | {"day": day} | other


def test_somebody_of_the_core_says_that_they_take_the_minutes(as_, alice, wim, tonight):
    page = f"/meetings/{tonight.pk}/"
    assert "Je prends les notes" in as_(alice).get(page).text
    assert as_(alice).get(f"{page}minutes/writing/").status_code == 403
    answer = as_(alice).post(f"{page}minutes/taking/", follow=True)
    assert "Café" not in answer.text
    assert "Prendre les notes" in answer.text
    as_(alice).post(f"{page}minutes/taking/")
    assert MinuteTaker.objects.filter(person=alice).count() == 1
    assert as_(wim).post(f"{page}minutes/taking/").status_code == 403


def test_nobody_takes_minutes_before_the_day(as_, alice, louvain):
    starts = timezone.now() + timedelta(days=2)
    later = Meeting.announce(louvain, starts, venue="Café", by=alice, at=timezone.now())
    assert as_(alice).post(f"/meetings/{later.pk}/minutes/taking/").status_code == 403


def test_the_meeting_is_held_from_the_first_word_on(bilal, tonight, candles):
    assert not tonight.stages.filter(stage=Stage.HELD).exists()
    Passage.write(candles, "Vingt boîtes.", version=0, by=bilal, at=timezone.now())
    assert tonight.stages.get(stage=Stage.HELD).by == bilal


def test_words_that_arrive_twice_are_written_once(as_, bilal, candles):
    said = {"text": "Vingt boîtes.", "version": "0"}
    for _time in range(2):
        answer = as_(bilal).post(f"/points/{candles.pk}/passage/", said, **JSON)
        assert answer.json() == {"version": 1}
    assert Passage.objects.get().text == "Vingt boîtes."


def test_two_who_write_in_one_point_read_one_another(as_, alice, bilal, tonight, candles):
    MinuteTaker.begin(tonight, alice, at=timezone.now())
    url = f"/points/{candles.pk}/passage/"
    as_(alice).post(url, {"text": "Trente boîtes.", "version": "0"}, **JSON)
    answer = as_(bilal).post(url, {"text": "Vingt boîtes.", "version": "0"}, **JSON)
    assert answer.status_code == 409
    assert answer.json() == {"version": 1, "text": "Trente boîtes.", "by": alice.name}
    page = as_(bilal).post(url, {"text": "Vingt boîtes.", "version": "0"})
    assert page.status_code == 409
    assert "Trente boîtes." in page.text
    assert "Vingt boîtes." in page.text
    both = {"text": "Trente boîtes, dont vingt ici.", "version": "1"}
    assert as_(bilal).post(url, both).status_code == 302
    assert Passage.objects.get().text == "Trente boîtes, dont vingt ici."


def test_the_open_page_hears_what_others_wrote(as_, alice, bilal, tonight, candles):
    Passage.write(candles, "Vingt boîtes.", version=0, by=bilal, at=timezone.now())
    Attendance.tick(tonight, alice, here=True, by=bilal, at=timezone.now())
    found = as_(bilal).get(f"/meetings/{tonight.pk}/minutes/state/").json()
    assert found["passages"] == [{"point": candles.pk, "text": "Vingt boîtes.", "version": 1}]
    assert found["here"] == [alice.pk]


def test_a_tap_says_that_somebody_is_there(as_, alice, bilal, wim, zoe, tonight):
    url = f"/meetings/{tonight.pk}/presence/"
    for _time in range(2):
        as_(bilal).post(url, {"person": alice.pk, "here": "yes"})
    as_(bilal).post(url, {"person": wim.pk, "here": "yes"})
    assert as_(bilal).post(url, {"person": zoe.pk, "here": "yes"}).status_code == 422
    assert set(tonight.attendances.values_list("person", flat=True)) == {alice.pk, wim.pk}
    as_(bilal).post(url, {"person": wim.pk, "here": "no"})
    assert [one.person for one in tonight.attendances.all()] == [alice]


def test_guests_are_named_as_they_wish_and_struck(as_, bilal, tonight):
    url = f"/meetings/{tonight.pk}/guests/"
    for _time in range(2):
        as_(bilal).post(url, {"name": "Mme Ndiaye, de l’école"})
    guest = Guest.objects.get()
    assert "Ndiaye" in as_(bilal).get(f"/meetings/{tonight.pk}/minutes/writing/").text
    as_(bilal).post(f"/guests/{guest.pk}/removal/")
    assert not Guest.objects.exists()


def test_a_show_of_hands_is_in_the_minutes_and_in_the_register(as_, bilal, tonight, candles):
    answer = as_(bilal).post(f"/points/{candles.pk}/decision/", hands(tonight))
    assert answer.status_code == 302
    decision = Decision.objects.get()
    assert decision.adopted
    assert candles.decided.get().decision == decision
    assert "On tient le stand" in as_(bilal).get(f"/meetings/{tonight.pk}/minutes/").text


def test_more_hands_than_people_are_refused_and_keep_what_was_typed(as_, bilal, tonight, candles):
    answer = as_(bilal).post(f"/points/{candles.pk}/decision/", hands(tonight, yes="3"))
    assert answer.status_code == 422
    assert "On tient le stand" in answer.text
    assert not Decision.objects.exists()


def test_a_task_that_comes_out_of_a_point_says_so(as_, alice, bilal, tonight, candles):
    said = {"title": "Réserver la place", "people": [str(alice.pk)], "places": "1"}
    as_(bilal).post(f"/points/{candles.pk}/task/", said)
    task = Task.objects.get()
    assert task.origin == "Bougies"
    assert candles.given.get().task == task
    assert "Réserver la place" in as_(bilal).get(f"/meetings/{tonight.pk}/minutes/").text


def test_a_point_that_came_up_is_added_once(as_, bilal, tonight, candles):
    client = as_(bilal)
    said = {"title": "Clé du local", "once": "a"}
    for _time in range(2):
        client.post(f"/meetings/{tonight.pk}/minutes/points/", said)
    titles = AgendaPoint.objects.on_agenda().filter(meeting=tonight).values_list("title", flat=True)
    assert list(titles) == ["Bougies", "Clé du local"]


def test_notes_on_paper_are_copied_later(as_, alice, louvain):
    now = timezone.now()
    starts = now - timedelta(days=12)
    meeting = Meeting.announce(louvain, starts, venue="Café", by=alice, at=now)
    assert "Recopier des notes" in as_(alice).get(f"/meetings/{meeting.pk}/").text
    page = as_(alice).post(f"/meetings/{meeting.pk}/minutes/taking/", follow=True)
    assert "sur papier" in page.text


def test_words_that_arrive_after_the_close_come_back_to_be_copied(
    as_, alice, bilal, tonight, candles
):
    lay_before_group(tonight, by=alice, at=timezone.now())
    said = {"text": "Trop tard ?", "version": "0"}
    answer = as_(bilal).post(f"/points/{candles.pk}/passage/", said, **JSON)
    assert answer.status_code == 410
    page = as_(bilal).post(f"/points/{candles.pk}/passage/", said)
    assert page.status_code == 410
    assert "Trop tard ?" in page.text
    assert not Passage.objects.exists()


def test_nothing_is_written_in_what_lies_before_the_group(alice, bilal, tonight, candles):
    now = timezone.now()
    lay_before_group(tonight, by=alice, at=now)
    with pytest.raises(MinutesClosed):
        Attendance.tick(tonight, alice, here=True, by=bilal, at=now)
    with pytest.raises(MinutesClosed):
        Guest.welcome(tonight, "Mme Ndiaye", by=bilal, at=now)
    lay_before_group(tonight, by=bilal, at=now)
    assert Record.objects.filter(verb="meeting drafted").count() == 1


def test_older_words_never_replace_newer_ones(alice, bilal, candles):
    now = timezone.now()
    Passage.write(candles, "Un", version=0, by=bilal, at=now)
    Passage.write(candles, "Deux", version=1, by=bilal, at=now)
    with pytest.raises(ChangedMeanwhile):
        Passage.write(candles, "Un et demi", version=1, by=alice, at=now)
    assert Passage.objects.get().text == "Deux"


def test_who_left_the_core_writes_no_more(as_, bilal, louvain, tonight, candles):
    Membership.objects.filter(person=bilal).update(circle=Circle.NETWORK)
    said = {"text": "Encore moi", "version": "0"}
    assert as_(bilal).post(f"/points/{candles.pk}/passage/", said).status_code == 403
    assert as_(person("lea")).get(f"/meetings/{tonight.pk}/minutes/").status_code == 404
    assert not Passage.objects.exists()
