"""Counting: pure functions from ballots to an outcome that carries every step of its arithmetic.

The secret ballot and the show of hands count here too, so that one rule means one thing everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

YES, NO, ABSTAIN = "yes", "no", "abstain"
# Of the votes that count, a yes needs more than a half, or at least so many.
AT_LEAST = {
    "two-thirds": Fraction(2, 3),
    "three-quarters": Fraction(3, 4),
    "four-fifths": Fraction(4, 5),
}
YES_OR_NO = ("consent", "majority", *AT_LEAST)
RANKED = ("runoff", "schulze")
ADOPTED, REJECTED, NO_QUORUM, TIED, EMPTY = "adopted", "rejected", "no-quorum", "tied", "empty"
Choice = str | Sequence[int]  # yes, no or abstain; or options, the best first
Step = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """quorum: per cent of those who may vote; 0: none. abstentions: "aside", or "counted" among the votes."""

    method: str
    abstentions: str = "aside"
    quorum: int = 0
    quorum_of: str = "voters"


@dataclass(frozen=True, slots=True)
class Room:
    """Who could vote, how many of them were present or represented, and the options there were."""

    electorate: int
    present: int = 0
    options: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """`steps`: plain values, put into words where somebody reads them."""

    result: str
    steps: list[Step] = field(default_factory=list)
    winner: int | None = None

    @property
    def decided(self) -> bool:
        """Whether the group decided something, be it no."""
        return self.result in (ADOPTED, REJECTED)


def outcome(rule: Rule, ballots: Sequence[Choice], room: Room) -> Outcome:
    """Count what was voted, one entry for each ballot."""
    if rule.method in YES_OR_NO:
        said = [str(ballot) for ballot in ballots]
        return close_with(rule, said.count(YES), said.count(NO), said.count(ABSTAIN), room)
    ranked = [tuple(ballot) for ballot in ballots if not isinstance(ballot, str)]
    early = _before(rule, len(ballots), room)
    chosen = [ballot for ballot in ranked if ballot]
    if early.result == NO_QUORUM or not chosen:
        return early
    steps = [
        *early.steps,
        {"say": "ballots", "chosen": len(chosen), "blank": len(ballots) - len(chosen)},
    ]
    return COUNTS[rule.method](chosen, room.options, steps)


def checked(method: str, choice: object, options: Collection[int]) -> Choice:
    """Return a choice that came out of a sealed ballot. Raises ValueError for what the method does not know."""
    if method in YES_OR_NO and choice in (YES, NO, ABSTAIN):
        return str(choice)
    if method in YES_OR_NO or not isinstance(choice, list):
        raise ValueError
    if any(option not in options for option in choice) or len(set(choice)) < len(choice):
        raise ValueError
    return choice


def close_with(rule: Rule, yes: int, no: int, abstain: int, room: Room) -> Outcome:
    """Count three numbers: of hands, of paper, of ballots."""
    early = _before(rule, yes + no + abstain, room)
    if early.result == NO_QUORUM or yes + no + abstain == 0:
        return early
    steps = [*early.steps, {"say": "counts", "yes": yes, "no": no, "abstain": abstain}]
    if rule.method == "consent":
        steps.append({"say": "objections", "count": no})
        if yes + no == 0:
            return Outcome(EMPTY, [*steps, {"say": "nobody-spoke"}])
        return Outcome(REJECTED if no else ADOPTED, steps)
    counted = yes + no + (abstain if rule.abstentions == "counted" else 0)
    steps.append({"say": "base", "count": counted, "abstentions": rule.abstentions})
    if counted == 0:
        return Outcome(EMPTY, [*steps, {"say": "nobody-spoke"}])
    needed = needed_of(rule.method, counted)
    steps.append(
        {"say": "needed", "method": rule.method, "needed": needed, "yes": yes, "of": counted}
    )
    if rule.method == "majority" and yes == no:
        steps.append({"say": "tie", "count": yes})
    return Outcome(ADOPTED if yes >= needed else REJECTED, steps)


def close_approval_with(
    rule: Rule, scores: Mapping[int, int], chosen: int, blank: int, room: Room
) -> Outcome:
    """Count the ticks on papers. chosen: papers with a tick or more."""
    early = _before(rule, chosen + blank, room)
    if early.result == NO_QUORUM or not chosen:
        return early
    steps = [*early.steps, {"say": "ballots", "chosen": chosen, "blank": blank}]
    return _most(scores, room.options, steps)


def needed_of(method: str, counted: int) -> int:
    """Return how many yeses are enough of the votes that count."""
    if method == "majority":
        return counted // 2 + 1
    share = AT_LEAST[method] * counted
    return -(-share.numerator // share.denominator)


def quorum_of(rule: Rule, electorate: int) -> int:
    return -(-electorate * rule.quorum // 100)


def _before(rule: Rule, cast: int, room: Room) -> Outcome:
    """Look at the quorum first: without it nothing is counted."""
    steps: list[Step] = [{"say": "electorate", "count": room.electorate, "cast": cast}]
    if rule.quorum:
        there = room.present if rule.quorum_of == "present" else cast
        needed = quorum_of(rule, room.electorate)
        said = {"needed": needed, "there": there, "percent": rule.quorum, "of": rule.quorum_of}
        steps.append({"say": "quorum", "electorate": room.electorate, **said})
        if there < needed:
            return Outcome(NO_QUORUM, steps)
    return Outcome(EMPTY, steps)


# --- several options --------------------------------------------------------------------------

Ranking = tuple[int, ...]


def approval(ballots: Sequence[Ranking], options: Ranking, steps: list[Step]) -> Outcome:
    """Whom or what most people approve of."""
    scores = {option: sum(option in ballot for ballot in ballots) for option in options}
    return _most(scores, options, steps)


def _most(scores: Mapping[int, int], options: Ranking, steps: list[Step]) -> Outcome:
    steps = [*steps, {"say": "approvals", "scores": _sorted(scores)}]
    best = [option for option in options if scores[option] == max(scores.values())]
    return _won(best, steps)


def runoff(ballots: Sequence[Ranking], options: Ranking, steps: list[Step]) -> Outcome:
    """Instant run-off. Who is last goes; if several are last, it must not matter which of them goes first."""
    winners = _possible(ballots, frozenset(options), {})
    rounds = list(steps)
    left = list(options)
    for number in range(1, len(options) + 1):
        scores = _firsts(ballots, left)
        live = sum(scores.values())
        said = {"number": number, "scores": _sorted(scores), "live": live}
        rounds.append({"say": "round", **said, "needed": live // 2 + 1})
        if len(left) == 1 or max(scores.values()) > live / 2:
            break
        last = [option for option in left if scores[option] == min(scores.values())]
        if len(last) > 1:
            rounds.append({"say": "last-together", "options": last, "matters": len(winners) > 1})
            if len(winners) > 1:
                break
        rounds.append({"say": "gone", "option": last[0]})
        left.remove(last[0])
    return _won([option for option in options if option in winners], rounds)


def _possible(
    ballots: Sequence[Ranking], left: frozenset[int], known: dict[frozenset[int], frozenset[int]]
) -> frozenset[int]:
    """Return who may win, over every order in which those who are last together could go."""
    if left in known:
        return known[left]
    scores = _firsts(ballots, sorted(left))
    leading = [option for option in left if scores[option] * 2 > sum(scores.values())]
    if len(left) == 1 or leading:
        found = frozenset(leading or left)
    else:
        last = [option for option in left if scores[option] == min(scores.values())]
        found = frozenset().union(*(_possible(ballots, left - {one}, known) for one in last))
    known[left] = found
    return found


def _firsts(ballots: Sequence[Ranking], left: Sequence[int]) -> dict[int, int]:
    scores = dict.fromkeys(left, 0)
    for ballot in ballots:
        first = next((option for option in ballot if option in scores), None)
        if first is not None:
            scores[first] += 1
    return scores


def schulze(ballots: Sequence[Ranking], options: Ranking, steps: list[Step]) -> Outcome:
    """Schulze by winning votes; what is not ranked stands behind what is, side by side."""
    prefer = preferences(ballots, options)
    paths = strongest_paths(prefer, options)
    best = [a for a in options if all(paths[a, b] >= paths[b, a] for b in options if a != b)]
    pairs: list[Step] = []
    for place, a in enumerate(options):
        for b in options[place + 1 :]:
            straight = {"for_a": prefer[a, b], "for_b": prefer[b, a]}
            path = {"path_a": paths[a, b], "path_b": paths[b, a]}
            pairs.append({"say": "pair", "a": a, "b": b, **straight, **path})
    return _won(best, [*steps, *pairs])


def preferences(ballots: Sequence[Ranking], options: Ranking) -> dict[tuple[int, int], int]:
    """Return (a, b) -> how many prefer a to b."""
    count = {(a, b): 0 for a in options for b in options if a != b}
    for ballot in ballots:
        place = {option: rank for rank, option in enumerate(ballot)}
        for a, b in count:
            count[a, b] += place.get(a, len(options)) < place.get(b, len(options))
    return count


def strongest_paths(
    prefer: Mapping[tuple[int, int], int], options: Ranking
) -> dict[tuple[int, int], int]:
    """Return (a, b) -> the strength of the strongest path, by Floyd and Warshall."""
    paths = {(a, b): n if n > prefer[b, a] else 0 for (a, b), n in prefer.items()}
    for middle in options:
        for a, b in paths:
            if middle not in (a, b):
                paths[a, b] = max(paths[a, b], min(paths[a, middle], paths[middle, b]))
    return paths


def _won(best: Sequence[int], steps: list[Step]) -> Outcome:
    if len(best) == 1:
        return Outcome(ADOPTED, [*steps, {"say": "winner", "option": best[0]}], best[0])
    return Outcome(TIED, [*steps, {"say": "tied", "options": list(best)}])


def _sorted(scores: Mapping[int, int]) -> list[list[int]]:
    return [[option, count] for option, count in sorted(scores.items(), key=lambda one: -one[1])]


COUNTS: dict[str, Callable[[Sequence[Ranking], Ranking, list[Step]], Outcome]] = {
    "approval": approval,
    "runoff": runoff,
    "schulze": schulze,
}
