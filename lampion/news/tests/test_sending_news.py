"""From the approval to the last mail: frozen, once each, paused, resumed, stopped; never a tracker."""

import re
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.utils import timezone

from lampion.contacts.models import Channel, Consent, Preference, Theme, WayOut
from lampion.mail.jobs import send_due
from lampion.mail.models import Message
from lampion.news import actions
from lampion.news.jobs import send_mailings
from lampion.news.letter import fingerprint
from lampion.news.models import Frozen, Mailing, Phase, Recipient
from lampion.news.retention import forget_readers
from lampion.news.tests.conftest import reader
from lampion.people.models import Person
from lampion.sections.models import Parameter, Scope, StaffAccess
from lampion.sections.models.parameter import Name


@pytest.fixture
def now():
    return timezone.now()


def approve(mailing, by, at):
    actions.approve(
        mailing, expected=actions.count_readers(mailing), seen=fingerprint(mailing), by=by, at=at
    )


def leave(at):
    """Run the jobs as the worker does: queue, then send, until nothing is left."""
    for _turn in range(4):
        send_mailings(at)
        send_due(timezone.now() + timedelta(minutes=1))


def counted(mailing):
    return actions.progress(Mailing.objects.get(pk=mailing.pk))


def addresses():
    return sorted(sent.to[0] for sent in outbox.outbox)


def test_each_reader_gets_it_once_after_the_time_to_regret(written, eloise, marc, nora, now):
    mailing = written()
    approve(mailing, nora, now)
    leave(now + timedelta(minutes=1))
    assert addresses() == []
    leave(now + timedelta(minutes=3))
    leave(now + timedelta(minutes=9))
    assert addresses() == ["eloise@example.org", "marc@example.org"]
    assert mailing.phase().phase == Phase.SENT
    assert counted(mailing).sent == 2


def test_every_mail_carries_its_own_way_out_by_one_click(written, eloise, marc, nora, now, client):
    approve(written(), nora, now)
    leave(now + timedelta(minutes=3))
    assert {sent.from_email for sent in outbox.outbox} == {"Lampion <lampion@example.org>"}
    links = {}
    for sent in outbox.outbox:
        link = sent.extra_headers["List-Unsubscribe"].strip("<>")
        assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert link in sent.body
        assert link in sent.alternatives[0][0]
        links[sent.to[0]] = link
    assert len(set(links.values())) == 2
    path = links["marc@example.org"].partition("8000")[2]
    assert client.post(path).status_code == 200
    assert Consent.stands(eloise)
    assert not Consent.stands(marc)


def test_a_letter_comes_in_the_name_of_whoever_writes(louvain, eloise, alice, now):
    words = {"subject": "Mardi", "body": "Venez", "language": "fr"}
    mailing = Mailing.begin(louvain.section, louvain, words, by=alice, at=now)
    approve(mailing, alice, now)
    leave(now + timedelta(minutes=3))
    assert '"Lampion, Louvain-la-Neuve" <lampion@example.org>' in outbox.outbox[0].from_email


def test_two_letters_differ_by_nothing_but_the_way_out(written, eloise, marc, nora, now):
    approve(written(body="![une bougie](1) Bonjour [ici](https://example.org)"), nora, now)
    leave(now + timedelta(minutes=3))
    seen = {
        re.sub(r"/one-click/[\w-]+/", "", text)
        for sent in outbox.outbox
        for text in (sent.alternatives[0][0],)
    }
    assert len(outbox.outbox) == 2
    assert len(seen) == 1
    assert "<img" not in seen.pop()


def test_who_stops_between_approval_and_sending_is_dropped(written, eloise, marc, nora, now):
    mailing = written()
    approve(mailing, nora, now)
    Consent.withdraw(marc, at=now, channel=Channel.ONE_CLICK)
    leave(now + timedelta(minutes=3))
    assert addresses() == ["eloise@example.org"]
    assert counted(mailing).dropped == 1


