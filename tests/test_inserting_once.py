"""A row that is there already stays as it is, and what follows in the same transaction still counts."""

import pytest
from django.db import IntegrityError, transaction

from lampion.contacts.models import Contact
from lampion.kit.once import insert_once


def eloise_of(section, first_name="Éloïse"):
    return Contact(section=section, email="eloise@example.org", first_name=first_name)


def test_a_new_row_has_its_key_and_is_there(belgium):
    row = eloise_of(belgium)
    assert insert_once(row)
    assert Contact.objects.get(pk=row.pk).first_name == "Éloïse"
    row.first_name = "Eloïse"
    row.save()  # a row that is there: changed, not made again
    assert [kept.first_name for kept in Contact.objects.all()] == ["Eloïse"]


def test_the_second_is_refused_and_the_transaction_goes_on(belgium):
    with transaction.atomic():
        insert_once(eloise_of(belgium))
        second = eloise_of(belgium, "Somebody else")
        assert not insert_once(second)
        assert second.pk is None
        assert [kept.first_name for kept in Contact.objects.all()] == ["Éloïse"]


def test_another_rule_that_is_broken_is_no_second(belgium):
    broken = Contact(section=belgium, email="", first_name="Éloïse")
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_once(broken)
