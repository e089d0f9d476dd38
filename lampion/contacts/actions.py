"""Verbs that cross rooms."""

from datetime import datetime

from django.db import transaction

from lampion.contacts.models import (
    Channel,
    Consent,
    ConsentText,
    Contact,
    Failure,
    Preference,
    Purpose,
    Theme,
)
from lampion.groups.models import Group
from lampion.sections.models import Section
from lampion.sections.opening import LANGUAGES, consent_words

FIRST_THEMES = (
    {
        "fr": "Personnes en danger : pétitions et lettres",
        "nl": "Mensen in gevaar: petities en brieven",
        "de": "Menschen in Gefahr: Petitionen und Briefe",
        "en": "People at risk: petitions and letters",
    },
    {
        "fr": "Campagnes",
        "nl": "Campagnes",
        "de": "Kampagnen",
        "en": "Campaigns",
    },
    {
        "fr": "Rencontres et activités près de chez vous",
        "nl": "Ontmoetingen en activiteiten bij u in de buurt",
        "de": "Treffen und Veranstaltungen in Ihrer Nähe",
        "en": "Meetings and events near you",
    },
    {
        "fr": "Bougies et soutien financier",
        "nl": "Kaarsen en financiële steun",
        "de": "Kerzen und finanzielle Unterstützung",
        "en": "Candles and fundraising",
    },
)


@transaction.atomic
def publish_first_consents(section: Section, *, at: datetime) -> None:
    """Give a new section its first themes, and the words of its consents in every language."""
    for language in LANGUAGES:
        words = consent_words(section, language)
        ConsentText.publish(section, Purpose.NEWS, language, words, at=at)
    Theme.objects.bulk_create(
        Theme(section=section, names=names, position=position)
        for position, names in enumerate(FIRST_THEMES)
    )


@transaction.atomic(savepoint=False)
def subscribe(
    contact: Contact,
    text: ConsentText,
    *,
    at: datetime,
    channel: Channel,
    group: Group | None = None,
    province: str = "",
    first: bool = False,
) -> bool:
    """Write that the contact agreed to `text`, follows `group`, and lives in `province`; say whether the yes stands.

    first: as Consent.give; the contact was made with its province.
    """
    Consent.give(contact, text, at=at, channel=channel, first=first)
    if not first:
        contact.live_in(province)
    if group and (first or not _refused(contact, group, channel)):
        Preference.choose(contact, group, True, at=at, first=first)
    return first or Consent.stands(contact, text.purpose)


def _refused(contact: Contact, group: Group, channel: Channel) -> bool:
    """A form in which anybody may type an address takes no standing no back: see Consent.give."""
    if channel != Channel.ENQUIRY_FORM:
        return False
    return Preference.groups(contact).get(group.pk) is False


def mail_returned(key: str, status: str, at: datetime) -> None:
    """Count a mail to a contact that came back. The key of such mails begins with "contact:" and the contact's."""
    kind, _colon, rest = key.partition(":")
    pk = rest.partition(":")[0]
    if kind != "contact" or not pk.isdecimal():
        return
    contact = Contact.objects.filter(pk=int(pk)).select_related("section").first()
    if contact is not None and contact.email:
        Failure.note(contact, status, at=at)
