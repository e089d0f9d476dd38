from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.journal import models as journal
from lampion.kit.rows import insert_once
from lampion.mail import actions as mail
from lampion.people.models import ErasureMark, Person, normalise_email
from lampion.sections.models import Section

# What an emptied contact says of whom it was about.
NOBODY = {
    "email": None, "first_name": "", "last_name": "", "province": "", "language": "fr", "unreachable_at": None,
}  # fmt: skip


def refusal_hash(email: str) -> str:
    """Name an address that said no so that only whoever has the address, and our key, knows it again."""
    return ErasureMark.digest_of(f"refusal:{normalise_email(email)}")


class ContactQuerySet(models.QuerySet["Contact"]):
    def of(self, emails: Iterable[str]) -> ContactQuerySet:
        """Contacts with an address that is proven to be somebody's own."""
        return self.filter(email__in=[email for email in emails if email])

    def about(self, emails: Iterable[str]) -> ContactQuerySet:
        """Also what was emptied of such an address, if a no of it is kept."""
        known = [email for email in emails if email]
        asleep = [refusal_hash(email) for email in known]
        return self.filter(Q(email__in=known) | Q(refusal_hash__in=asleep))

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
    refusal_hash: of an emptied address that had said no; if it comes again, its no is there.
    """

    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    email = models.EmailField(_("e-mail"), null=True)  # noqa: DJ001 NULL, so that emptied rows stay unique
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    language = models.CharField(max_length=5, default="fr")
    province = models.CharField(max_length=8, blank=True)
    unreachable_at = models.DateTimeField(null=True)
    known_at = models.DateTimeField(default=timezone.now)
    refusal_hash = models.CharField(max_length=64, null=True)  # noqa: DJ001 as the e-mail

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "email"], name="one_contact_per_address"),
            models.CheckConstraint(condition=~Q(email=""), name="no_empty_contact_address"),
            models.UniqueConstraint(fields=["section", "refusal_hash"], name="one_kept_refusal"),
            models.CheckConstraint(
                condition=Q(email=None) | Q(refusal_hash=None), name="a_kept_refusal_has_no_address"
            ),
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"

    @classmethod
    @transaction.atomic(savepoint=False)
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
        if not insert_once(contact):
            return cls.objects.get(section=section, email=contact.email), False
        if contact.asleep().values("pk")[:1]:
            return contact.woken(), False
        return contact, True

    @classmethod
    def of_person(cls, section: Section, person: Person) -> Contact:
        """Return the contact of somebody's account; their names are those of the account."""
        names = {"first_name": person.first_name, "last_name": person.last_name}
        return cls.known(section, person.email or "", language=person.language, **names)[0]

    @classmethod
    def know_all(cls, section: Section, people: Iterable[Person]) -> None:
        """Make a contact of each person with an address who is none yet."""
        known = {refusal_hash(one.email): one for one in people if one.email}
        cls.objects.bulk_create(
            (
                cls(
                    section=section,
                    email=person.email,
                    first_name=person.first_name,
                    last_name=person.last_name,
                    language=person.language,
                )
                for person in known.values()
            ),
            ignore_conflicts=True,
        )
        # After them: what is emptied meanwhile is found too.
        asleep = cls.objects.filter(section=section, refusal_hash__in=known)
        for refusal in list(asleep.values_list("refusal_hash", flat=True)):
            cls.objects.get(section=section, email=known[refusal or ""].email).woken()

    def asleep(self) -> ContactQuerySet:
        """What is left of this address from before it was emptied, if it had refused something."""
        refusal = refusal_hash(self.email or "")
        return Contact.objects.filter(section=self.section_id, refusal_hash=refusal)

    @transaction.atomic
    def woken(self) -> Contact:
        """The address came again, as this contact: what it had refused before it was emptied is refused still.

        After a no it is the former contact once more. A former yes is not: then only what was refused comes along.
        Whoever has said something meanwhile is believed.
        """
        former = self.asleep().select_for_update(of=("self",)).select_related("section").first()
        if former is None:
            return self
        former.refusal_hash = None
        refused = Contact.objects.refusing().filter(pk=former.pk).exists()
        if not refused or self.consents.exists() or self.preferences.exists():
            former.save(update_fields=["refusal_hash"])
            if not self.preferences.exists():
                former.preferences.filter(wants=False, until=None).update(contact=self)
            return self
        for name in ("email", "first_name", "last_name", "language", "province", "known_at"):
            setattr(former, name, getattr(self, name))
        self.delete()
        former.save()
        return former

    @transaction.atomic
    def empty(self, *, refused: bool, at: datetime) -> None:
        """Remove name and address, and what hangs on them; whatever was refused stays, with a keyed hash to know it by."""
        mail.call_back(f"contact:{self.pk}:", at=at)
        self.ways_out.all().delete()
        self.failures.all().delete()
        self.preferences.exclude(wants=False, until=None).delete()
        if (refused or self.preferences.exists()) and not self.asleep().exists():
            self.refusal_hash = refusal_hash(self.email or "")
        for name, value in NOBODY.items():
            setattr(self, name, value)
        self.save()
        journal.write("emptied", self, by=None, at=at)

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
