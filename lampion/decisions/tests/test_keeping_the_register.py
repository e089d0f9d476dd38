"""What was decided is found again, comes back on its day, and points at who was elected."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from lampion.decisions.models import Decision, ElectedMandate, Proposal
from lampion.decisions.models.decision import NoDecision
from lampion.groups.models import Function, Mandate
from lampion.kit.registers import group_matters, matters

HANDS = {"yes": 6, "no": 2, "abstain": 1, "present": 9, "words": "", "method": "majority"}


@pytest.fixture
def record(louvain, alice):
    def make(title="Adopter le cas d’Élodie", **said):
        values = HANDS | {"on": date(2026, 3, 3)} | said
        return Decision.record(louvain, title, **values, by=alice, at=timezone.now())

    return make


def typed(**changes):
    day = timezone.localdate().isoformat()
    said = {"title": "Stand du marché", "day": day, "method": "majority", "abstentions": "aside"}
    numbers = {"quorum": "0", "present": "9", "yes": "6", "no": "2", "abstain": "1"}
    return said | numbers | changes


def test_three_numbers_typed_in_become_a_decision_with_its_arithmetic(as_, alice, louvain):
    client, address = as_(alice), f"/my-groups/{louvain.pk}/shows-of-hands/"
    answer = client.post(address, typed(), follow=True)
    decision = Decision.objects.get()
    assert decision.adopted
    assert "Plus de la moitié de 8" in answer.text


def test_more_hands_than_people_are_refused_and_what_was_typed_stays(as_, alice, louvain):
    address = f"/my-groups/{louvain.pk}/shows-of-hands/"
    answer = as_(alice).post(address, typed(present="8", words="Avec Namur"))
    assert answer.status_code == 422
    assert "present" in answer.context["form"].errors
    assert "Avec Namur" in answer.text
    assert not Decision.objects.exists()


def test_a_no_is_a_decision_too_and_a_missed_quorum_is_none(record, bilal):
    assert not record(yes=2, no=6).adopted
    with pytest.raises(NoDecision):
        record(quorum=100, present=1, yes=1, no=0, abstain=0)
    assert Decision.objects.count() == 1


def test_a_missed_quorum_is_said_on_the_form(as_, alice, bilal, louvain):
    address = f"/my-groups/{louvain.pk}/shows-of-hands/"
    few = typed(quorum="100", present="1", yes="1", no="0", abstain="0")
    answer = as_(alice).post(address, few)
    assert answer.status_code == 422
    assert "Quorum" in answer.text


def test_numbers_follow_one_another_in_each_group_and_the_database_knows_one_of_each(record):
    assert [record().number, record().number] == [1, 2]
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE decisions_decision SET number = 1")


def test_a_decision_is_found_however_it_is_spelt(as_, alice, louvain, record):
    record()
    record("Acheter une tonnelle")
    client, address = as_(alice), f"/my-groups/{louvain.pk}/decisions/register/"
    found = client.get(address, {"q": "cas d'elodie"}).text
    assert "Élodie" in found
    assert "tonnelle" not in found
    assert "tonnelle" in client.get(address, {"q": "2"}).text


def test_the_register_of_a_group_holds_nothing_of_another(as_, zoe, namur, record):
    record()
    assert "Élodie" not in as_(zoe).get(f"/my-groups/{namur.pk}/decisions/register/").text


def to_review(group, on):
    return [one for one in group_matters([group.pk], on) if "/decisions/" in one.url]


def test_a_decision_comes_back_on_its_day_and_is_kept_or_ended(as_, alice, louvain, record):
    today = timezone.localdate()
    decision = record(review_on=today)
    assert not to_review(louvain, today - timedelta(days=1))
    [matter] = to_review(louvain, today)
    assert (matter.group, matter.due_on) == (louvain.pk, today)
    later = today + timedelta(days=200)
    address = f"/decisions/{decision.pk}/review/"
    as_(alice).post(address, {"kept": "yes", "note": "Cela marche", "next_on": f"{later}"})
    assert not to_review(louvain, today)
    assert len(to_review(louvain, later)) == 1
    as_(alice).post(address, {"kept": "no"})
    assert not to_review(louvain, later)
    decision.refresh_from_db()
    assert decision.ended_on == today
    assert decision.reviews.count() == 2


def test_a_proposal_in_discussion_is_a_matter_of_its_group(propose, louvain, namur):
    propose()
    on = timezone.localdate()
    assert [one.group for one in group_matters([louvain.pk, namur.pk], on)] == [louvain.pk]


def test_a_vote_that_waits_is_a_matter_of_who_has_not_voted(opened, bilal, wim):
    proposal, on = opened(), timezone.localdate()
    assert f"vote-{proposal.pk}" in [matter.key for matter in matters(bilal, on)]
    assert not [matter for matter in matters(wim, on) if matter.key.startswith("vote")]
    voter = proposal.voters.get(person=bilal)
    voter.vote("yes", by=bilal, at=timezone.now(), channel="page")
    assert not [matter for matter in matters(bilal, on) if matter.key.startswith("vote")]


def test_what_we_decide_stands_on_the_home_of_the_core_and_of_nobody_else(
    as_, opened, bilal, wim, louvain
):
    proposal, home = opened(), f"/my-groups/{louvain.pk}/"
    assert proposal.title in as_(bilal).get(home).text
    assert proposal.title in as_(bilal).get("/home/").text
    text = as_(wim).get(home).text
    assert proposal.title not in text
    assert f"{home}decisions/" not in text


def test_an_election_points_at_the_mandate_that_was_given_for_it(as_, alice, bilal, record):
    decision = record("Élire Bilal comme trésorier")
    said = {"person": bilal.pk, "function": Function.TREASURER}
    client, address = as_(alice), f"/decisions/{decision.pk}/mandate/"
    client.post(address, said)
    client.post(address, said)
    mandate = Mandate.objects.get(person=bilal, function=Function.TREASURER)
    assert ElectedMandate.objects.get().mandate == mandate
    assert "Bilal" in client.get(f"/decisions/{decision.pk}/").text


def test_a_decision_that_was_not_adopted_elects_nobody(as_, alice, bilal, record):
    decision = record(yes=1, no=6)
    said = {"person": bilal.pk, "function": Function.TREASURER}
    assert as_(alice).post(f"/decisions/{decision.pk}/mandate/", said).status_code == 403
    assert not ElectedMandate.objects.exists()


def test_a_proposal_is_written_talked_about_and_refused_where_it_is_wrong(as_, bilal, louvain):
    client, address = as_(bilal), f"/my-groups/{louvain.pk}/proposals/"
    said = {"title": "Quel soir ?", "method": "approval", "abstentions": "aside"}
    said |= {"quorum": "0", "quorum_of": "voters"}
    assert client.post(address, said | {"options": "Mardi"}).status_code == 422
    assert client.post(address, said | {"options": "Mardi\nmardi"}).status_code == 422
    assert client.post(address, said | {"method": "majority", "options": "A\nB"}).status_code == 422
    assert client.post(address, said | {"options": "Mardi\n\nJeudi"}).status_code == 302
    proposal = Proposal.objects.get()
    assert [option.words for option in proposal.options.all()] == ["Mardi", "Jeudi"]
    page = f"/proposals/{proposal.pk}/"
    client.post(f"{page}comments/", {"text": "Le jeudi, je chante"})
    assert "je chante" in client.get(page).text
