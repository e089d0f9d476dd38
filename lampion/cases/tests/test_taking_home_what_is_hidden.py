""" "My data" names and quotes of a case only what whoever asks may read now; of the rest it says the day."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.utils import timezone

from lampion.cases.following_privacy import _did, _wrote
from lampion.cases.models import CaseNews, Deed, Question, Tier
from lampion.cases.privacy import _adoptions, _writing
from lampion.groups.models import Membership
from lampion.kit.registers import Subject
from tests.house.things_cases import WORDS, publish, publish_draft
from tests.house.things_news import NEWS, stand

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WROTE = {"Un stand avec Samira.", "Samira voit-elle son fils ?", "Oui, le mardi.", "Un avocat"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def case(nora, louvain, alice):
    """Alice leads the work; she told, asked, and wrote news."""
    found = publish(NOW, tier=Tier.ADOPTERS)
    stand(found, louvain, alice, NOW)
    said = {"by": alice, "at": NOW}
    Deed.note(found, louvain, "Un stand avec Samira.", day=timezone.localdate(NOW), **said)
    asked = Question.ask(found, louvain, "Samira voit-elle son fils ?", **said)
    asked.reply("Oui, le mardi.", by=nora, at=NOW)
    CaseNews.begin(found, NEWS, **said)
    return found


def taken(person):
    """Return the words and titles that the file says, and how many rows it has."""
    subject = Subject(person, frozenset({person.email}))
    rows = [*_wrote(subject), *_did(subject), *_adoptions(subject)]
    said = {row.get(name) for row in rows for name in ("title", "words", "answer")}
    return said - {None, ""}, len(rows)


def test_who_stands_by_a_case_takes_home_what_they_wrote_of_it(case, alice):
    assert taken(alice) == (WROTE | {"Samira K."}, 4)


def suspended(case, alice, nora):
    case.suspend(reason="x", by=nora, at=NOW)


def confidential(case, alice, nora):
    case.write(WORDS | {"tier": Tier.NAMED}, by=nora, at=NOW)
    publish_draft(case, NOW)


def handed_back(case, alice, nora):
    case.adoptions.get().hand_back(reason="x", by=alice, at=NOW)


def left(case, alice, nora):
    Membership.objects.filter(person=alice).update(left_on=timezone.localdate(NOW))


@pytest.mark.parametrize("happens", [suspended, confidential, handed_back, left])
def test_of_what_they_may_read_no_longer_the_file_says_the_day_alone(case, alice, nora, happens):
    happens(case, alice, nora)
    said, rows = taken(alice)
    assert said == {f"no. {case.pk}"}
    assert rows == 4


def test_a_case_is_called_as_it_is_called_now(nora, louvain):
    case = publish(NOW, name="Fatima Zahra", pseudonym=False, tier=Tier.NAMED)
    case.write(WORDS, by=nora, at=NOW)
    publish_draft(case, NOW)
    rows = list(_writing(Subject(nora, frozenset())))
    assert [row["title"] for row in rows] == ["Samira K."] * 2
