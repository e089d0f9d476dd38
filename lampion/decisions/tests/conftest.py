"""A vote in Louvain-la-Neuve: Alice, Bilal and Carine may vote."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from conftest import person
from lampion.decisions.actions import open_vote
from lampion.decisions.counting import Rule
from lampion.decisions.models import Proposal
from lampion.groups.models import Membership


@pytest.fixture
def carine(louvain):
    carine = person("carine")
    Membership.welcome(louvain, carine, by=None, on=date(2026, 1, 20))
    return carine


@pytest.fixture
def propose(louvain, alice):
    def make(method="majority", options=(), **rule):
        said = {"rule": Rule(method, **rule), "options": options, "by": alice}
        return Proposal.make(louvain, "Tenir un stand le 10 décembre", at=timezone.now(), **said)

    return make


@pytest.fixture
def opened(propose, alice, bilal, carine):
    """A proposal whose vote is open for a week."""

    def make(*args, present=(), **options):
        proposal, now = propose(*args, **options), timezone.now()
        closes_at = now + timedelta(days=7)
        open_vote(proposal, closes_at=closes_at, by=alice, at=now, present=present)
        proposal.refresh_from_db()
        return proposal

    return make


@pytest.fixture
def voter():
    def find(proposal, person):
        return proposal.voters.get(person=person)

    return find
