"""The mail that asks for a letter, written when it leaves: until then the queue knows neither address nor name."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from lampion.letters.models import Appeal, Asked, Writer
from lampion.letters.models.writer import private_page, way_out
from lampion.mail.late import Rendered


def asked(about: int, at: datetime) -> Rendered | None:
    """Ask for a letter in the words of this moment; None if it may not be written any more, or its writer left or rests."""
    known = Asked.objects.filter(pk=about, dropped_at=None)
    row = known.select_related("writer__person", "round__group").first()
    if row is None:
        return None
    appeal = Appeal.objects.public(at).told().filter(pk=row.appeal_id).first()
    reachable = Writer.objects.reachable(timezone.localdate(at)).filter(pk=row.writer_id)
    if appeal is None or not row.writer.to or not reachable.exists():
        Asked.objects.filter(pk=about).update(dropped_at=at)
        return None
    return _mail(row, appeal)


def _mail(row: Asked, appeal: Appeal) -> Rendered:
    writer, group = row.writer, row.round.group
    with override(writer.language):
        letter_page = f"{settings.SITE_URL}{appeal.get_absolute_url()}?group={group.number}&asked=1"
        said = {
            "appeal": appeal,
            "edition": appeal.case.shown_edition,
            "group": group,
            "name": writer.name,
            "words": row.round.words,
            "letter_page": letter_page,
            "page": private_page(writer),
        }
        whole = render_to_string("letters/mail/asked.txt", said)
    subject, _blank, text = whole.lstrip().partition("\n")
    return Rendered(writer.to, subject, text.strip() + "\n", way_out(writer))
