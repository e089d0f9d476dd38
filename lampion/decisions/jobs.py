"""A vote closes by itself at its hour; its links are removed a month later."""

from datetime import datetime

from django.utils import timezone

from lampion.decisions.actions import close_vote
from lampion.decisions.models import Proposal, SealedBallot, VoterLink
from lampion.kit.registers import every


def close_due(at: datetime) -> int:
    """Close what is due; returns how many."""
    due = list(Proposal.objects.to_close(at))
    for proposal in due:
        close_vote(proposal, by=None, at=at)
    return len(due)


def _sweep(at: datetime) -> int:
    today = timezone.localdate(at)
    return VoterLink.sweep(today) + SealedBallot.sweep(today)


every(5, "close the votes whose hour has come", close_due)
every(24 * 60, "remove what votes closed a month ago leave behind", _sweep)
