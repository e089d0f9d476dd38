"""A vote between meetings: by link or page, once each, the last counts, and nothing after the close."""

import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from conftest import person
from lampion.decisions.actions import close_vote, open_vote, withdraw
from lampion.decisions.jobs import close_due
from lampion.decisions.models import (
    AlreadyOpened,
    Ballot,
    Channel,
    Decision,
    Phase,
    VoteClosed,
    Voter,
    VoterLink,
)
from lampion.groups.models import Circle, Membership
from lampion.groups.models.mandate import leave
from lampion.mail.models import Message


def cast(proposal, **votes):
    """Let each of `votes` (first name -> choice) vote on the page."""
    for name, choice in votes.items():
        voter = proposal.voters.get(person__first_name=name.title())
        voter.vote(choice, by=voter.person, at=timezone.now(), channel=Channel.PAGE)


def mailed_link(person):
    """The address in the last mail about a vote to somebody."""
    mail = Message.objects.filter(topic="vote", to_address=person.email).latest("pk")
    found = re.search(r"/votes/\S+", mail.text)
    assert found
    return found[0]


def test_each_member_of_the_core_gets_one_mail_and_nobody_else(opened, wim, hanna):
    opened()
    addresses = Message.objects.filter(topic="vote").values_list("to_address", flat=True)
    assert sorted(addresses) == ["alice@example.org", "bilal@example.org", "carine@example.org"]


def test_the_link_shows_with_get_and_votes_with_post_without_signing_in(client, opened, bilal):
    proposal = opened()
    link = mailed_link(bilal)
    page = client.get(link)
    assert proposal.title in page.text
    assert not Ballot.objects.exists()
    assert client.post(link, {"vote": "yes"}).status_code == 302
    ballot = Ballot.objects.get()
    assert (ballot.voter.person, ballot.choice, ballot.channel) == (bilal, "yes", "link")


def test_the_rule_is_said_on_the_ballot_before_anybody_votes_and_with_the_result(
    client, opened, bilal
):
    proposal = opened("two-thirds", quorum=50)
    link = mailed_link(bilal)
    sentences = ("deux tiers", "Quorum", "abstention")
    before = client.get(link).text
    assert all(sentence in before for sentence in sentences)
    cast(proposal, alice="yes", bilal="yes", carine="no")
    close_vote(proposal, by=None, at=timezone.now())
    after = client.get(link).text
    assert all(sentence in after for sentence in sentences)
    assert "Les deux tiers de 3" in after


def test_from_two_tabs_at_once_the_last_counts_and_there_is_one_row(as_, opened, bilal):
    proposal = opened()
    one, other = as_(bilal), as_(bilal)
    for tab in (one, other):
        assert 'name="vote"' in tab.get(f"/proposals/{proposal.pk}/").text
    one.post(f"/proposals/{proposal.pk}/ballot/", {"vote": "yes"})
    other.post(f"/proposals/{proposal.pk}/ballot/", {"vote": "no"})
    assert Ballot.objects.get().choice == "no"


def test_the_database_refuses_a_second_row_of_one_voter(opened, bilal, voter):
    proposal = opened()
    cast(proposal, bilal="yes")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO decisions_ballot (voter_id, choice, reason, at, channel, by_id)"
            " SELECT voter_id, choice, reason, at, channel, by_id FROM decisions_ballot"
        )


def test_the_database_refuses_a_voter_after_the_opening(opened, propose, zoe):
    proposal = opened()
    sql = "INSERT INTO decisions_voter (proposal_id, person_id, present) VALUES (%s, %s, %s)"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [proposal.pk, zoe.pk, False])
    with connection.cursor() as cursor:  # before the opening nothing is frozen yet
        cursor.execute(sql, [propose().pk, zoe.pk, False])


def test_the_database_refuses_a_ballot_after_the_close(opened, bilal):
    proposal = opened()
    cast(proposal, bilal="yes")
    change = "UPDATE decisions_ballot SET choice = %s"
    with connection.cursor() as cursor:  # as long as it is open
        cursor.execute(change, ['"no"'])
    close_vote(proposal, by=None, at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change, ['"yes"'])
    assert Ballot.objects.get().choice == "no"


def test_after_its_hour_a_vote_is_refused_also_before_it_is_counted(client, opened, bilal, voter):
    proposal = opened()
    link = mailed_link(bilal)
    late = proposal.closes_at
    with pytest.raises(VoteClosed):
        voter(proposal, bilal).vote("yes", by=bilal, at=late, channel=Channel.PAGE)
    close_due(late)
    assert "trop tard" in client.post(link, {"vote": "yes"}, follow=True).text.lower()
    assert not Ballot.objects.exists()


def test_a_vote_closes_by_itself_at_its_hour_and_enters_the_register(opened):
    proposal = opened()
    cast(proposal, alice="yes", bilal="yes", carine="abstain")
    assert close_due(proposal.closes_at - timedelta(minutes=1)) == 0
    assert close_due(proposal.closes_at) == 1
    assert close_due(proposal.closes_at) == 0
    decision = Decision.objects.get()
    assert (decision.adopted, decision.proposal, decision.number) == (True, proposal, 1)


def test_who_joins_after_the_opening_does_not_vote_and_is_told_why(as_, opened, louvain):
    proposal = opened()
    late = person("late")
    Membership.welcome(louvain, late, by=None, on=date(2026, 3, 1))
    page = as_(late).get(f"/proposals/{proposal.pk}/").text
    assert "plus tard" in page
    answer = as_(late).post(f"/proposals/{proposal.pk}/ballot/", {"vote": "yes"})
    assert answer.status_code == 404


