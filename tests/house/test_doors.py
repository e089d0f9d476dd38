"""Every door of the house: who opens it, and what answers the others.

Nora has every scope of the secretariat, Karim only reads requests. Alice's group holds Éloïse's request,
Zoe's does not. Bilal is of the core of Alice's group, Wim of its network, Hanna left it.
"""

from __future__ import annotations

import uuid
from datetime import date, time, timedelta

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_module

from lampion.board.models import Post
from lampion.board.models.digest import token_of
from lampion.contacts.models import Contact, Theme, WayOut
from lampion.decisions.actions import open_vote
from lampion.decisions.counting import Rule
from lampion.decisions.models import Decision, Proposal, VoterLink
from lampion.enquiries.models import Deed, Enquiry, KeptFilter, ReadyAnswer
from lampion.files.checking import Checked
from lampion.files.models import StoredFile
from lampion.groups.models import (
    Document,
    Folder,
    HandOver,
    HandOverItem,
    HandOverLine,
    Holding,
    Mandate,
    Membership,
    Requirement,
    SectionFunction,
)
from lampion.meetings.actions import convene
from lampion.meetings.models import AgendaPoint, CalendarAddress, Meeting, Rhythm
from lampion.news.actions import approve, count_readers
from lampion.news.letter import fingerprint
from lampion.news.models import Mailing, MailingPicture
from lampion.people.models import Invitation, Person, Session
from lampion.sections.models import FoundingLink, ListImport, Page, StaffAbsence, StaffAccess
from lampion.tasks.models import Step, Task, done_link
from tests.house.looking import routes

ACTORS = ("nora", "karim", "alice", "bilal", "wim", "hanna", "zoe", "nobody")
METHODS = ("get", "post")
BY_CODE = (
    "served:theme",
    "site:section-embed-finder",
    "enquiries:section-embed-form",
    "office:shown-section",
    "sections:section-imprint",
    "privacy:section-notices",
)


def doors():
    """(route, method, what each of ACTORS gets), of every room that has doors."""
    found = []
    for room in settings.ROOMS:
        try:
            found += import_module(f"lampion.{room}.doors").DOORS
        except ModuleNotFoundError:
            continue
    return found


def missing(known: list[tuple], named: set[str]) -> set[str]:
    return named - {door[0] for door in known}


def test_no_route_is_without_a_line():
    assert missing(doors(), set(routes())) == set()


def test_no_line_is_without_a_route():
    assert {door[0] for door in doors()} - set(routes()) == set()


def test_a_route_without_a_line_is_seen():
    assert missing(doors(), {*routes(), "attic:window"}) == {"attic:window"}


@pytest.fixture
def cast(nora, karim, alice, bilal, wim, hanna, zoe, louvain, namur, eloise):
    people = (nora, karim, alice, bilal, wim, hanna, zoe, None)
    return dict(zip(ACTORS, people, strict=True))


MACHINE = {
    "office:task-rerun": [uuid.uuid4()],
    "office:topic-hold": ["enquiry"],
    "office:topic-release": ["enquiry"],
}
# What the addresses of some routes need: the same for all.
POINT = ("", "-place", "-taking", "-leaving")
SITE = {"site:region": ["wna"], "site:country": ["pt"]}


def named_arguments(section, nora, now) -> dict:
    """What the addresses of some routes need; a function is called only for its route."""
    return {
        **{route: ["be"] for route in BY_CODE},
        "groups:group-number": [12],
        "groups:group": [12, "louvain-la-neuve"],
        "groups:section-group": ["be", 12, "louvain-la-neuve"],
        "groups:office-group-export": ["csv"],
        "calendar:calendar": [12],
        "calendar:section-calendar": ["be", 12],
        "api:api-group": [12],
        "mail:mailbox-letter": ["none"],
        "people:invitation": [lambda: Invitation.make(nora, by=None, at=now)[0]],
        "people:session": [lambda: _session(nora, now).pk],
        "office:founding": [lambda: FoundingLink.make(at=now)],
        "enquiries:status": [Enquiry.link_token("form-1")],
        "enquiries:replies": [Enquiry.link_token("form-1")],
        "enquiries:figures-export": ["xlsx"],
        "groups:office-requirement-dropping": [lambda: _requirement(section).pk],
        "groups:office-fulfilment": [
            lambda: Enquiry.objects.get().group_id,
            lambda: _requirement(section).pk,
        ],
        **members_of_groups(),
        "enquiries:undoing": [lambda: Deed.objects.first().batch],
        "enquiries:kept-filter-removal": [lambda: _filter(section, nora).pk],
        "enquiries:ready-answer": [lambda: _answer(section).pk],
        "enquiries:ready-answer-removal": [lambda: _answer(section).pk],
        "enquiries:withdrawal": [Enquiry.link_token("form-1")],
        "files:file": [lambda: _file(now).pk, "abc"],
        **meeting_arguments(now),
        **section_arguments(section, nora, now),
        **news_arguments(now),
        **decision_arguments(now),
        **paper_arguments(now),
        **task_arguments(now),
    }


