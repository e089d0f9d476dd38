"""The month's letters for who writes by post: covers, letters ready to sign, and labels, as one PDF."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from lampion.kit.formats import local_date
from lampion.letters.models import Appeal, Asked, Round, Writer
from lampion.letters.paper import NOBODY, Sender, leaf, letters_pdf


def round_pdf(round_: Round, *, at: datetime) -> bytes | None:
    """Return it, or None if nobody gets paper: nothing of letters that may not be sent any more, nor for who left."""
    appeals = {one.pk: one for one in round_.open_appeals(at)}
    still = Writer.objects.reachable(timezone.localdate(at)).values("pk")
    asked = Asked.objects.filter(
        round=round_, by_post=True, dropped_at=None, appeal__in=appeals, writer__in=still
    )
    theirs: dict[Writer, list[Appeal]] = {}
    for row in asked.select_related("writer__person").order_by("writer", "appeal"):
        theirs.setdefault(row.writer, []).append(appeals[row.appeal_id])
    if not theirs:
        return None
    pages = []
    for writer, mine in theirs.items():
        pages += _pages(round_, writer, mine, at)
    labels = [f"{writer.name}\n{writer.address}" for writer in theirs]
    title = _("Letters of %(day)s") % {"day": local_date(at)}
    return letters_pdf(pages, title=title, language="fr", labels=labels)


def _pages(
    round_: Round, writer: Writer, appeals: list[Appeal], at: datetime
) -> list[dict[str, Any]]:
    on = timezone.localdate(at)
    lines = [line for line in writer.address.splitlines() if line.strip()]
    sender = Sender((writer.name, *lines), writer.name)
    with override(writer.language):
        cover = leaf(
            address=f"{writer.name}\n{writer.address}",
            text=_cover(round_, writer, appeals),
            sender=Sender((round_.group.name,), round_.group.name),
            language=writer.language,
            on=on,
        )
    letters = [
        leaf(
            address=one.target.address,
            text=one.text,
            sender=NOBODY if one.anonymous else sender,
            language=one.language,
            on=on,
        )
        for one in appeals
    ]
    return [cover, *letters]


def _cover(round_: Round, writer: Writer, appeals: list[Appeal]) -> str:
    parts = [_("Dear %(name)s,") % {"name": writer.name}]
    if round_.words.strip():
        parts.append(round_.words.strip())
    parts.append(
        _("Behind this page you find the letters of the month, ready to sign, fold and post:")
    )
    parts += [_about(one) for one in appeals]
    parts.append(_("When they are in the post, tell us how many you sent. Thank you!"))
    return "\n\n".join(parts)


def _about(appeal: Appeal) -> str:
    until = _("until %(day)s") % {"day": local_date(appeal.last_day)} if appeal.last_day else ""
    head = f"– {appeal.title}" + (f" ({until})" if until else "")
    return f"{head}\n{appeal.case.shown_edition.summary}"
