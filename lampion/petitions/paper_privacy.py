"""What paper and deliveries hold about people of the house. Who signed on paper stands on the paper alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
)


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