def members_of_groups() -> dict:
    pages = ("", "-contact", "-circle", "-pauses", "-pause-ending", "-leaving", "-moving")
    return {
        **{f"groups:member{page}": [lambda: _bilal().pk] for page in pages},
        **{f"groups:mandate-{page}": [lambda: _mandate().pk] for page in MANDATES},
        **{f"groups:office-function{page}": [lambda: _function().pk] for page in ("", "-dropping")},
        "groups:holding-ending": [lambda: _holding().pk],
        "groups:holding-hand-over": [lambda: _holding().pk],
        "groups:hand-over": [lambda: _hand_over().pk],
        "groups:hand-over-item": [
            lambda: _hand_over().pk,
            lambda: HandOverItem.objects.last().pk,
        ],
        "groups:office-hand-over-dropping": [lambda: _line().pk],
    }


MANDATES = ("renewal", "ending", "hand-over")


def _line():
    section = StaffAccess.objects.first().section
    return HandOverLine.add(section, {"fr": "Stock"}, by=None, at=timezone.now())


def _hand_over():
    _line()
    held = _holding()
    others = Person.objects.exclude(pk=held.person_id)
    taker = others.filter(email="alice@example.org").first() or others[0]
    return HandOver.begin(held, taker, by=None, at=timezone.now())


def _mandate():
    return Mandate.objects.filter(person__email="alice@example.org").first()


def _function():
    section, now = StaffAccess.objects.first().section, timezone.now()
    return SectionFunction.offer(section, {"fr": "Presse"}, [], by=None, at=now)


def _holding():
    held = _bilal()
    today = timezone.localdate()
    return Holding.give(held.group, held.person, _function(), by=None, on=today)


def _bilal():
    active = Membership.objects.active()
    return active.filter(person__email="bilal@example.org").first() or active.first()


def meeting_arguments(now) -> dict:
    group = _louvain().pk
    return {
        "meetings:group-meetings": [group],
        "meetings:rhythm": [group],
        "calendar:atom": [12],
        "calendar:section-atom": ["be", 12],
        "calendar:own-calendar": [lambda: _calendar(now)],
        "meetings:answer": [lambda: _convened(now).pk],
        "meetings:attendance": [lambda: _token(now)],
        **{f"meetings:point{page}": [lambda: _point(now).pk] for page in POINT},
        "meetings:rhythm-ending": [lambda: _rhythm(now).group_id],
    }


def task_arguments(now) -> dict:
    of_group = ("tasks:group", "tasks:group-new", "tasks:group-sheet")
    return {
        **{route: [lambda: _louvain().pk] for route in of_group},
        "tasks:done-link": [lambda: done_link(_task(now), _alice(), now).rsplit("/", 2)[1]],
        "tasks:step": [lambda: _task(now).pk, lambda: Step.objects.latest("pk").pk],
    }


def section_arguments(section, nora, now) -> dict:
    return {
        "sections:page": ["why"],
        "sections:section-page": ["be", "why"],
        "sections:office-page": [Page.objects.first().pk],
        "sections:office-staff-end": [StaffAccess.objects.filter(scope="pages").first().pk],
        "sections:office-region": [section.regions.first().pk],
        "sections:office-region-removal": [section.regions.first().pk],
        "sections:office-absence": [lambda: _absence(section, nora).pk],
        "sections:office-imports": ["members"],
        "sections:office-import": ["groups", lambda: _import(section, nora, now).pk],
        "sections:office-members-export": ["csv"],
    }


