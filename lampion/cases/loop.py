"""What upper rooms add to a case: what was done for it, and who asked to hear what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from lampion.kit.registers import Text


@dataclass(frozen=True, slots=True)
class FigureKind:
    """Something that is counted for a case. key: in exports, for ever. title: above a column.

    noun: what stands behind a number, which may be one.
    """

    key: str
    order: int
    title: Text
    noun: Callable[[int], str] | None = None

    def words(self, count: int) -> Text:
        return self.noun(count) if self.noun else self.title


@dataclass(frozen=True, slots=True)
class Figure:
    """So many of one kind in a month. case, group: keys; group None for what no group did. month: its first day."""

    case: int
    kind: str
    group: int | None
    month: date
    count: int


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody who asked for the news of a case. way_out: the address at which they stop it by one click.

    key: the same for the same person however often it is asked; one mail of a piece of news for a key, ever.
    place: where they stand in their audience; the next piece begins after it, also when they are gone by then.
    late: who says address and way out again when the mail leaves, and of which row (mail/late.py): then neither waits
    in the queue.
    """

    to: str
    language: str
    way_out: str
    key: str
    place: str
    late: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Audience:
    """listeners(case, after, most): of a case (its key), at most so many, those who come after a place ("": the first).

    There may be very many: a piece costs what is in it, wherever it begins. An empty one says that there are no more.
    """

    key: str
    order: int
    title: Text
    listeners: Callable[[int, str, int], Sequence[Listener]]


_kinds: dict[str, FigureKind] = {}
_sources: list[Callable[[Sequence[int]], Iterable[Figure]]] = []
_audiences: dict[str, Audience] = {}


def figures_from(source: Callable[[Sequence[int]], Iterable[Figure]], *kinds: FigureKind) -> None:
    """Register `source(cases) -> figures` of these kinds, in a fixed number of queries."""
    _sources.append(source)
    _kinds.update({kind.key: kind for kind in kinds})


def figure_kinds() -> list[FigureKind]:
    return sorted(_kinds.values(), key=lambda kind: kind.order)


def figures(cases: Sequence[int]) -> list[Figure]:
    """Return what was done for the cases (keys), as the upper rooms count it."""
    return [figure for source in _sources for figure in source(cases)]


def audience(one: Audience) -> None:
    """Let the news of a case reach this audience."""
    _audiences[one.key] = one


def audiences() -> list[Audience]:
    return sorted(_audiences.values(), key=lambda one: one.order)
