"""How many questions a page asks the database, however much there is to show."""

import pytest

from lampion.decisions.counting import Rule
from lampion.decisions.models import Decision, Proposal
from lampion.files.checking import Checked
from lampion.groups.actions import found_group
from lampion.groups.models import Document, Folder
from tests.conftest import AT


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
        Decision.record(louvain, f"Décision {number}", **hands, by=alice, at=AT, on=AT.date())
        if number % 10 == 0:
            rule = Rule("majority")
            Proposal.make(louvain, f"Proposition {number}", rule=rule, by=alice, at=AT)
    client = as_(alice)
    for address, most in (("", 30), ("decisions/", 22), ("decisions/register/", 18)):
        with django_assert_max_num_queries(most):
            assert client.get(f"/my-groups/{louvain.pk}/{address}").status_code == 200
