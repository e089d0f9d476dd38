"""What pages say of a petition: its number and how old it is, its bar, its addresses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse
from django.urls import reverse

from lampion.events.models import Event
from lampion.files.models import StoredFile
from lampion.groups.models import Group
from lampion.petitions.models import Change, Petition

# How long a page with a number is kept in memory; with the counting job, no number shown is older than ten seconds.
KEPT_SECONDS = 5
OLDEST = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Number:
    """number: online + paper. goal: the next step, or the last one. as_of: the moment at which this was the number.

    late: that is longer ago than it should be.
    """

    online: int
    paper: int
    goal: int
    as_of: datetime
    late: bool = False

    @property
    def number(self) -> int:
        return self.online + self.paper

    @property
    def most(self) -> int:
        """The end of the bar, never below what fills it."""
        return max(self.goal, self.number, 1)

    @property
    def missing(self) -> int:
        return max(0, self.goal - self.number)


def number_of(petition: Petition, at: datetime) -> Number:
    """Return the number as it was counted last; if nothing changed since, it is the number of this moment."""
    counted = last_counted(petition)
    waits = Change.objects.filter(petition=petition).exists()
    if not waits:
        return replace(counted, as_of=at)
    return replace(counted, late=at - counted.as_of > OLDEST)


def last_counted(petition: Petition) -> Number:
    """Return the number as it was counted last, where nobody is told of which moment it is."""
    tally = petition.tally
    reached = [goal for goal in petition.goals if goal > tally.number]
    goal = next(iter(reached), petition.goals[-1] if petition.goals else 0)
    return Number(tally.online, tally.paper, goal, tally.counted_at)


def query_of(group: Group | None, event: Event | None = None) -> str:
    """Return the end of an address by which a signature is attributed."""
    said: dict[str, int] = {}
    if group:
        said["g"] = group.number
    if event:
        said["e"] = event.pk
    return f"?{urlencode(said)}" if said else ""


def handed_out(file: StoredFile) -> FileResponse:
    answer = FileResponse(default_storage.open(file.path), content_type=file.media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def short_url(petition: Petition, query: str = "") -> str:
    return f"{settings.SITE_URL}{reverse('petitions:short', args=[petition.number])}{query}"
