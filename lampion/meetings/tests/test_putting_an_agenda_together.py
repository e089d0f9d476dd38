"""Bilal proposes, Alice puts the agenda together; nothing that somebody wrote is lost."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from lampion.kit import registers
from lampion.kit.registers import Matter
from lampion.meetings.models import AgendaPoint, ChangedMeanwhile, Meeting


@pytest.fixture
def meeting(louvain, alice):
    starts = timezone.now().replace(microsecond=0) + timedelta(days=9)
    return Meeting.announce(louvain, starts, venue="Café du Nord", by=alice, at=timezone.now())


def point(meeting, by, title="Bougies", **said):
    return AgendaPoint.propose(meeting, title, by=by, at=timezone.now(), **said)


def titles(meeting):
    return [point.title for point in AgendaPoint.objects.on_agenda().filter(meeting=meeting)]


@pytest.fixture
def waiting(monkeypatch, louvain):
    """Two things wait in the group, whatever rooms there are."""
    found = [
        Matter(f"task-{n}", title, "/home/", since=date(2026, 3, n), group=louvain.pk)
        for n, title in ((1, "Affiches en retard"), (2, "Mandat qui finit"))
    ]
    monkeypatch.setattr(registers, "_group_matters", [])
    registers.group_matters_from(lambda groups, on: found)
    return found


def test_a_member_proposes_and_the_responsable_takes(as_, alice, bilal, meeting):
    as_(bilal).post(f"/meetings/{meeting.pk}/points/", {"title": "Bougies", "minutes": "10"})
    assert titles(meeting) == []
    assert "Bougies" in as_(alice).get(f"/meetings/{meeting.pk}/").text
    proposed = AgendaPoint.objects.get()
    as_(alice).post(f"/points/{proposed.pk}/taking/")
    as_(alice).post(f"/points/{proposed.pk}/taking/")
    assert titles(meeting) == ["Bougies"]


def test_a_point_that_is_left_says_why(as_, alice, bilal, meeting):
    proposed = point(meeting, bilal)
    as_(alice).post(f"/points/{proposed.pk}/leaving/", {"reason": "Le mois prochain"})
    assert titles(meeting) == []
    assert "Le mois prochain" in as_(bilal).get(f"/meetings/{meeting.pk}/").text


def test_what_waits_in_the_group_is_ticked_and_comes_once(as_, alice, meeting, waiting):
    page = f"/meetings/{meeting.pk}/"
    client = as_(alice)
    assert "Mandat qui finit" in client.get(page).text
    client.post(f"{page}matters/", {"matter": ["task-1", "nothing-9"]})
    client.post(f"{page}matters/", {"matter": ["task-1"]})
    assert titles(meeting) == ["Affiches en retard"]
    assert AgendaPoint.objects.get().matter == "task-1"


def test_a_matter_taken_off_can_come_back(alice, meeting, waiting):
    AgendaPoint.fill(meeting, waiting, by=alice, at=timezone.now())
    AgendaPoint.objects.get(matter="task-2").leave(at=timezone.now())
    assert AgendaPoint.fill(meeting, waiting, by=alice, at=timezone.now()) == 1
    assert titles(meeting) == ["Affiches en retard", "Mandat qui finit"]


def test_points_go_up_and_down_and_stop_at_the_ends(as_, alice, meeting):
    made = [point(meeting, alice, title, taken=True) for title in "ABC"]
    client = as_(alice)
    client.post(f"/points/{made[2].pk}/place/", {"to": "up"})
    assert titles(meeting) == ["A", "C", "B"]
    client.post(f"/points/{made[0].pk}/place/", {"to": "up"})
    client.post(f"/points/{made[1].pk}/place/", {"to": "down"})
    assert titles(meeting) == ["A", "C", "B"]


def test_two_who_write_at_once_lose_nothing(as_, alice, meeting):
    made = point(meeting, alice, text="Avant", taken=True)
    address = f"/points/{made.pk}/"
    as_(alice).post(address, {"title": "Bougies", "text": "Première", "version": "1"})
    answer = as_(alice).post(address, {"title": "Bougies", "text": "Seconde", "version": "1"})
    assert answer.status_code == 409
    assert "Première" in answer.text
    assert "Seconde" in answer.text
    assert AgendaPoint.objects.get().text == "Première"
    version = answer.context["form"]["version"].value()
    said = {"title": "Bougies", "text": "Première, seconde", "version": version}
    assert as_(alice).post(address, said).status_code == 302
    assert AgendaPoint.objects.get().text == "Première, seconde"


def test_the_verb_overwrites_nothing_either(alice, meeting):
    made = point(meeting, alice)
    words = {"title": "x", "text": "", "minutes": None}
    made.revise(**words, version=1)
    with pytest.raises(ChangedMeanwhile):
        made.revise(**words, version=1)


def test_bilal_changes_his_own_point_until_it_is_taken(as_, alice, bilal, meeting):
    mine, hers = point(meeting, bilal), point(meeting, alice)
    client = as_(bilal)
    said = {"title": "Mieux", "version": "1"}
    assert client.post(f"/points/{mine.pk}/", said).status_code == 302
    assert client.post(f"/points/{hers.pk}/", said).status_code == 403
    mine.take(at=timezone.now())
    assert client.post(f"/points/{mine.pk}/", said).status_code == 403


def test_the_network_does_not_read_the_agenda_and_another_group_nothing(
    as_, alice, wim, zoe, hanna, meeting
):
    point(meeting, alice, "Très discret", taken=True)
    page = f"/meetings/{meeting.pk}/"
    assert "Très discret" not in as_(wim).get(page).text
    assert as_(zoe).get(page).status_code == as_(hanna).get(page).status_code == 404


def test_points_of_a_meeting_that_is_over_or_cancelled_change_no_more(as_, alice, meeting):
    made = point(meeting, alice, taken=True)
    meeting.cancel(by=alice, at=timezone.now())
    client = as_(alice)
    assert client.post(f"/points/{made.pk}/place/", {"to": "up"}).status_code == 404
    assert client.post(f"/meetings/{meeting.pk}/points/", {"title": "x"}).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_a_long_agenda_asks_the_database_no_more(
    as_, alice, bilal, meeting, count, django_assert_max_num_queries
):
    for number in range(count):
        point(meeting, bilal, f"Point {number}", taken=number % 2 == 0)
    client = as_(alice)
    with django_assert_max_num_queries(26):
        assert client.get(f"/meetings/{meeting.pk}/").status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_a_long_list_of_meetings_asks_the_database_no_more(
    as_, alice, louvain, count, django_assert_max_num_queries
):
    for number in range(count):
        day = timezone.now() + timedelta(days=10 - number)
        Meeting.announce(louvain, day, venue="x", by=alice, at=timezone.now())
    client = as_(alice)
    with django_assert_max_num_queries(18):
        assert client.get(f"/my-groups/{louvain.pk}/meetings/").status_code == 200


def test_the_agenda_prints_with_room_to_write_and_the_names_to_tick(
    as_, alice, bilal, wim, meeting
):
    point(meeting, bilal, "Bougies", taken=True)
    point(meeting, bilal, "Pas encore pris")
    page = as_(bilal).get(f"/meetings/{meeting.pk}/sheet/").text
    assert "1. Bougies" in page
    assert "Pas encore pris" not in page
    assert "Alice" in page
    assert "Wim" not in page
