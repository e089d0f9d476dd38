from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from lampion.files.models import StoredFile
from lampion.groups.models.stages import Stage
from lampion.journal import models as journal
from lampion.kit.folding import fold
from lampion.kit.lists import Change
from lampion.people.models import Person
from lampion.places import gazetteer
from lampion.sections.models import Section


class Kind(models.TextChoices):
    LOCAL = "local", _("local group")
    SCHOOL = "school", _("school group")
    YOUTH = "youth", _("youth group")
    THEMATIC = "thematic", _("thematic group")


class GroupQuerySet(models.QuerySet["Group"]):
    def at_stage(self, *stages: str) -> GroupQuerySet:
        stage = self.model._meta.get_field("life_stages").related_model
        now = stage._default_manager.filter(group=OuterRef("pk"), until=None, stage__in=stages)
        return self.filter(Exists(now))

    def open_to_newcomers(self) -> GroupQuerySet:
        return self.at_stage("active", "reactivated", "in_formation")

    def public(self) -> GroupQuerySet:
        """Groups with a page: also those that sleep, so that an old link says so."""
        return self.at_stage("active", "reactivated", "in_formation", "dormant")

    def joined_by(self, person: Person) -> GroupQuerySet:
        return self.filter(memberships__person=person, memberships__left_on=None)

    def coordinated_by(self, person: Person) -> GroupQuerySet:
        """Groups of which `person` is a responsable."""
        return self.filter(
            mandates__person=person, mandates__function="coordinator", mandates__ended_on=None
        ).distinct()

    def where_opens(self, person: Person, power: str) -> GroupQuerySet:
        """Groups in which a mandate or function of `person` opens `power`."""
        led = Q(mandates__person=person, mandates__function="coordinator", mandates__ended_on=None)
        helped = Q(
            holdings__person=person,
            holdings__ended_on=None,
            holdings__function__opened__power=power,
        )
        return self.filter(led | helped).distinct()

    def of(self, section: Section) -> list[Group]:
        """Return the selected groups of `section`, all with this one object as their section."""
        groups = list(self.filter(section=section))
        for group in groups:
            group.section = section
        return groups

    def matching(self, typed: str) -> GroupQuerySet:
        """Groups whose number, name or locality is like what was typed."""
        key = fold(typed[:100])
        found = Q(name_key__contains=key) | Q(locality_name_key__contains=key)
        if key.isdigit() and len(key) < 10:
            found |= Q(number=int(key)) | Q(postcode=key)
        return self.filter(found) if key else self