def test_who_agrees_after_the_approval_is_not_added(written, eloise, nora, louvain, now):
    approve(written(), nora, now)
    reader(louvain.section, "late")
    leave(now + timedelta(minutes=3))
    assert addresses() == ["eloise@example.org"]


def test_the_words_are_frozen_at_the_approval(written, eloise, nora, now):
    mailing = written()
    approve(mailing, nora, now)
    with pytest.raises(Frozen):
        mailing.revise({"subject": "Autre"}, by=nora, at=now)
    mailing.subject = "Autre"
    mailing.save()
    leave(now + timedelta(minutes=3))
    assert outbox.outbox[0].subject == "Des nouvelles"


def test_another_number_of_readers_than_was_seen_is_not_approved(written, eloise, marc, nora, now):
    mailing = written()
    with pytest.raises(actions.OtherReaders):
        actions.approve(mailing, expected=1, seen=fingerprint(mailing), by=nora, at=now)
    assert mailing.phase().phase == Phase.DRAFT
    assert not Recipient.objects.exists()


def test_approving_twice_sends_once(written, eloise, nora, now, as_):
    mailing = written()
    for _time in range(3):
        as_(nora).post(
            f"/office/mailings/{mailing.pk}/approval/",
            {"expected": 1, "seen": fingerprint(mailing)},
        )
    leave(now + timedelta(minutes=3))
    assert addresses() == ["eloise@example.org"]


def test_a_pause_holds_what_has_not_left_and_going_on_sends_it_once(
    written, eloise, marc, nora, now
):
    mailing = written()
    approve(mailing, nora, now)
    send_mailings(now + timedelta(minutes=3))
    actions.pause(mailing, by=nora, at=now + timedelta(minutes=3))
    send_due(timezone.now() + timedelta(minutes=5))
    assert addresses() == []
    actions.resume(mailing, by=nora, at=now + timedelta(minutes=6))
    leave(now + timedelta(minutes=20))
    assert addresses() == ["eloise@example.org", "marc@example.org"]


def test_what_is_stopped_never_leaves(written, eloise, marc, nora, now):
    mailing = written()
    approve(mailing, nora, now)
    actions.send_some(mailing, at=now + timedelta(minutes=3), most=1)
    actions.stop(mailing, by=nora, at=now + timedelta(minutes=3))
    leave(now + timedelta(minutes=30))
    assert addresses() == []
    assert not Message.objects.waiting().filter(topic=mailing.topic).exists()
    assert mailing.phase().phase == Phase.STOPPED
    assert (counted(mailing).sent, counted(mailing).stopped, counted(mailing).failed) == (0, 2, 0)
    assert not Mailing.objects.archived().exists()


def test_who_says_no_while_the_letter_waits_in_the_queue_does_not_get_it(
    written, eloise, marc, nora, now
):
    mailing = written()
    approve(mailing, nora, now)
    send_mailings(now + timedelta(minutes=3))
    assert Message.objects.waiting().filter(topic=mailing.topic).count() == 2
    Consent.withdraw(marc, at=now, channel=Channel.ONE_CLICK)
    leave(now + timedelta(minutes=4))
    assert addresses() == ["eloise@example.org"]
    assert (counted(mailing).sent, counted(mailing).dropped) == (1, 1)


def test_after_a_pause_the_readers_are_asked_once_more(written, eloise, marc, nora, now):
    mailing = written(theme=Theme.objects.first())
    approve(mailing, nora, now)
    send_mailings(now + timedelta(minutes=3))
    actions.pause(mailing, by=nora, at=now + timedelta(minutes=3))
    Preference.choose(marc, mailing.theme, False, at=now)
    actions.resume(mailing, by=nora, at=now + timedelta(minutes=6))
    leave(now + timedelta(minutes=20))
    assert addresses() == ["eloise@example.org"]


