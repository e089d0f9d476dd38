"""A sheet is counted by one, recounted by another who does not see the number, and settled by a third."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from lampion.petitions.counting import count
from lampion.petitions.models import (
    Change,
    CountedAlready,
    Custody,
    NotNow,
    Sheet,
    SheetCount,
    SheetResult,
    Step,
    Tally,
    TooMany,
)


def counts(sheet, valid, by):
    return SheetCount.enter(sheet, valid, by=by, at=timezone.now())


def verified_paper(petition):
    found = SheetResult.objects.filter(sheet__petition=petition)
    return sum(found.values_list("valid", flat=True))


def page(sheet):
    return f"/sheets/{sheet.code}/"


def test_what_two_find_alike_counts_and_reaches_the_number_shown(returned, alice, bilal, petition):
    assert counts(returned, 7, alice) is None
    assert verified_paper(petition) == 0
    assert counts(returned, 7, bilal).valid == 7
    assert verified_paper(petition) == 7
    count(timezone.now())
    tally = Tally.objects.get(petition=petition)
    assert (tally.online, tally.paper, tally.number) == (0, 7, 7)


def test_whoever_counted_does_not_count_again(as_, returned, alice, petition):
    counts(returned, 7, alice)
    with pytest.raises(CountedAlready):
        counts(returned, 7, alice)
    answer = as_(alice).post(f"{page(returned)}counts/", {"valid": "7"})
    assert answer.status_code == 403
    assert verified_paper(petition) == 0


def test_the_second_does_not_see_what_the_first_found(as_, returned, alice, bilal):
    counts(returned, 3, alice)
    seen = as_(bilal).get(page(returned))
    assert "alice" not in seen.text.lower().split('id="history"')[0]
    assert seen.context["counts"] == ()
    assert seen.context["sheet"].valid is None


def test_a_third_settles_what_two_found_differently(as_, returned, alice, bilal, nora, petition):
    counts(returned, 7, alice)
    assert counts(returned, 8, bilal) is None
    as_(nora).post(f"{page(returned)}counts/", {"valid": "8"})
    assert verified_paper(petition) == 8
    with pytest.raises(CountedAlready):
        counts(returned, 8, nora)


def test_a_settled_sheet_is_not_counted_twice_into_the_number(
    returned, alice, bilal, nora, petition
):
    counts(returned, 7, alice)
    counts(returned, 7, bilal)
    with pytest.raises(CountedAlready):
        counts(returned, 9, nora)
    assert Change.objects.filter(petition=petition).count() == 1
    assert verified_paper(petition) == 7


def test_a_sheet_has_no_more_signatures_than_lines(returned, alice):
    with pytest.raises(TooMany):
        counts(returned, 11, alice)


def test_only_what_was_brought_back_is_counted(bundle, alice):
    with pytest.raises(NotNow):
        counts(bundle.sheets.select_related("petition").last(), 5, alice)


@pytest.mark.parametrize(
    "words",
    [
        # One person twice, two counts in the same place, a result that nobody found, a change of what was found.
        "INSERT INTO petitions_sheetcount (sheet_id, nth, valid, by_id, at) SELECT sheet_id, 2, valid, by_id, at FROM petitions_sheetcount",
        "INSERT INTO petitions_sheetcount (sheet_id, nth, valid, by_id, at) SELECT sheet_id, 1, valid, {bilal}, at FROM petitions_sheetcount",
        "INSERT INTO petitions_sheetresult (sheet_id, valid, month, at) SELECT sheet_id, 7, '2026-03-01', at FROM petitions_sheetcount",
        "UPDATE petitions_sheetcount SET valid = 9",
        "DELETE FROM petitions_sheetcount",
        "DELETE FROM petitions_custody",
        "UPDATE petitions_sheet SET number = 99",
    ],
)
def test_the_database_itself_refuses_a_count_that_nobody_made(words, returned, alice, bilal):
    counts(returned, 7, alice)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(words.format(bilal=bilal.pk))


def test_the_database_takes_the_result_that_two_found(returned, alice, bilal):
    counts(returned, 7, alice)
    counts(returned, 7, bilal)
    with pytest.raises(IntegrityError), transaction.atomic():
        SheetCount.objects.create(sheet=returned, nth=3, valid=2, by_id=1, at=timezone.now())
    assert SheetResult.objects.get(sheet=returned).valid == 7


def at_once(sheet, people, enter):
    def one(person):
        with suppress(CountedAlready, IntegrityError):
            enter(sheet, person)
        connection.close()

    with ThreadPoolExecutor(len(people)) as threads:
        list(threads.map(one, people))


def without_lock(sheet, person):
    """How it would be written carelessly: read how many counted, then write the next one."""
    with transaction.atomic():
        former = SheetCount.objects.filter(sheet=sheet).count()
        SheetCount.objects.create(
            sheet=sheet, nth=former + 1, valid=5, by=person, at=timezone.now()
        )


@pytest.mark.django_db(transaction=True)
def test_two_who_count_at_once_are_one_count_and_one_recount(returned, alice, bilal, petition):
    if connection.vendor == "sqlite":
        pytest.skip("one writer at a time there")
    at_once(returned, [alice, bilal], lambda sheet, person: counts(sheet, 5, person))
    assert list(SheetCount.objects.values_list("nth", flat=True)) == [1, 2]
    assert verified_paper(petition) == 5
    assert Change.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_person_twice_at_once_is_one_count(returned, alice, petition):
    if connection.vendor == "sqlite":
        pytest.skip("one writer at a time there")
    at_once(returned, [alice] * 6, lambda sheet, person: counts(sheet, 5, person))
    assert SheetCount.objects.count() == 1
    assert verified_paper(petition) == 0


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_one_of_two_counts_would_be_lost(returned, alice, bilal, nora, karim):
    if connection.vendor == "sqlite":
        pytest.skip("one writer at a time there")
    for turn in range(20):
        sheet = Sheet.objects.exclude(pk=returned.pk)[turn % 9]
        at_once(sheet, [alice, bilal, nora, karim], without_lock)
        if 0 < SheetCount.objects.filter(sheet=sheet).count() < 4:
            return  # two read the same number, and the database refused one of them
    pytest.fail("the control does not collide")


def test_a_destroyed_sheet_is_at_its_end(returned, alice, bilal):
    today, now = timezone.localdate(), timezone.now()
    gone = {"person": alice, "on": today, "by": alice, "at": now}
    with pytest.raises(NotNow):
        Custody.note([returned], Step.DESTROYED, **gone)
    counts(returned, 7, alice)
    counts(returned, 7, bilal)
    Custody.note([returned], Step.DESTROYED, **gone)
    with pytest.raises(NotNow):
        Custody.note([returned], Step.TAKEN, **gone)
    with pytest.raises(IntegrityError), transaction.atomic():
        Custody.objects.create(sheet=returned, step=Step.TAKEN, **gone)
