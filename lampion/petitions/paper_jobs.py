"""What runs by itself for paper and deliveries."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from lampion.kit.registers import every
from lampion.petitions.deliveries import MAKE, empty_files, make_files
from lampion.petitions.models import Change, Petition, Source, Tally
from lampion.petitions.paper import verified_paper


def recount_paper(at: datetime) -> int:
    """Compare the number on paper with the sheets themselves, and set it right; returns how many were wrong."""
    known = Petition.objects.filter(tally__isnull=False, bundles__isnull=False).distinct()
    return sum(_recount(petition) for petition in known.order_by("pk"))


@transaction.atomic
def _recount(petition: Petition) -> bool:
    tally = Tally.objects.select_for_update(of=("self",)).get(petition=petition)
    waiting = Change.objects.filter(petition=petition, source=Source.PAPER)
    still = waiting.aggregate(sum=Sum("step"))["sum"] or 0
    right = verified_paper(petition) - still
    Tally.objects.filter(pk=tally.pk).update(paper=right)
    return right != tally.paper


def _empty(at: datetime) -> int:
    return empty_files(timezone.localdate(at))


every(10, MAKE, make_files)
every(60, "empty the lists of names whose day has come", _empty)
every(24 * 60, "recount the signatures on paper", recount_paper)
