"""The cast at work: Éloïse wrote to Louvain-la-Neuve, Nora handed her over, Alice has not answered yet."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from lampion.contacts.models import ConsentText, Purpose
from lampion.enquiries import actions
from lampion.enquiries.models import Intent
from lampion.mail.jobs import send_due
from lampion.mail.models import Message

AT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


@pytest.fixture
def eloise(louvain, nora):
    section = louvain.section
    asked = actions.Asked(
        section=section,
        group=louvain,
        intent=Intent.JOIN,
        first_name="Éloïse",
        last_name="Martin",
        email="eloise@example.org",
        locality="1348 Louvain-la-Neuve",
        postcode="1348",
        message="Bonjour à tous",
        form_key="form-1",
        language="fr",
        wants_news=ConsentText.objects.in_force(section, Purpose.NEWS, "fr"),
    )
    enquiry = actions.receive(asked, at=AT)
    actions.hand_over(enquiry, louvain, by=nora, at=AT)
    return enquiry


@pytest.fixture
def answered(eloise, nora) -> str:
    """Nora wrote to her: the Message-ID of that mail, which a reply names."""
    words = {"subject": "Bonjour", "body": "Venez mardi", "form_key": "k"}
    actions.write(eloise, **words, by=nora, at=timezone.now())
    send_due(timezone.now())
    return Message.objects.get(key__startswith="enquiry-letter").message_id
