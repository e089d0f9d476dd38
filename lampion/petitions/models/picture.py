"""The picture that others see when somebody shares the address of a petition."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction

from lampion.cases.models import ByTwo
from lampion.files.actions import discard
from lampion.files.models import StoredFile
from lampion.journal import models as journal
from lampion.people.models import Person
from lampion.petitions.models.petition import Petition


class PetitionPicture(ByTwo):
    """One at a time. Once a second person let it out it is that of the petition; the database shows no other."""

    petition = models.OneToOneField(Petition, models.PROTECT, related_name="+")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")

    class Meta(ByTwo.Meta):
        pass

    def __str__(self) -> str:
        return f"picture of {self.petition_id}"

    @classmethod
    @transaction.atomic
    def add(
        cls, petition: Petition, file: StoredFile, *, by: Person, at: datetime
    ) -> PetitionPicture:
        """Keep it in the place of the former one, which goes at once."""
        held = petition.locked()
        for former in cls.objects.filter(petition=held).select_related("petition__section", "file"):
            former.remove(by=by, at=at)
        made = cls.objects.create(petition=held, file=file, by=by, at=at)
        journal.write("added picture of petition", held, by=by, at=at)
        return made

    @transaction.atomic
    def release(self, *, by: Person, at: datetime) -> None:
        """From now on it is shared with the petition. Raises SamePerson, Stale."""
        self.petition.locked()
        self.let_out(by=by, at=at)
        Petition.objects.filter(pk=self.petition_id).update(picture=self.file_id)
        journal.write("let out picture of petition", self.petition, by=by, at=at)
        self.petition.section.touch()

    @transaction.atomic
    def remove(self, *, by: Person, at: datetime) -> None:
        """The picture goes, with its bytes."""
        petition, file = self.petition, self.file
        Petition.objects.filter(pk=petition.pk).update(picture=None)
        self.delete()
        discard(file)
        journal.write("removed picture of petition", petition, by=by, at=at)
        petition.section.touch()
