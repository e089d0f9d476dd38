"""Answering a group's question about a case: on its page, and by a mail that names nobody."""

from __future__ import annotations

from datetime import datetime
from enum import Enum, auto

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from lampion.cases.models import Question
from lampion.groups.rules import belongs
from lampion.mail import actions as mail
from lampion.mail.models import Message
from lampion.people.models import Person


class Told(Enum):
    """What becomes of the mail to whoever asked."""

    NOW = auto()
    LATER = auto()
    NOBODY = auto()


@transaction.atomic
def answer(question: Question, words: str, *, by: Person, at: datetime) -> Told:
    """Whoever asked is told by mail, if they still belong to the group; of a hidden case once it is shown again.

    Raises Answered if a colleague was quicker.
    """
    case, asker = question.case.locked(), question.by
    question.reply(words, by=by, at=at)
    if asker is None or not asker.email or not belongs(asker, question.group):
        return Told.NOBODY
    with override(asker.language):
        page = reverse("cases:questions", args=[question.group_id, case.key])
    mail.queue(
        "cases/mail/answer",
        to=asker.email,
        language=asker.language,
        topic=case.topic,
        key=f"case-question-{question.pk}",
        context={"person": asker, "page": settings.SITE_URL + page},
    )
    if not case.suspension():
        return Told.NOW
    Message.objects.hold(case.topic, at=at)
    return Told.LATER
