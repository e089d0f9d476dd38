"""One writes a case, another publishes exactly what was read; what is published never changes."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from lampion.cases.models import Case, Edition, NumberTaken, SamePerson, Stale, UrgentAction
from lampion.journal.models import Record
from tests.house.things_cases import WORDS, publish, publish_draft, second_person

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def draft(belgium, nora):
    case = Case.begin(belgium, WORDS, by=nora, at=NOW)
    return Edition.objects.get(case=case)


def test_nobody_publishes_what_they_wrote(draft, nora):
    draft.case.propose(draft, by=nora, at=NOW)
    with pytest.raises(SamePerson):
        draft.case.publish(draft, by=nora, at=NOW)
    draft.case.publish(draft, by=second_person(), at=NOW)
    assert Case.objects.get().edition == draft


def test_the_database_refuses_one_name_for_both(draft, nora):
    table = "UPDATE cases_edition SET published_by_id = %s WHERE id = %s"
    greet = second_person()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(table, [nora.pk, draft.pk])
    with connection.cursor() as cursor:  # the control: another person is let through
        cursor.execute(table, [greet.pk, draft.pk])


def test_what_changed_since_it_was_read_is_not_published(draft, nora):
    draft.case.propose(draft, by=nora, at=NOW)
    draft.case.write(WORDS | {"tier": "public", "name": "Autre"}, by=nora, at=NOW + timedelta(1))
    with pytest.raises(Stale):
        draft.case.publish(draft, by=second_person(), at=NOW + timedelta(1))
    assert Case.objects.get().edition is None


def test_an_edition_that_was_not_proposed_is_not_published(draft):
    with pytest.raises(Stale):
        draft.case.publish(draft, by=second_person(), at=NOW)


def test_readers_see_the_former_words_until_the_new_ones_are_published(client, belgium, nora):
    case = publish(NOW)
    case.write(WORDS | {"summary": "Elle est libre."}, by=nora, at=NOW)
    assert "Elle est libre" not in client.get(case.get_absolute_url()).content.decode()
    publish_draft(case, NOW)
    assert "Elle est libre" in client.get(case.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE cases_edition SET summary = 'x' WHERE id = %s", "DELETE FROM cases_edition WHERE id = %s"],
)  # fmt: skip
def test_a_published_edition_never_changes_whoever_speaks_to_the_database(
    belgium, nora, draft, statement
):
    with transaction.atomic(), connection.cursor() as cursor:  # the control: a draft may change
        cursor.execute(statement, [draft.pk])
        transaction.set_rollback(True)
    publish_draft(draft.case, NOW)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [draft.pk])


def test_the_office_walks_from_draft_to_publication(as_, belgium, nora, draft):
    greet = second_person()
    draft.case.write(WORDS, by=greet, at=NOW)
    office = as_(nora)
    page = f"/office/cases/{draft.case_id}/publication/"
    shown = Edition.objects.get()
    office.post(f"/office/cases/{draft.case_id}/proposal/", {"seen": shown.changed_at.isoformat()})
    assert "Samira K." in office.get(page).content.decode()
    wrong = office.post(page, {"seen": "2001-01-01T00:00:00+00:00"}, follow=True)
    assert "changé entre-temps" in wrong.content.decode()
    office.post(page, {"seen": shown.changed_at.isoformat()})
    assert Case.objects.get().edition == shown
    assert Record.objects.filter(verb="published case", by=nora).count() == 1


def test_an_urgent_action_keeps_its_number_for_its_follow_ups(belgium, nora):
    case, other = publish(NOW), publish(NOW)
    said = {"by": nora, "at": NOW, "on": timezone.localdate(NOW)}
    assert str(UrgentAction.issue(case, 9, 2026, **said)) == "UA 09/26"
    assert str(UrgentAction.issue(case, 9, 2026, **said)) == "UA 09/26 FU 1"
    with pytest.raises(NumberTaken):
        UrgentAction.issue(other, 9, 2026, **said)


def test_a_form_with_a_slip_keeps_what_was_typed(as_, belgium, nora):
    answer = as_(nora).post("/office/cases/new/", {"name": "Samira", "country": "zz"})
    assert answer.status_code == 422
    assert 'value="Samira"' in answer.content.decode()
    assert not Case.objects.exists()


def test_two_taps_number_one_sheet_and_a_new_form_its_follow_up(as_, nora):
    case = publish(NOW)
    office, page = as_(nora), f"/office/cases/{case.pk}/"
    said = {"number": "87", "year": "2026", "issued_on": "2026-03-02"}
    for _another in range(2):
        mark = re.search(r'name="once" value="([^"]+)"', office.get(page).text)[1]
        for _twice in range(2):
            answer = office.post(f"{page}urgent-actions/", said | {"once": mark})
            assert answer["Location"] == page
    sheets = sorted(str(one) for one in UrgentAction.objects.all())
    assert sheets == ["UA 87/26", "UA 87/26 FU 1"]


def test_the_second_person_reads_the_country_and_the_languages_too(as_, belgium, nora):
    where = {"country": "by", "languages": ["ru", "be"]}
    case = Case.begin(belgium, WORDS | where, by=nora, at=NOW)
    page = as_(nora).get(f"/office/cases/{case.pk}/publication/").text
    for said in ("<dd>Biélorussie</dd>", "<dd>russe, biélorusse</dd>"):
        assert said in page
    case.write(WORDS | {"languages": []}, by=nora, at=NOW)
    page = as_(nora).get(f"/office/cases/{case.pk}/publication/").text
    assert "<dd>Maroc</dd>" in page
    assert "russe" not in page
