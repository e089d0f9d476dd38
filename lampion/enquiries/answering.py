"""How groups answer: what the secretariat sees before it hands somebody over."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from lampion.enquiries.models import OPEN, Handover, Stage, Step
from lampion.groups.nearby import Near

LOOKED_BACK = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Answering:
    """load: open requests that the group holds. days: median until it reacted, or None when it never had to.

    silent: how often a request came back because nobody reacted, out of `asked`.
    """

    load: int = 0
    asked: int = 0
    silent: int = 0
    days: float | None = None

    @property
    def badly(self) -> bool:
        return self.silent * 2 > self.asked


def answering(groups: Sequence[int], at: datetime) -> dict[int, Answering]:
    """Return how each group (key) answered in the year before `at`, in two queries."""
    load = Counter(
        Handover.objects.filter(
            until=None,
            group__in=groups,
            enquiry__steps__until=None,
            enquiry__steps__stage__in=OPEN,
        ).values_list("group", flat=True)
    )
    waits: dict[int, list[float]] = defaultdict(list)
    silent: Counter[int] = Counter()
    steps = Step.objects.filter(
        group__in=groups, at__gt=at - LOOKED_BACK, stage__in=[Stage.HANDED, Stage.RETURNED]
    )
    for group, stage, since, until, by in steps.values_list("group", "stage", "at", "until", "by"):
        if stage == Stage.RETURNED and by is None:
            silent[group] += 1
        elif stage == Stage.HANDED and until:
            waits[group].append((until - since) / timedelta(days=1))
    return {
        key: Answering(
            load[key],
            len(waits[key]),
            silent[key],
            median(waits[key]) if waits[key] else None,
        )
        for key in groups
    }


def proposed(near: Sequence[Near], at: datetime) -> list[tuple[Near, Answering]]:
    """Order groups to hand somebody to: those that answer first; then as near as they came."""
    known = answering([one.group.pk for one in near], at)
    pairs = [(one, known[one.group.pk]) for one in near]
    return sorted(pairs, key=lambda pair: pair[1].badly)
