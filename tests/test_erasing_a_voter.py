"""Who voted and is erased leaves no word, and the result still adds up."""

from datetime import timedelta

from django.utils import timezone

from lampion.decisions.actions import close_vote, open_vote
from lampion.decisions.counting import Rule
from lampion.decisions.models import Box, Channel, Comment, Proposal, SealedBallot
from lampion.decisions.scrutiny import open_box
from lampion.decisions.sealing import public_key_of
from lampion.groups.models import Circle, Membership
from lampion.privacy.actions import forget


def test_the_words_of_an_erased_member_leave_and_the_count_stays(louvain, alice, bilal):
    now = timezone.now()
    proposal = Proposal.make(louvain, "Un stand", rule=Rule("consent"), by=alice, at=now)
    open_vote(proposal, closes_at=now + timedelta(days=7), by=alice, at=now)
    voter = proposal.voters.get(person=bilal)
    voter.vote("no", by=bilal, at=now, channel=Channel.PAGE, reason="Trop cher")
    proposal.comment("Je préfère mars", by=bilal, at=now)
    close_vote(proposal, by=None, at=now)
    forget(bilal, at=now)
    assert Comment.objects.get().text == ""
    voter.ballot.refresh_from_db()
    assert (voter.ballot.choice, voter.ballot.reason) == ("no", "")
    assert not voter.links.exists()


def in_secret(louvain, alice, bilal):
    """A secret vote that is open, and the shares of its scrutineers, Alice and Bilal."""
    now = timezone.now()
    proposal = Proposal.make(louvain, "Trésorière", rule=Rule("majority"), by=alice, at=now)
    box = Box.ask(proposal, by=alice, at=now)
    box.name_scrutineers([alice, bilal], by=alice, at=now)
    shares = {one: one.take_share() for one in box.scrutineers.all()}
    for one, share in shares.items():
        one.keep_share(public_key_of(share), at=now)
    open_vote(proposal, closes_at=now + timedelta(days=7), by=alice, at=now)
    for voter in proposal.voters.all():
        said = {"by": voter.person, "at": now, "channel": Channel.PAGE}
        SealedBallot.put(voter, "yes", **said)
    return box, shares


def test_a_secret_vote_of_an_erased_member_is_counted_and_nothing_says_whose_it_was(
    louvain, alice, bilal, wim
):
    Membership.objects.filter(person=wim).update(circle=Circle.CORE)
    now = timezone.now()
    box, shares = in_secret(louvain, alice, bilal)
    forget(wim, at=now)
    for one, share in shares.items():
        open_box(one, share, at=timezone.now())
    box.refresh_from_db()
    assert [choice for _code, choice in box.listed] == ["yes"] * 3
    assert SealedBallot.objects.filter(voter__person=wim).exists()
    forget(wim, at=now)
    assert not SealedBallot.objects.filter(voter__person=wim).exists()
    box.refresh_from_db()
    assert len(box.listed) == 3


def test_who_voted_in_secret_reads_that_she_took_part_and_never_what_she_said(
    as_, louvain, alice, bilal
):
    in_secret(louvain, alice, bilal)
    page = as_(bilal).get("/account/data/").text
    assert "vous avez participé" in page
    assert "en secret" in page
