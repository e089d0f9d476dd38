"""Before a secret vote: who asks for it, who holds its keys, and shares that are shown once."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from lampion.decisions import sealing
from lampion.decisions.actions import open_vote
from lampion.decisions.jobs import close_due
from lampion.decisions.models import AlreadyOpened, Box, NotReady, Proposal, Scrutineer
from lampion.mail.models import Message

HELD = re.compile(r'name="public_key" value="([0-9a-f]{64})"')
WORD = re.compile(r"<code>([a-z]{5})</code>")


@pytest.fixture
def asked(propose, alice):
    proposal = propose()
    Box.ask(proposal, by=alice, at=timezone.now())
    return Proposal.objects.get(pk=proposal.pk)


def test_whoever_proposes_may_ask_for_a_secret_ballot_at_once(as_, louvain, bilal):
    said = {"title": "Trésorière", "method": "runoff", "options": "Alice\nCarine", "secret": "on"}
    rule = {"abstentions": "aside", "quorum": 0, "quorum_of": "voters"}
    as_(bilal).post(f"/my-groups/{louvain.pk}/proposals/", said | rule)
    assert Proposal.objects.get().secret


def test_anybody_of_the_core_may_ask_for_it_while_it_is_talked_about(as_, propose, bilal):
    proposal = propose()
    as_(bilal).post(f"/proposals/{proposal.pk}/secrecy/")
    as_(bilal).post(f"/proposals/{proposal.pk}/secrecy/")
    assert Box.objects.get().asked_by == bilal


def test_nobody_makes_an_open_vote_secret_afterwards(as_, opened, alice):
    proposal = opened()
    assert as_(alice).post(f"/proposals/{proposal.pk}/secrecy/").status_code == 403
    with pytest.raises(AlreadyOpened):
        Box.ask(proposal, by=alice, at=timezone.now())


def test_consent_is_not_secret_as_an_objection_has_a_reason(as_, louvain, propose, alice):
    proposal = propose("consent")
    assert as_(alice).post(f"/proposals/{proposal.pk}/secrecy/").status_code == 403
    said = {"title": "x", "method": "consent", "abstentions": "aside", "quorum": 0}
    said |= {"quorum_of": "voters", "secret": "on"}
    assert as_(alice).post(f"/my-groups/{louvain.pk}/proposals/", said).status_code == 422
    with pytest.raises(ValueError, match="consent"):
        Box.ask(proposal, by=alice, at=timezone.now())


def name(client, proposal, *people):
    said = dict(zip(("first", "second", "third"), [one.pk for one in people], strict=False))
    return client.post(f"/proposals/{proposal.pk}/scrutineers/", said)


def test_a_responsable_names_two_or_three_scrutineers_each_once(as_, asked, alice, bilal, carine):
    assert name(as_(alice), asked, bilal).status_code == 422
    assert name(as_(alice), asked, bilal, bilal).status_code == 422
    assert name(as_(bilal), asked, bilal, carine).status_code == 403
    assert name(as_(alice), asked, bilal, carine).status_code == 302
    assert {one.person for one in Scrutineer.objects.all()} == {bilal, carine}


def test_nobody_outside_the_core_holds_a_key(as_, asked, alice, bilal, wim, zoe):
    for outsider in (wim, zoe):
        assert name(as_(alice), asked, bilal, outsider).status_code == 422


def test_whoever_stands_for_election_is_no_scrutineer(as_, propose, alice, bilal, carine):
    proposal = propose("runoff", options=("Bilal (un an)", "Zoé"))
    Box.ask(proposal, by=alice, at=timezone.now())
    answer = name(as_(alice), proposal, carine, bilal)
    assert answer.status_code == 422
    assert "élection" in answer.text
    assert name(as_(alice), proposal, carine, alice).status_code == 302


def test_who_was_named_before_keeps_her_share_when_others_change(boxed, alice, bilal, carine):
    proposal, _shares = boxed(alice, bilal)
    key = proposal.box.scrutineers.get(person=alice).public_key
    proposal.box.name_scrutineers([alice, carine], by=alice, at=timezone.now())
    held = {one.person: one.public_key for one in proposal.box.scrutineers.all()}
    assert held == {alice: key, carine: ""}


def test_a_share_is_shown_once_and_the_server_keeps_its_public_half(as_, asked, alice, bilal):
    asked.box.name_scrutineers([alice, bilal], by=alice, at=timezone.now())
    page = f"/proposals/{asked.pk}/share/"
    assert not WORD.search(as_(bilal).get(page).text)
    shown = as_(bilal).post(page)
    assert "no-store" in shown["Cache-Control"]
    words = WORD.findall(shown.text)
    lines = "".join(words[:5]), "".join(words[5:])
    key = sealing.public_key_of(sealing.read_share(lines))
    held = Scrutineer.objects.get(person=bilal)
    assert (held.public_key, held.kept_at) == (key, None)
    as_(bilal).post(f"{page}keeping/", {"public_key": key})
    held.refresh_from_db()
    assert held.kept_at
    assert as_(bilal).get(page).status_code == 403
    assert as_(bilal).post(page).status_code == 403
    held.refresh_from_db()
    assert held.public_key == key


def test_words_that_were_shown_before_others_are_not_kept(as_, asked, alice, bilal):
    asked.box.name_scrutineers([alice, bilal], by=alice, at=timezone.now())
    page = f"/proposals/{asked.pk}/share/"
    first = HELD.search(as_(bilal).post(page).text)[1]
    second = HELD.search(as_(bilal).post(page).text)[1]
    as_(bilal).post(f"{page}keeping/", {"public_key": first})
    as_(bilal).post(f"{page}keeping/", {"public_key": ""})
    assert Scrutineer.objects.get(person=bilal).kept_at is None
    as_(bilal).post(f"{page}keeping/", {"public_key": second})
    assert Scrutineer.objects.get(person=bilal).kept_at


def test_whoever_is_no_scrutineer_finds_no_share(as_, asked, alice, bilal, carine):
    asked.box.name_scrutineers([alice, bilal], by=alice, at=timezone.now())
    for method in ("get", "post"):
        assert getattr(as_(carine), method)(f"/proposals/{asked.pk}/share/").status_code == 404


def test_the_vote_opens_only_when_every_scrutineer_has_kept_her_share(as_, asked, alice, bilal):
    page = f"/proposals/{asked.pk}/opening/"
    assert as_(alice).get(page).status_code == 403
    asked.box.name_scrutineers([alice, bilal], by=alice, at=timezone.now())
    for one in asked.box.scrutineers.all():
        assert as_(alice).get(page).status_code == 403
        with pytest.raises(NotReady):
            open_vote(asked, closes_at=timezone.now(), by=alice, at=timezone.now())
        one.keep_share(sealing.public_key_of(one.take_share()), at=timezone.now())
    assert as_(alice).get(page).status_code == 200


def test_no_share_is_taken_and_nobody_is_named_once_the_vote_is_open(as_, secret, alice, bilal):
    proposal, _shares = secret(alice, bilal)
    assert as_(bilal).post(f"/proposals/{proposal.pk}/share/").status_code == 403
    assert name(as_(alice), proposal, alice, bilal).status_code == 403
    with pytest.raises(AlreadyOpened):
        proposal.box.scrutineers.get(person=bilal).take_share()
    with pytest.raises(AlreadyOpened):
        proposal.box.name_scrutineers([alice, bilal], by=alice, at=timezone.now())


def test_what_waits_for_a_scrutineer_is_on_her_home(as_, asked, alice, bilal):
    asked.box.name_scrutineers([alice, bilal], by=alice, at=timezone.now())
    assert f"/proposals/{asked.pk}/share/" in as_(bilal).get("/home/").text


def test_each_scrutineer_is_told_once_that_she_is_one(as_, asked, alice, bilal, carine):
    for _time in range(2):
        name(as_(alice), asked, bilal, carine)
    mails = Message.objects.filter(topic="vote", text__contains=f"/proposals/{asked.pk}/share/")
    assert {mail.to_address for mail in mails} == {bilal.email, carine.email}
    assert len(mails) == 2


def test_each_scrutineer_is_called_once_when_the_hour_has_come(secret, bilal, carine):
    proposal, _shares = secret(bilal, carine)
    called = Message.objects.filter(text__contains=f"/proposals/{proposal.pk}/counting/")
    close_due(proposal.closes_at - timedelta(minutes=1))
    assert not called.exists()
    for minutes in (1, 6):
        close_due(proposal.closes_at + timedelta(minutes=minutes))
    assert {mail.to_address for mail in called} == {bilal.email, carine.email}
    assert called.count() == 2