def paper_arguments(now) -> dict:
    posts = ("post", "post-details", "post-withdrawal")
    pages = ("document", "document-versions", "document-removal", "document-return")
    return {
        **{f"groups:{page}": [lambda: _document(now).pk] for page in pages},
        "groups:document-version": [lambda: _document(now).pk, 1],
        **{
            route: [lambda: token_of(_alice())]
            for route in ("board:digest", "digest-one-click:one-click")
        },
        "board:board": [lambda: _louvain().pk],
        **{f"board:{page}": [lambda: _post(now).pk] for page in posts},
        "board:answer-withdrawal": [lambda: _post(now).answer("x", by=_alice(), at=now).pk],
        "groups:folder": [lambda: Folder.open(_louvain(), "x", by=None, at=now).pk],
        "groups:folder-removal": [lambda: Folder.open(_louvain(), "x", by=None, at=now).pk],
    }


def news_arguments(now) -> dict:
    private = ("one-click:one-click", "contacts:subscriptions", "contacts:withdrawal")
    under_way = [
        f"news:{desk}{page}"
        for desk in ("", "office-")
        for page in ("progress", "pause", "resumption", "stopping", "removal")
    ]
    return {
        **{
            route: [lambda: _way_out(now)]
            for route in (*private, "contacts:agreement", "privacy:address-erasure")
        },
        **{route: [lambda: _leaving(now).pk] for route in under_way},
        "contacts:office-theme": [lambda: Theme.objects.first().pk],
        "contacts:office-theme-ending": [lambda: Theme.objects.first().pk],
        "contacts:office-consent": ["nl"],
        "news:mailing": [lambda: _leaving(now).key],
        "news:picture": [lambda: _mailing(now).pk, 1],
        "news:office-picture": [lambda: _mailing(now).pk, 1],
    }


def decision_arguments(now) -> dict:
    talked_about = ("proposal", "comments", "opening", "withdrawal", "closing")
    return {
        **{f"decisions:{page}": [lambda: _proposal(now).pk] for page in talked_about},
        **{f"decisions:{page}": [lambda: _vote(now).pk] for page in ("ballot", "proxy")},
        **{f"decisions:{page}": [lambda: _voter_link(now)] for page in ("link", "protest")},
        **{
            f"decisions:{page}": [lambda: _decision(now).pk]
            for page in ("decision", "review", "mandate")
        },
        "decisions:voter": [lambda: _vote(now).voters.last().pk],
    }


def people_who_lost(section) -> dict:
    return {
        "sections:office-staff-factors": [lambda: _karim(section).pk],
        "groups:office-group-factors": [lambda: _louvain().pk, lambda: _alice().pk],
    }


def address(route: str) -> str:
    """Return the address of the route about Éloïse's request, Louvain-la-Neuve, or Nora's own things."""
    now = timezone.now()
    section = StaffAccess.objects.first().section
    nora = StaffAccess.objects.get(section=section, scope="settings").person
    named = named_arguments(section, nora, now) | people_who_lost(section) | MACHINE | SITE
    arguments = named.get(route)
    if arguments is None:
        pattern = routes()[route]
        enquiry, mandate = Enquiry.objects.first(), Mandate.objects.first()
        by_room = {
            "enquiries": enquiry.pk,
            "groups": enquiry.group_id,
            "meetings": _meeting(now),
            "decisions": enquiry.group_id,
            "contacts": Contact.objects.first().pk,
            "news": _mailing(now).pk,
            "tasks": _task(now).pk,
            "people": 0,  # a passkey that nobody has
        }
        arguments = [by_room[route.split(":")[0]]] if "<int:pk>" in pattern else []
        if "mandate_pk" in pattern:
            arguments.append(mandate.pk)
    return reverse(route, args=[one() if callable(one) else one for one in arguments])


def _meeting(now):
    group = Enquiry.objects.get().group
    return Meeting.announce(group, now + timedelta(days=5), venue="x", by=None, at=now).pk


def _proposal(now):
    return Proposal.make(_louvain(), "x", rule=Rule("majority"), by=_alice(), at=now)


def _vote(now):
    proposal = _proposal(now)
    open_vote(proposal, closes_at=now + timedelta(days=7), by=_alice(), at=now)
    return proposal


def _voter_link(now):
    return VoterLink.make(_vote(now).voters.first(), at=now)


