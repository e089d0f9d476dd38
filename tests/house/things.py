"""What stands behind the doors: made when somebody knocks, undone afterwards."""

from __future__ import annotations

from datetime import date, time, timedelta
from unittest.mock import patch

from django.utils import timezone

from lampion.board.models import Post
from lampion.contacts.models import Contact, WayOut
from lampion.decisions.actions import open_vote
from lampion.decisions.counting import Rule
from lampion.decisions.models import Box, Decision, Proposal, VoterLink
from lampion.decisions.sealing import public_key_of
from lampion.enquiries.models import Enquiry, KeptFilter, ReadyAnswer
from lampion.files.checking import Checked
from lampion.files.models import StoredFile
from lampion.groups.models import (
    Document,
    Group,
    GroupInvitation,
    HandOver,
    HandOverLine,
    Holding,
    Mandate,
    Membership,
    Offer,
    Requirement,
    SectionFunction,
    Sharing,
)
from lampion.meetings.actions import approve as approve_minutes
from lampion.meetings.actions import convene, lay_before_group
from lampion.meetings.models import (
    AgendaPoint,
    Amendment,
    CalendarAddress,
    Guest,
    Meeting,
    MinuteTaker,
    Rhythm,
)
from lampion.news.actions import approve, count_readers
from lampion.news.letter import fingerprint
from lampion.news.models import Mailing, MailingPicture
from lampion.people.models import Person, Session
from lampion.sections.models import ListImport, StaffAbsence, StaffAccess
from lampion.tasks.models import Task


def some_meeting(now):
    group = Enquiry.objects.get().group
    return Meeting.announce(group, now + timedelta(days=5), venue="x", by=None, at=now).pk


def some_proposal(now):
    return Proposal.make(find_louvain(), "x", rule=Rule("majority"), by=find_alice(), at=now)


def some_vote(now):
    proposal = some_proposal(now)
    open_vote(proposal, closes_at=now + timedelta(days=7), by=find_alice(), at=now)
    return proposal


def some_secret(now):
    """In discussion. Alice is a scrutineer, Bilal is none."""
    proposal = some_proposal(now)
    others = Person.objects.exclude(email__in=["alice@example.org", "bilal@example.org"])
    box = Box.ask(proposal, by=find_alice(), at=now)
    box.name_scrutineers([find_alice(), others[0]], by=find_alice(), at=now)
    return proposal


def some_full_box(now):
    """The vote is open, and its hour has come."""
    proposal = some_secret(now)
    for one in proposal.box.scrutineers.all():
        one.keep_share(public_key_of(one.take_share()), at=now)
    open_vote(proposal, closes_at=now, by=find_alice(), at=now - timedelta(days=1))
    return proposal


def some_voter_link(now):
    return VoterLink.make(some_vote(now).voters.first(), at=now)


def some_decision(now):
    hands = {"yes": 3, "no": 0, "abstain": 0, "present": 3, "words": "", "method": "majority"}
    return Decision.record(
        find_louvain(), "x", **hands, by=find_alice(), at=now, on=timezone.localdate(now)
    )


def some_convened(now):
    meeting = Meeting.objects.get(pk=some_meeting(now))
    convene(meeting, by=None, at=now)
    return meeting


def some_calendar(now):
    return CalendarAddress.make(find_alice(), at=now).rpartition("/")[2].removesuffix(".ics")


def some_token(now):
    return some_convened(now).invitations.all()[0].link().rstrip("/").rpartition("/")[2]


def some_point(now):
    meeting = Meeting.objects.get(pk=some_meeting(now))
    return AgendaPoint.propose(meeting, "x", by=None, at=now)


def some_held(now):
    """A meeting of today of which Bilal takes the minutes."""
    group = find_louvain()
    meeting = Meeting.announce(group, now - timedelta(hours=1), venue="x", by=None, at=now)
    MinuteTaker.begin(meeting, find_bilal().person, at=now)
    return meeting


def some_held_point(now):
    return AgendaPoint.propose(some_held(now), "x", by=None, at=now, taken=True)


def some_guest(now):
    meeting = some_held(now)
    Guest.welcome(meeting, "x", by=find_alice(), at=now)
    return meeting.guests.get()


def some_drafted(now):
    point = some_held_point(now)
    lay_before_group(point.meeting, by=find_alice(), at=now)
    return point


def some_amendment(now):
    return Amendment.propose(some_drafted(now), "y", why="", by=find_alice(), at=now)


