"""The secretariat takes a case from one group: it is asked why, says what happened, and names nobody outside."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from lampion.cases import actions, following
from lampion.cases.following import REGRET, tell_readers
from lampion.cases.models import Adoption, Closing, Deed, Full, NotAdopted, Offer, Tier
from lampion.decisions.models import Decision
from lampion.groups.models import LifeStage, Stage
from lampion.journal.models import Record
from lampion.mail.models import Message
from tests.house.things_cases import publish, some_yes
from tests.house.things_news import stand, tell

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = NOW + REGRET


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def case(nora, louvain, alice, bilal, namur, zoe):
    """Louvain and Namur stand by it, to both it was offered."""
    found = publish(NOW, tier=Tier.ADOPTERS)
    for group, by in ((louvain, alice), (namur, zoe)):
        Offer.make(found, group, by=nora, at=NOW)
        stand(found, group, by, NOW)
    return found


def of(case, group) -> Adoption:
    return Adoption.objects.get(case=case, group=group)


def take(case, group, nora):
    said = {
        "reason": "Le groupe a écrit à sa famille.",
        "by": nora,
        "at": LATER,
        "on": timezone.localdate(LATER),
    }
    actions.take_from(of(case, group), **said)


def waiting(begin):
    found = Message.objects.waiting().filter(key__startswith=begin)
    return set(found.values_list("to_address", flat=True))


def test_the_office_is_asked_why_and_the_group_finds_it_no_more(as_, case, nora, louvain, alice):
    office, page = as_(nora), f"/my-groups/{louvain.pk}/cases/{case.key}/"
    ending = f"/office/case-adoptions/{of(case, louvain).pk}/ending/"
    assert ending in office.get(f"/office/cases/{case.pk}/").text
    assert office.get(ending).status_code == 200
    assert office.post(ending, {"reason": ""}).status_code == 422
    assert as_(alice).get(page).status_code == 200
    answer = office.post(ending, {"reason": "Le groupe a écrit à sa famille."}, follow=True)
    assert "Le groupe a écrit à sa famille. (Nora" in answer.text
    assert as_(alice).get(page).status_code == 404
    assert not Offer.objects.open().filter(group=louvain).exists()
    assert Record.objects.filter(verb="took case back").count() == 1
    with pytest.raises(NotAdopted):
        take(case, louvain, nora)


def test_its_core_is_told_without_a_name_and_the_other_group_keeps_it(
    as_, case, nora, louvain, namur
):
    take(case, louvain, nora)
    mails = Message.objects.filter(key__startswith="case-taken-back-")
    assert waiting("case-taken-back-") == {"alice@example.org", "bilal@example.org"}
    for mail in mails:
        assert not {"Samira", case.key} & set(mail.text.replace("/", " ").split())
        assert "famille" not in mail.text
    assert of(case, namur).ended_at is None


def test_of_a_suspended_case_even_that_mail_waits(case, nora, louvain):
    case.suspend(reason="x", by=nora, at=NOW)
    take(case, louvain, nora)
    held = Message.objects.filter(key__startswith="case-taken-back-")
    assert {one.held_at is not None for one in held} == {True}


def test_news_that_wait_for_its_people_are_called_back_and_what_it_did_stays(
    case, nora, louvain, alice
):
    Deed.note(case, louvain, "Un stand.", day=timezone.localdate(NOW), by=alice, at=NOW)
    news = tell(NOW, case=case)
    until = timezone.now() + timedelta(minutes=1)
    assert tell_readers(news, at=LATER, until=until)
    everybody = {"alice@example.org", "bilal@example.org", "zoe@example.org"}
    assert waiting(news.mark) == everybody
    take(case, louvain, nora)
    assert waiting(news.mark) == {"zoe@example.org"}
    assert Deed.objects.standing().filter(group=louvain).count() == 1


def test_what_a_group_hands_back_sends_it_no_news_that_wait(case, as_, alice, louvain):
    news = tell(NOW, case=case)
    assert tell_readers(news, at=LATER, until=timezone.now() + timedelta(minutes=1))
    mine = case.adoptions.get(group=louvain)
    as_(alice).post(f"/adoptions/{mine.pk}/return/", {"reason": "Plus personne."})
    assert waiting(news.mark) == {"zoe@example.org"}


def test_news_that_are_being_queued_reach_them_no_more(case, nora, louvain, monkeypatch):
    news = tell(NOW, case=case)

    # A run has read its block, and waits for the lock.
    block = following._of_groups(case, case.pk, "", 500)
    assert {one.to for one in block} > {"zoe@example.org"}
    take(case, louvain, nora)

    def read_before(_case, _pk, after, _most):
        return [] if after else block

    monkeypatch.setattr(following, "_of_groups", read_before)
    assert tell_readers(news, at=LATER, until=timezone.now() + timedelta(minutes=1))
    assert waiting(news.mark) == {"zoe@example.org"}


def test_the_end_of_an_offer_says_whether_the_group_still_finds_the_case(as_, case, nora, louvain):
    offer = case.offers.get(group=louvain)
    withdrawal = f"/office/case-offers/{offer.pk}/withdrawal/"
    assert "le trouve toujours" in as_(nora).post(withdrawal, follow=True).text
    take(case, louvain, nora)
    Offer.make(case, louvain, by=nora, at=LATER)
    offer = case.offers.get(group=louvain, ended_at=None)
    withdrawal = f"/office/case-offers/{offer.pk}/withdrawal/"
    assert "ne le trouve plus" in as_(nora).post(withdrawal, follow=True).text


def test_adopting_asks_again_for_the_offer_and_whether_the_work_is_over(nora, louvain, alice):
    said = {"lead": None, "by": alice, "at": NOW, "on": timezone.localdate(NOW)}
    case, decision = publish(NOW, tier=Tier.ADOPTERS), some_yes(NOW)
    with pytest.raises(PermissionDenied):
        actions.adopt(case, decision, **said)
    Offer.make(case, louvain, by=nora, at=NOW)
    closing = case.close(good=False, words="x", by=nora, at=NOW)
    with pytest.raises(PermissionDenied):
        actions.adopt(case, decision, **said)
    closing.undo(by=nora, at=NOW)
    assert not Closing.objects.standing().exists()
    assert actions.adopt(case, decision, **said).group == louvain


def test_a_dissolved_group_frees_its_place(case, nora, louvain, alice, namur):
    said = {"lead": None, "most": 1, "by": nora, "at": NOW, "on": timezone.localdate(NOW)}
    take(case, louvain, nora)
    hands = {"yes": 3, "no": 0, "abstain": 0, "present": 3, "words": "", "method": "majority"}
    again = Decision.record(louvain, "x", **hands, by=alice, at=NOW, on=timezone.localdate(NOW))
    with pytest.raises(Full):
        Adoption.adopt(case, again, **said)
    LifeStage.objects.filter(group=namur, until=None).update(stage=Stage.CLOSED)
    assert Adoption.adopt(case, again, **said).group == louvain
