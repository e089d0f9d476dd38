"""The home of a group is for its members of today, and is gone at the next click after somebody left."""

from datetime import date

import pytest

from lampion.groups.models import Membership
from lampion.groups.models.mandate import leave


@pytest.fixture
def home(louvain):
    return f"/my-groups/{louvain.pk}/"


def test_members_of_each_circle_come_home(as_, alice, bilal, wim, home):
    for one in (alice, bilal, wim):
        assert "Louvain-la-Neuve" in as_(one).get(home).text


def test_to_others_a_group_has_no_home(client, as_, nora, zoe, namur, hanna, home):
    for one in (nora, zoe, hanna):
        assert as_(one).get(home).status_code == 404
    assert client.get(home).status_code == 302


def test_whoever_leaves_stands_outside_at_the_next_click(as_, bilal, louvain, home):
    client = as_(bilal)
    assert client.get(home).status_code == 200
    leave(Membership.objects.active().get(person=bilal), by=None, on=date(2026, 3, 2))
    assert client.get(home).status_code == 404
    assert home not in client.get("/home/").text


def test_the_first_page_leads_to_each_group_of_mine(as_, alice, louvain, home):
    assert home in as_(alice).get("/home/").text
