from datetime import datetime

from lampion.cases import following_jobs
from lampion.cases.models import CaseDocument, Opening
from lampion.kit.registers import every


def open_due(at: datetime) -> int:
    """Have kept pages drawn anew where the hour of a case or of a document came; returns of how many."""
    return Opening.open_due(at) + CaseDocument.open_due(at)


every(1, "open the cases whose embargo is over", open_due)
following_jobs.repeat_all()
