from datetime import datetime, timedelta

import lampion.petitions.paper_jobs  # noqa: F401 beside these, those of paper
from lampion.kit.registers import every
from lampion.kit.tasks import again
from lampion.mail.late import written_late
from lampion.petitions.actions.signing import AGAIN, CONFIRMATION
from lampion.petitions.counting import COUNT, count, recount
from lampion.petitions.mails import NEWS, confirmation, news, signed_before
from lampion.petitions.models import Petition
from lampion.petitions.retention import forget_signers, forget_unconfirmed

COUNT_AGAIN = timedelta(seconds=5)


def count_soon_again(at: datetime) -> int:
    """Count; and once more, for who confirmed while this count ran and saw it waiting still."""
    number = count(at)
    if number:
        again(COUNT, at + COUNT_AGAIN)
    return number


def close_due(at: datetime) -> int:
    """Close what may be signed no longer; returns how many."""
    due = list(Petition.objects.due_to_close(at).select_related("section"))
    for petition in due:
        petition.close(by=None, at=at)
    return len(due)


every(1, COUNT, count_soon_again)
every(1, "open the petitions whose hour has come", Petition.open_due)
every(1, "close the petitions whose hour has come", close_due)
every(24 * 60, "count all signatures anew", recount)
every(24 * 60, "remove signatures that nobody confirmed", forget_unconfirmed)
every(24 * 60, "make numbers of those who signed what ended long ago", forget_signers)
written_late(CONFIRMATION, confirmation)
written_late(AGAIN, signed_before)
written_late(NEWS, news)
