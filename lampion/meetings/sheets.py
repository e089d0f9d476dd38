"""The minutes on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from lampion.kit.formats import local_appointment, local_date
from lampion.kit.typesetting import typeset
from lampion.meetings.composing import Content
from lampion.meetings.models import ApprovedMinutes, Meeting

TEMPLATE = Path(__file__).parent / "typst" / "minutes.typ"


def minutes_pdf(
    meeting: Meeting, content: Content, approved: ApprovedMinutes | None, *, language: str
) -> bytes:
    """Return the PDF of what `composing.read` gave, in the language of the page."""
    data: dict[str, Any] = {
        "title": _("The minutes"),
        "group": meeting.group.name,
        "when": local_appointment(meeting.starts_at),
        "state": _state(approved),
        "fingerprint": approved.sha256 if approved else "",
        "fingerprint_label": _("Fingerprint (SHA-256), also in the journal:"),
        "facts": _facts(content),
        "points": [_point(number, point) for number, point in enumerate(content["points"], 1)],
    }
    return typeset(TEMPLATE, data, language=language)


def _state(approved: ApprovedMinutes | None) -> str:
    if approved is None:
        return _("Not approved yet.")
    return _("Approved on %(day)s.") % {"day": local_date(approved.decision.decided_on)}


def _facts(content: Content) -> list[list[str]]:
    who = [
        (_("Present"), content["present"]),
        (_("Excused"), content["excused"]),
        (_("Guests"), content["guests"]),
    ]
    named = [[f"{label} ({len(names)})", ", ".join(names)] for label, names in who if names]
    return [[_("Where"), content["venue"]], *named]


def _point(number: int, point: Content) -> dict[str, Any]:
    return {
        "title": f"{number}. {point['title']}",
        "paragraphs": [one.splitlines() for one in _paragraphs(point["text"])],
        "decisions": [_decision(one) for one in point["decisions"]],
        "tasks": [_task(one) for one in point["tasks"]],
    }


def _paragraphs(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n")
    return [part.strip("\n") for part in lines.split("\n\n") if part.strip()]


def _decision(one: Content) -> dict[str, Any]:
    number = _("Decision no. %(number)s") % {"number": one["number"]}
    return {
        "head": f"{number} · {one['result']}",
        "title": one["title"],
        "words": one["words"].splitlines(),
        "steps": " ".join(one["steps"]),
    }


def _task(one: Content) -> str:
    day = _("until %(day)s") % {"day": one["day"]} if one["day"] else ""
    who = ", ".join(filter(None, [*one["people"], day]))
    return f"{_('Task')}: {one['title']}" + (f" ({who})" if who else "")
