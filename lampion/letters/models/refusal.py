"""A writer wants no news of a case any more, and writes on."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.urls import reverse

from lampion.cases.models import Case
from lampion.kit.tokens import keys_of, token
from lampion.letters.models.writer import Writer

_PURPOSE = "lampion.letters.news"


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
    return token(_PURPOSE, case, writer)


def refusal_of(said: str) -> tuple[Writer, Case] | None:
    """Return who has this link and has not left, and the case."""
    keys = keys_of(said, _PURPOSE, 2)
    if keys is None:
        return None
    case = Case.objects.filter(pk=keys[0]).first()
    known = Writer.objects.there().select_related("group__section", "person")
    writer = known.filter(pk=keys[1]).first()
    return (writer, case) if writer and case else None


def news_way_out(writer: int, case: int) -> str:
    """Return the address at which a mail program stops the news by one click (RFC 8058)."""
    args = [news_token_of(writer, case)]
    return settings.SITE_URL + reverse("letters-one-click:news", args=args)
