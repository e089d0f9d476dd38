"""The papers of a group: who may see which, and every version that there was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, Sum
from django.utils.translation import gettext_lazy as _

from lampion.files.actions import discard, store_checked
from lampion.files.checking import ENDINGS, Checked
from lampion.files.models import StoredFile
from lampion.groups.models.group import Group
from lampion.groups.models.membership import Membership
from lampion.journal import models as journal
from lampion.kit.folding import fold
from lampion.people.models import Person

MEGABYTE = 1024 * 1024
# How long what was removed can be put back.
KEPT = timedelta(days=30)


class Full(Exception):
    """The group has no room left for this file."""


class Audience(models.TextChoices):
    GROUP = "group", _("everybody in the group")
    CORE = "core", _("the core of the group")
    KEEPERS = "keepers", _("the responsables, and whoever added it")


class Folder(models.Model):
    """A name under which a group keeps documents."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="folders")
    name = models.CharField(_("name"), max_length=80)
    name_key = models.CharField(max_length=250)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("name_key", "pk")
        constraints = [
            models.UniqueConstraint(fields=["group", "name_key"], name="one_folder_per_name")
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    @transaction.atomic
    def open(cls, group: Group, name: str, *, by: Person | None, at: datetime) -> Folder:
        """Make a folder; a name that is there already is that folder."""
        Group.objects.select_for_update().get(pk=group.pk)
        name = name.strip()[:80]
        values = {"name": name, "by": by, "at": at}
        return cls.objects.get_or_create(group=group, name_key=_key(name), defaults=values)[0]

    def rename(self, name: str) -> bool:
        """Say whether it has the name now: another folder may have it already."""
        name, key = name.strip()[:80], _key(name)
        with transaction.atomic():
            Group.objects.select_for_update().get(pk=self.group_id)
            taken = Folder.objects.filter(group=self.group_id, name_key=key).exclude(pk=self.pk)
            if taken.exists():
                return False
            self.name, self.name_key = name, key
            self.save(update_fields=["name", "name_key"])
        return True

    @transaction.atomic
    def dissolve(self) -> None:
        """Remove the folder; its documents stay, without one."""
        self.documents.update(folder=None)
        self.delete()


def _key(name: str) -> str:
    """What folders are sorted by and known by, also in a script without a fold."""
    return f"{fold(name)} {name.strip().casefold()}"[:250]


class DocumentQuerySet(models.QuerySet["Document"]):
    def there(self) -> DocumentQuerySet:
        return self.filter(removed_at=None)

    def gone(self) -> DocumentQuerySet:
        """What was removed and can still be put back, the last one first."""
        return self.filter(removed_at__isnull=False).order_by("-removed_at")

    def open_to(self, person: Person, *, keeps: bool = False) -> DocumentQuerySet:
        """Documents of the groups to which the person belongs today, of those that they may see, or added.

        keeps: whether the person may see what only responsables do; the caller knows for which group.
        """
        mine = Membership.objects.active().filter(group=OuterRef("group"), person=person)
        core = mine.core()
        seen = Q(audience=Audience.GROUP) | Q(by=person) | (Q(Exists(core), audience=Audience.CORE))
        if keeps:
            seen |= Q(audience__in=[Audience.CORE, Audience.KEEPERS])
        return self.filter(Exists(mine)).filter(seen)

    def named(self, typed: str) -> DocumentQuerySet:
        typed, key = typed.strip()[:100], fold(typed[:100])
        found = Q(name__icontains=typed)
        return self.filter(found | Q(name_key__contains=key) if key else found)


class Document(models.Model):
    """A paper of a group under one name, in versions. What was removed can be put back for a while."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="documents")
    folder = models.ForeignKey(
        Folder, models.PROTECT, null=True, blank=True, related_name="documents"
    )
    name = models.CharField(_("name"), max_length=120)
    name_key = models.CharField(max_length=120)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.CORE)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ("name_key", "pk")
        indexes = [models.Index(fields=["group", "removed_at", "at"], name="papers_of_a_group")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    @transaction.atomic
    def add(
        cls,
        group: Group,
        name: str,
        checked: Checked,
        *,
        by: Person | None,
        at: datetime,
        most_bytes: int,
        audience: str = Audience.CORE,
        folder: Folder | None = None,
    ) -> Document:
        """Keep a checked upload under `name`. Raises Full above `most_bytes` in all papers of the group."""
        _make_room(group, checked, most_bytes)
        name = tidy_name(name)
        document = cls.objects.create(
            group=group,
            folder=folder,
            name=name,
            name_key=fold(name)[:120],
            audience=audience,
            by=by,
            at=at,
        )
        file = store_checked(checked, by=by, at=at)
        Version.objects.create(document=document, number=1, file=file, at=at, by=by)
        journal.write("added document", document, by=by, at=at)
        return document

    @transaction.atomic
    def renew(
        self, checked: Checked, *, by: Person | None, at: datetime, most_bytes: int
    ) -> Version:
        """Keep a new version beside the older ones. The same bytes as the last are no new version. Raises Full."""
        _make_room(self.group, checked, most_bytes)
        last = self.versions.select_related("file").order_by("-number")[0]
        file = store_checked(checked, by=by, at=at)
        if file.sha256 == last.file.sha256:
            file.delete()
            return last
        version = self.versions.create(number=last.number + 1, file=file, at=at, by=by)
        journal.write("changed", self, by=by, at=at, details={"version": version.number})
        return version

    @transaction.atomic
    def revise(
        self, name: str, audience: str, folder: Folder | None, *, by: Person, at: datetime
    ) -> None:
        """Give another name, other readers, another folder."""
        name = tidy_name(name)
        new = (name, audience, folder.pk if folder else None)
        if new == (self.name, self.audience, self.folder_id):
            return
        self.name, self.name_key = name, fold(name)[:120]
        self.audience, self.folder = audience, folder
        self.save(update_fields=["name", "name_key", "audience", "folder"])
        journal.write("changed", self, by=by, at=at, details={"audience": audience})

    @transaction.atomic
    def remove(self, *, by: Person, at: datetime) -> None:
        """Twice is once."""
        there = Document.objects.there().filter(pk=self.pk)
        if there.update(removed_at=at, removed_by=by):
            journal.write("removed document", self, by=by, at=at)

    @transaction.atomic
    def put_back(self, *, by: Person, at: datetime) -> None:
        """Twice is once."""
        if (
            Document.objects.gone()
            .filter(pk=self.pk)
            .order_by()
            .update(removed_at=None, removed_by=None)
        ):
            journal.write("put back document", self, by=by, at=at)

    @transaction.atomic
    def destroy(self) -> None:
        """Forget the paper and all its versions for good."""
        files = [version.file for version in self.versions.select_related("file")]
        self.versions.all().delete()
        self.delete()
        for file in files:
            discard(file)


class Version(models.Model):
    """One state of a document."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="one_version_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.number}"

    @property
    def ending(self) -> str:
        """Say what kind of file it is as its name would, in capitals: PDF."""
        return PurePosixPath(self.file.path).suffix[1:].upper()

    @property
    def file_name(self) -> str:
        return f"{self.document.name}.{self.ending.lower()}"

    @classmethod
    def newest_of(cls, documents: Iterable[Document]) -> dict[int, Version]:
        """Return document (key) -> its newest version, in one query."""
        rows = cls.objects.filter(document__in=[one.pk for one in documents])
        rows = rows.select_related("file", "by").order_by("number")
        return {version.document_id: version for version in rows}


def tidy_name(name: str) -> str:
    """A name without folders, without the ending of the file, and never empty."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign if sign.isprintable() else " " for sign in last).strip()
    for ending in (*ENDINGS.values(), ".jpeg"):
        if shown.lower().endswith(ending):
            shown = shown[: -len(ending)]
    return shown.strip(" .")[:120] or "document"


def used_bytes(group: Group) -> int:
    """What all papers of the group take, with older versions and with what can still be put back."""
    held = Version.objects.filter(document__group=group)
    return held.aggregate(total=Sum("file__size"))["total"] or 0


def _make_room(group: Group, checked: Checked, most_bytes: int) -> None:
    Group.objects.select_for_update().get(pk=group.pk)
    if used_bytes(group) + len(checked.data) > most_bytes:
        raise Full


def destroy_removed(at: datetime) -> int:
    """Destroy what was removed longer ago than KEPT; returns how many."""
    old = Document.objects.filter(removed_at__lt=at - KEPT)
    for document in old:
        document.destroy()
    return len(old)
