from lampion.enquiries.models.enquiry import AlreadyEnded, Enquiry, Intent
from lampion.enquiries.models.follow_up import Handover, Letter, Note, Ownership, Step
from lampion.enquiries.models.stages import ENDED, OPEN, WAITING, Stage

__all__ = [
    "ENDED",
    "OPEN",
    "WAITING",
    "AlreadyEnded",
    "Enquiry",
    "Handover",
    "Intent",
    "Letter",
    "Note",
    "Ownership",
    "Stage",
    "Step",
]
