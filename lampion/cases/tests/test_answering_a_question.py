"""The answer to a group's question: who hears of it by mail and when, and what becomes of words that came too late."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.utils import timezone

from lampion.cases.answering import Told, answer
from lampion.cases.models import Question
from lampion.groups.models import Membership
from lampion.mail.models import Message
from tests.house.things_cases import second_person
from tests.house.things_news import some_standing

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def question(nora, louvain, alice, bilal):
    case = some_standing(NOW)
    return Question.ask(case, louvain, "Où écrire à Samira ?", by=bilal, at=NOW)


def mails():
    return list(Message.objects.waiting().filter(key__startswith="case-question-"))


def answered(as_, nora, question) -> str:
    way = f"/office/case-questions/{question.pk}/"
    return as_(nora).post(way, {"words": "À la prison."}, follow=True).text


def test_whoever_asked_gets_a_mail_and_the_office_reads_so(as_, nora, question):
    assert "reçoit un mail qui ne nomme personne" in answered(as_, nora, question)
    assert [one.to_address for one in mails()] == ["bilal@example.org"]
    assert Message.objects.due(NOW).filter(pk=mails()[0].pk).exists()


def test_while_the_case_is_hidden_that_mail_waits_and_names_nobody(as_, nora, question):
    case = question.case
    case.suspend(reason="x", by=nora, at=NOW)
    said = answered(as_, nora, question)
    assert "attend qu’il soit montré" in said
    assert "reçoit un mail qui ne nomme personne" not in said
    (held,) = mails()
    assert held.held_at
    assert "Samira" not in held.subject + held.text
    case.suspension().end(by=nora, at=NOW)
    assert Message.objects.due(NOW).filter(pk=held.pk).exists()


def test_who_left_the_group_gets_no_mail_and_nobody_says_so(as_, nora, question):
    Membership.objects.filter(person=question.by).update(left_on=timezone.localdate(NOW))
    assert "ne reçoit pas de mail" in answered(as_, nora, question)
    assert mails() == []


def test_answering_says_what_becomes_of_the_mail(nora, question):
    assert answer(question, "À la prison.", by=nora, at=NOW) is Told.NOW


def test_words_that_come_too_late_are_not_lost(as_, nora, question):
    answer(question, "À la prison.", by=second_person(), at=NOW)
    way = f"/office/case-questions/{question.pk}/"
    late = as_(nora).post(way, {"words": "Au ministre, plutôt."})
    assert late.status_code == 422
    for said in ("À la prison.", "Au ministre, plutôt.", "a été plus rapide"):
        assert said in late.text
    assert Question.objects.get().answer == "À la prison."
    assert "Au ministre" not in as_(nora).get(way).text


def test_two_taps_answer_once_and_blame_no_colleague(as_, nora, question):
    answered(as_, nora, question)
    assert "plus rapide" not in answered(as_, nora, question)
    assert len(mails()) == 1
