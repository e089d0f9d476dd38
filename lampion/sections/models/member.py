from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lampion.journal import models as journal
from lampion.kit.folding import fold
from lampion.people.models import Person
from lampion.sections.models.section import Section


class SectionMemberQuerySet(models.QuerySet["SectionMember"]):
    def about(self, person: Person | None, emails: Iterable[str]) -> SectionMemberQuerySet:
        """Members known by an account, or by an address that is proven to be theirs."""
        known = Q(email__in=[email for email in emails if email])
        return self.filter(known | Q(person=person) if person else known)

    def of(self, person: Person) -> SectionMemberQuerySet:
        return self.about(person, [person.email or ""]).order_by("-valid_until", "pk")

    def valid(self, on: date) -> SectionMemberQuerySet:
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=on))

    def ended(self, on: date) -> SectionMemberQuerySet:
        return self.filter(valid_until__lt=on)

    def ending(self, on: date, *, within: timedelta) -> SectionMemberQuerySet:
        return self.filter(valid_until__gte=on, valid_until__lte=on + within)

    def searched(self, words: str) -> SectionMemberQuerySet:
        """Members whose name, number or locality has each of `words`."""
        found = self
        for word in fold(words).split():
            found = found.filter(search_key__contains=word)
        return found


class SectionMember(models.Model):
    """A member of the section, as the section's own register says it; imported, never typed here.

    valid_until: the last day, or None when it does not end.
    """

    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=20)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail"), blank=True, db_index=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    locality = models.CharField(_("locality"), max_length=80, blank=True)
    valid_until = models.DateField(_("valid until"), null=True)
    name_key = models.CharField(max_length=170, blank=True)
    search_key = models.CharField(max_length=290, blank=True)
    reminded_for = models.DateField(null=True)

    objects = SectionMemberQuerySet.as_manager()

    FIELDS = ("first_name", "last_name", "email", "phone", "locality", "valid_until")
    DERIVED = ("name_key", "search_key")

    class Meta:
        ordering = ("name_key", "pk")
        constraints = [
            models.UniqueConstraint(fields=["section", "number"], name="one_member_per_number")
        ]
        indexes = [models.Index(fields=["section", "valid_until"], name="members_by_end")]

    def __str__(self) -> str:
        return f"member {self.pk}"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def is_valid(self, on: date) -> bool:
        return self.valid_until is None or self.valid_until >= on

    def derive(self) -> SectionMember:
        """Set what follows from the other fields, for sorting and searching."""
        self.name_key = fold(f"{self.last_name} {self.first_name}")
        self.search_key = f"{fold(self.number)} {self.name_key} {fold(self.locality)}"
        return self

    def mark(self) -> str:
        return number_mark(self.section, self.number)

    @classmethod
    @transaction.atomic
    def claim(cls, section: Section, number: str, person: Person, *, by: Person) -> bool:
        """Link `person` to the member of this number who has their last name, and say whether there is one.

        A number that belongs to somebody else links nothing: a number alone can be guessed.
        """
        found = cls.objects.select_for_update().filter(section=section, number=number.strip())
        member = found.first()
        same = member is not None and fold(member.last_name) == fold(person.last_name) != ""
        if member is None or not same or member.person_id not in (None, person.pk):
            return False
        if member.person_id is None:
            found.update(person=person)
            journal.write("known as member", member, by=by)
        return True


def number_mark(section: Section, number: str) -> str:
    """Name a member's number in a way that fits ErasureMark."""
    return f"member:{section.code}:{number}"
