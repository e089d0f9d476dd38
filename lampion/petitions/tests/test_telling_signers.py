"""News of the case reach who signed and asked for them; until a mail leaves, the queue knows no address."""

import pytest
from django.utils import timezone

from lampion.cases.following import REGRET, tell_readers
from lampion.mail.models import Message
from lampion.petitions.models import PetitionKey, Signature
from lampion.petitions.taking_back import want_no_news
from lampion.petitions.tests.test_signing_online import tables_with
from tests.house.things_news import tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(petition, signs, confirms):
    """Éloïse asked for the news; they wait to leave."""
    signs(wants_news="on")
    confirms()
    now = timezone.now()
    tell_readers(tell(now - REGRET, case=petition.case), at=now, until=now)
    assert Message.objects.waiting().count() == 1
    return petition


def test_no_address_waits_and_the_mail_reaches_its_mailbox_with_its_way_out(told, post, client):
    assert tables_with("eloise") == set()
    [letter] = post()
    assert letter.to == ["eloise@example.org"]
    way_out = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert way_out in letter.body
    client.post("/" + way_out.split("/", 3)[3])
    assert not Signature.objects.get().wants_news


def test_it_does_not_leave_once_they_want_no_news_or_are_forgotten(told, post):
    want_no_news(Signature.objects.get(), at=timezone.now())
    assert post() == []


def test_it_does_not_leave_once_the_key_is_gone(told, post):
    PetitionKey.objects.get().destroy(at=timezone.now())
    assert post() == []
