"""What the fraud desk reads of a petition: what waits and why, the hours of a day, what signs most of late.

Signatures are counted by their marks, sealed as they are. Only `trends` opens some: one for each line it shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Min, Q
from django.db.models.functions import TruncHour

from lampion.petitions.fraud import CONNECTION, HOT
from lampion.petitions.models import Condition, Identity, Petition, Signature
from lampion.petitions.models.signature import SignatureQuerySet

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# A click opens so many signatures at most, three times: domains, those that look like others, names.
MOST = 12
# So many of one domain or name in a day are a wave. Fewer are people, whom their own domain or name would tell.
FEWEST = 5
USUAL_DAYS = 30


@dataclass(frozen=True, slots=True)
class Trend:
    """said: the domain or name. hour, day: how many of late. share, usual: in a hundred, today and in the month before."""

    said: str
    hour: int
    day: int
    share: float
    usual: float


@dataclass(frozen=True, slots=True)
class Trends:
    domains: list[Trend]
    lookalikes: list[Trend]
    names: list[Trend]


@dataclass(frozen=True, slots=True)
class Aside:
    """Why signing set aside; how many wait, how many of them are confirmed; how many were let count."""

    why: str
    waiting: int
    confirmed: int
    let: int


def set_aside(petition: Petition) -> tuple[list[Aside], list[tuple[Condition, int]]]:
    """Return what signing set aside, and the conditions with how many each holds aside now."""
    waits, is_confirmed = Q(set_aside_at__isnull=False), Q(confirmed_at__isnull=False)
    marked = Signature.objects.filter(petition=petition).exclude(set_aside_why="").order_by()
    rows = marked.values_list("set_aside_why").annotate(
        waiting=Count("pk", filter=waits),
        confirmed=Count("pk", filter=waits & is_confirmed),
        let=Count("pk", filter=~waits),
    )
    found = {row[0]: Aside(*row) for row in rows}
    conditions = Condition.objects.filter(petition=petition).select_related("by", "undone_by")
    none = Aside("", 0, 0, 0)
    reasons = [found[why] for why in (CONNECTION, HOT) if why in found]
    return reasons, [(one, found.get(one.why, none).waiting) for one in conditions]


def hours(petition: Petition, at: datetime) -> list[tuple[datetime, int, int, int]]:
    """Return the hours of the last day, newest first: (hour, how many signed, confirmed, set aside)."""
    lately = Signature.objects.filter(petition=petition, made_at__gt=at - DAY).order_by()
    rows = lately.annotate(hour=TruncHour("made_at")).values_list("hour")
    counted = rows.annotate(
        signed=Count("pk"), confirmed=Count("confirmed_at"), aside=Count("set_aside_at")
    )
    return list(counted.order_by("-hour"))


def trends(petition: Petition, at: datetime) -> Trends:
    """Return what signs most in the last day against the month before. Raises KeyDestroyed."""
    known = Signature.objects.filter(petition=petition, made_at__lte=at)
    usual = known.filter(made_at__gt=at - DAY - USUAL_DAYS * DAY)
    # Hardly two people have one name: what was usual would be asked of millions for nothing.
    today = known.filter(made_at__gt=at - DAY)
    number = today.count()
    all_of = (number, usual.count() - number)
    return Trends(
        domains=_rising(petition, usual, "domain_mark", at, all_of, fewest=FEWEST),
        lookalikes=_rising(petition, usual.filter(lookalike=True), "domain_mark", at, all_of),
        names=_rising(petition, today, "name_mark", at, all_of, fewest=FEWEST),
    )


def _rising(
    petition: Petition,
    found: SignatureQuerySet,
    mark: str,
    at: datetime,
    all_of: tuple[int, int],
    *,
    fewest: int = 1,
) -> list[Trend]:
    """Group by the mark: one query counts, one reads a signature of each line. all_of: of the day, and before."""
    of_day = Q(made_at__gt=at - DAY)
    rows = found.exclude(**{mark: ""}).order_by().values(mark)
    counted = rows.annotate(
        one=Min("pk"),
        day=Count("pk", filter=of_day),
        hour=Count("pk", filter=Q(made_at__gt=at - HOUR)),
        before=Count("pk", filter=~of_day),
    )
    risen = F("day") - F("before") * 1.0 / USUAL_DAYS
    shown = list(counted.filter(day__gte=fewest).order_by(risen.desc(), "one")[:MOST])
    examples = Signature.objects.in_bulk([row["one"] for row in shown])
    key = petition.key.secrets

    def said(row: int) -> str:
        identity: Identity = examples[row].identity(key)
        return identity.name if mark == "name_mark" else identity.email.rpartition("@")[2]

    trends = []
    for row in shown:
        share, usual = _part(row["day"], all_of[0]), _part(row["before"], all_of[1])
        trends.append(Trend(said(row["one"]), row["hour"], row["day"], share, usual))
    return trends


def _part(some: int, whole: int) -> float:
    return 100 * some / whole if whole else 0.0
