"""A secret vote on paper: two scrutineers type what each counted, and only equal numbers decide."""

import pytest
from django.utils import timezone

from lampion.decisions.models import Box, Decision, Proposal, Tally

NUMBERS = {"yes": 2, "no": 1, "abstain": 0}


@pytest.fixture
def on_paper(propose, alice, bilal, carine):
    """A proposal in discussion whose scrutineers are Bilal and Carine."""

    def make(method="majority", options=(), **rule):
        proposal = propose(method, options, **rule)
        box = Box.ask(proposal, by=alice, at=timezone.now())
        box.name_scrutineers([bilal, carine], by=alice, at=timezone.now())
        return Proposal.objects.get(pk=proposal.pk)

    return make


@pytest.fixture
def count(as_):
    def send(person, proposal, numbers):
        return as_(person).post(f"/proposals/{proposal.pk}/paper/", numbers, follow=True)

    return send


@pytest.mark.django_db(transaction=True)
def test_two_equal_counts_decide(on_paper, count, bilal, carine):
    proposal = on_paper()
    count(bilal, proposal, NUMBERS)
    assert not Decision.objects.exists()
    count(carine, proposal, NUMBERS)
    decision = Decision.objects.get()
    assert decision.adopted
    assert decision.proposal == proposal
    assert {"say": "counts", "yes": 2, "no": 1, "abstain": 0} in decision.outcome["steps"]


def test_counts_that_differ_decide_nothing_until_they_are_equal(on_paper, count, bilal, carine):
    proposal = on_paper()
    count(bilal, proposal, NUMBERS)
    answer = count(carine, proposal, NUMBERS | {"yes": 1})
    assert "ne sont pas les mêmes" in answer.text
    assert not Decision.objects.exists()
    count(bilal, proposal, NUMBERS | {"yes": 1})
    assert Decision.objects.exists()
    assert Tally.objects.count() == 2


def test_one_scrutineer_who_types_twice_decides_nothing(on_paper, count, bilal):
    proposal = on_paper()
    for _time in range(2):
        count(bilal, proposal, NUMBERS)
    assert not Decision.objects.exists()


def test_nobody_sees_what_another_one_typed(as_, on_paper, count, bilal, carine):
    proposal = on_paper()
    count(bilal, proposal, {"yes": 2, "no": 0, "abstain": 1})
    page = as_(carine).get(f"/proposals/{proposal.pk}/paper/").text
    assert 'value="' not in page.partition('name="yes"')[2].partition(">")[0]


@pytest.mark.parametrize("wrong", [{"yes": 4}, {"yes": -1}, {"yes": ""}, {"no": 5}])
def test_more_papers_than_people_or_no_number_are_refused(on_paper, count, bilal, wrong):
    proposal = on_paper()
    assert count(bilal, proposal, NUMBERS | wrong).status_code == 422
    assert not Tally.objects.exists()


def test_the_quorum_looks_at_who_is_present(on_paper, count, bilal, carine):
    proposal = on_paper(quorum=100, quorum_of="present")
    for teller in (bilal, carine):
        count(teller, proposal, NUMBERS | {"yes": 1, "present": 2})
    assert not Decision.objects.exists()
    proposal.refresh_from_db()
    assert proposal.result["result"] == "no-quorum"


def test_among_options_the_ticks_are_counted_and_must_fit_the_papers(
    on_paper, count, bilal, carine
):
    proposal = on_paper("approval", ("Zoé", "Hanna"))
    first, second = (f"option_{pk}" for pk in proposal.options.values_list("pk", flat=True))
    numbers = {first: 2, second: 1, "chosen": 2, "blank": 1}
    for wrong in ({"chosen": 1}, {"chosen": 4}, {first: 3}, {first: 0, second: 0, "chosen": 1}):
        assert count(bilal, proposal, numbers | wrong).status_code == 422
    for teller in (bilal, carine):
        count(teller, proposal, numbers)
    assert Decision.objects.get().title.endswith("Zoé")


def test_options_in_order_are_not_counted_on_paper(as_, on_paper, bilal):
    proposal = on_paper("runoff", ("Zoé", "Hanna"))
    assert as_(bilal).get(f"/proposals/{proposal.pk}/paper/").status_code == 403


def test_a_vote_that_is_open_here_is_not_counted_on_paper(as_, secret, alice):
    proposal, _shares = secret()
    assert as_(alice).post(f"/proposals/{proposal.pk}/paper/", NUMBERS).status_code == 403


def test_whoever_is_no_scrutineer_counts_nothing(as_, on_paper, alice):
    proposal = on_paper()
    assert as_(alice).post(f"/proposals/{proposal.pk}/paper/", NUMBERS).status_code == 404
