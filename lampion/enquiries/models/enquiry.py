from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import date, datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lampion.enquiries.models.stages import ENDED, OPEN, WAITING, Stage
from lampion.groups.models import Group, Power
from lampion.journal import models as journal
from lampion.kit.folding import fold
from lampion.kit.rows import insert
from lampion.people.models import Person
from lampion.sections.models import Section


class Intent(models.TextChoices):
    JOIN = "join", _("join a group")
    CREATE = "create", _("create a group")
    ASK = "ask", _("ask a question")


class AlreadyEnded(Exception):
    """The request is closed: nothing more happens to it."""


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def in_stage(self, *stages: str) -> EnquiryQuerySet:
        return self.filter(steps__until=None, steps__stage__in=stages)

    def open(self) -> EnquiryQuerySet:
        return self.filter(ended_at=None)

    def closed(self) -> EnquiryQuerySet:
        return self.exclude(ended_at=None)

    def overdue(self, on: date) -> EnquiryQuerySet:
        return self.open().in_stage(*WAITING).filter(due_on__lt=on)

    def in_office_of(self, person: Person, on: date) -> EnquiryQuerySet:
        return self.filter(section__in=Section.objects.staffed_by(person, on))

    def handed_to_groups_of(self, person: Person) -> EnquiryQuerySet:
        """Requests that now wait at, or were welcomed by, a group whose newcomers `person` answers."""
        groups = Group.objects.where_opens(person, Power.NEWCOMERS).values("pk")
        return self.filter(handovers__until=None, handovers__group__in=groups).exclude(
            Q(steps__until=None, steps__stage__in=[Stage.SPAM, Stage.WITHDRAWN])
        )

    def owned_by(self, person: Person) -> EnquiryQuerySet:
        return self.filter(ownerships__until=None, ownerships__person=person)

    def perhaps_the_same(self, enquiry: Enquiry) -> EnquiryQuerySet:
        """Other open requests of the section with the same address, or the same name in the same place."""
        same = Q(email=enquiry.email) & ~Q(email="")
        same |= Q(name_key=enquiry.name_key, postcode=enquiry.postcode) & ~Q(name_key="")
        return self.open().filter(same, section=enquiry.section_id).exclude(pk=enquiry.pk)

    def ended_before(self, at: datetime) -> EnquiryQuerySet:
        """Closed requests, not yet emptied, that nobody holds back and no open request goes on with."""
        ended = self.filter(steps__until=None, steps__stage__in=ENDED, steps__at__lt=at)
        goes_on = Enquiry.objects.open().values("pk")
        free = ended.filter(forgotten_at=None).exclude(merged_into__in=goes_on)
        return free.exclude(holds__until=None, holds__isnull=False)

    def matching(self, typed: str) -> EnquiryQuerySet:
        """Requests with this word in the name or the locality; with an @ in it, in the address."""
        if "@" in typed:
            return self.filter(email__icontains=typed.strip()[:254])
        key = fold(typed[:100])
        found = Q(name_key__contains=key) | Q(locality_key__contains=key)
        return self.filter(found) if key else self


