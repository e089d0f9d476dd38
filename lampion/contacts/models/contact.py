from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from lampion.journal import models as journal
from lampion.kit.once import insert_once
from lampion.mail import actions as mail
from lampion.people.models import Person, normalise_email
from lampion.sections.models import Section


class ContactQuerySet(models.QuerySet["Contact"]):
    def of(self, emails: Iterable[str]) -> ContactQuerySet:
        """Contacts with an address that is proven to be somebody's own."""
        return self.filter(email__in=[email for email in emails if email])

    def reachable(self) -> ContactQuerySet:
        return self.filter(email__isnull=False, unreachable_at=None)

    def agreeing(self) -> ContactQuerySet:
        """Contacts whose last word on the news is yes."""
        return self.annotate(last_word=self._last_word()).filter(last_word="given")

    def refusing(self) -> ContactQuerySet:
        """Contacts whose last word on the news is no; who never said a word is not among them."""
        return self.annotate(last_word=self._last_word()).filter(last_word="withdrawn")

    def _last_word(self) -> Subquery:
        consents = self.model._meta.get_field("consents").related_model
        said = consents._default_manager.filter(contact=OuterRef("pk"), text__purpose="news")
        return Subquery(said.order_by("-at", "-pk").values("kind")[:1])


class Contact(models.Model):
    """An address that we may know; what we may write to it is in its consents. Emptied, never deleted.

    province: a code of lampion.places, from the place that the person named; for news of a region.
    unreachable_at: since when nothing is written, because too many mails came back.
    """

    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    email = models.EmailField(_("e-mail"), null=True)  # noqa: DJ001 NULL, so that emptied rows stay unique
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    language = models.CharField(max_length=5, default="fr")
    province = models.CharField(max_length=8, blank=True)
    unreachable_at = models.DateTimeField(null=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "email"], name="one_contact_per_address"),
            models.CheckConstraint(condition=~Q(email=""), name="no_empty_contact_address"),
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"

    @classmethod
    def known(
        cls,
        section: Section,
        email: str,
        *,
        first_name: str,
        last_name: str,
        language: str,
        province: str = "",
    ) -> tuple[Contact, bool]:
        """Return the contact with this address, and whether it was made now because there was none."""
        contact = cls(
            section=section,
            email=normalise_email(email),
            first_name=first_name,
            last_name=last_name,
            language=language,
            province=province,
        )
        if insert_once(contact, "section", "email"):
            return contact, True
        return cls.objects.get(section=section, email=contact.email), False

    @classmethod
    def of_person(cls, section: Section, person: Person) -> Contact:
        """Return the contact of somebody's account; their names are those of the account."""
        names = {"first_name": person.first_name, "last_name": person.last_name}
        return cls.known(section, person.email or "", language=person.language, **names)[0]

    @classmethod
    def know_all(cls, section: Section, people: Iterable[Person]) -> None:
        """Make a contact of each person with an address who is none yet."""
        cls.objects.bulk_create(
            (
                cls(
                    section=section,
                    email=person.email,
                    first_name=person.first_name,
                    last_name=person.last_name,
                    language=person.language,
                )
                for person in people
                if person.email
            ),
            ignore_conflicts=True,
        )

    @transaction.atomic
    def live_in(self, province: str) -> None:
        if province and province != self.province:
            self.province = province
            self.save(update_fields=["province"])

    @transaction.atomic
    def is_unreachable(self, *, at: datetime) -> None:
        """Nothing is written to this address from now on; twice is once."""
        if Contact.objects.filter(pk=self.pk, unreachable_at=None).update(unreachable_at=at):
            mail.call_back(f"contact:{self.pk}:", at=at)
            journal.write("unreachable", self, by=None, at=at)

    @transaction.atomic
    def is_reachable_again(self, *, by: Person | None, at: datetime) -> None:
        """Somebody says that the address works: what came back before no longer counts."""
        Contact.objects.filter(pk=self.pk).update(unreachable_at=None)
        self.failures.filter(forgiven_at=None).update(forgiven_at=at)
        journal.write("reachable again", self, by=by, at=at)
