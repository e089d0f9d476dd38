"""The minutes lie before the group, are amended, and approved at the next meeting: then nobody changes them."""

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from lampion.decisions.models import Decision
from lampion.journal.models import Record
from lampion.kit.registers import Subject, group_matters, keepers, matters
from lampion.meetings.actions import approve, entrust, lay_before_group
from lampion.meetings.composing import compose
from lampion.meetings.models import (
    AgendaPoint,
    Amendment,
    ApprovedMinutes,
    Attendance,
    Guest,
    Meeting,
    MeetingStage,
    MinutesClosed,
    MinuteTaker,
    Passage,
    Stage,
    StillOpen,
)
from lampion.meetings.tests.test_taking_minutes import hands


@pytest.fixture
def tonight(louvain, alice, bilal):
    """It was four weeks ago; Bilal took the minutes."""
    now = timezone.now()
    starts = now.replace(microsecond=0) - timedelta(days=28)
    meeting = Meeting.announce(louvain, starts, venue="Café du Nord", by=alice, at=now)
    MinuteTaker.begin(meeting, bilal, at=now)
    return meeting


@pytest.fixture
def drafted(alice, bilal, tonight, candles):
    now = timezone.now()
    Attendance.tick(tonight, alice, here=True, by=bilal, at=now)
    Guest.welcome(tonight, "Mme Ndiaye", by=bilal, at=now)
    Passage.write(candles, "Vingt boîtes.", version=0, by=bilal, at=now)
    entrust(candles, title="Réserver la place", people=[alice], by=bilal, at=now)
    lay_before_group(tonight, by=bilal, at=now)
    return tonight


def shown(meeting, **other):
    on = timezone.localdate()
    said = {"title": "Compte rendu approuvé", "words": "", "method": "majority", "on": on}
    return said | {"yes": 2, "no": 0, "abstain": 0, "present": 2} | other


@pytest.fixture
def approved(drafted, alice, candles, louvain):
    now = timezone.now()
    amendment = Amendment.propose(candles, "Trente.", why="", by=alice, at=now)
    amendment.settle(taken=False, answer="", by=alice, at=now)
    Meeting.announce(louvain, now + timedelta(days=9), venue="Café", by=alice, at=now)
    approve(drafted, by=alice, at=timezone.now(), **shown(drafted))
    return ApprovedMinutes.objects.get()


def test_everybody_of_the_core_is_asked_to_read_and_the_next_agenda_knows(
    alice, bilal, wim, drafted, louvain
):
    today = timezone.localdate()
    asked = {one.key for one in matters(bilal, today)}
    assert f"read-minutes-{drafted.pk}" in asked
    assert not any("minutes" in one.key for one in matters(wim, today))
    assert f"minutes-{drafted.pk}" in {one.key for one in group_matters([louvain.pk], today)}


def test_minutes_that_nobody_wrote_are_asked_for(alice, bilal, louvain):
    now = timezone.now()
    held = Meeting.announce(louvain, now - timedelta(days=3), venue="Café", by=alice, at=now)
    MeetingStage.enter(held, Stage.CONVENED, by=alice, at=now)
    keys = {one.key for one in matters(alice, timezone.localdate())}
    assert f"write-minutes-{held.pk}" in keys
    assert not any("minutes" in one.key for one in matters(bilal, timezone.localdate()))


def test_a_member_proposes_other_words_and_the_minute_taker_takes_them(
    as_, alice, bilal, drafted, candles
):
    said = {"text": "Vingt-deux boîtes.", "why": "J’ai compté."}
    as_(alice).post(f"/points/{candles.pk}/amendments/", said)
    amendment = Amendment.objects.get()
    page = as_(bilal).get(f"/meetings/{drafted.pk}/minutes/").text
    assert "Vingt-deux boîtes." in page
    assert "J’ai compté." in page
    as_(bilal).post(f"/amendments/{amendment.pk}/", {"taken": "yes", "answer": "Merci"})
    as_(bilal).post(f"/amendments/{amendment.pk}/", {"taken": "no"})
    amendment.refresh_from_db()
    assert (amendment.taken, amendment.answer) == (True, "Merci")
    assert Passage.objects.get().text == "Vingt-deux boîtes."


