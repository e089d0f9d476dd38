"""Answering a group's question about a case: on its page, and by a mail that names nobody."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from lampion.cases.models import Question
from lampion.groups.rules import belongs
from lampion.mail import actions as mail
from lampion.people.models import Person


@transaction.atomic
def answer(question: Question, words: str, *, by: Person, at: datetime) -> None:
    """Raises Answered if a colleague was quicker. Whoever asked is told by mail, if they still belong to the group."""
    case, asker = question.case.locked(), question.by
    question.reply(words, by=by, at=at)
    if asker is None or not asker.email or not belongs(asker, question.group):
        return
    if case.suspension():
        return  # they find it on the page, once the case is shown again
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
