"""Proxies, as many as the section allows, and the vote by phone, which its owner may refuse."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from lampion.decisions.actions import close_vote, vote_by_phone
from lampion.decisions.models import (
    Ballot,
    Channel,
    Decision,
    Protest,
    Proxy,
    ProxyRefused,
    VoteClosed,
)
from lampion.decisions.tests.test_voting import mailed_link
from lampion.groups.models import Holding, Mandate, Membership, Power, SectionFunction
from lampion.groups.models.mandate import leave
from lampion.mail.models import Message
from lampion.sections.models import Parameter


def give(client, proposal, to):
    return client.post(f"/proposals/{proposal.pk}/proxy/", {"proxy-to": to.pk}, follow=True)


def test_who_holds_a_proxy_votes_for_the_other(as_, opened, bilal, carine, voter):
    proposal = opened()
    hers = voter(proposal, carine)
    give(as_(carine), proposal, voter(proposal, bilal))
    assert as_(bilal).post(f"/voters/{hers.pk}/ballot/", {"vote": "yes"}).status_code == 302
    assert Ballot.objects.get(voter=hers).channel == Channel.PROXY


def test_without_a_proxy_a_member_votes_for_nobody_else(as_, opened, bilal, carine, voter):
    proposal = opened()
    answer = as_(bilal).post(f"/voters/{voter(proposal, carine).pk}/ballot/", {"vote": "yes"})
    assert answer.status_code == 403
    assert not Ballot.objects.exists()


def test_a_proxy_over_the_limit_is_refused_and_the_section_sets_the_limit(
    as_, opened, alice, bilal, carine, voter, louvain
):
    proposal = opened()
    give(as_(alice), proposal, voter(proposal, bilal))
    assert "ne peut pas voter pour vous" in give(as_(carine), proposal, voter(proposal, bilal)).text
    assert Proxy.objects.count() == 1
    today = timezone.localdate()
    Parameter(section=louvain.section, name="proxies", value=2, valid_from=today).adopt(by=None)
    give(as_(carine), proposal, voter(proposal, bilal))
    assert Proxy.objects.count() == 2


def test_a_proxy_is_not_handed_on(opened, alice, bilal, carine, voter):
    proposal, now = opened(), timezone.now()
    voter(proposal, alice).give_proxy(voter(proposal, bilal), most=3, at=now)
    with pytest.raises(ProxyRefused):
        voter(proposal, bilal).give_proxy(voter(proposal, carine), most=3, at=now)
    with pytest.raises(ProxyRefused):
        voter(proposal, carine).give_proxy(voter(proposal, alice), most=3, at=now)
    with pytest.raises(ProxyRefused):
        voter(proposal, carine).give_proxy(voter(proposal, carine), most=3, at=now)


def test_the_database_knows_one_proxy_a_voter_and_none_to_oneself(opened, alice, bilal, voter):
    proposal, now = opened(), timezone.now()
    mine, his = voter(proposal, alice).pk, voter(proposal, bilal).pk
    sql = "INSERT INTO decisions_proxy (voter_id, to_id, given_at) VALUES (%s, %s, %s)"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [mine, mine, now])
    with connection.cursor() as cursor:
        cursor.execute(sql, [mine, his, now])
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [mine, his, now])


def test_who_votes_after_all_takes_the_proxy_back(opened, bilal, carine, voter):
    proposal, now = opened(), timezone.now()
    hers = voter(proposal, carine)
    hers.give_proxy(voter(proposal, bilal), most=1, at=now)
    hers.vote("yes", by=bilal, at=now, channel=Channel.PROXY)
    hers.vote("no", by=carine, at=now, channel=Channel.LINK)
    assert Ballot.objects.get().choice == "no"
    assert not Proxy.objects.exists()


def test_a_proxy_taken_back_takes_its_vote_with_it(as_, opened, bilal, carine, voter):
    proposal, now = opened(), timezone.now()
    hers = voter(proposal, carine)
    hers.give_proxy(voter(proposal, bilal), most=1, at=now)
    hers.vote("yes", by=bilal, at=now, channel=Channel.PROXY)
    as_(carine).post(f"/proposals/{proposal.pk}/proxy/", {"back": "1"})
    assert not Ballot.objects.exists()


def test_no_proxy_after_the_close(opened, bilal, carine, voter):
    proposal = opened()
    with pytest.raises(VoteClosed):
        voter(proposal, carine).give_proxy(
            voter(proposal, bilal), most=1, at=proposal.closes_at + timedelta(minutes=1)
        )


@pytest.fixture
def by_phone(as_, opened, alice, carine, voter):
    proposal = opened()
    hers = voter(proposal, carine)
    as_(alice).post(f"/voters/{hers.pk}/ballot/", {"vote": "yes"})
    return proposal


def test_a_vote_by_phone_is_entered_by_who_leads_and_its_owner_is_told(by_phone, carine, alice):
    ballot = Ballot.objects.get()
    assert (ballot.channel, ballot.by, ballot.choice) == (Channel.PHONE, alice, "yes")
    mail = Message.objects.filter(to_address=carine.email).latest("pk")
    assert "téléphone" in mail.subject


def test_whoever_protests_in_time_takes_it_out_and_votes_anew(client, by_phone, carine, as_, alice):
    link = mailed_link(carine)
    assert "téléphone" in client.get(link).text
    client.post(f"{link}protest/")
    client.post(f"{link}protest/")
    assert not Ballot.objects.exists()
    assert Protest.objects.count() == 1
    voter = by_phone.voters.get(person=carine)
    assert as_(alice).post(f"/voters/{voter.pk}/ballot/", {"vote": "yes"}).status_code == 403
    client.post(link, {"vote": "no"})
    assert Ballot.objects.get().choice == "no"


def test_a_protest_after_the_close_changes_no_count_and_stands_beside_the_result(
    client, by_phone, carine, as_, alice
):
    link = mailed_link(carine)
    close_vote(by_phone, by=None, at=timezone.now())
    client.post(f"{link}protest/")
    assert Ballot.objects.exists()
    assert "proteste" in as_(alice).get(f"/proposals/{by_phone.pk}/").text


def test_nobody_protests_against_what_she_said_herself(client, opened, carine):
    opened()
    link = mailed_link(carine)
    client.post(link, {"vote": "yes"})
    client.post(f"{link}protest/")
    assert Ballot.objects.exists()
    assert not Protest.objects.exists()


def test_a_vote_by_phone_does_not_replace_what_a_member_said(as_, opened, alice, carine, voter):
    proposal = opened()
    hers = voter(proposal, carine)
    hers.vote("no", by=carine, at=timezone.now(), channel=Channel.LINK)
    assert as_(alice).post(f"/voters/{hers.pk}/ballot/", {"vote": "yes"}).status_code == 403
    assert Ballot.objects.get().choice == "no"


def test_a_mail_that_cannot_be_written_is_no_reason_to_lose_a_vote(opened, alice, carine, voter):
    proposal = opened()
    carine.email = None
    carine.save()
    hers = voter(proposal, carine)
    vote_by_phone(hers, "yes", reason="", by=alice, at=timezone.now())
    assert Ballot.objects.get().voter == hers


def test_what_was_entered_on_the_phone_never_replaces_her_own_vote(opened, alice, carine, voter):
    """As when both arrive at once: what the page allowed a moment ago is looked at again."""
    proposal, now = opened(), timezone.now()
    hers = voter(proposal, carine)
    hers.vote("no", by=carine, at=now, channel=Channel.LINK)
    with pytest.raises(VoteClosed):
        vote_by_phone(hers, "yes", reason="", by=alice, at=now)
    assert Ballot.objects.get(voter=hers).choice == "no"


def test_a_proxy_taken_back_meanwhile_votes_for_nobody(opened, bilal, carine, voter):
    proposal, now = opened(), timezone.now()
    hers = voter(proposal, carine)
    hers.give_proxy(voter(proposal, bilal), most=1, at=now)
    hers.take_proxy_back(at=now)
    with pytest.raises(VoteClosed):
        hers.vote("yes", by=bilal, at=now, channel=Channel.PROXY)
    assert not Ballot.objects.exists()


def test_nobody_votes_in_the_place_of_who_left(as_, opened, alice, carine, voter):
    proposal = opened()
    hers = voter(proposal, carine)
    leave(Membership.objects.active().get(person=carine), by=None, on=timezone.localdate())
    answer = as_(alice).post(f"/voters/{hers.pk}/ballot/", {"vote": "yes"})
    assert answer.status_code == 403
    assert not Ballot.objects.exists()


def test_a_function_that_looks_after_people_elects_nobody(as_, bilal, alice, louvain):
    now, day = timezone.now(), timezone.localdate()
    hands = {"yes": 3, "no": 0, "abstain": 0, "present": 3, "words": "", "method": "majority"}
    decision = Decision.record(louvain, "Bougies", **hands, by=alice, at=now, on=day)
    names = {"fr": "Accueil des membres"}
    function = SectionFunction.offer(louvain.section, names, [Power.PEOPLE], by=None, at=now)
    Holding.give(louvain, bilal, function, by=None, on=day)
    said = {"person": bilal.pk, "function": "coordinator"}
    assert as_(bilal).post(f"/decisions/{decision.pk}/mandate/", said).status_code == 403
    assert not Mandate.objects.filter(person=bilal).exists()
