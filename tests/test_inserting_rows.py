"""A row that is there already stays as it is; statements that travel together still have one effect, or none."""

import pytest
from django.db import IntegrityError, transaction

from lampion.contacts.models import Contact
from lampion.kit.rows import insert, insert_once, together


def eloise_of(section, first_name="Éloïse"):
    return Contact(section=section, email="eloise@example.org", first_name=first_name)


def first_names() -> list[str]:
    return [kept.first_name for kept in Contact.objects.order_by("pk")]


def test_a_new_row_has_its_key_and_is_there(belgium):
    row = eloise_of(belgium)
    assert insert_once(row)
    assert Contact.objects.get(pk=row.pk).first_name == "Éloïse"
    row.first_name = "Eloïse"
    row.save()  # a row that is there: changed, not made again
    assert first_names() == ["Eloïse"]


def test_the_second_is_refused_and_the_transaction_goes_on(belgium):
    with transaction.atomic():
        insert_once(eloise_of(belgium))
        second = eloise_of(belgium, "Somebody else")
        assert not insert_once(second)
        assert second.pk is None
        assert first_names() == ["Éloïse"]


def test_another_rule_that_is_broken_is_no_second(belgium):
    broken = Contact(section=belgium, email="", first_name="Éloïse")
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_once(broken)


def test_what_travels_together_is_there_for_a_question_in_between(belgium):
    with transaction.atomic(), together():
        insert(eloise_of(belgium))
        assert first_names() == ["Éloïse"]
        insert(Contact(section=belgium, email="marc@example.org", first_name="Marc"))
    assert first_names() == ["Éloïse", "Marc"]


def test_one_that_fails_is_told_and_nothing_of_the_deed_stays(belgium):
    def deed():
        with transaction.atomic(), together():
            insert(Contact(section=belgium, email="marc@example.org", first_name="Marc"))
            insert(eloise_of(belgium))
            insert(eloise_of(belgium, "Somebody else"))

    with pytest.raises(IntegrityError):
        deed()
    assert first_names() == []


def test_a_deed_that_gives_up_by_itself_leaves_nothing_and_says_why(belgium):
    def deed():
        with transaction.atomic(), together():
            insert(eloise_of(belgium))
            raise KeyError

    with pytest.raises(KeyError):
        deed()
    assert first_names() == []
