"""What a person may do about the news of a case, and what their group says of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lampion.cases.models import CaseNews, Deed
from lampion.groups.rules import coordinates
from lampion.kit.access import YES, Verdict, no
from lampion.people.models import Person


def can_release(person: Person, news: CaseNews) -> Verdict:
    """Nobody tells news alone: one writes, another has read every word."""
    if person.pk == news.by_id:
        return no(_("Somebody else lets out what you wrote."))
    return YES


def can_withdraw_deed(person: Person, deed: Deed) -> Verdict:
    if deed.by_id == person.pk or coordinates(person, deed.group):
        return YES
    return no(_("Only whoever wrote it, or a responsable, takes it away."))
