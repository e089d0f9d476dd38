"""A meeting in a real browser: Alice convenes, Bilal answers from his mail without signing in."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lampion.mail.models import Message
from lampion.meetings.models import Answer, Invitation, Meeting
from tests.browser.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_convening_and_answering_from_the_mail(visit, louvain, alice, bilal):
    starts = timezone.now() + timedelta(days=9)
    meeting = Meeting.announce(louvain, starts, venue="Café", by=alice, at=timezone.now())
    responsable = visit(viewport=PHONE)
    responsable.sign_in("alice@example.org")
    responsable.page.goto(f"/meetings/{meeting.pk}/points/")
    responsable.page.fill("#id_title", "Bougies")
    responsable.page.locator("main form button").first.click()
    responsable.page.goto(f"/meetings/{meeting.pk}/convocation/")
    responsable.page.locator("main form button").first.click()
    responsable.page.get_by_role("button", name="Je viens").click()
    responsable.page.get_by_text("Merci").wait_for()

    text = Message.objects.get(topic="meeting", to_address=bilal.email).text
    member = visit(viewport=PHONE)
    member.page.goto("/attendance/" + text.partition("/attendance/")[2].split()[0])
    member.page.get_by_text("Bougies").wait_for()
    member.page.get_by_label("Je ne viens pas", exact=True).check()
    member.page.locator("main form button").click()
    member.page.get_by_text("Merci").wait_for()
    said = {one.person: one.answer for one in Invitation.objects.select_related("person")}
    assert said == {alice: Answer.COMES, bilal: Answer.ABSENT}

    responsable.page.goto("/account/calendar/")
    responsable.page.locator("main form button").first.click()
    address = responsable.page.locator("#address").input_value()
    assert "/calendars/" in address
    assert not responsable.complaints
    assert not member.complaints