def test_an_amendment_of_words_that_are_gone_is_not_taken(as_, alice, bilal, drafted, candles):
    now = timezone.now()
    first = Amendment.propose(candles, "Vingt-deux.", why="", by=alice, at=now)
    second = Amendment.propose(candles, "Dix-huit.", why="", by=bilal, at=now)
    first.settle(taken=True, answer="", by=bilal, at=now)
    page = as_(bilal).post(f"/amendments/{second.pk}/", {"taken": "yes"}, follow=True)
    assert "autre chose" in page.text
    assert Passage.objects.get().text == "Vingt-deux."
    assert Amendment.objects.get(pk=second.pk).taken is None


def test_an_amendment_that_waits_holds_the_approval_up(as_, alice, bilal, drafted, candles):
    Amendment.propose(candles, "Vingt-deux.", why="", by=bilal, at=timezone.now())
    day = timezone.localdate().isoformat()
    page = as_(alice).post(f"/meetings/{drafted.pk}/approval/", hands(drafted, day=day))
    assert page.status_code == 422
    assert "amendement" in page.text
    assert not Decision.objects.exists()
    with pytest.raises(StillOpen):
        approve(drafted, by=alice, at=timezone.now(), **shown(drafted))


def test_the_next_meeting_approves_under_its_own_point(as_, alice, bilal, louvain, drafted):
    now = timezone.now()
    following = Meeting.announce(
        louvain, now + timedelta(minutes=1), venue="Café", by=alice, at=now
    )
    waiting = [one for one in group_matters([louvain.pk], timezone.localdate()) if one.group]
    AgendaPoint.fill(following, waiting, by=alice, at=now)
    MinuteTaker.begin(following, bilal, at=now)
    point = following.points.get(matter=f"minutes-{drafted.pk}")
    url = f"/meetings/{drafted.pk}/approval/?point={point.pk}"
    assert url in as_(bilal).get(f"/meetings/{following.pk}/minutes/writing/").text
    as_(bilal).post(url, hands(following, title="Compte rendu approuvé"))
    frozen = ApprovedMinutes.objects.get()
    assert point.decided.get().decision == frozen.decision
    assert f"minutes-{drafted.pk}" not in {
        one.key for one in group_matters([louvain.pk], timezone.localdate())
    }


def test_after_a_long_summer_the_minutes_are_still_on_the_agenda(louvain, drafted):
    Meeting.objects.filter(pk=drafted.pk).update(starts_at=timezone.now() - timedelta(days=92))
    assert f"minutes-{drafted.pk}" in {
        one.key for one in group_matters([louvain.pk], timezone.localdate())
    }


def test_no_meeting_approves_its_own_minutes(as_, alice, drafted):
    Meeting.objects.filter(pk=drafted.pk).update(starts_at=timezone.now())
    page = as_(alice).post(f"/meetings/{drafted.pk}/approval/", hands(drafted, day="today"))
    assert page.status_code == 422
    day = timezone.localdate().isoformat()
    page = as_(alice).post(f"/meetings/{drafted.pk}/approval/", hands(drafted, day=day))
    assert "réunion suivante" in page.text
    assert not Decision.objects.exists()


def test_a_guest_who_wants_no_name_is_struck_from_approved_minutes_too(
    as_, alice, bilal, wim, drafted, approved
):
    guest, page = Guest.objects.get(), f"/meetings/{drafted.pk}/minutes/"
    assert as_(wim).post(f"/guests/{guest.pk}/removal/").status_code == 403
    as_(bilal).post(f"/guests/{guest.pk}/removal/")
    text = as_(alice).get(page).text
    assert "Ndiaye" not in text
    assert "une personne invitée" in text
    assert ApprovedMinutes.objects.get().is_whole()
    assert not Record.objects.filter(details__icontains="Ndiaye").exists()


def test_who_was_there_leaves_on_its_day_from_frozen_minutes_too(as_, alice, drafted, approved):
    page = f"/meetings/{drafted.pk}/minutes/"
    assert "Étaient là (1)" in " ".join(as_(alice).get(page).text.split())
    Attendance.objects.all().delete()
    text = " ".join(as_(alice).get(page).text.split())
    assert "Étaient là (1)" in text
    assert "quelqu’un" in text


def test_letters_that_the_typeface_does_not_know_still_print(as_, alice, bilal, tonight, candles):
    said = "Merci 👍 中文 አማርኛ"
    Passage.write(candles, said, version=0, by=bilal, at=timezone.now())
    answer = as_(alice).get(f"/meetings/{tonight.pk}/minutes.pdf")
    assert answer.content.startswith(b"%PDF")


