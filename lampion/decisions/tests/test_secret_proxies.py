"""Proxies in a secret vote: one ballot more, sealed too; and nobody votes on the phone."""

import pytest
from django.utils import timezone

from lampion.decisions.actions import vote_by_phone
from lampion.decisions.models import Channel, SealedBallot, VoteClosed
from lampion.decisions.tests.test_secret_ballot import CODE, cast, open_with
from lampion.decisions.tests.test_voting_for_somebody import give


def test_who_holds_a_proxy_gets_one_ballot_more_with_its_own_code(
    as_, secret, alice, bilal, carine, voter
):
    proposal, shares = secret()
    hers = voter(proposal, carine)
    give(as_(carine), proposal, voter(proposal, bilal))
    codes = cast(proposal, alice="yes", bilal="yes")
    answer = as_(bilal).post(f"/voters/{hers.pk}/ballot/", {"vote": "no"})
    code = CODE.search(answer.text)[0]
    assert code not in codes.values()
    open_with(proposal, shares, alice, bilal)
    proposal.box.refresh_from_db()
    assert dict(proposal.box.listed)[code] == "no"
    assert len(proposal.box.listed) == 3


def test_a_proxy_taken_back_takes_its_sealed_ballot_with_it(as_, secret, bilal, carine, voter):
    proposal, now = secret()[0], timezone.now()
    hers = voter(proposal, carine)
    hers.give_proxy(voter(proposal, bilal), most=1, at=now)
    SealedBallot.put(hers, "yes", by=bilal, at=now, channel=Channel.PROXY)
    as_(carine).post(f"/proposals/{proposal.pk}/proxy/", {"back": "1"})
    assert not SealedBallot.objects.exists()


def test_who_votes_after_all_takes_the_proxy_back(secret, bilal, carine, voter):
    proposal, now = secret()[0], timezone.now()
    hers = voter(proposal, carine)
    hers.give_proxy(voter(proposal, bilal), most=1, at=now)
    SealedBallot.put(hers, "yes", by=bilal, at=now, channel=Channel.PROXY)
    SealedBallot.put(hers, "no", by=carine, at=now, channel=Channel.PAGE)
    assert not SealedBallot.objects.get().by_proxy
    with pytest.raises(VoteClosed):
        SealedBallot.put(hers, "yes", by=bilal, at=now, channel=Channel.PROXY)


def test_a_proxy_over_the_limit_is_refused(as_, secret, alice, bilal, carine, voter):
    proposal, _shares = secret()
    give(as_(alice), proposal, voter(proposal, bilal))
    assert "ne peut pas voter pour vous" in give(as_(carine), proposal, voter(proposal, bilal)).text


def test_nobody_votes_by_phone_for_somebody_else_and_the_page_says_so(
    as_, secret, alice, carine, voter
):
    proposal, _shares = secret()
    hers = voter(proposal, carine)
    assert as_(alice).post(f"/voters/{hers.pk}/ballot/", {"vote": "yes"}).status_code == 403
    with pytest.raises(VoteClosed):
        vote_by_phone(hers, "yes", reason="", by=alice, at=timezone.now())
    assert "par téléphone" in as_(alice).get(f"/proposals/{proposal.pk}/").text
