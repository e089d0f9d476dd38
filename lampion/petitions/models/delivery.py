"""A petition is handed over: the number and the words; names only of those who agreed to that, and not for long."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import date, datetime

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lampion.cases.models import ByTwo, CaseNews
from lampion.files.actions import discard
from lampion.files.models import StoredFile
from lampion.journal import models as journal
from lampion.people.models import Person
from lampion.petitions.models.key import PetitionKey
from lampion.petitions.models.petition import Petition
from lampion.petitions.models.sheet import Closed


class Gone(Exception):
    """The file of names is not there yet, or no longer."""


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def told(self) -> DeliveryQuerySet:
        """Those whose news a second person let out: their words are for everybody. Answers and picture: each by two."""
        return self.filter(telling__news__in=CaseNews.objects.told().values("pk"))

    def told_words(self) -> dict[int, str]:
        """Return what the news of those say as they were let out: key of a delivery -> words."""
        return dict(self.told().values_list("pk", "telling__news__words"))


class Delivery(models.Model):
    """online, paper: the number as it stood when it was prepared; it does not change any more."""

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="deliveries")
    language = models.CharField(_("language of the letter"), max_length=5)
    online = models.PositiveIntegerField()
    paper = models.PositiveIntegerField()
    with_names = models.BooleanField(default=False)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"delivery {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("petitions:delivery", args=[self.pk])

    @property
    def number(self) -> int:
        return self.online + self.paper

    @classmethod
    @transaction.atomic
    def prepare(
        cls, petition: Petition, *, language: str, online: int, paper: int, with_names: bool,
        by: Person, at: datetime,
    ) -> Delivery:  # fmt: skip
        """Raises Closed for a case for which nothing may be sent."""
        held = petition.locked()
        if not held.published_at or not held.case.may_be_acted_on(at):
            raise Closed
        made = cls.objects.create(
            petition=held, language=language, online=online, paper=paper, with_names=with_names,
            by=by, at=at,
        )  # fmt: skip
        details = {"number": made.number, "names": with_names}
        journal.write("prepared delivery", made, by=by, at=at, details=details)
        if with_names:
            for kind in FileKind:
                DeliveryFile.objects.create(delivery=made, kind=kind)
        return made

    @transaction.atomic
    def hand_over(
        self, *, on: date, how: str, words: str, by: Person, at: datetime
    ) -> tuple[Handing, bool]:
        """Note that it was handed over; twice is once. The second value: whether it was new."""
        values = {"on": on, "how": how, "words": words, "by": by, "at": at}
        made, fresh = Handing.objects.get_or_create(delivery=self, defaults=values)
        if fresh:
            journal.write("handed petition over", self, by=by, at=at, details={"how": how})
            self.petition.section.touch()
        return made, fresh


class FileKind(models.TextChoices):
    LIST = "list", _("list to print (PDF)")
    TABLE = "table", _("table (CSV)")


class DeliveryFile(models.Model):
    """Names of those who agreed that the addressee reads them, sealed with the petition's key.

    leaves_on: the day on which it is gone; of what is gone, number of names, size and SHA-256 stay.
    """

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=5, choices=FileKind)
    sealed = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(null=True)
    named = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField(null=True)
    leaves_on = models.DateField(null=True)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("kind",)
        constraints = [
            models.UniqueConstraint(fields=["delivery", "kind"], name="one_file_of_a_kind"),
            models.CheckConstraint(
                condition=Q(gone_at=None) | Q(sealed=None), name="what_is_gone_is_empty"
            ),
            models.CheckConstraint(
                condition=Q(sealed=None) | Q(leaves_on__isnull=False), name="names_have_a_last_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.delivery_id}"

    @property
    def _bound_to(self) -> str:
        return f"delivery|{self.delivery_id}|{self.kind}"

    def keep(
        self, data: bytes, named: int, key: PetitionKey, *, leaves_on: date, at: datetime
    ) -> None:
        said = {"file": base64.b64encode(data).decode()}
        self.sealed = key.secrets.seal(said, self._bound_to)
        self.sha256, self.size = hashlib.sha256(data).hexdigest(), len(data)
        self.named, self.made_at, self.leaves_on = named, at, leaves_on
        self.save()

    def read(self, *, by: Person, at: datetime) -> bytes:
        """Return the names; the journal says who read them. Raises Gone, KeyDestroyed."""
        if self.sealed is None or self.gone_at:
            raise Gone
        key = PetitionKey.objects.get(petition=self.delivery.petition_id)
        said = key.secrets.unseal(bytes(self.sealed), self._bound_to)
        details = {"kind": self.kind, "sha256": self.sha256}
        journal.write("read names of signers", self.delivery, by=by, at=at, details=details)
        return base64.b64decode(said["file"])


class HandedHow(models.TextChoices):
    IN_PERSON = "person", _("in person")
    POST = "post", _("by post")
    EMAIL = "email", _("by e-mail")
    EMBASSY = "embassy", _("at the embassy")
    REFUSED = "refused", _("left at the door: nobody took it")


class Handing(models.Model):
    """That a petition was handed over. words: by whom and where, as everybody may read it."""

    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="handing")
    on = models.DateField()
    how = models.CharField(max_length=8, choices=HandedHow)
    words = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.on}"

    def words_in(self, told: Mapping[int, str]) -> str:
        """Return its words if two people let them out: a name that the second one took out of the news shows nowhere.

        told: as `told_words` returns it.
        """
        return self.words if self.words in told.get(self.delivery_id, "") else ""


class DeliveryNewsQuerySet(models.QuerySet["DeliveryNews"]):
    def standing(self) -> DeliveryNewsQuerySet:
        """Drafted or told, and not taken back."""
        return self.filter(news__withdrawn_at=None)


class DeliveryNews(models.Model):
    """The news drafted when it was handed over: until a second person lets it out, everybody reads no free word of it."""

    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="telling")
    news = models.OneToOneField(CaseNews, models.CASCADE, related_name="+")

    objects = DeliveryNewsQuerySet.as_manager()

    def __str__(self) -> str:
        return f"news of {self.delivery_id}"


class DeliveryAnswerQuerySet(models.QuerySet["DeliveryAnswer"]):
    def standing(self) -> DeliveryAnswerQuerySet:
        return self.filter(withdrawn_at=None)

    def waiting(self) -> DeliveryAnswerQuerySet:
        return self.standing().filter(released_at=None)

    def out(self) -> DeliveryAnswerQuerySet:
        """What everybody may read once the news of the delivery are told."""
        return self.standing().filter(released_at__isnull=False)


class DeliveryAnswer(ByTwo):
    """What came back from the addressee: its words never change, and everybody reads them once a second person did."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="answers")
    on = models.DateField()
    words = models.TextField()
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = DeliveryAnswerQuerySet.as_manager()

    class Meta(ByTwo.Meta):
        ordering = ("on", "pk")

    def __str__(self) -> str:
        return f"answer to {self.delivery_id}"

    @classmethod
    @transaction.atomic
    def note(
        cls, delivery: Delivery, words: str, *, on: date, by: Person, at: datetime
    ) -> DeliveryAnswer:
        made = cls.objects.create(delivery=delivery, words=words, on=on, by=by, at=at)
        journal.write("noted answer to petition", delivery, by=by, at=at)
        return made

    @transaction.atomic
    def release(self, *, by: Person, at: datetime) -> None:
        """Raises SamePerson, Stale."""
        self.let_out(by=by, at=at)
        journal.write("let out answer to petition", self.delivery, by=by, at=at)
        self.delivery.petition.section.touch()

    @transaction.atomic
    def remove(self, *, by: Person, at: datetime) -> None:
        """Nobody reads it any more but the secretariat; twice is once."""
        standing = DeliveryAnswer.objects.standing().filter(pk=self.pk)
        if standing.update(withdrawn_by=by, withdrawn_at=at):
            journal.write("took answer to petition back", self.delivery, by=by, at=at)
            self.delivery.petition.section.touch()


