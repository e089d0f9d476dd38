"""Every page, on a phone in light and on a desk in the dark: axe finds nothing, nothing overflows."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone

from conftest import person
from lampion.board.models import Post
from lampion.contacts.models import Contact, Theme
from lampion.decisions.actions import open_vote
from lampion.decisions.counting import Rule
from lampion.decisions.models import Decision, Proposal
from lampion.files.checking import Checked
from lampion.groups.models import Document, Folder, GroupInvitation, Mandate, Offer, Sharing
from lampion.kit.spreadsheets import read_table
from lampion.meetings.actions import approve, convene, entrust, lay_before_group
from lampion.meetings.models import (
    AgendaPoint,
    Amendment,
    Attendance,
    Guest,
    Meeting,
    MinuteTaker,
    Passage,
)
from lampion.people.models import Person
from lampion.sections import lists
from lampion.tasks.models import Task
from tests.browser.conftest import DESK, PHONE
from tests.house.things import some_full_box, some_secret

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PUBLIC = (
    "/",
    "/find/?q=1348",
    "/find/?q=namurr",
    "/regions/wna/",
    "/groups/",
    "/groups/12/louvain-la-neuve/",
    "/enquiries/new/?group=12",
    "/embed/finder/",
    "/embed/finder/?q=1348",
    "/embed/finder/?region=wna",
    "/embed/enquiry/?group=12",
    "/pages/create/",
    "/news/",
    "/privacy/",
    "/legal/",
    "/sign-in/",
    "/nothing-here/",
    "/world/",
    "/world/?q=Lisbonnne",
    "/world/be/?q=Namur",
    "/world/us/",
    "/find/?q=Lisbonne",
)
OFFICE = (
    "/home/",
    "/account/security/",
    "/office/enquiries/",
    "/office/enquiries/?intent=join",
    "/office/enquiries/{enquiry}/",
    "/office/enquiries/{enquiry}/founding/",
    "/office/enquiries/history/",
    "/office/enquiries/leaving/",
    "/office/enquiries/figures/",
    "/office/enquiries/answers/",
    "/office/absences/",
    "/office/groups/requirements/",
    "/office/functions/",
    "/office/skills/",
    "/office/skills/{skill}/",
    "/office/hand-overs/",
    "/office/groups/",
    "/office/groups/new/",
    "/office/groups/{group}/",
    "/office/groups/{group}/details/",
    "/office/groups/{group}/tasks/",
    "/office/groups/{group}/decisions/",
    "/office/imports/groups/",
    "/office/imports/members/",
    "/office/imports/group-members/",
    "/office/imports/members/{faulty}/",
    "/office/imports/members/{ready}/",
    "/office/imports/group-members/{mandates}/",
    "/office/members/",
    "/office/members/?q=nobody",
    "/office/section/",
    "/office/embed/",
    "/office/parameters/",
    "/office/staff/",
    "/office/pages/",
    "/office/mailings/",
    "/office/mailings/new/",
    "/office/contacts/",
    "/office/contacts/{contact}/",
    "/office/contacts/{contact}/withdrawal/",
    "/office/themes/",
    "/office/themes/{theme}/ending/",
    "/office/consents/",
    "/office/consents/nl/",
    "/office/machine/",
    "/office/machine/?renewal=off",
    "/account/security/app/removal/",
    "/office/machine/topics/enquiry/hold/",
)
GROUP = (
    "/home/",
    "/my-groups/{group}/",
    "/my-groups/{group}/people/",
    "/my-groups/{group}/people/new/",
    "/my-groups/{group}/people/print/",
    "/my-groups/{group}/people/attendance/",
    "/account/details/",
    "/my-groups/{group}/functions/",
    "/my-groups/{group}/sharing/",
    "/group-invitations/known/",
    "/my-groups/{group}/functions/proposals/",
    "/account/skills/",
    "/my-groups/{group}/functions/new/",
    "/my-groups/{group}/mandates/new/",
    "/my-groups/{group}/documents/",
    "/documents/{document}/",
    "/documents/{document}/removal/",
    "/folders/{folder}/",
    "/my-groups/{group}/board/",
    "/account/digest/",
    "/posts/{post}/",
    "/posts/{post}/details/",
    "/posts/{post}/withdrawal/",
    "/my-groups/{group}/tasks/",
    "/my-groups/{group}/tasks/?show=late",
    "/my-groups/{group}/tasks/new/",
    "/my-groups/{group}/tasks/sheet/",
    "/tasks/",
    "/tasks/{task}/",
    "/tasks/{task}/details/",
    "/tasks/{task}/return/",
    "/tasks/{task}/dropping/",
    "/my-groups/{group}/decisions/",
    "/my-groups/{group}/decisions/register/",
    "/my-groups/{group}/proposals/",
    "/my-groups/{group}/shows-of-hands/",
    "/proposals/{vote}/",
    "/proposals/{talked}/",
    "/proposals/{talked}/details/",
    "/proposals/{talked}/opening/",
    "/proposals/{talked}/withdrawal/",
    "/proposals/{asked}/",
    "/proposals/{asked}/scrutineers/",
    "/proposals/{asked}/share/",
    "/proposals/{asked}/paper/",
    "/proposals/{full}/",
    "/proposals/{full}/counting/",
    "/decisions/{decision}/",
    "/decisions/{decision}/review/",
    "/decisions/{decision}/mandate/",
    "/meetings/",
    "/my-groups/{group}/meetings/",
    "/my-groups/{group}/rhythm/",
    "/account/calendar/",
    "/meetings/{meeting}/",
    "/meetings/{meeting}/details/",
    "/meetings/{meeting}/points/",
    "/meetings/{meeting}/sheet/",
    "/meetings/{meeting}/convocation/",
    "/meetings/{meeting}/answer/",
    "/points/{point}/",
    "/meetings/{held}/",
    "/meetings/{held}/minutes/writing/",
    "/meetings/{held}/minutes/submission/",
    "/points/{said}/decision/",
    "/points/{said}/task/",
    "/meetings/{drafted}/minutes/",
    "/meetings/{drafted}/approval/",
    "/points/{amended}/amendments/",
    "/meetings/{approved}/minutes/",
    "/newcomers/",
    "/newcomers/{enquiry}/",
    "/account/data/",
    "/account/sessions/",
    "/account/news/",
    "/mailings/new/?group={group}",
    "/account/security/",
    "/account/security/app/",
    "/account/security/passkeys/new/",
    "/account/security/recovery-codes/",
)
LOOKS = {
    "phone-light": {"viewport": PHONE, "color_scheme": "light"},
    "desk-dark": {"viewport": DESK, "color_scheme": "dark"},
}


LISTS = {
    "faulty": ("members", "number;first_name;email;note\n1;Zoé;no address;x\n;Sans;;\n"),
    "ready": ("members", "number;first_name;valid_until\n1;דניאל;2027-12-31\n2;Aimé;\n"),
    "mandates": ("group-members", "group_number;email;mandate\n12;a@example.org;trésorier\n"),
}


@pytest.fixture
def papers(louvain, alice):
    """A document in a folder, with a name that breaks nowhere."""
    now = timezone.now()
    folder = Folder.open(louvain, "Presse", by=alice, at=now)
    checked = Checked(b"x", "text/plain")
    said = {"by": alice, "at": now, "most_bytes": 1000, "folder": folder}
    document = Document.add(louvain, "Procès-verbal_" * 6, checked, **said)
    post = Post.publish(louvain, "idea", "Un stand ?", by=alice, at=now, document=document)
    post.answer("Oui, https://example.org/" + "long/" * 20, by=alice, at=now)
    return {"document": document.pk, "folder": folder.pk, "post": post.pk}


@pytest.fixture
def brought(louvain, nora):
    """Lists that wait to be applied, and a register with two members."""
    section, now = louvain.section, timezone.now()
    register = read_table("number;last_name;email\n1;Martin;eloise@example.org\n3;🕯️;\n".encode())
    lists.apply(section, "members", register, by=nora, at=now)
    return {
        name: lists.keep(section, kind, read_table(text.encode()), "a.csv", by=nora, at=now).pk
        for name, (kind, text) in LISTS.items()
    }


def prepared(group):
    """A meeting that is convened, with a point on its agenda and one proposed."""
    now = timezone.now()
    meeting = Meeting.announce(
        group, now + timedelta(days=5), venue="Café", doors="12B", by=None, at=now
    )
    AgendaPoint.propose(meeting, "Bougies", by=None, at=now)
    point = AgendaPoint.propose(meeting, "Affiches", minutes=10, by=None, at=now, taken=True)
    convene(meeting, by=None, at=now)
    return {"meeting": meeting.pk, "point": point.pk}


def written(group, alice):
    """Minutes that are being written, that lie before the group with an amendment, and that are approved."""
    points = {
        name: _noted(group, alice, days)
        for days, name in enumerate(("held", "drafted", "approved"))
    }
    now = timezone.now()
    for name in ("drafted", "approved"):
        lay_before_group(points[name].meeting, by=alice, at=now)
    Amendment.propose(points["drafted"], "Trente.", why="J’ai compté.", by=alice, at=now)
    hands = {"yes": 2, "no": 0, "abstain": 0, "present": 2, "words": "", "method": "majority"}
    said = {"title": "Approuvé", "on": timezone.localdate(now), "by": alice, "at": now}
    approve(points["approved"].meeting, **hands, **said)
    meetings = {name: point.meeting_id for name, point in points.items()}
    return meetings | {"said": points["held"].pk, "amended": points["drafted"].pk}


def _noted(group, alice, days):
    now = timezone.now()
    starts = now - timedelta(days=days, hours=1)
    meeting = Meeting.announce(group, starts, venue="Café", by=None, at=now)
    MinuteTaker.begin(meeting, alice, at=now)
    point = AgendaPoint.propose(meeting, "Bougies", minutes=10, by=alice, at=now, taken=True)
    Attendance.tick(meeting, alice, here=True, by=alice, at=now)
    Guest.welcome(meeting, "Mme Ndiaye_" * 8, by=alice, at=now)
    Passage.write(
        point, "Vingt boîtes, https://example.org/" + "a" * 90, version=0, by=alice, at=now
    )
    entrust(point, title="Compter", people=[alice], by=alice, at=now)
    return point


def invited(group):
    """Éva is asked to join, by the link `known`."""
    alice = Mandate.objects.filter(group=group).first().person
    with patch("secrets.token_urlsafe", return_value="known"):
        GroupInvitation.send(group, person("eva"), circle="core", by=alice, at=timezone.now())


def promised(group):
    """A task with a checklist that the responsable has, and that others may still take."""
    alice = Mandate.objects.filter(group=group).first().person
    words = {"places": 3, "for_all": True, "checklist": ["un", "deux"], "note": "x"}
    return Task.add(group, "Tenir le stand", by=alice, at=timezone.now(), people=[alice], **words)


@pytest.fixture
def decided(louvain, alice, bilal):
    """A vote that is open, a proposal that is talked about, and a decision."""
    now = timezone.now()
    made = [
        Proposal.make(louvain, title, rule=rule, options=options, by=alice, at=now)
        for title, rule, options in (
            ("Quel soir ?", Rule("runoff", quorum=50), ("Mardi", "Jeudi")),
            ("Un stand ?", Rule("majority"), ()),
        )
    ]
    said = {"text": "", "rule": Rule("majority"), "options": (), "seen": 0}
    made[1].reword("Deux stands ?", **said, by=alice, at=now)
    open_vote(made[0], closes_at=now + timedelta(days=7), by=alice, at=now)
    hands = {"yes": 3, "no": 0, "abstain": 0, "present": 3, "words": "", "method": "majority"}
    held = Decision.record(louvain, "Oui", **hands, by=alice, at=now, on=timezone.localdate(now))
    for kind in ("tasks", "decisions"):
        Sharing.begin(louvain, kind, by=alice, at=now)
    held.entrust("Réserver l’emplacement", by=alice, at=now, people=[alice])
    return {"vote": made[0].pk, "talked": made[1].pk, "decision": held.pk}


@pytest.fixture
def boxes(louvain, alice, namur, eloise):
    """A secret vote whose scrutineers are named, and one that is over and not yet counted."""
    now = timezone.now()
    return {"asked": some_secret(now).pk, "full": some_full_box(now).pk}


def faults(visitor, addresses, keys):
    found = []
    for address in addresses:
        visitor.page.goto(address.format(**keys))
        found += [(address, *fault) for fault in visitor.axe()]
        needs, has = visitor.width()
        if needs > has:
            found.append((address, "overflows", needs))
    return found


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("email", ["", "nora@example.org", "alice@example.org"])
def test_axe_finds_nothing_and_nothing_overflows(
    visit, eloise, namur, brought, papers, decided, boxes, look, email
):
    visitor = visit(**LOOKS[look], bypass_csp=True)
    if email:
        visitor.sign_in(email)
    addresses = {"": PUBLIC, "nora@example.org": OFFICE, "alice@example.org": GROUP}[email]
    contact = Contact.objects.get(email=eloise.email)
    keys = {"enquiry": eloise.pk, "group": eloise.group_id, "contact": contact.pk} | brought
    alice = Person.objects.get(email="alice@example.org")
    keys |= prepared(eloise.group) | papers | decided | boxes | written(eloise.group, alice)
    keys["skill"] = Offer.add(
        eloise.section, "skill", {"fr": "Dessiner"}, by=None, at=timezone.now()
    ).pk
    invited(eloise.group)
    keys["task"] = promised(eloise.group).pk
    keys["theme"] = Theme.objects.filter(section=eloise.section)[0].pk
    assert faults(visitor, addresses, keys) == []


@pytest.mark.parametrize("language", ["nl", "de"])
def test_three_pages_in_dutch_and_german(visit, eloise, language):
    visitor = visit(viewport=PHONE, bypass_csp=True)
    addresses = [f"/{language}{address}" for address in (PUBLIC[0], PUBLIC[5], PUBLIC[6])]
    assert faults(visitor, addresses, {}) == []


def test_at_320_pixels_nothing_scrolls_sideways(visit, eloise):
    visitor = visit(viewport={"width": 320, "height": 640}, bypass_csp=True)
    for address in PUBLIC:
        visitor.page.goto(address)
        needs, has = visitor.width()
        assert needs <= has, address


def test_what_overflows_and_what_cannot_be_read_is_seen(visit, eloise):
    visitor = visit(viewport=PHONE, bypass_csp=True)
    visitor.page.goto("/")
    visitor.page.evaluate(
        "() => { const wide = document.createElement('img'); wide.style.minWidth = '2000px';"
        " document.querySelector('main').append(wide); }"
    )
    assert visitor.width()[0] > visitor.width()[1]
    assert "image-alt" in {fault for fault, _nodes in visitor.axe()}
