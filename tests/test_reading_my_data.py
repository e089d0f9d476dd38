"""Whoever opens "my data" reads words, in her language: no name of a column, no code."""

import ast
import re
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from lampion.contacts.models import Channel, Consent, ConsentText, Contact, Purpose
from lampion.enquiries import actions
from lampion.groups.models import Function, Mandate
from lampion.kit.registers import keepers
from lampion.news.models import Phase
from lampion.people import factors
from lampion.people.models.authenticator import new_secret
from lampion.privacy.actions import subject_of
from lampion.privacy.verbs import VERBS
from lampion.privacy.words import FIELDS
from lampion.sections.models import Scope, StaffAbsence, StaffAccess
from tests.house.looking import LAMPION

KEY = re.compile(r"\b[a-z]+_[a-z_]+\b|\b[a-z]+\.[A-Z]\w+:\d")


@pytest.fixture
def eloise_herself(eloise, nora, alice, louvain):
    """Éloïse asked, was welcomed, keeps the group's money, helped in the office, and gets the news."""
    now = timezone.now()
    actions.write(eloise, subject="Bienvenue", body="À mardi", form_key="k", by=alice, at=now)
    person = actions.welcome(eloise, louvain, by=alice, at=now)
    Mandate.give(louvain, person, Function.TREASURER, by=alice, on=date(2026, 4, 1))
    StaffAccess.grant(louvain.section, person, Scope.ENQUIRIES, by=nora, on=date(2026, 4, 1))
    StaffAbsence.objects.create(
        section=louvain.section, person=person, starts_on=date(2026, 7, 1), ends_on=date(2026, 7, 9)
    )
    factors.set_up_app(person, new_secret(), 1, session=None, at=now)
    contact = Contact.of_person(louvain.section, person)
    words = ConsentText.objects.in_force(louvain.section, Purpose.NEWS, "fr")
    Consent.give(contact, words, at=now, channel=Channel.ACCOUNT, by=person)
    return person


@pytest.fixture
def page(eloise_herself) -> str:
    client = Client()
    client.force_login(eloise_herself)
    return client.get("/account/data/").text


def test_no_name_of_a_column_is_shown(page):
    main = re.sub(r"<[^>]*>", " ", page.partition("<main")[2].partition("</main")[0])
    assert KEY.findall(main) == []
    assert "trésorier" in main.lower()
    assert "application installée" in main.lower()


def test_the_sentence_that_was_agreed_to_stands_there_in_full(page, belgium):
    assert str(ConsentText.objects.in_force(belgium, Purpose.NEWS, "fr").words) in page


def test_what_is_empty_is_named_once_and_takes_no_place(page):
    end = page.partition('id="nothing"')[2]
    assert "Pages que vous avez publiées" in end
    assert page.count("Pages que vous avez publiées") == 1


def test_every_value_that_a_room_hands_out_has_a_name(eloise_herself):
    subject = subject_of(eloise_herself)
    handed = {key for keeper in keepers for row in keeper.export(subject) for key in row}
    assert len(handed) > 20
    assert handed - FIELDS.keys() == set()


def verbs_written(source: str) -> set[str]:
    """Return the verbs that this module writes in the journal, where they stand in full."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return {
        call.args[0].value
        for call in calls
        if call.args
        and isinstance(call.args[0], ast.Constant)
        and ast.unparse(call.func) in ("journal.write", "journal.write_many", "attest")
    }


def test_every_verb_of_the_journal_has_words():
    written = set()
    for path in LAMPION.rglob("*.py"):
        if "tests" not in path.parts:
            written |= verbs_written(path.read_text("utf-8"))
    written |= {f"consent {kind}" for kind in Consent.Kind.values}
    written |= {f"mailing {phase}" for phase in Phase.values}
    assert len(written) > 40
    assert written - VERBS.keys() == set()


def test_a_verb_without_words_would_be_found():
    assert verbs_written('journal.write("burnt", self, by=by)') == {"burnt"}
