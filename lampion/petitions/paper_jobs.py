"""What runs by itself for paper and deliveries."""

from datetime import datetime

from django.utils import timezone

from lampion.kit.registers import every
from lampion.petitions.counting import recount_paper
from lampion.petitions.deliveries import MAKE, empty_files, make_files
from lampion.petitions.paper_retention import erase_old_scans


def _empty(at: datetime) -> int:
    return empty_files(timezone.localdate(at))


every(10, MAKE, make_files)
every(60, "empty the lists of names whose day has come", _empty)
every(60, "erase the pictures of sheets that nobody counted", erase_old_scans)
every(24 * 60, "recount the signatures on paper", recount_paper)
