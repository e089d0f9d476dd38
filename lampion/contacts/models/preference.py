from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lampion.contacts.models.contact import Contact
from lampion.groups.models import Group
from lampion.journal import models as journal
from lampion.kit.rows import insert
from lampion.mail import actions as mail
from lampion.people.models import Person
from lampion.sections.models import Section


class ThemeQuerySet(models.QuerySet["Theme"]):
    def open(self) -> ThemeQuerySet:
        return self.filter(ended_at=None)


class Theme(models.Model):
    """What a piece of news is about, in the section's words. Whoever wants news wants every theme but those refused."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    names = models.JSONField(_("names"))  # language -> name
    position = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return str(self.names.get(get_language() or "fr") or self.names["fr"])

    @transaction.atomic
    def settle(self, names: dict[str, str], *, by: Person | None) -> None:
        """Give the theme, new or not, its names (language -> name) and keep it."""
        self.names = names
        self.save()
        journal.write("settled theme", self, by=by)

    @transaction.atomic
    def end(self, *, by: Person, at: datetime) -> None:
        """Nothing more is written on this theme; twice is once."""
        if Theme.objects.filter(pk=self.pk, ended_at=None).update(ended_at=at):
            journal.write("ended theme", self, by=by, at=at)


class PreferenceQuerySet(models.QuerySet["Preference"]):
    def standing(self) -> PreferenceQuerySet:
        return self.filter(until=None)


class Preference(models.Model):
    """That a contact wants, or does not want, the news of a theme or of a group, from one moment to another."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="preferences")
    theme = models.ForeignKey(Theme, models.PROTECT, null=True, related_name="+")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")
    wants = models.BooleanField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(theme=None, group__isnull=False) | Q(theme__isnull=False, group=None),
                name="a_theme_or_a_group",
            ),
            models.UniqueConstraint(
                fields=["contact", "theme"], condition=Q(until=None), name="one_word_on_a_theme"
            ),
            models.UniqueConstraint(
                fields=["contact", "group"], condition=Q(until=None), name="one_word_on_a_group"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact} {self.theme or self.group} {self.wants}"

    @classmethod
    @transaction.atomic(savepoint=False)
    def choose(
        cls,
        contact: Contact,
        about: Theme | Group,
        wants: bool,
        *,
        at: datetime,
        first: bool = False,
    ) -> None:
        """From now on `contact` wants, or does not want, the news about a theme or of a group. first: as Consent.give.

        What is about a refused theme, or of a refused group, and waits in the queue is called back.
        """
        place = {"theme": about} if isinstance(about, Theme) else {"group": about}
        if first:
            insert(cls(contact=contact, wants=wants, since=at, **place))
            return
        Contact.objects.select_for_update().get(pk=contact.pk)
        held = cls.objects.standing().filter(contact=contact, **place)
        if held.filter(wants=wants).exists():
            return
        held.update(until=at)
        insert(cls(contact=contact, wants=wants, since=at, **place))
        if not wants:
            mail.call_back(mail_key(contact.pk, about), at=at)

    @classmethod
    def refused_themes(cls, contact: Contact) -> set[int]:
        held = cls.objects.standing().filter(contact=contact, wants=False, theme__isnull=False)
        return {theme for theme in held.values_list("theme", flat=True) if theme}

    @classmethod
    def groups(cls, contact: Contact) -> dict[int, bool]:
        """Return group (key) -> whether its news are wanted, for those about which a word was said."""
        held = cls.objects.standing().filter(contact=contact, group__isnull=False)
        return {key: wants for key, wants in held.values_list("group", "wants") if key}


def mail_key(contact: int, about: Theme | Group | None, letter: str = "") -> str:
    """Return the key of the mail by which `contact` (key) gets a letter; without `letter`, how all about this begin."""
    kind = "theme" if isinstance(about, Theme) else "group"
    return f"contact:{contact}:{f'{kind}-{about.pk}' if about else 'all'}:{letter}"


def who_said(
    about: Theme | Group | Iterable[Group], wants: bool
) -> models.QuerySet[Preference, int]:
    """Return the keys of the contacts who said this about a theme, a group, or any of some groups."""
    held = Preference.objects.standing().filter(wants=wants)
    if isinstance(about, Theme):
        held = held.filter(theme=about)
    elif isinstance(about, Group):
        held = held.filter(group=about)
    else:
        held = held.filter(group__in=about)
    return held.values_list("contact", flat=True)
