"""What happened around a case, newest first: the news of the secretariat, and what groups did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.utils import timezone

from lampion.cases.figures import counted
from lampion.cases.models import Case, CaseNews, Deed
from lampion.kit.registers import Text

MOST = 40


@dataclass(frozen=True, slots=True)
class Told:
    """A piece of news as it is shown, with what was done until then."""

    news: CaseNews
    counts: list[tuple[Text, int]]

    @property
    def day(self) -> date:
        return timezone.localdate(self.news.released_at)


@dataclass(frozen=True, slots=True)
class Done:
    """What a group did; mine: whether the reader may take it away."""

    deed: Deed
    mine: bool = False

    @property
    def day(self) -> date:
        return self.deed.day


def told(case: Case) -> list[Told]:
    return [as_told(news) for news in CaseNews.objects.filter(case=case).told()[:MOST]]


def as_told(news: CaseNews) -> Told:
    return Told(news, counted(news.counts))


def timeline(case: Case, deeds: Sequence[Done]) -> list[Told | Done]:
    found: list[Told | Done] = list(chain(told(case), deeds))
    return sorted(found, key=lambda one: one.day, reverse=True)[:MOST]