def test_a_code_asked_for_while_letters_leave_leaves_before_the_rest(
    louvain, written, nora, now, monkeypatch
):
    from lampion.mail import jobs
    from lampion.people.actions import ask_for_code

    for number in range(40):
        reader(louvain.section, f"reader{number}")
    approve(written(), nora, now)
    send_mailings(now + timedelta(minutes=3))
    send = jobs._send

    def ask_in_the_middle(pk, line, at):
        if len(outbox.outbox) == 5:
            ask_for_code(nora.email, "fr", at=at)
        return send(pk, line, at)

    monkeypatch.setattr(jobs, "_send", ask_in_the_middle)
    later = timezone.now() + timedelta(minutes=1)
    send_due(later)
    send_due(later)
    assert [sent.to[0] for sent in outbox.outbox].index("nora@example.org") < 15


@pytest.fixture
def at_most_one(louvain):
    Parameter.objects.filter(name=Name.SECOND_APPROVAL).update(value=1)
    louvain.section.touch()


@pytest.fixture
def greet(louvain):
    """Writes news too."""
    greet = Person.objects.create_user("greet@example.org", first_name="Greet")
    StaffAccess.grant(louvain.section, greet, Scope.NEWS, by=None, on=timezone.localdate())
    return greet


def test_above_the_number_a_second_person_approves(
    at_most_one, written, eloise, marc, nora, greet, now
):
    mailing = written()
    for person in (nora, greet):
        with pytest.raises(actions.NotYours):
            approve(mailing, person, now)
    mailing.propose(by=nora, at=now)
    with pytest.raises(actions.NotYours):
        approve(mailing, nora, now)
    approve(mailing, greet, now)
    assert mailing.phase().phase == Phase.SENDING


def test_whoever_wrote_it_is_no_second_person_even_if_another_one_asks(
    at_most_one, written, eloise, marc, nora, greet, now
):
    mailing = written()
    mailing.propose(by=greet, at=now)
    for person in (nora, greet):
        with pytest.raises(actions.NotYours):
            approve(mailing, person, now)


def test_changing_it_takes_the_question_back(at_most_one, written, eloise, marc, nora, greet, now):
    mailing = written()
    mailing.propose(by=nora, at=now)
    mailing.revise({"body": "Autre"}, by=nora, at=now)
    with pytest.raises(actions.NotYours):
        approve(mailing, greet, now)


def test_the_second_person_finds_it_on_the_home_page(
    at_most_one, written, eloise, marc, nora, greet, as_
):
    mailing = written()
    as_(nora).post(f"/office/mailings/{mailing.pk}/proposal/")
    assert "Des nouvelles" in as_(greet).get("/home/").content.decode()
    assert f"/office/mailings/{mailing.pk}/preview/" not in as_(nora).get("/home/").content.decode()


def test_a_code_leaves_before_a_thousand_letters(written, eloise, marc, nora, now):
    from lampion.people.actions import ask_for_code

    approve(written(), nora, now)
    send_mailings(now + timedelta(minutes=3))
    ask_for_code(nora.email, "fr", at=now)
    send_due(timezone.now() + timedelta(minutes=1), limit=1)
    assert addresses() == ["nora@example.org"]


def test_who_got_which_news_is_forgotten_after_some_months(written, eloise, nora, now):
    mailing = written()
    approve(mailing, nora, now)
    leave(now + timedelta(minutes=3))
    assert forget_readers(now + timedelta(days=150)) == 0
    assert forget_readers(now + timedelta(days=200)) == 1
    assert counted(mailing).readers == 1


def test_a_trial_reaches_the_writer_alone(written, eloise, nora, as_):
    mailing = written()
    as_(nora).post(f"/office/mailings/{mailing.pk}/trial/")
    send_due(timezone.now() + timedelta(minutes=1))
    assert addresses() == ["nora@example.org"]
    assert mailing.phase().phase == Phase.DRAFT
    assert WayOut.objects.count() == 1
