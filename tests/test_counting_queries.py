"""How many questions a page asks the database, however much there is to show."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conftest import person
from lampion.decisions.counting import Rule
from lampion.decisions.models import Decision, Proposal
from lampion.decisions.scrutiny import open_box
from lampion.files.checking import Checked
from lampion.groups.actions import found_group
from lampion.groups.models import Document, Folder, Membership, Sharing
from lampion.meetings.actions import entrust
from lampion.meetings.models import AgendaPoint, Meeting, MinuteTaker, Passage
from tests.conftest import AT
from tests.test_erasing_a_voter import in_secret


@pytest.fixture
def many(louvain, belgium):
    for number in range(100, 130):
        place = belgium.territory.localities[number * 7]
        found_group(belgium, number, f"Groupe {number}", place, by=None, at=AT)


@pytest.mark.parametrize(
    ("address", "most"),
    [("/", 14), ("/find/?q=1348", 16), ("/regions/wbr/", 14), ("/groups/", 12),
     ("/groups/12/louvain-la-neuve/", 18), ("/api/groups?near=1348", 8), ("/enquiries/new/", 14)],
)  # fmt: skip
def test_a_public_page_asks_few_questions(
    client, many, address, most, django_assert_max_num_queries
):
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("address", "most"), [("/office/enquiries/", 26), ("/office/groups/", 22), ("/home/", 28)]
)
def test_a_list_asks_no_more_for_more_rows(
    as_, nora, eloise, many, address, most, django_assert_max_num_queries
):
    office = as_(nora)
    with django_assert_max_num_queries(most):
        assert office.get(address).status_code == 200


def test_the_documents_of_a_group_ask_no_more_for_more_of_them(
    as_, louvain, bilal, django_assert_max_num_queries
):
    for number in range(30):
        folder = Folder.open(louvain, f"Dossier {number}", by=bilal, at=AT)
        said = {"by": bilal, "at": AT, "most_bytes": 1000, "folder": folder}
        Document.add(louvain, f"x {number}", Checked(b"x", "text/plain"), **said)
    member = as_(bilal)
    with django_assert_max_num_queries(24):
        assert member.get(f"/my-groups/{louvain.pk}/documents/").status_code == 200


def test_the_decisions_of_a_group_ask_few_questions(
    as_, alice, louvain, django_assert_max_num_queries
):
    hands = {"yes": 3, "no": 0, "abstain": 0, "present": 3, "words": "", "method": "majority"}
    for number in range(60):
        said = hands | {"by": alice, "at": AT, "on": timezone.localdate(AT)}
        decision = Decision.record(louvain, f"Décision {number}", **said)
        decision.entrust("Réserver", by=alice, at=AT, people=[alice])
        if number % 10 == 0:
            rule = Rule("majority")
            Proposal.make(louvain, f"Proposition {number}", rule=rule, by=alice, at=AT)
    client = as_(alice)
    for address, most in (("", 32), ("decisions/", 22), ("decisions/register/", 18)):
        with django_assert_max_num_queries(most):
            assert client.get(f"/my-groups/{louvain.pk}/{address}").status_code == 200


def test_long_minutes_ask_no_more(as_, alice, louvain, django_assert_max_num_queries):
    now = timezone.now()
    meeting = Meeting.announce(louvain, now - timedelta(hours=1), venue="x", by=alice, at=now)
    MinuteTaker.begin(meeting, alice, at=now)
    for number in range(20):
        said = {"by": alice, "at": now}
        point = AgendaPoint.propose(meeting, f"Point {number}", taken=True, **said)
        Passage.write(point, "x", version=0, **said)
        entrust(point, title="Tâche", people=[alice], **said)
    client, page = as_(alice), f"/meetings/{meeting.pk}/minutes"
    for address, most in (("/writing/", 28), ("/", 31), (".pdf", 24)):
        with django_assert_max_num_queries(most):
            assert client.get(f"{page}{address}").status_code == 200


def test_a_secret_vote_asks_no_more_for_more_ballots(
    as_, alice, bilal, louvain, django_assert_max_num_queries
):
    for number in range(20):
        Membership.welcome(louvain, person(f"voter{number}"), by=None, on=timezone.localdate(AT))
    box, shares = in_secret(louvain, alice, bilal)
    client, address = as_(alice), f"/proposals/{box.proposal_id}/"
    with django_assert_max_num_queries(24):
        assert client.get(address).status_code == 200
    for one, share in shares.items():
        open_box(one, share, at=timezone.now())
    with django_assert_max_num_queries(24):
        assert client.get(address).text.count("<code>") == 22


def test_a_decision_and_what_the_secretariat_reads_ask_no_more_for_more_tasks(
    as_, alice, nora, louvain, django_assert_max_num_queries
):
    hands = {"yes": 3, "no": 0, "abstain": 0, "present": 3, "words": "", "method": "majority"}
    said = hands | {"by": alice, "at": AT, "on": timezone.localdate(AT)}
    decisions = [Decision.record(louvain, f"Décision {number}", **said) for number in range(20)]
    for number in range(20):
        decisions[0].entrust(f"Réserver {number}", by=alice, at=AT, people=[alice])
    for kind in ("tasks", "decisions"):
        Sharing.begin(louvain, kind, by=alice, at=AT)
    office = f"/office/groups/{louvain.pk}/"
    pages = (
        (alice, f"/decisions/{decisions[0].pk}/", 24),
        (alice, f"/my-groups/{louvain.pk}/sharing/", 14),
        (nora, f"{office}tasks/", 22),
        (nora, f"{office}decisions/", 19),
    )
    for reader, address, most in pages:
        client = as_(reader)
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200
