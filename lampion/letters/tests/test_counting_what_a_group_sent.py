"""A group counts what its writers sent, takes back a mistake, and sees its share; figures of a case follow."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from lampion.cases.loop import figures
from lampion.letters.models import Late, Sent
from tests.house.things_cases import publish


def typed(case, now, **more):
    return {
        "case": case.pk,
        "what": "letter",
        "count": "12",
        "on": str(timezone.localdate(now)),
    } | more


def test_a_total_is_typed_shown_and_taken_back(as_, bilal, alice, louvain, samira, now):
    client = as_(bilal)
    address = f"/my-groups/{louvain.pk}/letters/"
    client.post(f"{address}totals/", typed(samira, now))
    client.post(f"{address}totals/", typed(samira, now, what="message", count="3"))
    assert "12" in client.get(address).text
    line = Sent.objects.get(what="letter")
    assert (line.group, line.by, line.count) == (louvain, bilal, 12)
    as_(alice).post(f"/letter-counts/{line.pk}/undoing/")
    assert Sent.objects.filter(group=louvain).total() == 3
    assert Sent.objects.count() == 2


def test_the_figures_of_the_case_say_group_kind_and_month(louvain, bilal, samira, now):
    said = {"by": bilal, "at": now, "on": timezone.localdate(now)}
    Sent.note_total(louvain, samira, "letter", 5, **said)
    Sent.note_total(louvain, samira, "letter", 2, **said)
    Sent.note_total(louvain, samira, "signature", 9, **said)
    found = [one for one in figures([samira.pk]) if one.kind in ("letters", "messages")]
    assert [(one.group, one.kind, one.count, one.month.day) for one in found] == [
        (louvain.pk, "letters", 7, 1)
    ]


@pytest.mark.parametrize("days", [1, -400])
def test_a_day_to_come_or_long_ago_is_no_day_of_a_count(as_, bilal, louvain, samira, now, days):
    day = str(timezone.localdate(now) + timedelta(days=days))
    answer = as_(bilal).post(f"/my-groups/{louvain.pk}/letters/totals/", typed(samira, now, on=day))
    assert answer.status_code == 422


def late_days(samira, now, nora, how):
    """Return the last day of the case: its own, or today by its closing."""
    if how == "closing":
        samira.close(good=True, words="", by=nora, at=now)
        return timezone.localdate(now)
    return samira.edition.expires_on


@pytest.mark.parametrize("how", ["expiry", "closing"])
def test_what_was_sent_after_the_last_day_or_the_closing_is_counted_nowhere(
    as_, bilal, nora, louvain, samira, now, how
):
    last = late_days(samira, now, nora, how)
    page = f"/my-groups/{louvain.pk}/letters/"
    with time_machine.travel(now + timedelta(days=30)):
        client = as_(bilal)
        after = str(last + timedelta(days=1))
        answer = client.post(f"{page}totals/", typed(samira, now, on=after))
        assert answer.status_code == 422
        assert "Le dernier jour était" in answer.text
        with pytest.raises(Late):
            Sent.note_total(
                louvain, samira, "letter", 3, by=bilal, at=now, on=last + timedelta(days=1)
            )
        assert not Sent.objects.exists()
        client.post(f"{page}totals/", typed(samira, now, on=str(last)))
    assert Sent.objects.total() == 12


def test_another_groups_lines_do_not_exist(as_, zoe, namur, louvain, bilal, samira, now):
    line = Sent.note_total(
        louvain, samira, "letter", 5, by=bilal, at=now, on=timezone.localdate(now)
    )
    assert as_(zoe).post(f"/letter-counts/{line.pk}/undoing/").status_code == 404
    assert Sent.objects.filter(group=louvain).total() == 5


def test_a_suspended_case_is_gone_from_the_ledger_of_the_group(
    as_, bilal, louvain, samira, nora, now
):
    Sent.note_total(louvain, samira, "letter", 5, by=bilal, at=now, on=timezone.localdate(now))
    client, address = as_(bilal), f"/my-groups/{louvain.pk}/letters/"
    assert "Samira" in client.get(address).text
    assert "Samira" in client.get(f"{address}table/").text
    samira.suspend(reason="x", by=nora, at=now)
    assert "Samira" not in client.get(address).text
    assert "Samira" not in client.get(f"{address}table/").text


def test_names_with_quotes_and_formulas_are_inert_in_the_table(as_, bilal, louvain, nora, now):
    for name in ('=HYPERLINK("http://x")', 'Ali; "le\nsage"', "محمد علي"):
        case = publish(now, name=name)
        Sent.note_total(louvain, case, "letter", 1, by=bilal, at=now, on=timezone.localdate(now))
    said = as_(bilal).get(f"/my-groups/{louvain.pk}/letters/table/").content.decode("utf-8-sig")
    assert '"\'=HYPERLINK(""http://x"")"' in said
    assert '"Ali; ""le\nsage"""' in said
    assert "محمد علي" in said


def test_the_database_lets_no_line_of_the_ledger_change(louvain, bilal, samira, now):
    Sent.note_total(louvain, samira, "letter", 5, by=bilal, at=now, on=timezone.localdate(now))
    for statement in (
        "UPDATE letters_sent SET count = 500",
        "DELETE FROM letters_sent",
        'INSERT INTO letters_sent (case_id, what, channel, count, "on", at) '
        'SELECT case_id, what, channel, -1, "on", at FROM letters_sent',
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    Sent.objects.get().undo(by=bilal, at=now)
    assert Sent.objects.filter(group=louvain).total() == 0
