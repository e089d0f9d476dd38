"""A vote in Louvain-la-Neuve: Alice, Bilal and Carine may vote."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from conftest import person
from lampion.decisions import sealing
from lampion.decisions.actions import open_vote
from lampion.decisions.counting import Rule
from lampion.decisions.models import Box, Proposal
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


@pytest.fixture
def boxed(propose, alice):
    """A proposal in discussion, asked to be secret, with these scrutineers and the shares that they kept."""

    def make(*scrutineers, method="majority", options=(), **rule):
        proposal, now = propose(method, options, **rule), timezone.now()
        box = Box.ask(proposal, by=alice, at=now)
        box.name_scrutineers(scrutineers, by=alice, at=now)
        shares = {}
        for one in box.scrutineers.all():
            share = shares[one.person] = one.take_share()
            one.keep_share(sealing.public_key_of(share), at=now)
        return Proposal.objects.get(pk=proposal.pk), shares

    return make


@pytest.fixture
def secret(boxed, alice, bilal, carine):
    """A secret vote that is open for a week, and the shares of its scrutineers: Alice, Bilal and Carine."""

    def make(*scrutineers, present=(), **said):
        proposal, shares = boxed(*(scrutineers or (alice, bilal, carine)), **said)
        now = timezone.now()
        closes_at = now + timedelta(days=7)
        open_vote(proposal, closes_at=closes_at, by=alice, at=now, present=present)
        return Proposal.objects.get(pk=proposal.pk), shares

    return make