def test_an_answer_without_yes_or_no_is_no_answer(as_, alice, bilal, drafted, candles):
    amendment = Amendment.propose(candles, "Dix.", why="", by=alice, at=timezone.now())
    for said in ({}, {"taken": "yes", "answer": "x" * 301}, {"taken": "perhaps"}):
        as_(bilal).post(f"/amendments/{amendment.pk}/", said)
    amendment.refresh_from_db()
    assert amendment.taken is None


def test_minutes_that_the_group_does_not_approve_stay_open(alice, drafted):
    decision = approve(drafted, by=alice, at=timezone.now(), **shown(drafted, yes=0, no=2))
    assert not decision.adopted
    assert not ApprovedMinutes.objects.exists()


def test_approving_twice_is_refused(alice, drafted, approved):
    with pytest.raises(MinutesClosed):
        approve(drafted, by=alice, at=timezone.now(), **shown(drafted))
    assert Decision.objects.count() == 1


def test_approved_minutes_stand_in_the_journal_by_their_fingerprint(approved):
    record = Record.objects.get(verb="approved minutes")
    assert record.details == {"sha256": approved.sha256}
    assert approved.is_whole()
    approved.content["points"][0]["text"] = "Trente boîtes."
    assert not approved.is_whole()


CHANGES = (
    "UPDATE meetings_passage SET text = 'Trente.'",
    "DELETE FROM meetings_passage",
    "UPDATE meetings_agendapoint SET title = 'Autre'",
    "UPDATE meetings_approvedminutes SET sha256 = 'x'",
    "DELETE FROM meetings_approvedminutes",
    "DELETE FROM meetings_pointtask",
    "UPDATE meetings_guest SET name = 'x'",
    "UPDATE meetings_attendance SET by_id = NULL",
    "DELETE FROM meetings_amendment",
    "UPDATE meetings_agendapoint SET meeting_id = (SELECT MAX(id) FROM meetings_meeting)",
)


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_to_change_approved_minutes(approved, change):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


@pytest.mark.parametrize("change", [one for one in CHANGES if "approvedminutes" not in one])
def test_control_before_the_approval_the_database_lets_them_change(drafted, alice, candles, change):
    Amendment.propose(candles, "Trente.", why="", by=alice, at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(change)
        assert cursor.rowcount > 0


def test_a_passage_or_a_name_more_is_refused_too(alice, bilal, drafted, approved, candles):
    for model, said in (
        (Attendance, {"meeting": drafted, "person": bilal, "at": timezone.now()}),
        (Guest, {"meeting": drafted, "name": "x", "at": timezone.now()}),
        (Amendment, {"point": candles, "text": "x", "by": bilal, "at": timezone.now()}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.create(**said)


def test_a_task_that_moves_on_leaves_approved_minutes_as_they_were(as_, alice, drafted, approved):
    before = as_(alice).get(f"/meetings/{drafted.pk}/minutes/").text
    assert "Réserver la place" in before
    drafted.points.get().given.get().task.finish(by=alice, at=timezone.now())
    assert compose(drafted) != {}
    assert "Réserver la place" in as_(alice).get(f"/meetings/{drafted.pk}/minutes/").text
    assert ApprovedMinutes.objects.get().is_whole()


def test_a_person_who_is_forgotten_leaves_the_minutes_true(as_, alice, bilal, drafted, approved):
    assert alice.name in as_(bilal).get(f"/meetings/{drafted.pk}/minutes/").text
    for keeper in keepers:
        if keeper.model is Attendance:
            keeper.forget(Subject(alice))
    alice.forget()
    page = as_(bilal).get(f"/meetings/{drafted.pk}/minutes/").text
    assert "Alice" not in page
    assert ApprovedMinutes.objects.get().is_whole()


def test_the_minutes_on_paper_hold_the_words(as_, alice, drafted, candles):
    answer = as_(alice).get(f"/meetings/{drafted.pk}/minutes.pdf")
    assert answer["Content-Type"] == "application/pdf"
    with pikepdf.open(BytesIO(answer.content)) as document:
        assert "/StructTreeRoot" in document.Root  # tagged: a screen reader reads it
        assert str(document.Root.Lang).startswith("fr")


def test_nobody_but_the_core_reads_minutes(as_, alice, wim, hanna, zoe, nora, drafted):
    for page in ("minutes/", "minutes.pdf"):
        url = f"/meetings/{drafted.pk}/{page}"
        assert as_(alice).get(url).status_code == 200
        assert as_(wim).get(url).status_code == 403
        assert [as_(one).get(url).status_code for one in (hanna, zoe, nora)] == [404] * 3