class DeliveryPicture(ByTwo):
    """One at a time. said: what is to be seen on it, for who does not see it."""

    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="picture")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    said = models.CharField(max_length=200)

    class Meta(ByTwo.Meta):
        pass

    def __str__(self) -> str:
        return f"picture of {self.delivery_id}"

    @classmethod
    @transaction.atomic
    def add(
        cls, delivery: Delivery, file: StoredFile, said: str, *, by: Person, at: datetime
    ) -> DeliveryPicture:
        """Keep it in the place of the former one, which goes at once."""
        held = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
        known = cls.objects.select_related("delivery__petition__section", "file")
        for former in known.filter(delivery=held):
            former.remove(by=by, at=at)
        made = cls.objects.create(delivery=held, file=file, said=said, by=by, at=at)
        journal.write("added picture of delivery", held, by=by, at=at)
        return made

    @transaction.atomic
    def release(self, *, by: Person, at: datetime) -> None:
        """Raises SamePerson, Stale."""
        self.let_out(by=by, at=at)
        journal.write("let out picture of delivery", self.delivery, by=by, at=at)
        self.delivery.petition.section.touch()

    @transaction.atomic
    def remove(self, *, by: Person, at: datetime) -> None:
        """The picture goes, with its bytes."""
        delivery, file = self.delivery, self.file
        self.delete()
        discard(file)
        journal.write("removed picture of delivery", delivery, by=by, at=at)
        delivery.petition.section.touch()
