from lampion.contacts.models.consent import Channel, Consent, ConsentText, Purpose
from lampion.contacts.models.contact import Contact
from lampion.contacts.models.failure import Failure
from lampion.contacts.models.preference import Preference, Theme
from lampion.contacts.models.way_out import WayOut

__all__ = [
    "Channel",
    "Consent",
    "ConsentText",
    "Contact",
    "Failure",
    "Preference",
    "Purpose",
    "Theme",
    "WayOut",
]
