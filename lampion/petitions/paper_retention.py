"""Pictures of sheets that nobody counted: they leave all the same."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from lampion.petitions.models import Petition, Sheet, SheetScan
from lampion.sections.models import Parameter, Section
from lampion.sections.models.parameter import Name


def erase_scans_of(petition: Petition) -> None:
    """Nobody can open them any more: their key is gone."""
    SheetScan.objects.filter(sheet__petition=petition).delete()


def erase_old_scans(at: datetime) -> int:
    """Erase what lies there for longer than a counted sheet itself may; returns of how many sheets."""
    return sum(_erase_old(section, at) for section in Section.objects.all())


def _erase_old(section: Section, at: datetime) -> int:
    days = Parameter.objects.value(section, Name.SHEET_DAYS, on=timezone.localdate(at))
    old = SheetScan.objects.filter(sheet__petition__section=section, at__lte=at - timedelta(days))
    sheets = Sheet.objects.filter(pk__in=old.values("sheet")).order_by("pk")
    return sum(1 for sheet in sheets if _erase(sheet, at))


@transaction.atomic
def _erase(sheet: Sheet, at: datetime) -> int:
    return sheet.locked().erase_scans(by=None, at=at)
