"""Every page, on a phone in light and on a desk in the dark: axe finds nothing, nothing overflows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lampion.contacts.models import Contact, Theme
from lampion.kit.spreadsheets import read_table
from lampion.meetings.actions import convene
from lampion.meetings.models import AgendaPoint, Meeting
from lampion.sections import lists
from tests.browser.conftest import DESK, PHONE

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
    "/office/groups/",
    "/office/groups/new/",
    "/office/groups/{group}/",
    "/office/groups/{group}/details/",
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
def test_axe_finds_nothing_and_nothing_overflows(visit, eloise, namur, brought, look, email):
    visitor = visit(**LOOKS[look], bypass_csp=True)
    if email:
        visitor.sign_in(email)
    addresses = {"": PUBLIC, "nora@example.org": OFFICE, "alice@example.org": GROUP}[email]
    contact = Contact.objects.get(email=eloise.email)
    keys = {"enquiry": eloise.pk, "group": eloise.group_id, "contact": contact.pk} | brought
    keys |= prepared(eloise.group)
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
