from lampion.enquiries.models.enquiry import AlreadyEnded, Enquiry, Intent
from lampion.enquiries.models.follow_up import Handover, Letter, Note, Ownership, Step
from lampion.enquiries.models.stages import ENDED, OPEN, Stage

__all__ = [
    "ENDED",
    "OPEN",
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
