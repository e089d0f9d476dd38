"""What a person may do with addresses and consents."""

from datetime import date

from lampion.kit.access import Verdict
from lampion.people.models import Person
from lampion.sections.models import Section
from lampion.sections.rules import can_write_news


def can_see_contacts(person: Person, section: Section, on: date) -> Verdict:
    """Whoever writes the news answers for those who get them."""
    return can_write_news(person, section, on)
