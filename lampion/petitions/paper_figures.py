"""What a group brought together: its share of each petition, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lampion.cases.rules import visible_cases
from lampion.groups.models import Group
from lampion.people.models import Person
from lampion.petitions.models import Delivery, Handing, Petition, Share, Source


@dataclass
class GroupShare:
    """handed: the last time it was handed over, or None. words: of it, once they are let out."""

    petition: Petition
    online: int = 0
    paper: int = 0
    handed: Handing | None = None
    words: str = ""

    @property
    def number(self) -> int:
        return self.online + self.paper


def shares_of(group: Group, person: Person, at: datetime) -> list[GroupShare]:
    """Return the shares of the group in petitions whose case somebody may read now, the newest first."""
    seen = Petition.objects.published().filter(case__in=visible_cases(person, at))
    counted = Share.objects.filter(group=group, petition__in=seen)
    found: dict[int, GroupShare] = {}
    rows = counted.select_related("petition__section").prefetch_related("petition__texts")
    for row in rows:
        one = found.setdefault(row.petition_id, GroupShare(row.petition))
        if row.source == Source.PAPER:
            one.paper += row.number
        else:
            one.online += row.number
    handed = Handing.objects.filter(delivery__petition__in=list(found)).order_by("on")
    told = Delivery.objects.filter(petition__in=list(found)).told_words() if found else {}
    for handing in handed.select_related("delivery"):
        share = found[handing.delivery.petition_id]
        share.handed, share.words = handing, handing.words_in(told)
    return sorted(found.values(), key=lambda one: -one.petition.number)
