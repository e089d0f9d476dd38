"""Samira is in prison; a letter to her minister was written by one and published by another."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lampion.cases.models import Case
from lampion.letters.models import Appeal
from tests.house.things_cases import publish
from tests.house.things_letters import letter_for


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def samira(nora, alice, bilal, louvain, now) -> Case:
    return publish(now, expires_on=timezone.localdate(now) + timedelta(days=20))


@pytest.fixture
def letter(samira, now) -> Appeal:
    return letter_for(samira, now)
