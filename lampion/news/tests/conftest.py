"""Readers: Éloïse follows Louvain-la-Neuve, Marc does not; both agreed. Alice is a member who never said a word."""

import pytest
from django.utils import timezone

from lampion.contacts.actions import subscribe
from lampion.contacts.models import Channel, ConsentText, Contact, Purpose
from lampion.news.models import Mailing


def reader(section, name, *, group=None, province="", language="fr"):
    names = {"first_name": name.title(), "last_name": "X", "language": language}
    contact, _made = Contact.known(section, f"{name}@example.org", **names)
    text = ConsentText.objects.in_force(section, Purpose.NEWS, language)
    subscribe(
        contact,
        text,
        at=timezone.now(),
        channel=Channel.ENQUIRY_FORM,
        group=group,
        province=province,
    )
    return contact


@pytest.fixture
def eloise(louvain):
    return reader(louvain.section, "eloise", group=louvain, province="WBR")


@pytest.fixture
def marc(louvain):
    return reader(louvain.section, "marc", province="WNA")


@pytest.fixture
def written(louvain, nora):
    """A letter of the secretariat, written by Nora."""

    def write(**words):
        said = {"subject": "Des nouvelles", "body": "Bonjour à **tous**", "language": "fr"} | words
        return Mailing.begin(louvain.section, None, said, by=nora, at=timezone.now())

    return write