def some_approved(now):
    """Minutes that the group approved, and lets the secretariat read."""
    meeting = some_drafted(now).meeting
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=now - timedelta(days=28))
    hands = {"yes": 2, "no": 0, "abstain": 0, "present": 2, "words": "", "method": "majority"}
    approve_minutes(
        meeting, title="x", on=timezone.localdate(now), by=find_alice(), at=now, **hands
    )
    some_shared("minutes", now)
    return meeting


def some_rhythm(now):
    rule = {"pattern": "weekday", "number": 1, "hour": time(20), "venue": "x"}
    return Rhythm.settle(find_louvain(), **rule, by=None, at=now)


def some_task(now):
    """Alice has it; one place is free, for all circles."""
    words = {"people": [find_alice()], "places": 2, "for_all": True, "checklist": ["x"]}
    return Task.add(find_louvain(), "x", by=None, at=now, **words)


def some_way_out(now):
    return WayOut.make(Contact.objects.first(), at=now).rstrip("/").rpartition("/")[2]


def some_mailing(now):
    group = Enquiry.objects.get().group
    words = {"subject": "x", "body": "x", "language": "fr"}
    made = Mailing.begin(group.section, group, words, by=None, at=now)
    MailingPicture.objects.create(mailing=made, number=1, file=some_file(now))
    return made


def some_leaving(now):
    made = some_mailing(now)
    approve(made, expected=count_readers(made), seen=fingerprint(made), by=None, at=now)
    made.publish(at=now)
    return made


def some_filter(section, nora):
    return KeptFilter.objects.create(section=section, person=nora, name="x")


def some_answer(section):
    return ReadyAnswer.objects.create(section=section, title="x", language="fr", subject="x")


def some_absence(section, nora):
    days = {"starts_on": date(2026, 12, 24), "ends_on": date(2026, 12, 31)}
    return StaffAbsence.announce(section, nora, **days, by=nora)


def some_document(now):
    said = {"by": None, "at": now, "most_bytes": 1000, "audience": "group"}
    return Document.add(find_louvain(), "x", Checked(b"x", "text/plain"), **said)


def some_post(now):
    return Post.publish(find_louvain(), "question", "x", by=find_alice(), at=now)


def some_requirement(section):
    return Requirement.objects.create(section=section, words={"fr": "x"})


def find_karim(section):
    return StaffAccess.objects.exclude(person__first_name="Nora").first().person


def find_louvain():
    return Group.objects.get(number=12, section__code="be")


def find_alice():
    return Mandate.objects.filter(group=find_louvain()).first().person


def some_shared(kind, now):
    Sharing.begin(find_louvain(), kind, by=find_alice(), at=now)
    return find_louvain()


def some_session(nora, now):
    return Session.objects.create(key_hash="none", sealed="", expires_at=now, person=nora)


def some_import(section, nora, now):
    content = {"headers": ["number", "name", "postcode"], "rows": [[2, ["5", "Huy", "4500"]]]}
    return ListImport.objects.create(
        section=section, kind="groups", by=nora, at=now, file_name="a.csv", content=content
    )


def some_file(now):
    return StoredFile.objects.create(
        sha256="abc" * 20, path="none.webp", media_type="image/webp", size=1, stored_at=now
    )


def some_line():
    section = StaffAccess.objects.first().section
    return HandOverLine.add(section, {"fr": "Stock"}, by=None, at=timezone.now())


def some_hand_over():
    some_line()
    held = some_holding()
    others = Person.objects.exclude(pk=held.person_id)
    taker = others.filter(email="alice@example.org").first() or others[0]
    return HandOver.begin(held, taker, by=None, at=timezone.now())


def some_mandate():
    return Mandate.objects.filter(person__email="alice@example.org").first()


def some_function():
    section, now = StaffAccess.objects.first().section, timezone.now()
    return SectionFunction.offer(section, {"fr": "Presse"}, [], by=None, at=now)


def some_invitation():
    """To Hanna, who left; and the token of its link."""
    group, by = find_louvain(), find_alice()
    belong = Membership.objects.active().filter(group=group).values("person")
    others = Person.objects.exclude(pk__in=belong)
    person = others.filter(email="hanna@example.org").first() or others.first()
    with patch("secrets.token_urlsafe", return_value="known"):
        made = GroupInvitation.send(group, person, circle="core", by=by, at=timezone.now())
    return made, "known"


def some_offer():
    section, now = StaffAccess.objects.first().section, timezone.now()
    return Offer.add(section, "skill", {"fr": "Dessiner"}, by=None, at=now)


def some_holding():
    held = find_bilal()
    today = timezone.localdate()
    return Holding.give(held.group, held.person, some_function(), by=None, on=today)


def find_bilal():
    active = Membership.objects.active()
    return active.filter(person__email="bilal@example.org").first() or active.first()
