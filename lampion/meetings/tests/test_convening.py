"""Alice convenes Louvain-la-Neuve: one mail each, an answer by its link, and the truth when something changes."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail as outbox
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from conftest import person
from lampion.groups.models import Holding, Membership, Power, SectionFunction
from lampion.groups.models.mandate import leave
from lampion.kit.registers import Subject, keepers, matters
from lampion.mail.jobs import send_due
from lampion.mail.models import Message
from lampion.meetings.actions import cancel, change, convene
from lampion.meetings.models import AgendaPoint, Answer, Invitation, Meeting, TooLate
from lampion.meetings.privacy import KEPT
from lampion.people.models import Person


@pytest.fixture
def meeting(louvain, alice, bilal):
    starts = timezone.now().replace(microsecond=0) + timedelta(days=9)
    inside = {"doors": "Code 12B", "link": "https://video.example.org/abc"}
    return Meeting.announce(louvain, starts, venue="Café", **inside, by=alice, at=timezone.now())


@pytest.fixture
def convened(meeting, alice):
    convene(meeting, by=alice, at=timezone.now())
    return meeting


def to(person):
    return Message.objects.filter(to_address=person.email, topic="meeting")


def link(meeting, person):
    return meeting.invitations.get(person=person).link().removeprefix("http://127.0.0.1:8000")


def says(meeting, person):
    return meeting.invitations.get(person=person).answer


def moved(meeting, by, days=1, **changes):
    words = {"venue": meeting.venue, "minutes": meeting.minutes, "note": meeting.note}
    words |= {"link": meeting.link, "doors": meeting.doors, **changes}
    later = meeting.starts_at + timedelta(days=days)
    change(meeting, later, **words, by=by, at=timezone.now())


def test_each_of_the_core_gets_one_mail_and_the_network_none(
    as_, alice, bilal, wim, hanna, meeting
):
    AgendaPoint.propose(meeting, "Bougies", by=alice, at=timezone.now(), taken=True)
    client = as_(alice)
    assert "bilal" in client.get(f"/meetings/{meeting.pk}/convocation/").text.lower()
    client.post(f"/meetings/{meeting.pk}/convocation/")
    client.post(f"/meetings/{meeting.pk}/convocation/")
    assert Message.objects.filter(topic="meeting").count() == 2
    assert "1. Bougies" in to(bilal).get().text
    assert not to(wim).exists()
    assert not to(hanna).exists()


def test_door_code_and_video_link_are_on_the_page_of_the_link_and_not_in_the_mail(bilal, convened):
    written = to(bilal).get()
    for secret in ("12B", "video.example.org"):
        assert secret not in written.text + written.calendar
        assert secret in Client().get(link(convened, bilal)).text


def test_the_mail_carries_the_date_for_any_calendar(bilal, convened):
    outbox.outbox.clear()
    send_due(timezone.now())
    mail = next(one for one in outbox.outbox if one.to == [bilal.email])
    _name, text, kind = mail.attachments[0]
    event = Calendar.from_ical(text).walk("VEVENT")[0]
    assert event.decoded("dtstart") == convened.starts_at
    assert "text/calendar" in kind
    assert not Message.objects.exclude(calendar="").exists()


def test_the_link_shows_on_get_and_answers_on_post_without_a_cookie(bilal, alice, convened):
    visitor = Client(enforce_csrf_checks=True)
    address = link(convened, bilal)
    assert visitor.get(address).status_code == 200
    assert says(convened, bilal) == ""
    assert visitor.post(address, {"answer": "comes"}).status_code == 302
    assert says(convened, bilal) == Answer.COMES
    visitor.cookies.clear()
    visitor.post(address, {"answer": "proxy", "proxy": str(alice.pk)})
    invitation = convened.invitations.get(person=bilal)
    assert (invitation.answer, invitation.proxy) == (Answer.PROXY, alice)


def test_a_proxy_needs_somebody_of_the_core(bilal, wim, convened):
    visitor, address = Client(), link(convened, bilal)
    for somebody in ("", str(wim.pk), str(bilal.pk)):
        answer = visitor.post(address, {"answer": "proxy", "proxy": somebody})
        assert answer.status_code == 422
    assert says(convened, bilal) == ""


def test_the_token_is_not_in_the_database(bilal, convened):
    token = link(convened, bilal).rstrip("/").rpartition("/")[2]
    assert len(token) == 22
    kept = str(list(Invitation.objects.values()))
    assert token not in kept


def test_a_wrong_link_or_one_of_who_left_the_core_opens_nothing(bilal, louvain, convened):
    address, visitor = link(convened, bilal), Client()
    assert visitor.get("/attendance/AAAAAAAAAAAAAAAAAAAAAA/").status_code == 404
    assert visitor.get(address).status_code == 200
    leave(louvain.memberships.get(person=bilal), by=None, on=date(2026, 3, 3))
    assert visitor.get(address).status_code == 404
    assert visitor.post(address, {"answer": "comes"}).status_code == 404


def test_answers_change_until_the_meeting_begins(bilal, convened):
    address, invitation = link(convened, bilal), convened.invitations.get(person=bilal)
    with pytest.raises(TooLate):
        invitation.say(Answer.COMES, at=convened.starts_at)
    with time_machine.travel(convened.starts_at + timedelta(minutes=1)):
        assert Client().post(address, {"answer": "comes"}).status_code == 422
        assert "a commencé" in Client().get(address).text
    assert says(convened, bilal) == ""


def test_bilal_answers_from_his_home_in_two_taps(as_, alice, bilal, convened):
    home = as_(bilal).get("/home/").text
    assert f"/meetings/{convened.pk}/answer/" in home
    as_(bilal).post(f"/meetings/{convened.pk}/answer/", {"answer": "absent"})
    page = as_(alice).get(f"/meetings/{convened.pk}/")
    assert [one.person for one in page.context["absent"]] == [bilal]
    assert [one.person for one in page.context["silent"]] == [alice]


def test_who_joined_the_core_after_the_convocation_answers_too(as_, convened, louvain):
    late = Person.objects.create_user("late@example.org", first_name="Late")
    Membership.welcome(louvain, late, by=None, on=date(2026, 3, 1))
    as_(late).post(f"/meetings/{convened.pk}/answer/", {"answer": "comes"})
    assert says(convened, late) == Answer.COMES


def test_nobody_answers_before_there_is_a_convocation(as_, bilal, meeting):
    assert as_(bilal).get(f"/meetings/{meeting.pk}/answer/").status_code == 404


def test_another_day_is_mailed_once_and_asked_anew(alice, bilal, convened):
    send_due(timezone.now())
    convened.invitations.get(person=bilal).say(Answer.COMES, at=timezone.now())
    moved(convened, alice)
    moved(convened, alice, days=0)
    assert to(bilal).count() == 1
    assert "Modifiée" in to(bilal).get().subject
    assert link(convened, bilal) in to(bilal).get().text
    assert says(convened, bilal) == ""


def test_another_place_keeps_the_answers_and_a_note_is_not_mailed(alice, bilal, convened):
    send_due(timezone.now())
    convened.invitations.get(person=bilal).say(Answer.COMES, at=timezone.now())
    moved(convened, alice, days=0, note="Apportez une chaise")
    assert not to(bilal).exists()
    moved(convened, alice, days=0, venue="Au jardin")
    assert to(bilal).count() == 1
    assert says(convened, bilal) == Answer.COMES


def test_what_no_server_took_yet_is_replaced_by_what_is_true_now(alice, bilal, convened):
    moved(convened, alice)
    assert [mail.subject.split()[0] for mail in to(bilal)] == ["Modifiée"]


def test_a_cancellation_is_mailed_once_and_a_meeting_not_convened_is_not(
    alice, bilal, louvain, convened
):
    send_due(timezone.now())
    cancel(convened, by=alice, at=timezone.now())
    cancel(convened, by=alice, at=timezone.now())
    assert to(bilal).count() == 1
    event = Calendar.from_ical(to(bilal).get().calendar).walk("VEVENT")[0]
    assert event["status"] == "CANCELLED"
    assert "annulée" in Client().get(link(convened, bilal)).text
    later = convened.starts_at + timedelta(days=30)
    quiet = Meeting.announce(louvain, later, venue="x", by=alice, at=timezone.now())
    cancel(quiet, by=alice, at=timezone.now())
    assert to(bilal).count() == 1


def test_who_prepares_is_reminded_until_the_meeting_is_convened(alice, bilal, meeting):
    today = timezone.localdate()
    address = f"/meetings/{meeting.pk}/convocation/"
    assert address in [matter.url for matter in matters(alice, today)]
    assert address not in [matter.url for matter in matters(bilal, today)]
    convene(meeting, by=alice, at=timezone.now())
    assert address not in [matter.url for matter in matters(alice, today)]


def test_nobody_is_convened_to_what_has_begun(alice, meeting):
    assert convene(meeting, by=alice, at=meeting.starts_at) == 0
    assert not Invitation.objects.exists()


def test_answers_are_exported_forgotten_and_leave(bilal, convened):
    convened.invitations.get(person=bilal).say(Answer.COMES, at=timezone.now())
    keeper = next(one for one in keepers if one.model is Invitation)
    subject = Subject(bilal)
    assert [row["answer"] for row in keeper.export(subject)] == ["comes"]
    assert keeper.forget(subject) == 1
    day = timezone.localdate(convened.starts_at) + KEPT
    assert keeper.leaves(day) == 0
    assert keeper.leaves(day + timedelta(days=1)) == 1
    assert not Invitation.objects.exists()


def test_who_is_forgotten_leaves_the_answers_of_those_they_voted_for(alice, bilal, convened):
    hers = convened.invitations.get(person=alice)
    hers.say(Answer.PROXY, at=timezone.now(), proxy=bilal)
    keeper = next(one for one in keepers if one.model is Invitation)
    assert keeper.forget(Subject(bilal)) == 2
    hers.refresh_from_db()
    assert (hers.answer, hers.proxy) == ("", None)
    assert Client().get(link(convened, alice)).status_code == 200


@pytest.mark.parametrize(
    "said",
    [
        "UPDATE meetings_invitation SET answer = 'proxy'",
        "UPDATE meetings_invitation SET answer = 'proxy', proxy_id = person_id",
        "INSERT INTO meetings_invitation (meeting_id, person_id, answer)"
        " SELECT meeting_id, person_id, '' FROM meetings_invitation",
        "INSERT INTO meetings_meetingstage (meeting_id, stage, at)"
        " SELECT meeting_id, stage, at FROM meetings_meetingstage",
    ],
)
def test_the_database_refuses_what_must_never_be(convened, said):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(said)


def test_the_hour_in_the_calendar_is_right_on_both_sides_of_the_clock_change(alice, louvain):
    night = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    before, after = night, night + timedelta(hours=1)
    for starts in (before, after):
        Meeting.announce(louvain, starts, venue="x", by=alice, at=timezone.now())
    with time_machine.travel(datetime(2026, 10, 20, tzinfo=UTC)):
        read = Calendar.from_ical(Client().get("/groups/12/calendar.ics").content)
    assert [event.decoded("dtstart") for event in read.walk("VEVENT")] == [before, after]


def test_whoever_only_looks_is_not_noted_as_invited(as_, louvain, convened):
    carine = person("carine")
    Membership.welcome(louvain, carine, by=None, on=timezone.localdate())
    page = f"/meetings/{convened.pk}/answer/"
    assert as_(carine).get(page).status_code == 200
    assert not convened.invitations.filter(person=carine).exists()
    as_(carine).post(page, {"answer": "comes"})
    assert convened.invitations.get(person=carine).answer == "comes"


def test_who_has_the_function_for_it_announces_a_meeting(as_, bilal, louvain):
    now, day = timezone.now(), timezone.localdate()
    secretary = SectionFunction.offer(
        louvain.section, {"fr": "Secrétaire"}, [Power.MEETINGS], by=None, at=now
    )
    Holding.give(louvain, bilal, secretary, by=None, on=day)
    said = {"group": louvain.pk, "day": f"{day + timedelta(days=9)}", "hour": "20:00"}
    said |= {"minutes": "120", "venue": "Salle 2", "note": ""}
    assert as_(bilal).post("/meetings/", said).status_code == 302
    assert Meeting.objects.filter(venue="Salle 2").exists()


def test_of_two_who_change_a_meeting_the_second_reads_what_the_first_wrote(
    as_, alice, bilal, louvain, convened
):
    names, now = {"fr": "Secrétaire"}, timezone.now()
    secretary = SectionFunction.offer(louvain.section, names, [Power.MEETINGS], by=None, at=now)
    Holding.give(louvain, bilal, secretary, by=None, on=timezone.localdate())
    page, starts = f"/meetings/{convened.pk}/details/", timezone.localtime(convened.starts_at)
    said = {"day": f"{starts.date()}", "hour": f"{starts:%H:%M}", "minutes": "120", "changes": "0"}
    assert as_(alice).post(page, said | {"venue": "Salle 2"}).status_code == 302
    answer = as_(bilal).post(page, said | {"venue": "Salle 3"})
    assert answer.status_code == 422
    assert "Salle 2" in answer.text
    assert "Salle 3" in answer.text
    convened.refresh_from_db()
    assert convened.venue == "Salle 2"
    assert as_(bilal).post(page, said | {"venue": "Salle 3", "changes": "1"}).status_code == 302
