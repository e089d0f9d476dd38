"""A proposal is said otherwise until the vote opens: everybody sees that, and what it said before."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from lampion.decisions.counting import Rule
from lampion.decisions.models import AlreadyOpened, Box, Proposal, Wording
from lampion.decisions.privacy import _proposals
from lampion.journal.models import Record
from lampion.kit.registers import Subject

RULE = {"abstentions": "aside", "quorum": "0", "quorum_of": "voters"}


def typed(seen=0, **changes):
    said = {"title": "Tenir un stand le 10 décembre", "text": "", "method": "majority"}
    return said | RULE | {"seen": str(seen)} | changes


def test_the_page_says_who_changed_it_and_what_it_said_before(as_, alice, bilal, propose):
    proposal = propose("approval", ("Mardi", "Jeudi"))
    proposal.comment("Je préfère le jeudi", by=bilal, at=timezone.now())
    client, page = as_(alice), f"/proposals/{proposal.pk}/"
    said = typed(title="Tenir deux stands", method="runoff", options="Jeudi\nSamedi")
    assert client.post(f"{page}details/", said).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.title, proposal.method) == ("Tenir deux stands", "runoff")
    assert [option.words for option in proposal.options.all()] == ["Jeudi", "Samedi"]
    text = as_(bilal).get(page).text
    assert "modifiée par Alice" in text
    before = text[text.index("Ce qu’elle disait avant") :]
    assert "Tenir un stand le 10 décembre" in before
    assert "Mardi" in before
    assert text.index("Je préfère le jeudi") < text.index("Alice a modifié la proposition")
    assert Record.objects.filter(verb="reworded", by=alice).exists()


def test_nothing_changed_is_no_change(as_, alice, propose):
    proposal = propose()
    as_(alice).post(f"/proposals/{proposal.pk}/details/", typed())
    assert not Wording.objects.exists()


def test_of_two_who_write_at_once_the_second_reads_the_first_and_loses_nothing(as_, alice, propose):
    proposal = propose()
    client, address = as_(alice), f"/proposals/{proposal.pk}/details/"
    client.post(address, typed(title="Deux stands", text="Place de la gare"))
    answer = client.post(address, typed(title="Trois stands"))
    assert answer.status_code == 409
    assert "Place de la gare" in answer.text
    assert "Trois stands" in answer.text
    assert Proposal.objects.get().title == "Deux stands"
    seen = answer.context["form"]["seen"].value()
    client.post(address, typed(seen, title="Trois stands"))
    assert Proposal.objects.get().title == "Trois stands"
    assert [one.title for one in Wording.objects.all()] == [
        "Tenir un stand le 10 décembre", "Deux stands",
    ]  # fmt: skip


def test_whoever_proposed_it_and_who_leads_the_votes_may_others_not(as_, louvain, bilal, carine):
    said = {"rule": Rule("majority"), "by": bilal, "at": timezone.now()}
    proposal = Proposal.make(louvain, "Un stand", **said)
    address = f"/proposals/{proposal.pk}/details/"
    assert as_(bilal).get(address).status_code == 200
    assert as_(carine).get(address).status_code == 403
    assert f"{address}" not in as_(carine).get(f"/proposals/{proposal.pk}/").text


def test_what_is_wrong_is_said_and_what_was_typed_stays(as_, alice, propose):
    proposal = propose()
    said = typed(title="Quel soir ?", method="approval", options="Mardi")
    answer = as_(alice).post(f"/proposals/{proposal.pk}/details/", said)
    assert answer.status_code == 422
    assert "Quel soir ?" in answer.text
    assert not Wording.objects.exists()


def test_once_the_vote_is_open_nobody_changes_it(as_, alice, opened):
    proposal, now = opened(), timezone.now()
    address = f"/proposals/{proposal.pk}/details/"
    assert as_(alice).get(address).status_code == 403
    assert as_(alice).post(address, typed(title="Autre chose")).status_code == 403
    said = {"text": "", "rule": proposal.rule, "options": (), "seen": 0}
    with pytest.raises(AlreadyOpened):
        proposal.reword("Autre chose", **said, by=alice, at=now)
    assert Proposal.objects.get().title == proposal.title


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE decisions_proposal SET title = 'x'",
        "UPDATE decisions_proposal SET quorum = 1",
        "UPDATE decisions_option SET words = 'x'",
        "DELETE FROM decisions_option",
        "INSERT INTO decisions_option (proposal_id, position, words)"
        " SELECT id, 9, 'x' FROM decisions_proposal",
    ],
)
def test_the_database_refuses_other_words_once_a_vote_was_opened(opened, propose, change):
    def run():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
            transaction.set_rollback(True)

    propose("approval", ("Mardi", "Jeudi"))
    run()
    opened("approval", ("Mardi", "Jeudi"))
    with pytest.raises(IntegrityError):
        run()


def test_each_writer_takes_away_the_words_that_are_theirs(alice, bilal, propose):
    proposal = propose()
    said = {"text": "", "rule": proposal.rule, "options": (), "seen": 0}
    proposal.reword("Deux stands", **said, by=bilal, at=timezone.now())
    own = {name: [row["title"] for row in _proposals(Subject(one))] for name, one in
           (("alice", alice), ("bilal", bilal))}  # fmt: skip
    assert own == {"alice": ["Tenir un stand le 10 décembre"], "bilal": ["Deux stands"]}


def test_what_is_voted_in_secret_is_not_changed_into_a_consent(as_, alice, propose):
    proposal = propose()
    Box.ask(proposal, by=alice, at=timezone.now())
    answer = as_(alice).post(f"/proposals/{proposal.pk}/details/", typed(method="consent"))
    assert answer.status_code == 422
    assert "n’est pas secret" in answer.text
    proposal.refresh_from_db()
    assert proposal.method == "majority"
