"""Ten sheets of the petition that Alice ordered for Louvain-la-Neuve."""

import pytest
from django.utils import timezone

from lampion.petitions.models import Custody, Step
from lampion.petitions.paper import order_sheets


@pytest.fixture
def bundle(petition, louvain, alice, bilal):
    words = {"language": "fr", "count": 10, "lines": 10, "event": None, "school": ""}
    return order_sheets(petition, group=louvain, **words, by=alice, at=timezone.now())


@pytest.fixture
def returned(bundle, alice):
    """The first sheet: taken along to the market and brought back."""
    sheet = bundle.sheets.select_related("petition", "bundle").first()
    for step in (Step.TAKEN, Step.RETURNED):
        today = timezone.localdate()
        Custody.note([sheet], step, person=alice, on=today, by=alice, at=timezone.now())
    return sheet
