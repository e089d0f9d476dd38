"""The page of the machine renews itself, and a key that was on a button stays there."""

import pytest
from django.utils import timezone

from lampion.mail.models import Message, Outage
from lampion.people.models import Session
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


def test_when_the_session_ends_the_page_says_so_and_leads_back(visit, eloise, nora):
    visitor = visit(viewport=PHONE)
    visitor.sign_in(nora.email)
    page = visitor.page
    page.clock.install()
    page.goto("/office/machine/")
    page.locator("#machine").wait_for()
    Session.objects.filter(person=nora).delete()
    page.clock.fast_forward(16_000)
    page.get_by_text("plus connecté").wait_for()
    assert page.locator("main h1").count() == 1
    page.locator("main .actions a").click()
    page.wait_for_url("**/sign-in/?next=%2Foffice%2Fmachine%2F")


def test_a_page_that_stands_still_is_not_renewed(visit, eloise, nora):
    visitor = visit(viewport=PHONE)
    visitor.sign_in(nora.email)
    page = visitor.page
    page.clock.install()
    page.goto("/office/machine/")
    page.locator("#renewal").click()
    page.wait_for_url("**/?renewal=off")
    Outage.objects.note("ConnectionRefusedError", at=timezone.now())
    page.clock.fast_forward(60_000)
    assert page.get_by_text("ne répond plus").count() == 0
    page.locator("#again").click()
    page.get_by_text("ne répond plus").wait_for()
    assert page.url.endswith("?renewal=off")
