"""What the secretariat did with a request can be undone: at once, or a day later from the history."""

from datetime import timedelta

import pytest

from lampion.enquiries import actions
from lampion.enquiries.models import AlreadyEnded, Deed, Stage, TooLate
from lampion.mail.models import Message
from tests.conftest import AT

LATER, NEXT_DAY = AT + timedelta(hours=1), AT + timedelta(days=1)


def standing(enquiry):
    enquiry.refresh_from_db()
    return (
        enquiry.steps.get(until=None).stage,
        enquiry.holding_group(),
        enquiry.owner(),
        enquiry.merged_into,
    )


@pytest.fixture
def twin(eloise, belgium):
    asked = actions.Asked(
        section=belgium,
        group=None,
        intent="ask",
        first_name="Éloïse",
        last_name="Martin",
        email="eloise@example.org",
        locality="1348",
        message="Une question encore",
        form_key="form-2",
        language="fr",
    )
    return actions.receive(asked, at=AT)


def _deeds(eloise, twin, namur, nora, karim):
    return {
        "close": lambda: actions.close(eloise, Stage.NO_ANSWER, by=nora, at=LATER),
        "hand over": lambda: actions.hand_over(eloise, namur, by=nora, at=LATER),
        "assign": lambda: actions.assign(eloise, karim, by=nora, at=LATER),
        "merge": lambda: actions.merge(eloise, twin, by=nora, at=LATER),
        "take": lambda: actions.take(eloise, by=karim, at=LATER),
    }


@pytest.mark.parametrize("what", ["close", "hand over", "assign", "merge", "take"])
def test_a_deed_is_undone_a_day_later(what, eloise, twin, namur, nora, karim):
    before = standing(eloise)
    _deeds(eloise, twin, namur, nora, karim)[what]()
    assert standing(eloise) != before
    deed = Deed.objects.order_by("pk").last()
    actions.undo(deed, by=nora, at=NEXT_DAY)
    actions.undo(deed, by=nora, at=NEXT_DAY)
    assert standing(eloise) == before


def test_a_deed_that_changes_nothing_leaves_nothing_to_undo(eloise, louvain, nora):
    count = Deed.objects.count()
    actions.hand_over(eloise, louvain, by=nora, at=LATER)
    actions.assign(eloise, nora, by=nora, at=LATER)
    assert Deed.objects.count() == count


def test_undoing_a_hand_over_calls_back_the_mail_that_waits(eloise, namur, nora):
    actions.hand_over(eloise, namur, by=nora, at=LATER)
    told = Message.objects.get(to_address="zoe@example.org")
    actions.undo(Deed.objects.first(), by=nora, at=LATER)
    told.refresh_from_db()
    assert told.gave_up_at
    assert told.text == ""


def test_what_moved_on_is_not_undone(eloise, namur, nora, zoe):
    actions.hand_over(eloise, namur, by=nora, at=LATER)
    actions.accept(eloise, namur, by=zoe, at=LATER)
    before = standing(eloise)
    with pytest.raises(TooLate):
        actions.undo(Deed.objects.first(), by=nora, at=NEXT_DAY)
    assert standing(eloise) == before


def test_only_the_last_deed_can_be_undone(eloise, karim, nora):
    actions.assign(eloise, karim, by=nora, at=LATER)
    actions.assign(eloise, nora, by=karim, at=LATER)
    last, first = Deed.objects.all()[:2]
    assert not first.can_be_undone(NEXT_DAY)
    assert last.can_be_undone(NEXT_DAY)
    assert not last.can_be_undone(AT + timedelta(days=40))


def test_an_emptied_request_does_not_come_back(eloise, nora):
    actions.close(eloise, Stage.NO_ANSWER, by=nora, at=LATER)
    eloise.forget(at=LATER)
    with pytest.raises(TooLate):
        actions.undo(Deed.objects.first(), by=nora, at=LATER)


def test_a_request_is_not_joined_with_itself_or_with_a_closed_one(eloise, twin, nora):
    with pytest.raises(AlreadyEnded):
        actions.merge(eloise, eloise, by=nora, at=LATER)
    actions.close(twin, Stage.ANSWERED, by=nora, at=LATER)
    with pytest.raises(AlreadyEnded):
        actions.merge(eloise, twin, by=nora, at=LATER)
    assert standing(eloise)[0] == Stage.HANDED
