import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from lampion.mail.jobs import send_due
from lampion.petitions.connections import counts
from lampion.petitions.counting import count
from lampion.petitions.models import Tally
from lampion.petitions.tests.casts import a_petition

LINK = re.compile(r"https?://\S+/signatures/\S+")


@pytest.fixture(autouse=True)
def _nobody_signed_before():
    counts.forget()


@pytest.fixture
def petition(belgium, nora, karim):
    return a_petition(belgium, nora, karim, closes_at=timezone.now() + timedelta(days=90))


@pytest.fixture
def typed(belgium):
    """What somebody types into the form, with changes."""

    def say(**changes):
        said = {
            "name": "Éloïse Martin",
            "email": "eloise@example.org",
            "locality": "1348 Louvain-la-Neuve",
            "country": "be",
            "use": "counted",
            "old_enough": "on",
            "consent_version": "1",
        }
        return said | changes

    return say


@pytest.fixture
def signs(client, petition, typed):
    """Fill in the form and send it; returns the answer."""

    def sign(query="", **changes):
        return client.post(f"/petitions/{petition.number}/signatures/{query}", typed(**changes))

    return sign


@pytest.fixture
def post(settings):
    """Send what waits; returns the mails that left since."""

    def carry():
        before = len(mail.outbox)
        send_due(timezone.now() + timedelta(seconds=1))
        return mail.outbox[before:]

    return carry


def link_in(letter) -> str:
    """The path of the link by which a signature is confirmed."""
    return "/" + LINK.search(letter.body)[0].split("/", 3)[3]


@pytest.fixture
def confirms(client, post):
    """Press the button behind the link of each mail that waits; returns the links."""

    def confirm():
        links = [link_in(letter) for letter in post()]
        for link in links:
            client.post(link)
        return links

    return confirm


def number(petition):
    count(timezone.now())
    return Tally.objects.get(petition=petition).number
