"""The rule and the arithmetic in the reader's words: the same on the ballot, in the mail and with the result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lampion.decisions.counting import (
    ADOPTED,
    AT_LEAST,
    EMPTY,
    NO_QUORUM,
    RANKED,
    REJECTED,
    TIED,
    Rule,
    Step,
)


def rule_in_words(rule: Rule) -> list[str]:
    """Say how the votes will be counted, a sentence each."""
    said = [_method(rule.method)]
    if rule.method == "majority" or rule.method in AT_LEAST:
        said.append(
            _("An abstention counts among the votes, so it weighs like a no.")
            if rule.abstentions == "counted"
            else _("An abstention does not count, neither for nor against.")
        )
    if rule.quorum:
        said.append(_quorum(rule))
    else:
        said.append(_("There is no quorum: it counts however few take part."))
    return said


def _method(method: str) -> str:
    return {
        "consent": _("Consent: it is adopted if nobody objects. An objection needs a reason. An abstention does not prevent it; at least one person has to agree."),
        "majority": _("Simple majority: it is adopted with more yes than all other votes that count. As many yes as no is a no."),
        "two-thirds": _("It is adopted if at least two thirds of the votes that count are a yes."),
        "three-quarters": _("It is adopted if at least three quarters of the votes that count are a yes."),
        "four-fifths": _("It is adopted if at least four fifths of the votes that count are a yes."),
        "approval": _("Tick every option that suits you. The option with most ticks wins. If several have as many, nothing is decided and the group talks again."),
        "runoff": _("Put the options in order, the best first. The first choices are counted; as long as no option has more than half, the last one goes and its votes move to the next choice. If it depends on which of two last ones goes first, nothing is decided and the group talks again."),
        "schulze": _("Put the options in order, the best first. Each option is compared with each other one (Schulze method): the one that wins against all, directly or by a chain of stronger wins, is chosen. If there is no single one, nothing is decided and the group talks again."),
    }[method]  # fmt: skip


def _quorum(rule: Rule) -> str:
    said = {"percent": rule.quorum}
    if rule.quorum_of == "present":
        return _("Quorum: at least %(percent)d%% of those who may vote must be present or represented, else nothing is decided.") % said  # fmt: skip
    return _("Quorum: at least %(percent)d%% of those who may vote must vote, else nothing is decided. An abstention is a vote.") % said  # fmt: skip


def result_in_words(result: str) -> str:
    return {
        ADOPTED: _("Adopted"),
        REJECTED: _("Not adopted"),
        NO_QUORUM: _("No decision: the quorum was missed"),
        TIED: _("No decision: a tie"),
        EMPTY: _("No decision: nobody chose"),
    }[result]


def arithmetic(steps: Sequence[Step], options: Mapping[int, str]) -> list[str]:
    """Say every step of the count. options: key -> words."""
    return [SAID[step["say"]](step, options) for step in steps]


Words = Mapping[int, str]


def _electorate(step: Step, options: Words) -> str:
    said = ngettext(
        "%(count)d person could vote; %(cast)d took part.",
        "%(count)d people could vote; %(cast)d took part.",
        step["count"],
    )
    return said % step


def _quorum_step(step: Step, options: Words) -> str:
    needed = _("Quorum: %(percent)d%% of %(electorate)d is %(needed)d.") % step
    there = (
        _("%(there)d were present or represented.")
        if step["of"] == "present"
        else _("%(there)d voted.")
    ) % step
    met = (
        _("That is enough.")
        if step["there"] >= step["needed"]
        else _("That is not enough: nothing was counted.")
    )
    return f"{needed} {there} {met}"


def _base(step: Step, options: Words) -> str:
    if step["abstentions"] == "counted":
        return _("Abstentions count among the votes: %(count)d votes count.") % step
    return _("Abstentions do not count: %(count)d votes count.") % step


def _needed(step: Step, options: Words) -> str:
    share = {
        "majority": _("More than half of %(of)d is at least %(needed)d."),
        "two-thirds": _("Two thirds of %(of)d is at least %(needed)d."),
        "three-quarters": _("Three quarters of %(of)d is at least %(needed)d."),
        "four-fifths": _("Four fifths of %(of)d is at least %(needed)d."),
    }[step["method"]] % step
    enough = (
        _("%(yes)d is enough.") if step["yes"] >= step["needed"] else _("%(yes)d is not enough.")
    )
    return f"{share} {enough % step}"


def _objections(step: Step, options: Words) -> str:
    if not step["count"]:
        return _("Nobody objected.")
    said = ngettext("%(count)d objection: that is no consent.", "%(count)d objections: that is no consent.", step["count"])  # fmt: skip
    return said % step


def _scores(step: Step, options: Words) -> str:
    words = _("%(name)s: %(count)d")
    scores = [
        {"name": options.get(option, "?"), "count": count} for option, count in step["scores"]
    ]
    return "; ".join(words % score for score in scores)


def _round(step: Step, options: Words) -> str:
    head = _("Round %(number)d, %(live)d votes, %(needed)d needed.") % step
    return f"{head} {_scores(step, options)}."


def _together(step: Step, options: Words) -> str:
    names = {"names": _names(step["options"], options)}
    if step["matters"]:
        return _("Last together: %(names)s. The winner would depend on which of them goes first.") % names  # fmt: skip
    return _("Last together: %(names)s. Whichever of them goes first, the same option wins.") % names  # fmt: skip


def _pair(step: Step, options: Words) -> str:
    said: dict[str, Any] = step | {
        "a": options.get(step["a"], "?"),
        "b": options.get(step["b"], "?"),
    }
    return _("%(a)s or %(b)s: %(for_a)d to %(for_b)d (strongest chain %(path_a)d to %(path_b)d).") % said  # fmt: skip


def _names(keys: Sequence[int], options: Words) -> str:
    return ", ".join(options.get(key, "?") for key in keys)


SAID: dict[str, Callable[[Step, Words], str]] = {
    "refused": lambda step, options: ngettext(
        "%(count)d ballot could not be opened, or was not its voter's: it does not count.",
        "%(count)d ballots could not be opened, or were not their voters': they do not count.",
        step["count"],
    ) % step,
    "electorate": _electorate,
    "quorum": _quorum_step,
    "ballots": lambda step, options: _("%(chosen)d chose, %(blank)d abstained.") % step,
    "counts": lambda step, options: _("Yes: %(yes)d. No: %(no)d. Abstentions: %(abstain)d.") % step,
    "base": _base,
    "needed": _needed,
    "objections": _objections,
    "nobody-spoke": lambda step, options: _("Nobody said yes or no: nothing was decided."),
    "tie": lambda step, options: _("A tie, %(count)d to %(count)d: it is not adopted.") % step,
    "approvals": lambda step, options: _("Ticks: %(scores)s.") % {"scores": _scores(step, options)},
    "round": _round,
    "last-together": _together,
    "gone": lambda step, options: _("%(name)s goes.") % {"name": options.get(step["option"], "?")},
    "pair": _pair,
    "winner": lambda step, options: _("Chosen: %(name)s.") % {"name": options.get(step["option"], "?")},
    "tied": lambda step, options: _("A tie between %(names)s.") % {"names": _names(step["options"], options)},
}  # fmt: skip


def choice_in_words(choice: object, method: str, options: Words) -> str:
    """Say what somebody voted."""
    if isinstance(choice, list):
        if not choice:
            return _("abstention")
        return (" > " if method in RANKED else ", ").join(options.get(key, "?") for key in choice)
    if method == "consent":
        return {"yes": _("agrees"), "no": _("objects"), "abstain": _("abstention")}[str(choice)]
    return {"yes": _("yes"), "no": _("no"), "abstain": _("abstention")}[str(choice)]
