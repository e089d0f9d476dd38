"""Who voted and is erased leaves no word, and the result still adds up."""

from datetime import timedelta

from django.utils import timezone

from lampion.decisions.actions import close_vote, open_vote
from lampion.decisions.counting import Rule
from lampion.decisions.models import Channel, Comment, Proposal
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