def test_the_link_of_who_left_the_core_opens_nothing(client, opened, bilal, louvain):
    opened()
    link = mailed_link(bilal)
    assert client.get(link).status_code == 200
    leave(Membership.objects.active().get(person=bilal), by=None, on=date(2026, 3, 2))
    assert client.get(link).status_code == 404
    assert client.post(link, {"vote": "yes"}).status_code == 404


def test_who_moves_to_the_network_does_not_vote_by_an_old_link(client, opened, bilal):
    opened()
    link = mailed_link(bilal)
    Membership.objects.filter(person=bilal).update(circle=Circle.NETWORK)
    assert client.post(link, {"vote": "yes"}).status_code == 404


def test_without_its_quorum_there_is_no_decision_and_the_page_says_the_numbers(as_, opened, alice):
    proposal = opened(quorum=67)
    cast(proposal, alice="yes", bilal="yes")
    close_vote(proposal, by=None, at=proposal.closes_at)
    assert not Decision.objects.exists()
    proposal.refresh_from_db()
    assert proposal.phase == Phase.UNDECIDED
    text = as_(alice).get(f"/proposals/{proposal.pk}/").text
    assert "67" in text
    assert "rien n’a été compté" in text


def test_a_quorum_of_the_present_counts_who_is_represented(opened, alice, bilal, carine, voter):
    rule = {"quorum": 60, "quorum_of": "present"}
    proposal = opened(present=[alice.pk], **rule)
    cast(proposal, alice="yes")
    now = timezone.now()
    voter(proposal, bilal).give_proxy(voter(proposal, alice), most=1, at=now)
    assert close_vote(proposal, by=None, at=now)
    other = opened(present=[alice.pk], **rule)
    cast(other, alice="yes", bilal="yes", carine="yes")
    assert close_vote(other, by=None, at=now) is None


def test_a_withdrawn_vote_is_not_counted_and_takes_no_ballot(as_, client, opened, alice, bilal):
    proposal = opened()
    link = mailed_link(bilal)
    cast(proposal, alice="yes")
    as_(alice).post(f"/proposals/{proposal.pk}/withdrawal/")
    client.post(link, {"vote": "yes"})
    assert Ballot.objects.count() == 1
    assert close_due(proposal.closes_at) == 0
    assert not Decision.objects.exists()


def test_a_vote_is_opened_once(propose, alice, bilal):
    proposal, now = propose(), timezone.now()
    later = now + timedelta(days=1)
    open_vote(proposal, closes_at=later, by=alice, at=now)
    with pytest.raises(AlreadyOpened):
        open_vote(proposal, closes_at=later, by=alice, at=now)
    assert Voter.objects.count() == 2


def test_nobody_counts_early_while_somebody_has_not_voted(as_, opened, alice):
    proposal = opened()
    cast(proposal, alice="yes", bilal="yes")
    client = as_(alice)
    assert client.post(f"/proposals/{proposal.pk}/closing/").status_code == 403
    cast(proposal, carine="no")
    assert client.post(f"/proposals/{proposal.pk}/closing/").status_code == 302
    assert Decision.objects.get().adopted


def test_who_voted_what_is_shown_after_the_close_only(as_, opened, alice, bilal):
    proposal = opened()
    cast(proposal, bilal="no")
    page = f"/proposals/{proposal.pk}/"
    assert "Qui a voté quoi" not in as_(alice).get(page).text
    close_vote(proposal, by=None, at=timezone.now())
    assert "Qui a voté quoi" in as_(alice).get(page).text


def test_an_objection_needs_its_reason(as_, opened, bilal):
    proposal = opened("consent")
    address, client = f"/proposals/{proposal.pk}/ballot/", as_(bilal)
    assert client.post(address, {"vote": "no"}).status_code == 422
    assert client.post(address, {"vote": "no", "reason": "Trop cher"}).status_code == 302
    assert Ballot.objects.get().reason == "Trop cher"


def test_options_are_put_in_order_and_the_first_of_most_is_chosen(
    as_, opened, alice, bilal, carine
):
    proposal = opened("runoff", options=("Mardi", "Jeudi", "Samedi"))
    tuesday, thursday, saturday = proposal.options.all()
    address = f"/proposals/{proposal.pk}/ballot/"
    same = {f"rank_{tuesday.pk}": 1, f"rank_{thursday.pk}": 1}
    assert as_(alice).post(address, same).status_code == 422
    for one in (alice, bilal):
        as_(one).post(address, {f"rank_{thursday.pk}": 1, f"rank_{saturday.pk}": 2})
    as_(carine).post(address, {f"rank_{tuesday.pk}": 1})
    assert close_vote(proposal, by=None, at=timezone.now())
    decision = Decision.objects.get()
    assert decision.title.endswith("Jeudi")
    assert "Manche 1" in as_(alice).get(f"/decisions/{decision.pk}/").text


def test_links_are_kept_a_month_after_the_close(opened):
    proposal, now = opened(), timezone.now()
    close_vote(proposal, by=None, at=now)
    assert VoterLink.sweep(timezone.localdate(now + timedelta(days=29))) == 0
    assert VoterLink.sweep(timezone.localdate(now + timedelta(days=32))) == 3


def test_a_mail_that_still_waits_is_called_back_when_the_vote_is_withdrawn(opened, alice):
    proposal = opened()
    assert Message.objects.waiting().filter(topic="vote").count() == 3
    withdraw(proposal, by=alice, at=timezone.now())
    assert not Message.objects.waiting().filter(topic="vote").exists()


def test_a_mail_that_still_waits_asks_nobody_to_vote_after_the_close(opened):
    proposal = opened()
    close_vote(proposal, by=None, at=proposal.closes_at)
    assert not Message.objects.waiting().filter(topic="vote").exists()
