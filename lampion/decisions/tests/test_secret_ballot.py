"""A secret ballot: sealed as it arrives, opened by two scrutineers, found again by its code."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from lampion.decisions import sealing
from lampion.decisions.actions import VoteOpen, close_vote, withdraw
from lampion.decisions.jobs import close_due
from lampion.decisions.models import (
    Channel,
    Decision,
    Phase,
    Scrutineer,
    SealedBallot,
    VoteClosed,
)
from lampion.decisions.scrutiny import WrongShare, open_box
from lampion.decisions.tests.test_voting import mailed_link
from lampion.mail.models import Message

CODE = re.compile(r"\b[a-z]{5}-[a-z]{5}-[a-z]{5}\b")


def cast(proposal, **votes):
    """Let each of `votes` (first name -> choice) vote; returns their codes by first name."""
    codes = {}
    for name, choice in votes.items():
        voter = proposal.voters.get(person__first_name=name.title())
        said = {"by": voter.person, "at": timezone.now(), "channel": Channel.PAGE}
        codes[name] = SealedBallot.put(voter, choice, **said)
    return codes


def open_with(proposal, shares, *people, at=None):
    """Let each of `people` open in turn; returns the decision."""
    for person in people:
        mine = Scrutineer.objects.get(box__proposal=proposal, person=person)
        decision = open_box(mine, shares[person], at=at or timezone.now())
    return decision


def typed(share):
    first, second = (" ".join(line) for line in sealing.share_in_words(share))
    return {"first": first, "second": second}


@pytest.mark.django_db(transaction=True)
def test_two_of_three_scrutineers_count_and_each_voter_finds_her_code(
    as_, secret, alice, bilal, carine
):
    proposal, shares = secret()
    codes = cast(proposal, alice="yes", bilal="no", carine="yes")
    page = f"/proposals/{proposal.pk}/counting/"
    assert as_(carine).post(page, typed(shares[carine])).status_code == 302
    assert not Decision.objects.exists()
    assert as_(alice).post(page, typed(shares[alice])).status_code == 302
    decision = Decision.objects.get()
    assert decision.adopted
    assert {"say": "counts", "yes": 2, "no": 1, "abstain": 0} in decision.outcome["steps"]
    proposal.box.refresh_from_db()
    chosen = {"alice": "yes", "bilal": "no", "carine": "yes"}
    assert dict(proposal.box.listed) == {codes[name]: chosen[name] for name in codes}
    shown = as_(bilal).get(f"/proposals/{proposal.pk}/").text
    assert all(code in shown for code in codes.values())


@pytest.mark.parametrize("missing", ["alice", "bilal", "carine"])
def test_with_three_scrutineers_any_one_may_be_missing(secret, alice, bilal, carine, missing):
    proposal, shares = secret()
    cast(proposal, alice="yes", bilal="yes", carine="no")
    there = [one for one in (alice, bilal, carine) if one.first_name.lower() != missing]
    assert open_with(proposal, shares, *there).adopted


def test_with_two_scrutineers_one_alone_counts_nothing(secret, alice, bilal):
    proposal, shares = secret(alice, bilal)
    cast(proposal, alice="yes", bilal="yes", carine="no")
    assert open_with(proposal, shares, alice) is None
    assert open_with(proposal, shares, alice) is None
    proposal.refresh_from_db()
    assert proposal.phase == Phase.VOTE
    assert not Decision.objects.exists()


def test_the_codes_are_listed_in_the_order_of_their_letters(secret, alice, bilal):
    proposal, shares = secret()
    codes = cast(proposal, carine="yes", bilal="no", alice="abstain")
    open_with(proposal, shares, alice, bilal)
    proposal.box.refresh_from_db()
    assert [code for code, _choice in proposal.box.listed] == sorted(codes.values())


def test_the_code_is_shown_once_and_is_in_no_mail(as_, client, secret, bilal):
    proposal, _shares = secret()
    assert (
        "C’est un vote secret" in Message.objects.filter(to_address=bilal.email).latest("pk").text
    )
    answer = as_(bilal).post(f"/proposals/{proposal.pk}/ballot/", {"vote": "yes"})
    code = CODE.search(answer.text)[0]
    assert "no-store" in answer["Cache-Control"]
    assert code not in as_(bilal).get(f"/proposals/{proposal.pk}/").text
    assert code not in client.get(mailed_link(bilal)).text
    assert not Message.objects.filter(text__contains=code).exists()


def test_by_the_link_of_the_mail_somebody_votes_in_secret_too(client, secret, bilal, alice):
    proposal, shares = secret()
    link = mailed_link(bilal)
    code = CODE.search(client.post(link, {"vote": "no"}).text)[0]
    assert "checked" not in client.get(link).text
    at = proposal.closes_at
    open_with(proposal, shares, alice, bilal, at=at)
    proposal.box.refresh_from_db()
    assert proposal.box.listed == [[code, "no"]]
    assert code in client.get(link).text


def test_a_vote_is_replaced_until_the_close_and_its_first_code_is_void(secret, alice, bilal):
    proposal, shares = secret()
    first = cast(proposal, alice="yes", bilal="yes", carine="yes")["bilal"]
    second = cast(proposal, bilal="no")["bilal"]
    assert SealedBallot.objects.count() == 3
    open_with(proposal, shares, alice, bilal)
    proposal.box.refresh_from_db()
    listed = dict(proposal.box.listed)
    assert listed[second] == "no"
    assert first not in listed


def test_from_two_tabs_at_once_the_last_counts_and_there_is_one_row(as_, secret, bilal, alice):
    proposal, shares = secret()
    one, other = as_(bilal), as_(bilal)
    one.post(f"/proposals/{proposal.pk}/ballot/", {"vote": "yes"})
    other.post(f"/proposals/{proposal.pk}/ballot/", {"vote": "no"})
    open_with(proposal, shares, alice, bilal, at=proposal.closes_at)
    proposal.box.refresh_from_db()
    assert [choice for _code, choice in proposal.box.listed] == ["no"]


def test_after_its_hour_no_ballot_is_taken_also_before_the_count(as_, secret, bilal, carine):
    proposal, _shares = secret()
    said = {"by": bilal, "at": proposal.closes_at, "channel": Channel.PAGE}
    with pytest.raises(VoteClosed):
        SealedBallot.put(proposal.voters.get(person=bilal), "yes", **said)


def test_once_a_scrutineer_has_opened_nobody_votes_any_more(as_, secret, alice, bilal):
    proposal, shares = secret()
    cast(proposal, alice="yes", bilal="yes", carine="no")
    open_with(proposal, shares, alice)
    with pytest.raises(VoteClosed):
        cast(proposal, bilal="no")
    page = as_(bilal).get(f"/proposals/{proposal.pk}/").text
    assert 'name="vote"' not in page
    assert f"/proposals/{proposal.pk}/counting/" in page


def test_nobody_opens_the_box_while_somebody_may_still_vote(as_, secret, alice):
    proposal, shares = secret()
    cast(proposal, alice="yes", bilal="yes")
    with pytest.raises(VoteOpen):
        open_with(proposal, shares, alice)
    page = f"/proposals/{proposal.pk}/counting/"
    assert as_(alice).get(page).status_code == 403
    assert as_(alice).post(page, typed(shares[alice])).status_code == 403


def test_no_job_and_no_responsable_closes_a_secret_vote(as_, secret, alice, bilal):
    proposal, _shares = secret()
    cast(proposal, alice="yes", bilal="yes", carine="yes")
    assert as_(alice).post(f"/proposals/{proposal.pk}/closing/").status_code == 403
    close_due(proposal.closes_at + timedelta(hours=1))
    with pytest.raises(VoteOpen):
        close_vote(proposal, by=None, at=proposal.closes_at)
    assert not Decision.objects.exists()
    assert SealedBallot.objects.exclude(sealed="").count() == 3


def test_whoever_is_no_scrutineer_finds_no_page_to_open_the_box(as_, secret, alice, bilal, carine):
    proposal, shares = secret(alice, bilal)
    page = f"/proposals/{proposal.pk}/counting/"
    assert as_(carine).get(page).status_code == 404
    assert as_(carine).post(page, typed(shares[alice])).status_code == 404


def test_a_share_that_is_mistyped_or_somebody_elses_opens_nothing(as_, secret, alice, bilal):
    proposal, shares = secret()
    cast(proposal, alice="yes", bilal="yes", carine="no")
    page, mine = f"/proposals/{proposal.pk}/counting/", typed(shares[alice])
    wrong = as_(alice).post(page, mine | {"second": "lusab babad gutih tugad lusab"})
    assert wrong.status_code == 422
    assert "dans cette ligne" in wrong.text
    others = as_(alice).post(page, typed(shares[bilal]))
    assert others.status_code == 422
    assert "autre feuille" in others.text
    assert not Scrutineer.objects.exclude(opened_at=None).exists()
    with pytest.raises(WrongShare):
        open_with(proposal, {alice: shares[bilal]}, alice)


def test_the_page_never_shows_what_was_typed_of_a_share_to_anybody_else(as_, secret, alice, bilal):
    proposal, shares = secret()
    cast(proposal, alice="yes", bilal="yes", carine="no")
    as_(alice).post(f"/proposals/{proposal.pk}/counting/", typed(shares[alice]))
    page = as_(bilal).get(f"/proposals/{proposal.pk}/counting/").text
    assert typed(shares[alice])["first"] not in page


def test_a_ballot_copied_from_somebody_else_is_not_counted(secret, alice, bilal, carine):
    proposal, shares = secret()
    codes = cast(proposal, alice="yes", bilal="no", carine="no")
    hers = SealedBallot.objects.get(voter__person=alice).sealed
    SealedBallot.objects.filter(voter__person=bilal).update(sealed=hers)
    decision = open_with(proposal, shares, carine, alice)
    assert {"say": "refused", "count": 1} in decision.outcome["steps"]
    proposal.box.refresh_from_db()
    assert sorted(proposal.box.listed) == sorted([[codes["alice"], "yes"], [codes["carine"], "no"]])


def test_a_ballot_that_says_what_the_method_does_not_know_is_not_counted(secret, alice, bilal):
    proposal, shares = secret()
    cast(proposal, alice="yes", bilal="maybe", carine=[1, 2])
    decision = open_with(proposal, shares, alice, bilal)
    assert {"say": "refused", "count": 2} in decision.outcome["steps"]
    assert {"say": "counts", "yes": 1, "no": 0, "abstain": 0} in decision.outcome["steps"]


def test_after_the_count_nothing_sealed_and_no_key_is_left(secret, alice, bilal):
    proposal, shares = secret()
    cast(proposal, alice="yes", bilal="yes", carine="no")
    open_with(proposal, shares, alice)
    assert set(SealedBallot.objects.values_list("sealed", flat=True)) == {""}
    open_with(proposal, shares, bilal)
    proposal.box.refresh_from_db()
    assert proposal.box.shuffled is None
    assert set(Scrutineer.objects.values_list("public_key", flat=True)) == {""}


def test_a_withdrawn_vote_destroys_what_was_sealed(secret, alice):
    proposal, _shares = secret()
    cast(proposal, alice="yes", bilal="yes")
    withdraw(proposal, by=alice, at=timezone.now())
    assert set(SealedBallot.objects.values_list("sealed", flat=True)) == {""}
    assert set(Scrutineer.objects.values_list("public_key", flat=True)) == {""}


def test_who_took_part_is_known_for_a_month_and_then_forgotten(secret, alice, bilal):
    proposal, shares = secret()
    cast(proposal, alice="yes", bilal="yes", carine="no")
    open_with(proposal, shares, alice, bilal)
    today = timezone.localdate()
    assert SealedBallot.sweep(today + timedelta(days=29)) == 0
    assert SealedBallot.sweep(today + timedelta(days=32)) == 3


def test_the_quorum_counts_secret_ballots(secret, alice, bilal):
    proposal, shares = secret(quorum=100)
    cast(proposal, alice="yes", bilal="yes")
    assert open_with(proposal, shares, alice, bilal, at=proposal.closes_at) is None
    proposal.refresh_from_db()
    assert proposal.result["result"] == "no-quorum"


def test_a_person_is_elected_among_options_and_the_decision_points_at_the_mandate(
    as_, secret, alice, bilal, carine
):
    proposal, shares = secret(method="runoff", options=("Bilal", "Carine"))
    first, second = proposal.options.values_list("pk", flat=True)
    cast(proposal, alice=[first, second], bilal=[first], carine=[second])
    decision = open_with(proposal, shares, alice, carine)
    assert decision.title.endswith("Bilal")
    said = {"person": bilal.pk, "function": "treasurer"}
    as_(alice).post(f"/decisions/{decision.pk}/mandate/", said)
    assert decision.elected.get().mandate.person == bilal


# --- what the database refuses ------------------------------------------------------------------


def refused(sql, values=()):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_the_database_refuses_a_sealed_ballot_once_a_scrutineer_has_opened(secret, alice, bilal):
    proposal, shares = secret()
    cast(proposal, alice="yes", bilal="yes")
    change = "UPDATE decisions_sealedballot SET sealed = 'x'"
    with connection.cursor() as cursor:  # as long as it is open
        cursor.execute(change)
    open_with(proposal, shares, alice, at=proposal.closes_at)
    refused(change)
    hers = proposal.voters.get(person__first_name="Carine").pk
    sql = "INSERT INTO decisions_sealedballot (voter_id, sealed, by_proxy) VALUES (%s, 'x', %s)"
    refused(sql, [hers, False])


def test_the_database_refuses_an_open_ballot_in_a_secret_vote(secret, bilal):
    proposal, _shares = secret()
    voter = proposal.voters.get(person=bilal)
    with pytest.raises(VoteClosed):
        voter.vote("yes", by=bilal, at=timezone.now(), channel=Channel.PAGE)
    refused(
        "INSERT INTO decisions_ballot (voter_id, choice, reason, at, channel, by_id)"
        " VALUES (%s, '\"yes\"', '', %s, 'page', %s)",
        [voter.pk, timezone.now(), bilal.pk],
    )


def test_the_database_refuses_other_keys_and_scrutineers_after_the_opening(
    boxed, secret, alice, bilal, carine, opened
):
    change = "UPDATE decisions_scrutineer SET public_key = 'x' WHERE box_id = %s"
    before, _shares = boxed(alice, bilal)
    with connection.cursor() as cursor:
        cursor.execute(change, [before.box.pk])
    proposal, _shares = secret(alice, bilal)
    refused(change, [proposal.box.pk])
    insert = "INSERT INTO decisions_scrutineer (box_id, person_id, public_key) VALUES (%s, %s, 'x')"
    refused(insert, [proposal.box.pk, carine.pk])
    box = "INSERT INTO decisions_box (proposal_id, asked_by_id, asked_at, refused) VALUES (%s, %s, %s, 0)"
    refused(box, [opened().pk, alice.pk, timezone.now()])
