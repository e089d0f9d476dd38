"""Where each door stands: its address about Éloïse's request, Louvain-la-Neuve, or Nora's own things."""

from __future__ import annotations

import uuid

from django.urls import reverse
from django.utils import timezone

from lampion.board.models.digest import token_of
from lampion.contacts.models import Contact, Theme
from lampion.enquiries.models import Deed, Enquiry
from lampion.groups.models import (
    Folder,
    HandOverItem,
    Mandate,
)
from lampion.people.models import Invitation
from lampion.sections.models import FoundingLink, Page, StaffAccess
from lampion.tasks.models import Step, done_link
from tests.house.looking import routes
from tests.house.things import (
    find_alice,
    find_bilal,
    find_karim,
    find_louvain,
    some_absence,
    some_amendment,
    some_answer,
    some_approved,
    some_calendar,
    some_convened,
    some_decision,
    some_document,
    some_drafted,
    some_file,
    some_filter,
    some_full_box,
    some_function,
    some_guest,
    some_hand_over,
    some_held,
    some_held_point,
    some_holding,
    some_import,
    some_invitation,
    some_leaving,
    some_line,
    some_mailing,
    some_mandate,
    some_meeting,
    some_offer,
    some_point,
    some_post,
    some_proposal,
    some_requirement,
    some_rhythm,
    some_secret,
    some_session,
    some_shared,
    some_task,
    some_token,
    some_vote,
    some_voter_link,
    some_way_out,
)
from tests.house.things_cases import case_arguments
from tests.house.things_letters import letter_arguments
from tests.house.things_news import following_arguments
from tests.house.things_paper import sheet_arguments
from tests.house.things_petitions import petition_arguments

BY_CODE = (
    "served:theme",
    "site:section-embed-finder",
    "enquiries:section-embed-form",
    "office:shown-section",
    "sections:section-imprint",
    "privacy:section-notices",
)

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
        "people:session": [lambda: some_session(nora, now).pk],
        "office:founding": [lambda: FoundingLink.make(at=now)],
        "enquiries:status": [Enquiry.link_token("form-1")],
        "enquiries:replies": [Enquiry.link_token("form-1")],
        "enquiries:figures-export": ["xlsx"],
        "groups:office-requirement-dropping": [lambda: some_requirement(section).pk],
        "groups:office-fulfilment": [
            lambda: Enquiry.objects.get().group_id,
            lambda: some_requirement(section).pk,
        ],
        **members_of_groups(),
        "enquiries:undoing": [lambda: Deed.objects.first().batch],
        "enquiries:kept-filter-removal": [lambda: some_filter(section, nora).pk],
        "enquiries:ready-answer": [lambda: some_answer(section).pk],
        "enquiries:ready-answer-removal": [lambda: some_answer(section).pk],
        "enquiries:withdrawal": [Enquiry.link_token("form-1")],
        "files:file": [lambda: some_file(now).pk, "abc"],
        **meeting_arguments(now),
        **section_arguments(section, nora, now),
        **news_arguments(now),
        **decision_arguments(now),
        **paper_arguments(now),
        **people_at_risk(section, now),
        **task_arguments(now),
    }


def people_at_risk(section, now) -> dict:
    return {
        **case_arguments(now),
        **following_arguments(section, now),
        **letter_arguments(now),
        **petition_arguments(now),
        **sheet_arguments(now),
    }


def members_of_groups() -> dict:
    pages = ("", "-contact", "-circle", "-pauses", "-pause-ending", "-leaving", "-moving")
    return {
        **{f"groups:member{page}": [lambda: find_bilal().pk] for page in pages},
        "groups:sharing-kind": [lambda: find_louvain().pk, "tasks"],
        **{f"groups:mandate-{page}": [lambda: some_mandate().pk] for page in MANDATES},
        **{
            f"groups:office-function{page}": [lambda: some_function().pk]
            for page in ("", "-dropping")
        },
        **{f"groups:office-offer{page}": [lambda: some_offer().pk] for page in ("", "-dropping")},
        "groups:invitation": [lambda: some_invitation()[1]],
        "groups:own-invitation": [lambda: some_invitation()[0].pk],
        "groups:invitation-calling-off": [lambda: some_invitation()[0].pk],
        "groups:holding-ending": [lambda: some_holding().pk],
        "groups:holding-hand-over": [lambda: some_holding().pk],
        "groups:hand-over": [lambda: some_hand_over().pk],
        "groups:hand-over-item": [
            lambda: some_hand_over().pk,
            lambda: HandOverItem.objects.last().pk,
        ],
        "groups:office-hand-over-dropping": [lambda: some_line().pk],
    }


MANDATES = ("renewal", "ending", "hand-over")


