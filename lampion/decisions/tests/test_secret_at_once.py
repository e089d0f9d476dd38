"""Two scrutineers press in the same moment, a voter in two windows: nothing is lost, nothing is there twice."""

import threading

import pytest
from django.db import connection, connections
from django.utils import timezone

from lampion.decisions.models import (
    Box,
    Channel,
    Decision,
    Scrutineer,
    SealedBallot,
    VoteClosed,
    Voter,
)
from lampion.decisions.scrutiny import count_paper, open_box
from lampion.decisions.tests.test_secret_ballot import cast


@pytest.fixture
def at_once(transactional_db):
    """at_once(deed, ...) does them in connections of their own and returns the errors that came."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")

    def do(*deeds):
        start, wrong = threading.Barrier(len(deeds)), []

        def run(deed):
            try:
                start.wait()
                deed()
            except Exception as error:  # noqa: BLE001 what went wrong is what is asked
                wrong.append(type(error))
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return wrong

    return do


def test_two_scrutineers_who_open_at_once_lose_no_ballot(at_once, secret, alice, bilal, carine):
    for _turn in range(4):
        proposal, shares = secret()
        cast(proposal, alice="yes", bilal="no", carine="yes")

        def opens(proposal, share, person):
            mine = Scrutineer.objects.get(box__proposal=proposal, person=person)
            return lambda: open_box(mine, share, at=timezone.now())

        assert at_once(*(opens(proposal, shares[one], one) for one in (alice, bilal))) == []
        box = Box.objects.get(proposal=proposal)
        assert sorted(choice for _code, choice in box.listed) == ["no", "yes", "yes"]
        assert Decision.objects.filter(proposal=proposal).count() == 1


def test_a_vote_that_comes_with_the_first_seal_is_counted_or_refused(
    at_once, secret, alice, bilal, carine
):
    for _turn in range(4):
        proposal, shares = secret()
        cast(proposal, alice="yes", bilal="yes", carine="yes")
        hers = Voter.objects.get(proposal=proposal, person=carine)
        first = Scrutineer.objects.get(box__proposal=proposal, person=alice)
        said = {"by": carine, "at": timezone.now(), "channel": Channel.PAGE}
        wrong = at_once(
            lambda v=hers, s=said: SealedBallot.put(v, "no", **s),
            lambda f=first, s=shares: open_box(f, s[alice], at=timezone.now()),
        )
        assert wrong in ([], [VoteClosed])
        second = Scrutineer.objects.get(box__proposal=proposal, person=bilal)
        open_box(second, shares[bilal], at=timezone.now())
        listed = Box.objects.get(proposal=proposal).listed
        assert sorted(choice for _code, choice in listed) == sorted(
            ["yes", "yes", "yes" if wrong else "no"]
        )


def test_from_many_windows_at_once_there_is_one_ballot(at_once, secret, bilal):
    proposal, _shares = secret()
    his = Voter.objects.get(proposal=proposal, person=bilal)
    said = {"by": bilal, "at": timezone.now(), "channel": Channel.PAGE}
    assert at_once(*(lambda: SealedBallot.put(his, "yes", **said) for _ in range(6))) == []
    assert SealedBallot.objects.count() == 1


def test_two_counts_of_paper_at_once_decide_once(at_once, boxed, bilal, carine):
    proposal, _shares = boxed(bilal, carine)
    numbers = {"yes": 2, "no": 1, "abstain": 0}
    tellers = list(Scrutineer.objects.filter(box__proposal=proposal))
    assert not at_once(
        *(lambda t=teller: count_paper(t, numbers, at=timezone.now()) for teller in tellers)
    )
    assert Decision.objects.filter(proposal=proposal).count() == 1