def _decision(now):
    hands = {"yes": 3, "no": 0, "abstain": 0, "present": 3, "words": "", "method": "majority"}
    return Decision.record(_louvain(), "x", **hands, by=_alice(), at=now, on=now.date())


def _convened(now):
    meeting = Meeting.objects.get(pk=_meeting(now))
    convene(meeting, by=None, at=now)
    return meeting


def _calendar(now):
    return CalendarAddress.make(_alice(), at=now).rpartition("/")[2].removesuffix(".ics")


def _token(now):
    return _convened(now).invitations.all()[0].link().rstrip("/").rpartition("/")[2]


def _point(now):
    meeting = Meeting.objects.get(pk=_meeting(now))
    return AgendaPoint.propose(meeting, "x", by=None, at=now)


def _rhythm(now):
    rule = {"pattern": "weekday", "number": 1, "hour": time(20), "venue": "x"}
    return Rhythm.settle(_louvain(), **rule, by=None, at=now)


def _task(now):
    """Alice has it; one place is free, for all circles."""
    words = {"people": [_alice()], "places": 2, "for_all": True, "checklist": ["x"]}
    return Task.add(_louvain(), "x", by=None, at=now, **words)


def _way_out(now):
    return WayOut.make(Contact.objects.first(), at=now).rstrip("/").rpartition("/")[2]


def _mailing(now):
    group = Enquiry.objects.get().group
    words = {"subject": "x", "body": "x", "language": "fr"}
    made = Mailing.begin(group.section, group, words, by=None, at=now)
    MailingPicture.objects.create(mailing=made, number=1, file=_file(now))
    return made


def _leaving(now):
    made = _mailing(now)
    approve(made, expected=count_readers(made), seen=fingerprint(made), by=None, at=now)
    made.publish(at=now)
    return made


def _filter(section, nora):
    return KeptFilter.objects.create(section=section, person=nora, name="x")


def _answer(section):
    return ReadyAnswer.objects.create(section=section, title="x", language="fr", subject="x")


def _absence(section, nora):
    days = {"starts_on": date(2026, 12, 24), "ends_on": date(2026, 12, 31)}
    return StaffAbsence.announce(section, nora, **days, by=nora)


def _document(now):
    said = {"by": None, "at": now, "most_bytes": 1000, "audience": "group"}
    return Document.add(_louvain(), "x", Checked(b"x", "text/plain"), **said)


def _post(now):
    return Post.publish(_louvain(), "question", "x", by=_alice(), at=now)


def _requirement(section):
    return Requirement.objects.create(section=section, words={"fr": "x"})


def _karim(section):
    return StaffAccess.objects.exclude(person__first_name="Nora").first().person


def _louvain():
    return Enquiry.objects.get().group


def _alice():
    return Mandate.objects.filter(group=_louvain()).first().person


def _session(nora, now):
    return Session.objects.create(key_hash="none", sealed="", expires_at=now, person=nora)


def _import(section, nora, now):
    content = {"headers": ["number", "name", "postcode"], "rows": [[2, ["5", "Huy", "4500"]]]}
    return ListImport.objects.create(
        section=section, kind="groups", by=nora, at=now, file_name="a.csv", content=content
    )


def _file(now):
    return StoredFile.objects.create(
        sha256="abc" * 20, path="none.webp", media_type="image/webp", size=1, stored_at=now
    )


def answers(route: str, method: str, cast) -> tuple[int, ...]:
    """Knock once for each actor; what one of them changed is undone before the next."""
    found = []
    for name in ACTORS:
        with transaction.atomic():
            client = Client(raise_request_exception=False)
            if cast[name]:
                client.force_login(cast[name])
            answer = getattr(client, method)(address(route))
            if answer.streaming:
                answer.getvalue()  # read to its end, so that its file is closed
            found.append(answer.status_code)
            transaction.set_rollback(True)
    return tuple(found)


@pytest.mark.parametrize(("route", "method", "expected"), doors(), ids=str)
def test_a_door_answers_each_actor_as_its_line_says(route, method, expected, cast):
    assert answers(route, method, cast) == expected


@pytest.mark.parametrize("route", sorted(routes()))
def test_a_method_without_a_line_is_refused(route, cast):
    for method in METHODS:
        if (route, method) not in {door[:2] for door in doors()}:
            assert set(answers(route, method, cast)) <= {405, 302}