def meeting_arguments(now) -> dict:
    group = find_louvain().pk
    return {
        "meetings:group-meetings": [group],
        "meetings:rhythm": [group],
        "calendar:atom": [12],
        "calendar:section-atom": ["be", 12],
        "calendar:own-calendar": [lambda: some_calendar(now)],
        "meetings:answer": [lambda: some_convened(now).pk],
        "meetings:attendance": [lambda: some_token(now)],
        **{f"meetings:point{page}": [lambda: some_point(now).pk] for page in POINT},
        "meetings:rhythm-ending": [lambda: some_rhythm(now).group_id],
        **{f"meetings:{page}": [lambda: some_held(now).pk] for page in HELD},
        **{f"meetings:{page}": [lambda: some_held_point(now).pk] for page in HELD_POINT},
        "meetings:guest-removal": [lambda: some_guest(now).pk],
        "meetings:amendments": [lambda: some_drafted(now).pk],
        "meetings:amendment": [lambda: some_amendment(now).pk],
        "meetings:office-minutes": [lambda: some_shared("minutes", now).pk],
        "meetings:office-minutes-of": [group, lambda: some_approved(now).pk],
        "meetings:approval": [lambda: some_drafted(now).meeting_id],
    }


HELD = (
    "minutes", "minutes-pdf", "minutes-taking", "writing", "minutes-state", "more-points", "submission", "presence",
    "guests",
)  # fmt: skip
HELD_POINT = ("passage", "point-decision", "point-task")


def task_arguments(now) -> dict:
    of_group = ("tasks:group", "tasks:group-new", "tasks:group-sheet")
    return {
        **{route: [lambda: find_louvain().pk] for route in of_group},
        "tasks:office-group": [lambda: some_shared("tasks", now).pk],
        "tasks:done-link": [lambda: done_link(some_task(now), find_alice(), now).rsplit("/", 2)[1]],
        "tasks:step": [lambda: some_task(now).pk, lambda: Step.objects.latest("pk").pk],
    }


def section_arguments(section, nora, now) -> dict:
    return {
        "sections:page": ["why"],
        "sections:section-page": ["be", "why"],
        "sections:office-page": [Page.objects.first().pk],
        "sections:office-staff-end": [StaffAccess.objects.filter(scope="pages").first().pk],
        "sections:office-region": [section.regions.first().pk],
        "sections:office-region-removal": [section.regions.first().pk],
        "sections:office-absence": [lambda: some_absence(section, nora).pk],
        "sections:office-imports": ["members"],
        "sections:office-import": ["groups", lambda: some_import(section, nora, now).pk],
        "sections:office-members-export": ["csv"],
    }


def paper_arguments(now) -> dict:
    posts = ("post", "post-details", "post-withdrawal")
    pages = ("document", "document-versions", "document-removal", "document-return")
    return {
        **{f"groups:{page}": [lambda: some_document(now).pk] for page in pages},
        "groups:document-version": [lambda: some_document(now).pk, 1],
        **{
            route: [lambda: token_of(find_alice())]
            for route in ("board:digest", "digest-one-click:one-click")
        },
        "board:board": [lambda: find_louvain().pk],
        **{f"board:{page}": [lambda: some_post(now).pk] for page in posts},
        "board:answer-withdrawal": [lambda: some_post(now).answer("x", by=find_alice(), at=now).pk],
        "groups:folder": [lambda: Folder.open(find_louvain(), "x", by=None, at=now).pk],
        "groups:folder-removal": [lambda: Folder.open(find_louvain(), "x", by=None, at=now).pk],
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
            route: [lambda: some_way_out(now)]
            for route in (*private, "contacts:agreement", "privacy:address-erasure")
        },
        **{route: [lambda: some_leaving(now).pk] for route in under_way},
        "contacts:office-theme": [lambda: Theme.objects.first().pk],
        "contacts:office-theme-ending": [lambda: Theme.objects.first().pk],
        "contacts:office-consent": ["nl"],
        "news:mailing": [lambda: some_leaving(now).key],
        "news:picture": [lambda: some_mailing(now).pk, 1],
        "news:office-picture": [lambda: some_mailing(now).pk, 1],
    }


def decision_arguments(now) -> dict:
    talked_about = ("proposal", "rewording", "comments", "opening", "withdrawal", "closing")
    return {
        **{f"decisions:{page}": [lambda: some_proposal(now).pk] for page in talked_about},
        "decisions:office-register": [lambda: some_shared("decisions", now).pk],
        **{f"decisions:{page}": [lambda: some_vote(now).pk] for page in ("ballot", "proxy")},
        **{f"decisions:{page}": [lambda: some_voter_link(now)] for page in ("link", "protest")},
        **{
            f"decisions:{page}": [lambda: some_decision(now).pk]
            for page in ("decision", "tasks", "review", "mandate")
        },
        "decisions:secrecy": [lambda: some_proposal(now).pk],
        **{
            f"decisions:{page}": [lambda: some_secret(now).pk]
            for page in ("scrutineers", "share", "keeping", "paper")
        },
        "decisions:counting": [lambda: some_full_box(now).pk],
        "decisions:voter": [lambda: some_vote(now).voters.last().pk],
    }


def people_who_lost(section) -> dict:
    return {
        "sections:office-staff-factors": [lambda: find_karim(section).pk],
        "groups:office-group-factors": [lambda: find_louvain().pk, lambda: find_alice().pk],
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
            "meetings": some_meeting(now),
            "decisions": enquiry.group_id,
            "contacts": Contact.objects.first().pk,
            "news": some_mailing(now).pk,
            "tasks": some_task(now).pk,
            "people": 0,  # a passkey that nobody has
        }
        arguments = [by_room[route.split(":")[0]]] if "<int:pk>" in pattern else []
        if "mandate_pk" in pattern:
            arguments.append(mandate.pk)
    return reverse(route, args=[one() if callable(one) else one for one in arguments])
