from lampion.enquiries.models.deed import Deed, Did, TooLate
from lampion.enquiries.models.enquiry import AlreadyEnded, Enquiry, Intent
from lampion.enquiries.models.follow_up import (
    Handover,
    Hold,
    Letter,
    Note,
    Ownership,
    Reminder,
    Reply,
    Step,
)
from lampion.enquiries.models.office import KeptFilter, ReadyAnswer
from lampion.enquiries.models.stages import ENDED, OPEN, REOPENED, SILENT, WAITING, Stage

__all__ = [
    "ENDED",
    "OPEN",
    "REOPENED",
    "SILENT",
    "WAITING",
    "AlreadyEnded",
    "Deed",
    "Did",
    "Enquiry",
    "Handover",
    "Hold",
    "Intent",
    "KeptFilter",
    "Letter",
    "Note",
    "Ownership",
    "ReadyAnswer",
    "Reminder",
    "Reply",
    "Stage",
    "Step",
    "TooLate",
]
