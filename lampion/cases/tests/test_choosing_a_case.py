"""A group ranks, adopts by decision, names who leads, hands back; so many groups share a case and no more."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.utils import timezone

from lampion.cases.models import Adoption, AlreadyAdopted, Full, NotAdopted, Offer, Tier, Wish
from lampion.cases.rules import can_adopt
from lampion.decisions.models import Decision
from lampion.kit.registers import group_matters
from lampion.sections.models import Parameter
from lampion.sections.opening import open_section
from tests.house.things_cases import WORDS, adopt, publish, publish_draft, some_yes

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def decided(group, by, *, yes=3, no=0):
    said = {"yes": yes, "no": no, "abstain": 0, "present": 3, "words": "", "method": "majority"}
    return Decision.record(group, "Soutenir", **said, by=by, at=NOW, on=timezone.localdate(NOW))


def test_a_group_puts_cases_in_its_order_and_the_secretariat_sees_it(as_, nora, louvain, alice):
    first, second = publish(NOW, name="Ivan"), publish(NOW, name="Thuy")
    ranks = {f"case-{first.pk}": "2", f"case-{second.pk}": "1"}
    as_(alice).post(f"/my-groups/{louvain.pk}/wishes/", ranks)
    assert list(Wish.objects.open().values_list("case", flat=True)) == [second.pk, first.pk]
    assert "Louvain-la-Neuve" in as_(nora).get(f"/office/cases/{second.pk}/").content.decode()
    as_(alice).post(f"/my-groups/{louvain.pk}/wishes/", {f"case-{first.pk}": "1"})
    assert list(Wish.objects.open().values_list("case", flat=True)) == [first.pk]


def test_ranking_again_keeps_the_wish_for_a_case_that_is_hidden_meanwhile(
    as_, nora, louvain, alice
):
    first, second, third = (publish(NOW, name=name) for name in ("Ivan", "Thuy", "Ama"))
    address = f"/my-groups/{louvain.pk}/wishes/"
    as_(alice).post(
        address, {f"case-{one.pk}": n for n, one in enumerate((first, second, third), 1)}
    )
    first.suspend(reason="x", by=nora, at=NOW)
    page = as_(alice).get(f"/my-groups/{louvain.pk}/cases/")
    assert [wished for _card, _field, wished in page.context["others"]] == [2, 1]
    as_(alice).post(address, {f"case-{third.pk}": "1"})
    first.suspension().end(by=nora, at=NOW)
    wished = Wish.objects.open().order_by("rank").values_list("case", flat=True)
    assert list(wished) == [first.pk, third.pk]


def test_ranking_again_keeps_the_wish_for_a_case_that_got_an_embargo(as_, nora, louvain, alice):
    case, other = publish(NOW, name="Ivan"), publish(NOW, name="Thuy")
    address = f"/my-groups/{louvain.pk}/wishes/"
    as_(alice).post(address, {f"case-{case.pk}": "1"})
    case.write(WORDS | {"embargo_until": datetime(2026, 3, 9, tzinfo=UTC)}, by=nora, at=NOW)
    publish_draft(case, NOW)
    as_(alice).post(address, {f"case-{other.pk}": "1"})
    wished = Wish.objects.open().order_by("rank").values_list("case", "rank")
    assert list(wished) == [(case.pk, 1), (other.pk, 2)]


def test_two_cases_with_one_rank_are_said_beside_the_field(as_, nora, louvain, alice):
    first, second = publish(NOW, name="Ivan"), publish(NOW, name="Thuy")
    ranks = {f"case-{first.pk}": "1", f"case-{second.pk}": "1"}
    answer = as_(alice).post(f"/my-groups/{louvain.pk}/wishes/", ranks)
    assert answer.status_code == 422
    assert "lequel vient en premier" in answer.content.decode()
    assert not Wish.objects.exists()


def test_a_group_adopts_by_one_of_its_decisions(as_, nora, louvain, alice, bilal):
    case, decision = publish(NOW), some_yes(NOW)
    page = f"/my-groups/{louvain.pk}/cases/{case.key}/"
    said = {"decision": decision.pk, "lead": bilal.pk}
    as_(alice).post(f"{page}adoption/", said)
    adoption = Adoption.objects.get()
    assert (adoption.decision, adoption.lead) == (decision, bilal)
    assert f"/decisions/{decision.pk}/" in as_(alice).get(page).content.decode()
    as_(alice).post(f"{page}adoption/", said)
    assert Adoption.objects.count() == 1


def test_a_no_of_the_group_adopts_nothing(as_, nora, louvain, alice):
    case, refused = publish(NOW), decided(louvain, alice, yes=0, no=3)
    with pytest.raises(NotAdopted):
        Adoption.adopt(
            case, refused, lead=None, most=5, by=alice, at=NOW, on=timezone.localdate(NOW)
        )
    answer = as_(alice).post(
        f"/my-groups/{louvain.pk}/cases/{case.key}/adoption/", {"decision": refused.pk}
    )
    assert answer.status_code == 422


def test_another_groups_decision_is_no_choice(as_, nora, louvain, alice, namur, zoe):
    case, theirs = publish(NOW), decided(namur, zoe)
    answer = as_(alice).post(
        f"/my-groups/{louvain.pk}/cases/{case.key}/adoption/", {"decision": theirs.pk}
    )
    assert answer.status_code == 422
    assert not Adoption.objects.exists()


def test_as_many_groups_share_it_as_the_section_says(
    as_, belgium, nora, louvain, alice, namur, zoe
):
    Parameter(
        section=belgium, name="case-groups", value=1, valid_from=date(2026, 3, 2)
    ).adopt(by=nora)  # fmt: skip
    case = publish(NOW)
    adopt(case, NOW)
    page = f"/my-groups/{namur.pk}/cases/{case.key}/"
    said = {"decision": decided(namur, zoe).pk}
    assert as_(zoe).post(f"{page}adoption/", said).status_code == 422
    assert Adoption.objects.open().count() == 1
    case.set_up([], 2, by=nora, at=NOW)
    as_(zoe).post(f"{page}adoption/", said)
    assert Adoption.objects.open().count() == 2


def test_a_group_that_hands_back_makes_room_for_another(as_, nora, louvain, alice, namur, zoe):
    case = publish(NOW)
    held = adopt(case, NOW)
    with pytest.raises(AlreadyAdopted):
        adopt(case, NOW, decision=held.decision)
    said = {"lead": None, "most": 1, "by": zoe, "at": NOW, "on": timezone.localdate(NOW)}
    with pytest.raises(Full):
        Adoption.adopt(case, decided(namur, zoe), **said)
    as_(alice).post(f"/adoptions/{held.pk}/return/", {"reason": "Nous sommes trois."})
    Adoption.adopt(case, decided(namur, zoe), **said)
    assert [one.group for one in Adoption.objects.open()] == [namur]
    assert "Nous sommes trois." in as_(nora).get(f"/office/cases/{case.pk}/").content.decode()


def test_why_a_case_is_handed_back_must_be_said(as_, nora, louvain, alice):
    held = adopt(publish(NOW), NOW)
    assert as_(alice).post(f"/adoptions/{held.pk}/return/", {"reason": ""}).status_code == 422
    assert Adoption.objects.open().exists()


def test_a_case_that_is_not_public_is_chosen_by_whom_it_was_offered_to(
    as_, nora, louvain, alice, namur, zoe
):
    case = publish(NOW, tier=Tier.ADOPTERS)
    page = f"/my-groups/{louvain.pk}/cases/{case.key}/"
    assert as_(alice).get(page).status_code == 404
    Offer.make(case, louvain, by=nora, at=NOW)
    assert as_(alice).get(page).status_code == 200
    as_(alice).post(f"{page}adoption/", {"decision": some_yes(NOW).pk})
    assert Adoption.objects.get().case == case
    Offer.objects.get().withdraw(by=nora, at=NOW)
    assert as_(alice).get(page).status_code == 200  # adopted: it is theirs
    assert as_(zoe).get(f"/my-groups/{namur.pk}/cases/{case.key}/").status_code == 404


def test_a_case_in_ones_own_country_is_flagged_never_blocked(as_, nora, louvain, alice):
    case = publish(NOW, country="be")
    page = f"/my-groups/{louvain.pk}/cases/{case.key}/"
    assert "votre propre pays" in as_(alice).get(page).content.decode()
    as_(alice).post(f"{page}adoption/", {"decision": some_yes(NOW).pk})
    assert Adoption.objects.exists()


def test_what_ends_soon_waits_for_who_leads_and_stands_on_the_agenda(
    as_, nora, louvain, alice, bilal
):
    near = publish(NOW, name="Ivan", expires_on=date(2026, 3, 20))
    adopt(near, NOW, lead=bilal)
    assert "se termine bientôt" in as_(bilal).get("/home/").content.decode()
    matters = group_matters([louvain.pk], timezone.localdate(NOW))
    assert [one.due_on for one in matters if one.key.startswith("case-ends")] == [date(2026, 3, 20)]


def test_a_case_of_another_section_is_not_chosen_by_its_address(as_, nora, louvain, alice):
    lux = open_section(code="lu", name="Lampe", country="lu", provinces=[], by=None, at=NOW)
    theirs, ours = publish(NOW, section=lux), publish(NOW)
    decision = decided(louvain, alice)
    member = as_(alice)
    for case, code in ((theirs, 404), (ours, 302)):
        assert member.get(case.get_absolute_url()).status_code == 200
        way = f"/my-groups/{louvain.pk}/cases/{case.key}/adoption/"
        assert member.post(way, {"decision": decision.pk}).status_code == code
    assert [one.case for one in Adoption.objects.all()] == [ours]
    assert not can_adopt(alice, theirs, louvain, NOW)
    assert can_adopt(alice, ours, louvain, NOW)
