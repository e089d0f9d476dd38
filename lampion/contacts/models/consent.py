from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from lampion.contacts.models.contact import Contact
from lampion.journal import models as journal
from lampion.kit.rows import insert
from lampion.mail import actions as mail
from lampion.people.models import Person
from lampion.sections.models import Section


class Purpose(models.TextChoices):
    NEWS = "news", _("regular news and invitations")


class Channel(models.TextChoices):
    """Where a yes or a no was said."""

    ENQUIRY_FORM = "enquiry form", _("form on the site")
    PRIVATE_LINK = "private link", _("private link in a mail")
    ONE_CLICK = "one click", _("button of the mail program")
    ACCOUNT = "account", _("own account")
    OFFICE = "office", _("by the secretariat, as the person asked")


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    def in_force(self, section: Section, purpose: Purpose, language: str) -> ConsentText:
        """Return the newest words in `language`, else in French. Raises DoesNotExist if there are none."""

        def newest() -> ConsentText:
            texts = self.filter(section=section, purpose=purpose).order_by("-number")
            return texts.filter(language=language).first() or texts.filter(language="fr")[:1].get()

        return section.kept(f"{purpose}:{language}", newest)


class ConsentText(models.Model):
    """The exact words that a person agreed to; a change of words is a new row."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose)
    language = models.CharField(max_length=5)
    number = models.PositiveIntegerField()
    words = models.TextField()
    since = models.DateTimeField()

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["section", "purpose", "language", "number"], name="one_consent_text"
            )
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the words, in hexadecimal: proof that they are the ones shown."""
        return hashlib.sha256(self.words.encode()).hexdigest()

    @classmethod
    @transaction.atomic
    def publish(
        cls,
        section: Section,
        purpose: Purpose,
        language: str,
        words: str,
        *,
        at: datetime,
        by: Person | None = None,
    ) -> ConsentText:
        """Make `words` those asked from now on; the same words again are the same row."""
        Section.objects.select_for_update().get(pk=section.pk)
        texts = cls.objects.filter(section=section, purpose=purpose, language=language)
        last = texts.order_by("-number").first()
        if last and last.words == words:
            return last
        section.touch()
        made = texts.create(
            section=section,
            purpose=purpose,
            language=language,
            number=last.number + 1 if last else 1,
            words=words,
            since=at,
        )
        journal.write("published consent text", made, by=by, at=at)
        return made


class ConsentQuerySet(models.QuerySet["Consent"]):
    def history(self, *contacts: Contact) -> ConsentQuerySet:
        """What was said about these contacts, newest first, with the words."""
        said = self.filter(contact__in=contacts).select_related("text", "contact__section")
        return said.order_by("-at", "-pk")


class Consent(models.Model):
    """One line of the consent ledger: append only, no name, no address, only the key of its contact."""

    class Kind(models.TextChoices):
        GIVEN = "given", _("given")
        WITHDRAWN = "withdrawn", _("withdrawn")

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="consents")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    channel = models.CharField(max_length=40, choices=Channel)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ("at", "pk")
        indexes = [models.Index(fields=["contact", "at"], name="consents_of_a_contact")]

    def __str__(self) -> str:
        return f"{self.contact} {self.kind} {self.at:%Y-%m-%d}"

    def proof(self) -> dict[str, object]:
        """Say what was agreed to so that it can be shown: exact words, their SHA-256, version, moment, channel."""
        return {
            "kind": self.kind,
            "purpose": self.text.purpose,
            "words": self.text.words,
            "words_sha256": self.text.fingerprint,
            "version": self.text.number,
            "language": self.text.language,
            "at": self.at,
            "channel": self.channel,
        }

    @classmethod
    @transaction.atomic(savepoint=False)
    def give(
        cls,
        contact: Contact,
        text: ConsentText,
        *,
        at: datetime,
        channel: Channel,
        by: Person | None = None,
        first: bool = False,
    ) -> Consent | None:
        """Write that these words were agreed to; who agrees already says nothing new.

        first: the contact was made in this transaction and never said a word: nothing has to be asked.
        A form in which anybody may type an address takes no standing no back: that needs a link by mail, or an account.
        """
        if not first:
            contact = _still_known(contact)
        if not first and cls.stands(contact, text.purpose):
            return None
        if not first and channel == Channel.ENQUIRY_FORM and cls.refused(contact, text.purpose):
            return None
        return cls._say(contact, text, cls.Kind.GIVEN, at=at, channel=channel, by=by)

    @classmethod
    @transaction.atomic
    def withdraw(
        cls, contact: Contact, *, at: datetime, channel: Channel, by: Person | None = None
    ) -> Consent | None:
        """Write that the contact wants no more news: of the words once agreed to, else of those in force.

        What waits in the queue is called back.
        Twice is once, also at the same moment.
        """
        Contact.objects.select_for_update().get(pk=contact.pk)
        if cls.refused(contact):
            return None
        last = cls._last(contact, Purpose.NEWS)
        text = last.text if last else _in_force(contact)
        mail.call_back(f"contact:{contact.pk}:", at=at)
        return cls._say(contact, text, cls.Kind.WITHDRAWN, at=at, channel=channel, by=by)

    @classmethod
    def stands(cls, contact: Contact, purpose: str = Purpose.NEWS) -> bool:
        """Tell whether the contact's last word on the purpose is yes."""
        last = cls._last(contact, purpose)
        return last is not None and last.kind == cls.Kind.GIVEN

    @classmethod
    def refused(cls, contact: Contact, purpose: str = Purpose.NEWS) -> bool:
        """Tell whether the contact's last word on the purpose is no; who never said a word did not refuse."""
        last = cls._last(contact, purpose)
        return last is not None and last.kind == cls.Kind.WITHDRAWN

    @classmethod
    def _last(cls, contact: Contact, purpose: str) -> Consent | None:
        said = cls.objects.filter(contact=contact, text__purpose=purpose)
        return said.select_related("text").order_by("-at", "-pk").first()

    @classmethod
    def _say(
        cls,
        contact: Contact,
        text: ConsentText,
        kind: str,
        *,
        at: datetime,
        channel: Channel,
        by: Person | None,
    ) -> Consent:
        said = cls(contact=contact, text=text, kind=kind, at=at, channel=channel)
        insert(said)
        journal.write(f"consent {kind}", contact, by=by, at=at, details={"purpose": text.purpose})
        return said


def _in_force(contact: Contact) -> ConsentText:
    texts = ConsentText.objects
    return texts.in_force(contact.section, Purpose.NEWS, contact.language)


def _still_known(contact: Contact) -> Contact:
    """Lock the contact; if it was emptied since it was read, return the one that its address is now."""
    now = Contact.objects.select_for_update().get(pk=contact.pk)
    if now.email or not contact.email:
        return contact
    said = {"first_name": contact.first_name, "last_name": contact.last_name}
    return Contact.known(contact.section, contact.email, language=contact.language, **said)[0]