class Enquiry(models.Model):
    """Somebody wants to join a group, create one, or ask something, and is promised an answer."""

    # Most requests are of one section: an index of it alone would only keep SQLite from the better one below.
    section = models.ForeignKey(Section, models.PROTECT, related_name="+", db_index=False)
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")
    intent = models.CharField(_("intent"), max_length=6, choices=Intent)
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    name_key = models.CharField(max_length=170, blank=True, db_index=True)
    email = models.EmailField(_("e-mail"), blank=True, db_index=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    locality = models.CharField(_("locality"), max_length=120, blank=True)
    locality_key = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    message = models.TextField(_("message"), blank=True)
    skills = models.CharField(_("skills"), max_length=300, blank=True)
    availability = models.CharField(_("availability"), max_length=300, blank=True)
    language = models.CharField(max_length=5, default="fr")
    received_at = models.DateTimeField()
    due_on = models.DateField(db_index=True)
    # The same form sent twice carries the same key: the database keeps one row.
    form_key = models.CharField(max_length=64, unique=True)
    link_hash = models.CharField(max_length=64, unique=True)
    # When its last step closed it: what the steps say, kept beside it by `put`, so that lists are read from an index.
    ended_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(forgotten_at=None)
                | Q(email="", first_name="", last_name="", message=""),
                name="forgotten_enquiry_is_empty",
            )
        ]
        # Holds what is searched too: the words of thousands are looked at without reading their rows.
        indexes = [
            models.Index(
                fields=["section", "due_on", "id", "name_key", "locality_key", "email"],
                condition=Q(ended_at=None),
                name="open_enquiries_by_day",
            )
        ]

    def __str__(self) -> str:
        return f"enquiry {self.pk}"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @staticmethod
    def link_token(form_key: str) -> str:
        """Return the 128 bits of the private link; the same form gives the same link."""
        digest = hmac.digest(settings.SECRET_KEY.encode(), f"enquiry:{form_key}".encode(), "sha256")
        return urlsafe_b64encode(digest[:16]).decode().rstrip("=")

    @staticmethod
    def hash_of(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()

    def is_open(self) -> bool:
        return self.steps.filter(until=None, stage__in=OPEN).exists()

    def owner(self) -> Person | None:
        held = self.ownerships.filter(until=None).select_related("person").first()
        return held.person if held else None

    def holding_group(self) -> Group | None:
        held = self.handovers.filter(until=None).select_related("group__section").first()
        return held.group if held else None

    @transaction.atomic(savepoint=False)
    def begin(self, follower: int | None, *, at: datetime) -> None:
        """Open the first step of a new request and say who follows it. Nobody else can know it yet: no lock.

        follower: key of a person.
        """
        insert(self.steps.model(enquiry=self, stage=Stage.RECEIVED, at=at))
        if follower:
            insert(self.ownerships.model(enquiry=self, person_id=follower, since=at))
        journal.write("received", self, by=None, at=at)

    @transaction.atomic
    def move(
        self, stage: Stage, *, by: Person | None, at: datetime, group: Group | None = None
    ) -> None:
        """Close the open step and open `stage`; the same stage again changes nothing.

        Raises AlreadyEnded when the request was closed before.
        """
        Enquiry.objects.select_for_update().get(pk=self.pk)
        current = self.steps.filter(until=None).first()
        if current and current.stage == stage and current.group_id == (group and group.pk):
            return
        if current and current.stage not in OPEN:
            raise AlreadyEnded
        self.put(stage, by=by, at=at, group=group)

    @transaction.atomic
    def put(
        self, stage: Stage, *, by: Person | None, at: datetime, group: Group | None = None
    ) -> None:
        """Close the open step, whichever it is, and open `stage`: for undoing, and for a new message."""
        self.steps.filter(until=None).update(until=at)
        journal.write("moved", self, by=by, at=at, details={"stage": stage})
        self.steps.create(stage=stage, at=at, by=by, group=group)
        self.ended_at = None if stage in OPEN else at
        Enquiry.objects.filter(pk=self.pk).update(ended_at=self.ended_at)

    @transaction.atomic
    def belong_to(self, person: Person, *, by: Person | None, at: datetime) -> None:
        """Make `person` the one who follows this request; twice is once."""
        Enquiry.objects.select_for_update().get(pk=self.pk)
        held = self.ownerships.filter(until=None).first()
        if held and held.person_id == person.pk:
            return
        if held:
            held.until = at
            held.save(update_fields=["until"])
        self.ownerships.create(person=person, since=at, given_by=by)
        journal.write("assigned", self, by=by, at=at)

    @transaction.atomic
    def forget(self, *, at: datetime) -> None:
        """Empty everything that identifies the sender; dates, stages and the group stay, to be counted."""
        for name in _PERSONAL:
            setattr(self, name, "")
        self.forgotten_at = self.forgotten_at or at
        self.save(update_fields=[*_PERSONAL, "forgotten_at"])
        self.notes.update(text="")
        self.letters.update(subject="", body="")
        self.replies.update(text="")
        self.holds.update(reason="")


_PERSONAL = (
    "first_name",
    "last_name",
    "name_key",
    "email",
    "phone",
    "locality",
    "locality_key",
    "postcode",
    "message",
    "skills",
    "availability",
)