class Group(models.Model):
    """Volunteers of one area. Its number is for ever; an unincorporated association, never a legal person."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(max_length=120)
    name_key = models.CharField(max_length=120, db_index=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.LOCAL)
    postcode = models.CharField(_("postcode"), max_length=10)
    locality_key = models.CharField(max_length=90)
    locality_name = models.CharField(_("locality"), max_length=80)
    locality_name_key = models.CharField(max_length=80)
    province = models.CharField(max_length=8)
    lat = models.FloatField()
    lon = models.FloatField()
    languages = models.JSONField(_("languages"), default=list)
    rhythm = models.CharField(_("when the group meets"), max_length=200, blank=True)
    venue = models.CharField(_("where the group meets"), max_length=200, blank=True)
    accessibility = models.CharField(_("accessibility of the place"), max_length=200, blank=True)
    about = models.TextField(_("about the group"), blank=True)
    picture = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    picture_alt = models.CharField(_("what the picture shows"), max_length=200, blank=True)

    objects = GroupQuerySet.as_manager()

    PLACED = ("postcode", "locality_key", "locality_name", "province", "lat", "lon")
    # What a spreadsheet may change at once, with what follows from it.
    REVISED = (
        *PLACED, "name", "slug", "name_key", "kind", "locality_name_key", "languages", "rhythm",
        "venue", "about",
    )  # fmt: skip

    class Meta:
        ordering = ("name_key", "number")
        constraints = [
            models.UniqueConstraint(
                fields=["section", "number"],
                name="one_group_per_number",
                violation_error_message=_("A group with this number already exists."),
            ),
            models.CheckConstraint(
                condition=Q(lat__range=(-90, 90), lon__range=(-180, 180)), name="position_on_earth"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        code = "" if self.section.is_home else self.section.code
        return _address(get_language(), code, self.number, self.slug)

    def derive(self) -> Group:
        """Set what follows from other fields: address and keys for sorting and searching. Saves nothing."""
        self.slug = slugify(self.name) or "group"
        self.name_key = fold(self.name)
        self.locality_name_key = fold(self.locality_name)
        return self

    def settle(self, locality: gazetteer.Locality) -> None:
        """Put the group in `locality`. Saves nothing."""
        self.postcode, self.locality_key = locality.postcode, locality.key
        self.locality_name, self.province = locality.name, locality.province
        self.lat, self.lon = locality.lat, locality.lon

    def served_postcodes(self) -> list[str]:
        return sorted(served.postcode for served in self.served.all())

    def serve(self, postcodes: Iterable[str]) -> None:
        wanted = {self.postcode, *postcodes} - {""}
        self.served.exclude(postcode__in=wanted).delete()
        held = set(self.served.values_list("postcode", flat=True))
        self.served.bulk_create(
            ServedPostcode(group=self, postcode=postcode) for postcode in sorted(wanted - held)
        )

    @transaction.atomic
    def revise(
        self,
        changes: dict[str, Any],
        *,
        by: Person | None,
        at: datetime,
        served: Iterable[str] | None = None,
    ) -> Revision | None:
        """Set `changes` (field -> value), keep what was there before; nothing new, no revision.

        served: postcodes of the area, or None to leave them; the group's own is always among them.
        """
        locked = Group.objects.select_for_update().get(pk=self.pk)
        old = {name: getattr(locked, name) for name in changes}
        new = {name: value for name, value in changes.items() if old[name] != value}
        before = locked.served_postcodes()
        for name, value in new.items():
            setattr(self, name, value)
        if new:
            self.save()
        if served is not None or "postcode" in new:
            self.serve(served if served is not None else before)
        after = sorted(self.served.values_list("postcode", flat=True))
        said = {name: [_plain(old[name]), _plain(value)] for name, value in new.items()}
        if after != before:
            said["served"] = [before, after]
        if not said:
            return None
        self.section.touch()
        journal.write("revised", self, by=by, details={"fields": sorted(said)})
        return Revision.objects.create(group=self, at=at, by=by, changes=said)


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


@lru_cache(maxsize=10_000)
def _address(language: str | None, code: str, number: int, slug: str) -> str:
    """Lists and maps name many groups, and reversing is slow. `language` is the active one: reverse reads it."""
    if code:
        return reverse("groups:section-group", args=[code, number, slug])
    return reverse("groups:group", args=[number, slug])


class ServedPostcode(models.Model):
    """The area of a group: groups and communes are n to m."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="served")
    postcode = models.CharField(max_length=10, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "postcode"], name="served_once")]

    def __str__(self) -> str:
        return self.postcode


class Revision(models.Model):
    """What changed on a group's page: field -> [before, after]. A row that erasure can empty."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="revisions")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    changes = models.JSONField()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.group} {self.at:%Y-%m-%d}"

    def in_words(self) -> list[Change]:
        return changes_in_words(self.changes)


_UNSAID = {"locality_key", "province", "lat", "lon"}


def changes_in_words(changes: Mapping[str, Sequence[Any]]) -> list[Change]:
    """Say `changes` (field -> before, after) to a person; what follows from the place is left out."""
    return [
        Change(_label(name), _said(name, before), _said(name, after))
        for name, (before, after) in changes.items()
        if name not in _UNSAID
    ]


def _label(name: str) -> str:
    if name == "served":
        return gettext("postcodes served")
    if name == "state":
        return gettext("stage")
    return str(Group._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _said(name: str, value: Any) -> str:
    if name == "kind" and value in Kind.values:
        return str(Kind(value).label)
    if name == "state" and value in Stage.values:
        return str(Stage(value).label)
    if isinstance(value, list):
        return ", ".join(value) or "–"
    if name == "picture":
        return gettext("a picture") if value else "–"
    return str(value) if value else "–"
