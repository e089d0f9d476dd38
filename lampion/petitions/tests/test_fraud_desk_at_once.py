"""Several press the same button of the fraud desk in the same moment: what is undone counts again once."""

import threading

import pytest
from django.db import connection, connections, transaction
from django.db.models import Sum
from django.utils import timezone

from lampion.petitions import fraud
from lampion.petitions.counting import note
from lampion.petitions.models import Change, Condition, Signature
from lampion.petitions.tests.conftest import number

PRESSES, SIGNERS = 4, 6


@pytest.fixture
def held(transactional_db, petition, signs, confirms, nora):
    """A condition that set six confirmed signatures aside."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")
    for one in range(SIGNERS):
        signs(email=f"r{one}@wave.example", name=f"Robot {'abcdef'[one]}")
    confirms()
    key = petition.key.secrets
    made = Condition(petition=petition, domain_mark=key.mark("domain", "wave.example"), reason="x")
    fraud.apply(made, seen=SIGNERS, by=nora, at=timezone.now())
    assert number(petition) == 0
    return made


def at_once(deed):
    def run():
        try:
            deed()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _press in range(PRESSES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Change.objects.aggregate(sum=Sum("step"))["sum"]


def test_undone_by_several_at_once_each_signature_counts_once(held, nora):
    start = threading.Barrier(PRESSES)

    def undo():
        start.wait()
        fraud.undo(Condition.objects.get(pk=held.pk), by=nora, at=timezone.now())

    assert at_once(undo) == SIGNERS
    assert number(held.petition) == SIGNERS


def test_without_the_locks_each_would_count_as_often_as_somebody_pressed(held):
    """The control: all read before one writes."""
    read = threading.Barrier(PRESSES)

    @transaction.atomic
    def undo():
        found = list(Signature.objects.filter(set_aside_at__isnull=False).order_by("pk"))
        read.wait()
        note(found, step=1)
        Signature.objects.filter(pk__in=[one.pk for one in found]).update(set_aside_at=None)

    assert at_once(undo) == PRESSES * SIGNERS
