"""The pages of letters and events, on a phone in light and on a desk in the dark: axe finds nothing, nothing overflows."""

import pytest
from django.utils import timezone

from lampion.letters.models import Sent
from lampion.letters.models.writer import token_of
from tests.browser.test_looking_at_every_page import LOOKS, faults
from tests.house import things_letters as things
from tests.house.things_cases import publish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PUBLIC = (
    "/letters/",
    "/letters/{letter}/?group=12",
    "/letters/{letter}/sending/?group=12",
    "/letter-writers/{token}/",
    "/letter-writers/{token}/leaving/",
)
GROUP = (
    "/my-groups/{group}/letters/",
    "/my-groups/{group}/letter-writers/",
    "/my-groups/{group}/letter-rounds/new/",
    "/letter-rounds/{round}/",
    "/my-groups/{group}/parcels/new/",
    "/my-groups/{group}/replies/new/",
    "/my-groups/{group}/events/",
    "/my-groups/{group}/events/new/",
    "/events/{event}/",
    "/events/{event}/letters/",
    "/events/{event}/cancellation/",
)
OFFICE = (
    "/office/letters/",
    "/office/letters/{waiting}/",
    "/office/cases/{case}/letters/new/?kind=card",
    "/office/addressees/",
    "/office/addressees/new/",
    "/office/parcels/",
    "/office/parcels/{parcel}/",
    "/office/replies/",
)


@pytest.fixture
def written(nora, alice, bilal, louvain, eloise):
    """A letter that left to a network, a write-a-thon, a parcel whose numbers differ, and an answer."""
    now = timezone.now()
    round_ = things.some_sent_round(now)
    asked = round_.asked.get()
    case = asked.appeal.case
    waiting = things.draft_of(publish(now, name="محمد_" * 12), now, title="Écrivez_" * 12)
    waiting.propose(seen=waiting.changed_at, by=waiting.by, at=now)
    event, parcel = things.some_event(now), things.some_parcel(now)
    Sent.tap(event, case, "letter", 12, mark="x", by=alice, at=now)
    parcel.count({line.pk: 7 for line in parcel.lines.all()}, by=nora, at=now)
    things.some_reply(now)
    return {
        "group": louvain.pk, "letter": asked.appeal.key, "token": token_of(asked.writer),
        "round": round_.pk, "event": event.pk, "waiting": waiting.pk, "case": case.pk,
        "parcel": parcel.pk,
    }  # fmt: skip


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(
    ("email", "pages"),
    [("", PUBLIC), ("alice@example.org", GROUP), ("nora@example.org", OFFICE)],
    ids=["everybody", "group", "office"],
)
def test_axe_finds_nothing_and_nothing_overflows(visit, written, look, email, pages):
    visitor = visit(**LOOKS[look], bypass_csp=True)
    if email:
        visitor.sign_in(email)
    assert faults(visitor, pages, written) == []
