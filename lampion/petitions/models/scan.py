"""Pictures of a sheet that came back, so that those who count again need not have the paper in hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import models, transaction

from lampion.files.checking import Checked
from lampion.journal import models as journal
from lampion.people.models import Person
from lampion.petitions.models.key import PetitionKey
from lampion.petitions.models.sheet import NotNow, Sheet, Step

MOST_PAGES = 4


class TooManyPages(Exception):
    """A sheet has no more pages: a second set of pictures would be of another one."""


class SheetScan(models.Model):
    """A page with names and places of those who signed, sealed with the petition's key; a row is never changed.

    It is there only while the sheet waits for its number, and the database says so. width, height: in pixels.
    """

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="scans")
    sealed = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"scan {self.pk}"

    @property
    def _bound_to(self) -> str:
        return f"scan|{self.sheet_id}"

    @classmethod
    @transaction.atomic
    def lay(cls, sheet: Sheet, pages: Sequence[Checked], *, by: Person, at: datetime) -> None:
        """Lay pictures (WebP) beside the sheet. Raises NotNow, TooManyPages, KeyDestroyed."""
        held = sheet.locked()
        if held.last_step() != Step.RETURNED or hasattr(held, "result"):
            raise NotNow
        if held.scans.count() + len(pages) > MOST_PAGES:
            raise TooManyPages
        # Held until they are kept: a key destroyed in this moment waits, and then takes them along.
        key = PetitionKey.objects.select_for_update(of=("self",)).get(petition=held.petition_id)
        for page in pages:
            made = cls(sheet=held, by=by, at=at)
            made.width, made.height = page.width or 0, page.height or 0
            made.sealed = key.secrets.seal_bytes(page.data, made._bound_to)
            made.save(force_insert=True)
        journal.write("laid scan beside sheet", held, by=by, at=at, details={"pages": len(pages)})

    def open(self, *, by: Person, at: datetime) -> bytes:
        """Return the picture (WebP); the journal says who looked. Raises KeyDestroyed."""
        key = PetitionKey.objects.get(petition=self.sheet.petition_id)
        data = key.secrets.unseal_bytes(bytes(self.sealed), self._bound_to)
        details = {"scan": self.pk}
        journal.write("looked at scan of sheet", self.sheet, by=by, at=at, details=details)
        return data

    @transaction.atomic
    def remove(self, *, by: Person, at: datetime) -> None:
        """Erase it alone, of the wrong sheet or not to be read; twice is once."""
        found = SheetScan.objects.filter(pk=self.pk)
        if found.delete()[0]:
            details = {"scan": self.pk}
            journal.write("removed scan of sheet", self.sheet, by=by, at=at, details=details)
