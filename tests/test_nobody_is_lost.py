"""A silent group, a colleague who is away, a request whose time is over: the jobs see to it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from lampion.enquiries import actions
from lampion.enquiries.actions.waiting import ask_silent_groups, find_followers
from lampion.enquiries.models import Enquiry, Hold, Reply, Stage
from lampion.enquiries.retention import empty_what_leaves, hold, leaving, let_go
from lampion.mail.models import Message
from lampion.sections.models import StaffAbsence, StaffAccess
from tests.conftest import AT


def after(**time) -> datetime:
    return AT + timedelta(**time)


def waiting_at(enquiry) -> tuple[str, str]:
    group = enquiry.holding_group()
    return enquiry.steps.get(until=None).stage, group.name if group else ""


def mails(kind: str):
    return Message.objects.filter(key__startswith=kind)


# Éloïse was handed to Louvain-la-Neuve on Tuesday 3 March 2026.


def test_a_silent_group_is_reminded_once_on_the_third_working_day(eloise, alice):
    ask_silent_groups(after(days=2))
    assert not mails("reminder").exists()
    ask_silent_groups(after(days=3))
    ask_silent_groups(after(days=3, hours=1))
    assert mails("reminder").get().to_address == "alice@example.org"
    assert waiting_at(eloise) == (Stage.HANDED, "Louvain-la-Neuve")


def test_a_group_silent_for_six_working_days_gives_the_request_back(eloise, nora, alice):
    ask_silent_groups(after(days=7))
    assert waiting_at(eloise) == (Stage.HANDED, "Louvain-la-Neuve")
    ask_silent_groups(after(days=8))
    ask_silent_groups(after(days=9))
    assert waiting_at(eloise) == (Stage.RETURNED, "")
    assert mails("silent").get().to_address == "nora@example.org"
    assert mails("taken-back").get().to_address == "alice@example.org"
    assert eloise.due_on < date(2026, 3, 11)


def test_a_group_that_accepted_is_left_in_peace(eloise, louvain, alice):
    actions.accept(eloise, louvain, by=alice, at=after(days=1))
    ask_silent_groups(after(days=30))
    assert waiting_at(eloise) == (Stage.ACCEPTED, "Louvain-la-Neuve")
    assert not mails("reminder").exists()


def test_no_mail_about_a_newcomer_names_her(eloise):
    ask_silent_groups(after(days=3))
    ask_silent_groups(after(days=8))
    told = Message.objects.exclude(to_address=eloise.email)
    assert told.count() >= 4
    assert not [mail for mail in told if "Martin" in mail.text or "Bonjour à tous" in mail.text]


def test_requests_of_a_colleague_who_is_away_move_to_another(eloise, belgium, nora, karim):
    assert eloise.owner() == nora
    days = {"starts_on": date(2026, 3, 9), "ends_on": date(2026, 3, 20)}
    StaffAbsence.announce(belgium, nora, **days, by=nora)
    assert find_followers(after(days=5)) == 0
    assert find_followers(after(days=6)) == 1
    assert eloise.owner() == karim
    assert find_followers(after(days=30)) == 0


def test_who_is_away_gets_no_new_request(belgium, nora, karim):
    days = {"starts_on": date(2026, 3, 9), "ends_on": date(2026, 3, 20)}
    StaffAbsence.announce(belgium, nora, **days, by=nora)
    assert actions.least_busy(belgium, on=date(2026, 3, 8)) == nora.pk
    assert actions.least_busy(belgium, on=date(2026, 3, 9)) == karim.pk
    assert actions.least_busy(belgium, on=date(2026, 3, 21)) == nora.pk


def test_requests_of_who_left_the_secretariat_move_too(eloise, nora, karim):
    StaffAccess.objects.filter(person=nora).update(ends_on=date(2026, 3, 5))
    find_followers(after(days=3))
    assert eloise.owner() == karim


@pytest.fixture
def declined(eloise, nora):
    actions.close(eloise, Stage.DECLINED, by=nora, at=datetime(2026, 3, 31, 9, tzinfo=UTC))
    return eloise


def left(enquiry) -> bool:
    return not Enquiry.objects.get(pk=enquiry.pk).email


def test_a_closed_request_leaves_three_months_later_on_its_day(declined):
    assert empty_what_leaves(date(2026, 6, 29)) == 0
    assert not left(declined)
    assert empty_what_leaves(date(2026, 6, 30)) == 1
    assert left(declined)
    assert empty_what_leaves(date(2026, 7, 1)) == 0


def test_a_request_joined_with_an_open_one_stays_as_long_as_that_one(eloise, louvain, nora):
    words = {name: getattr(eloise, name) for name in ("first_name", "last_name", "locality")}
    again = actions.Asked(
        section=louvain.section,
        group=None,
        intent="ask",
        email="eloise@example.org",
        message="Encore",
        form_key="form-2",
        language="fr",
        **words,
    )
    twin = actions.receive(again, at=AT)
    actions.merge(twin, eloise, by=nora, at=AT)
    assert empty_what_leaves(date(2026, 9, 1)) == 0
    actions.close(eloise, Stage.DECLINED, by=nora, at=AT)
    assert empty_what_leaves(date(2026, 9, 1)) == 2


def test_an_open_request_never_leaves(eloise):
    assert empty_what_leaves(date(2036, 1, 1)) == 0
    assert not left(eloise)


def test_the_office_sees_beforehand_what_will_leave(declined, belgium):
    seen = list(leaving(belgium, until=date(2026, 7, 15), on=date(2026, 6, 16)))
    assert seen == [(declined, date(2026, 6, 30))]


def test_a_request_that_is_held_stays_until_it_is_let_go(declined, nora):
    for reason in ("Une plainte est en cours", "x"):
        hold(declined, reason=reason, by=nora, at=after(days=40))
    assert Hold.objects.get().reason == "Une plainte est en cours"
    assert empty_what_leaves(date(2026, 9, 1)) == 0
    let_go(declined, by=nora, at=after(days=150))
    assert empty_what_leaves(date(2026, 9, 1)) == 1
    assert Hold.objects.get().reason == ""


def test_a_new_message_opens_a_closed_request_again_with_a_new_day(declined, nora):
    later = datetime(2026, 4, 20, 9, tzinfo=UTC)
    actions.write_again(declined, text="Je suis de retour", key="r1", at=later)
    actions.write_again(declined, text="Je suis de retour", key="r1", at=later)
    declined.refresh_from_db()
    assert declined.steps.get(until=None).stage == Stage.TAKEN
    assert declined.due_on == date(2026, 4, 23)
    assert Reply.objects.get().text == "Je suis de retour"
    told = {mail.to_address for mail in mails("reply")}
    assert told == {"nora@example.org", "alice@example.org"}


@pytest.mark.parametrize("ending", ["withdrawn", "spam"])
def test_nothing_is_kept_with_a_request_that_is_no_longer_answered(eloise, nora, ending):
    if ending == "spam":
        actions.close(eloise, Stage.SPAM, by=nora, at=after(days=1))
    else:
        actions.withdraw(eloise, at=after(days=1))
    with pytest.raises(actions.NoLongerAnswered):
        actions.write_again(eloise, text="Encore moi", key="r1", at=after(days=2))
    assert not Reply.objects.exists()


def test_a_request_that_nobody_follows_is_said_on_the_home_of_whoever_works_there(
    eloise, as_, nora
):
    assert "Personne ne suit" not in as_(nora).get("/home/").content.decode()
    eloise.ownerships.filter(until=None).update(until=AT)
    assert "Personne ne suit 1 demande" in as_(nora).get("/home/").content.decode()
