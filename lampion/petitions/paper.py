"""What paper adds to a petition, and what happens when some of it is lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from lampion.events.models import Event
from lampion.groups.models import Group
from lampion.journal import models as journal
from lampion.mail import actions as mail
from lampion.people.models import Person
from lampion.petitions.models import Bundle, Custody, Loss, Petition, Sheet, Step
from lampion.petitions.sheets import text_sha256
from lampion.sections.models import Scope, StaffAccess

TOPIC = "sheets"


@transaction.atomic
def order_sheets(
    petition: Petition, *, group: Group | None, event: Event | None, school: str, language: str,
    count: int, lines: int, by: Person, at: datetime,
) -> Bundle:  # fmt: skip
    """Raises Closed."""
    words = {"language": language, "text_sha256": text_sha256(petition, language)}
    return Bundle.order(
        petition, group=group, event=event, school=school, count=count, lines=lines, by=by, at=at,
        **words,
    )  # fmt: skip


@transaction.atomic
def declare_lost(
    bundle: Bundle, sheets: Sequence[Sheet], words: str, *, signed: int | None, on: date,
    by: Person, at: datetime,
) -> Loss:  # fmt: skip
    """Names may be in the wrong hands: note it, and tell the secretariat at once. Raises NotNow."""
    loss = Loss.objects.create(
        petition=bundle.petition, group=bundle.group, signed=signed, words=words, by=by, at=at
    )
    moved = Custody.note(sheets, Step.LOST, person=None, on=on, loss=loss, by=by, at=at)
    details = {"sheets": [sheet.number for sheet in moved], "signed": signed}
    journal.write("declared sheets lost", loss, by=by, at=at, details=details)
    _tell_the_secretariat(loss)
    return loss


def _tell_the_secretariat(loss: Loss) -> None:
    """To whoever keeps cases there; the mail names nobody, and no case."""
    staff = StaffAccess.objects.open(timezone.localdate(loss.at))
    staff = staff.filter(section=loss.petition.section_id, scope=Scope.CASES)
    for access in staff.select_related("person"):
        person = access.person
        if not person.email:
            continue
        with override(person.language):
            link = settings.SITE_URL + reverse("petitions:office-loss", args=[loss.pk])
        mail.queue(
            "petitions/mail/loss",
            to=person.email,
            language=person.language,
            topic=TOPIC,
            context={"person": person, "loss": loss, "link": link},
            key=f"loss:{loss.pk}:{person.pk}",
        )
