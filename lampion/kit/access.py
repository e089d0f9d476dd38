"""Answers to "may this person do this?": a yes, or a no that explains itself."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Verdict:
    allowed: bool
    reason: str | Promise = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Verdict(True)


def no(reason: str | Promise) -> Verdict:
    return Verdict(False, reason)


def require(verdict: Verdict) -> None:
    """Let the request through, or answer 403 with the reason a person can read."""
    if not verdict:
        raise PermissionDenied(str(verdict.reason))
