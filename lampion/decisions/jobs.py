"""A vote closes by itself at its hour, a secret one calls its scrutineers; what is left goes a month later."""

from datetime import datetime, timedelta

from django.utils import timezone

from lampion.decisions.actions import close_vote
from lampion.decisions.models import Proposal, SealedBallot, VoterLink
from lampion.decisions.scrutiny import call_scrutineers
from lampion.kit.registers import every

CALLED = timedelta(days=3)


def close_due(at: datetime) -> int:
    """Close what is due, and call the scrutineers of secret votes; returns how many were closed."""
    due = list(Proposal.objects.to_close(at))
    for proposal in due:
        close_vote(proposal, by=None, at=at)
    for proposal in Proposal.objects.to_count(at).filter(closes_at__gt=at - CALLED):
        call_scrutineers(proposal)
    return len(due)


def _sweep(at: datetime) -> int:
    today = timezone.localdate(at)
    return VoterLink.sweep(today) + SealedBallot.sweep(today)


every(5, "close the votes whose hour has come", close_due)
every(24 * 60, "remove what votes closed a month ago leave behind", _sweep)
