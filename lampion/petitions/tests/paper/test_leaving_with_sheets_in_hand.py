"""Whoever leaves the core with sheets in hand is led to no closed door; those who can act have them brought back."""

import pytest
from django.utils import timezone
from django.utils.translation import override

from lampion.groups.models import Circle, Membership
from lampion.groups.models.mandate import leave
from lampion.kit.registers import matters
from lampion.petitions.models import Custody, Step
from lampion.petitions.paper import order_sheets
from lampion.sections.models import Scope, StaffAccess

MINE, THEIRS = "Bring 1 signed sheet back", "Have 1 signed sheet brought back"


def found(person, title) -> list[str]:
    """The addresses of the matters whose title begins so."""
    with override("en"):
        waiting = matters(person, timezone.localdate())
        return [one.url for one in waiting if str(one.title).startswith(title)]


@pytest.fixture
def taken(bundle, alice, bilal):
    """Bilal took the first sheet along."""
    sheet = bundle.sheets.select_related("petition", "bundle").first()
    said = {"person": bilal, "on": timezone.localdate(), "by": alice, "at": timezone.now()}
    Custody.note([sheet], Step.TAKEN, **said)
    return bundle


def to_the_network(person):
    Membership.objects.active().filter(person=person).update(circle=Circle.NETWORK)


def out(person):
    member = Membership.objects.active().get(person=person)
    leave(member, by=None, on=timezone.localdate())


WAYS = {"to the network": to_the_network, "out of the group": out, "nowhere": lambda person: None}


@pytest.mark.parametrize("way", WAYS)
def test_who_left_the_core_is_led_to_no_closed_door_and_those_who_can_have_them_fetched(
    as_, taken, alice, bilal, zoe, namur, way
):
    """With a control, where nobody left: then it is theirs to bring back, and nobody else is asked."""
    WAYS[way](bilal)
    stays = way == "nowhere"
    urls = found(bilal, MINE)
    assert [as_(bilal).get(url).status_code for url in urls] == ([200] if stays else [])
    urls = found(alice, THEIRS)
    assert [as_(alice).get(url).status_code for url in urls] == ([] if stays else [200])
    assert not found(zoe, THEIRS)


def test_once_they_are_back_nobody_is_asked(as_, taken, alice, bilal):
    to_the_network(bilal)
    sheet = taken.sheets.first()
    said = {"sheets": [sheet.pk], "step": "returned", "on": timezone.localdate().isoformat()}
    assert as_(alice).post(f"/bundles/{taken.pk}/custody/", said).status_code == 302
    assert not found(alice, THEIRS)


def test_the_same_at_the_secretariat(as_, petition, nora, karim):
    words = {"language": "fr", "count": 1, "lines": 10, "event": None, "school": "École"}
    today, now = timezone.localdate(), timezone.now()
    bundle = order_sheets(petition, group=None, **words, by=nora, at=now)
    StaffAccess.grant(bundle.petition.section, karim, Scope.CASES, by=None, on=today)
    Custody.note(bundle.sheets.all(), Step.TAKEN, person=karim, on=today, by=nora, at=now)
    assert found(karim, MINE)
    assert not found(nora, THEIRS)
    StaffAccess.objects.filter(person=karim, scope=Scope.CASES).update(ends_on=today)
    assert not found(karim, MINE)
    assert [as_(nora).get(url).status_code for url in found(nora, THEIRS)] == [200]
