"""A petition is written by one, published by another, and no word of it changes afterwards."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from conftest import NOW
from lampion.petitions import actions
from lampion.petitions.models import NotAgreed, Petition, SamePerson, Stale
from lampion.petitions.tests.casts import a_case, a_draft, a_petition

pytestmark = pytest.mark.django_db


def test_whoever_wrote_it_does_not_publish_it(belgium, nora, karim):
    draft = a_draft(a_case(belgium, nora, karim), by=nora)
    draft.propose(by=nora, at=NOW)
    with pytest.raises(SamePerson):
        actions.publish(draft, by=nora, at=NOW)
    actions.publish(draft, by=karim, at=NOW)
    assert Petition.objects.public(NOW).get() == draft


def test_it_is_not_proposed_before_the_person_or_the_family_agrees(belgium, nora, karim):
    draft = a_draft(a_case(belgium, nora, karim), by=nora, agreed_by="", agreed_on=None)
    with pytest.raises(NotAgreed):
        draft.propose(by=nora, at=NOW)


def test_the_database_refuses_one_that_nobody_agreed_to(belgium, nora, karim):
    draft = a_draft(a_case(belgium, nora, karim), by=nora, agreed_by="", agreed_on=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Petition.objects.filter(pk=draft.pk).update(published_at=NOW)


def test_what_was_changed_meanwhile_is_not_published(belgium, nora, karim):
    draft = a_draft(a_case(belgium, nora, karim), by=nora)
    draft.propose(by=nora, at=NOW)
    read = Petition.objects.get()
    later = NOW + timedelta(minutes=1)
    draft.write({"addressee": "Somebody else"}, [], by=nora, at=later)
    with pytest.raises(Stale):
        actions.publish(read, by=karim, at=later)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE petitions_petitiontext SET ask = 'another'",
        "DELETE FROM petitions_petitiontext",
        "UPDATE petitions_petition SET addressee = 'another'",
        "UPDATE petitions_petition SET published_at = NULL",
        "DELETE FROM petitions_petition",
    ],
)
def test_the_database_refuses_another_word_once_it_is_published(belgium, nora, karim, statement):
    draft = a_draft(a_case(belgium, nora, karim), by=nora)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE petitions_petitiontext SET ask = 'a draft changes'")
    draft.propose(by=nora, at=NOW)
    actions.publish(draft, by=karim, at=NOW)
    with (
        pytest.raises(IntegrityError, match="frozen"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_closed_stays_closed(belgium, nora, karim):
    petition = a_petition(belgium, nora, karim)
    petition.close(by=nora, at=NOW)
    petition.close(by=karim, at=NOW + timedelta(days=1))
    petition.refresh_from_db()
    assert (petition.closed_by, petition.closed_at) == (nora, NOW)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Petition.objects.update(closed_at=None)


def test_a_reader_finds_their_language_else_another(belgium, nora, karim):
    petition = a_petition(belgium, nora, karim)
    assert petition.words("nl").title == "Vrijheid voor Samira"
    assert petition.words("de").title == "Liberté pour Samira"
