"""What paper and deliveries hold about people of the house. Who signed on paper stands on the paper alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.kit.registers import Subject, keeper
from lampion.petitions.models import (
    Bundle,
    Custody,
    Delivery,
    DeliveryAnswer,
    DeliveryFile,
    DeliveryPicture,
    Handing,
    Loss,
    LossJudgement,
    SheetCount,
    SheetScan,
)
from lampion.petitions.paper_retention import erase_old_scans


def _handled(subject: Subject) -> Iterable[Mapping[str, object]]:
    person = subject.person
    if person is None:
        return
    for bundle in Bundle.objects.filter(by=person).select_related("petition"):
        yield {"title": str(bundle.petition), "at": bundle.at}
    for row in Custody.objects.filter(person=person).select_related("sheet__petition"):
        yield {"number": row.sheet.code, "step": row.get_step_display(), "on": row.on}
    for count in SheetCount.objects.filter(by=person).select_related("sheet__petition"):
        yield {"number": count.sheet.code, "valid": count.valid, "at": count.at}
    yield from Loss.objects.filter(by=person).values("words", "at")
    yield from LossJudgement.objects.filter(by=person).values("words", "at")


def _pictured(subject: Subject) -> Iterable[Mapping[str, object]]:
    if subject.person is None:
        return
    mine = SheetScan.objects.filter(by=subject.person).defer("sealed")
    for scan in mine.select_related("sheet__petition"):
        yield {"number": scan.sheet.code, "at": scan.at}


def _leave(_on: date) -> int:
    return erase_old_scans(timezone.now())


def _delivered(subject: Subject) -> Iterable[Mapping[str, object]]:
    person = subject.person
    if person is None:
        return
    for delivery in Delivery.objects.filter(by=person).select_related("petition"):
        yield {"title": str(delivery.petition), "number": delivery.number, "at": delivery.at}
    yield from Handing.objects.filter(by=person).values("words", "on", "at")
    yield from DeliveryAnswer.objects.filter(by=person).values("words", "on", "at")
    yield from DeliveryPicture.objects.filter(by=person).values("said", "at")


keeper(
    Custody,
    title=_("Sheets of petitions that you had in hand or counted"),
    purpose=_("to know who has paper with names of others, and that two people counted it"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("as long as the section exists"),
    export=_handled,
    forget=lambda subject: 0,
    also=(Bundle, SheetCount, Loss, LossJudgement),
    kept=_("where the sheets were and what was counted, without your name"),
)
keeper(
    SheetScan,
    title=_("Pictures of signed sheets"),
    purpose=_("to count again where the paper is not; sealed, and opened only by those who count"),
    basis=_("the signature on the sheet, which says so; your membership if you made the picture"),
    duration=_(
        "until the number of the sheet is settled, the sheet goes out again, is lost or destroyed; at most as many days as the parameter says"
    ),
    export=_pictured,
    forget=lambda subject: 0,
    leaves=_leave,
    kept=_("that there was a picture, without your name"),
)
keeper(
    Delivery,
    title=_("Petitions that you handed over"),
    purpose=_("to know who answers for names that leave the house"),
    basis=_("your work for the secretariat"),
    duration=_("as long as the section exists; lists of names some days"),
    export=_delivered,
    forget=lambda subject: 0,
    also=(DeliveryFile, Handing, DeliveryAnswer, DeliveryPicture),
    kept=_("what was handed over and when, without your name"),
)
