"""Verbs that cross rooms."""

from datetime import datetime

from django.db import transaction

from lampion.contacts.models import ConsentText, Purpose
from lampion.sections.models import Section
from lampion.sections.opening import LANGUAGES, consent_words


@transaction.atomic
def publish_first_consents(section: Section, *, at: datetime) -> None:
    """Give a new section the words of its consents in every language; it may change them later."""
    for language in LANGUAGES:
        words = consent_words(section, language)
        ConsentText.publish(section, Purpose.NEWS, language, words, at=at)
