"""What was written for cases, added up: for pages, exports, and the figures of a case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lampion.cases.loop import Figure, FigureKind, figures_from
from lampion.cases.models.case import CaseQuerySet
from lampion.letters.models import Sent, What
from lampion.letters.models.sent import SentQuerySet

# Signatures on paper are counted sheet by sheet elsewhere; a second count of them would double them.
FIGURES = {What.LETTER: "letters", What.MESSAGE: "messages"}


@dataclass(frozen=True, slots=True)
class Line:
    """What was sent for one case. counts: What -> how many."""

    case: int
    name: str
    counts: dict[str, int]

    @property
    def letters(self) -> int:
        return self.counts.get(What.LETTER, 0)

    @property
    def messages(self) -> int:
        return self.counts.get(What.MESSAGE, 0)

    @property
    def signatures(self) -> int:
        return self.counts.get(What.SIGNATURE, 0)


def by_case(lines: SentQuerySet, cases: CaseQuerySet) -> list[Line]:
    """Return a line for each of `cases` for which something was sent, the most before; in two queries."""
    found: dict[int, dict[str, int]] = {}
    for (case, what), count in lines.filter(case__in=cases.values("pk")).table().items():
        found.setdefault(case, {})[what] = count
    names = {case.pk: case.shown_edition.name for case in cases.with_edition().filter(pk__in=found)}
    made = [Line(case, names[case], counts) for case, counts in found.items() if case in names]
    return sorted(made, key=lambda line: (-sum(line.counts.values()), line.name))


def figures(cases: Sequence[int]) -> Iterable[Figure]:
    """Letters and messages of the cases, by group and month, in one query."""
    counted = Sent.objects.standing().filter(case__in=cases, what__in=list(FIGURES)).order_by()
    rows = counted.annotate(month=TruncMonth("on")).values("case", "what", "group", "month")
    for row in rows.annotate(all=Sum("count")):
        kind = FIGURES[What(row["what"])]
        yield Figure(row["case"], kind, row["group"], row["month"], row["all"])


def _letters(count: int) -> str:
    return ngettext("letter sent", "letters sent", count)


def _messages(count: int) -> str:
    return ngettext("message of solidarity", "messages of solidarity", count)


figures_from(
    figures,
    FigureKind("letters", 10, _("letters"), _letters),
    FigureKind("messages", 30, _("messages of solidarity"), _messages),
)
