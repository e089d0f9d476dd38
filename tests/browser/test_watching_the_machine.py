"""The page of the machine renews itself, and a key that was on a button stays there."""

import pytest
from django.utils import timezone

from lampion.mail.models import Message, Outage
from tests.browser.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MAIL = "#hold-enquiry"


def test_the_page_renews_itself_and_the_focus_stays(visit, eloise, nora):
    visitor = visit(viewport=PHONE)
    visitor.sign_in(nora.email)
    page = visitor.page
    page.clock.install()
    page.goto("/office/machine/")
    page.locator(MAIL).focus()
    Outage.objects.note("ConnectionRefusedError", at=timezone.now())
    page.clock.fast_forward(16_000)
    page.get_by_text("ne répond plus").wait_for()
    assert page.evaluate("document.activeElement.id") == MAIL[1:]


def test_mail_is_kept_back_and_let_go(visit, eloise, nora):
    visitor = visit(viewport=PHONE)
    visitor.sign_in(nora.email)
    page = visitor.page
    page.goto("/office/machine/")
    page.locator(MAIL).click()
    page.locator("main form button").click()
    page.get_by_text("attendent que vous").wait_for()
    assert Message.objects.filter(topic="enquiry", held_at=None).count() == 0
    page.locator("#release-enquiry").click()
    page.locator("main form button").click()
    page.get_by_text("partent maintenant").wait_for()
    assert Message.objects.exclude(held_at=None).count() == 0
