from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from stdnum.be import vat as bce
from stdnum.exceptions import ValidationError as StdnumError

from lampion.files.models import StoredFile
from lampion.journal import models as journal
from lampion.people.models import Person
from lampion.places import gazetteer
from lampion.sections.origins import check_origins

T = TypeVar("T")
_VERSION, _HELD_SECONDS = "public-version", 0.05
colour = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("A colour is written like #1d1a2b."))


def check_bce_number(value: str) -> None:
    """Refuse a Belgian enterprise number whose check digits are wrong (97 minus the rest by 97)."""
    try:
        bce.validate(value)
    except StdnumError:
        raise ValidationError(_("This is not a valid enterprise number (BCE).")) from None


class SectionQuerySet(models.QuerySet["Section"]):
    def home(self) -> Section | None:
        """Return the section of pages that no object names: the setting's, else the first one.

        It is asked several times for each page, and kept in memory under its version.
        """
        version = self.home_version()
        if version is None:
            return None
        key = f"home-section:{version}".replace(" ", "")
        section: Section | None = cache.get(key)
        if section is None:
            section = self.select_related("logo").get(pk=version[0])
            cache.set(key, section, None)
        return section

    def home_version(self) -> tuple[int, int] | None:
        """Return key and version of the home section, if there is one.

        In SQL: it is asked for every page that is drawn, and building it takes longer than asking.
        """
        where, values = (
            ("WHERE code = %s", [settings.HOME_SECTION]) if settings.HOME_SECTION else ("", [])
        )
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, version FROM sections_section {where} ORDER BY id LIMIT 1", values
            )
            found: tuple[int, int] | None = cursor.fetchone()
        return found

    def public_version(self) -> int:
        """Return a number that changes with every public page of every section.

        Held for less than it takes to click, and forgotten at once where the change was made.
        """
        held: int | None = cache.get(_VERSION)
        if held is None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT SUM(version) FROM sections_section")
                held = int(cursor.fetchone()[0] or 0)
            cache.set(_VERSION, held, _HELD_SECONDS)
        return held

    def staffed_by(self, person: Person, on: date) -> SectionQuerySet:
        """Sections in whose secretariat `person` works on `on`."""
        held = Q(staff_accesses__ends_on=None) | Q(staff_accesses__ends_on__gt=on)
        return self.filter(
            held, staff_accesses__person=person, staff_accesses__starts_on__lte=on
        ).distinct()


class Section(models.Model):
    """A national or linguistic section of the movement: it runs Lampion for its groups."""

    code = models.SlugField(_("code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=120)
    country = models.CharField(_("country"), max_length=2, default="be")
    languages = models.JSONField(_("languages"), default=list)
    legal_name = models.CharField(_("legal name"), max_length=160, blank=True)
    bce_number = models.CharField(
        _("enterprise number (BCE)"), max_length=16, blank=True, validators=[check_bce_number]
    )
    address = models.TextField(_("address"), blank=True)
    public_email = models.EmailField(_("public e-mail"), blank=True)
    public_phone = models.CharField(_("public phone"), max_length=30, blank=True)
    privacy_contact = models.EmailField(_("privacy contact"), blank=True)
    website = models.URLField(_("website"), blank=True)
    join_url = models.URLField(_("where one becomes a member"), blank=True)
    ink = models.CharField(_("ink colour"), max_length=7, default="#1d2038", validators=[colour])
    light = models.CharField(
        _("light colour"), max_length=7, default="#ffd23f", validators=[colour]
    )
    logo = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("logo")
    )
    # Origins of the sites that may show its finder and its form in a frame; see origins.py.
    embedders = models.JSONField(
        _("sites that may embed"), default=list, blank=True, validators=[check_origins]
    )
    # Whatever a public page shows of this section changes this number: caches are keyed by it.
    version = models.PositiveBigIntegerField(default=1)

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name

    @property
    def territory(self) -> gazetteer.Country:
        return gazetteer.country(self.country)

    @property
    def first_language(self) -> str:
        """The language in which it writes where no other is known."""
        return next(iter(self.languages), settings.LANGUAGE_CODE)

    @property
    def is_home(self) -> bool:
        """The first section stays the first: nothing is deleted, so its key may be remembered."""
        if settings.HOME_SECTION:
            return self.code == settings.HOME_SECTION
        first = cache.get("first-section")
        if first is None:
            first = Section.objects.order_by("pk").values_list("pk", flat=True).first()
            cache.set("first-section", first, None)
        return bool(self.pk == first)

    def touch(self) -> None:
        """Say that a public page, or what it stands on, changed."""
        Section.objects.filter(pk=self.pk).update(version=F("version") + 1)
        self.refresh_from_db(fields=["version"])
        cache.delete(_VERSION)
        transaction.on_commit(lambda: cache.delete(_VERSION))

    def kept(self, name: str, make: Callable[[], T]) -> T:
        """Return what `make` returns, kept in memory for as long as this version of the section holds."""
        key = f"section:{self.pk}:{self.version}:{name}"
        found: T | None = cache.get(key)
        if found is None:
            found = make()
            cache.set(key, found, None)
        return found

    @transaction.atomic
    def revise(self, changes: dict[str, Any], *, by: Person | None) -> None:
        """Set `changes` (field -> value) and write their names in the journal."""
        for name, value in changes.items():
            setattr(self, name, value)
        self.save(update_fields=list(changes))
        self.touch()
        journal.write("revised", self, by=by, details={"fields": sorted(changes)})


class Region(models.Model):
    """A set of provinces under one name, as the section speaks of them on its map."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="regions")
    slug = models.SlugField(max_length=40)
    names = models.JSONField(_("names"))  # language -> name
    provinces = models.JSONField(_("provinces"))  # codes of lampion.places
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "slug")
        constraints = [
            models.UniqueConstraint(fields=["section", "slug"], name="one_region_per_slug")
        ]

    def __str__(self) -> str:
        return str(self.names.get(get_language() or "fr") or next(iter(self.names.values())))

    def province_names(self) -> list[str]:
        """Return the names of its provinces, in the language of the page."""
        return [self.section.territory.province_name(code) for code in self.provinces]

    @transaction.atomic
    def settle(self, names: dict[str, str], provinces: list[str], *, by: Person | None) -> None:
        """Give the region, new or not, its names (language -> name) and its provinces, and keep it."""
        self.names, self.provinces = names, provinces
        self.slug = self.slug or slugify(names["fr"])
        self.save()
        self.section.touch()
        details = {"region": self.slug, "provinces": sorted(provinces)}
        journal.write("settled region", self.section, by=by, details=details)

    @transaction.atomic
    def dissolve(self, *, by: Person) -> None:
        """Take the region off the map. Its groups stay: a region is only a way to speak of provinces."""
        journal.write("dissolved region", self.section, by=by, details={"region": self.slug})
        self.section.touch()
        self.delete()
