"""A writer wants no news of a case any more, and writes on."""

from __future__ import annotations

import re
from datetime import datetime

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from lampion.cases.models import Case
from lampion.letters.models.writer import Writer


class NewsRefusal(models.Model):
    """Gone with the writer who leaves: from then on nothing comes at all."""

    writer = models.ForeignKey(Writer, models.CASCADE, related_name="refusals")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["writer", "case"], name="refuses_news_once")]

    def __str__(self) -> str:
        return f"refusal {self.pk}"

    @classmethod
    def note(cls, writer: Writer, case: Case, *, at: datetime) -> None:
        """Twice is once."""
        cls.objects.get_or_create(writer=writer, case=case, defaults={"at": at})


def news_token_of(writer: int, case: int) -> str:
    """Return what stands in the mail of news: signed, and good for stopping those of this case alone.

    writer, case: keys.
    """
    said = f"{case}-{writer}"
    mark = salted_hmac("lampion.letters.news", said, algorithm="sha256").hexdigest()
    return f"{said}-{mark[:40]}"


def refusal_of(token: str) -> tuple[Writer, Case] | None:
    """Return who has this link and has not left, and the case."""
    keys = token.split("-")
    if len(keys) != 3 or not all(re.fullmatch(r"[0-9]{1,18}", key, re.ASCII) for key in keys[:2]):
        return None
    case = Case.objects.filter(pk=int(keys[0])).first()
    known = Writer.objects.there().select_related("group__section", "person")
    writer = known.filter(pk=int(keys[1])).first()
    if (
        not case
        or not writer
        or not constant_time_compare(token, news_token_of(writer.pk, case.pk))
    ):
        return None
    return writer, case


def news_way_out(writer: int, case: int) -> str:
    """Return the address at which a mail program stops the news by one click (RFC 8058)."""
    token = news_token_of(writer, case)
    return settings.SITE_URL + reverse("letters-one-click:news", args=[token])
