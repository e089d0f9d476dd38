"""Bilal takes the minutes on his phone in a café: the network goes, the tab dies, the words are there."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from lampion.meetings.models import AgendaPoint, Attendance, Meeting, MinuteTaker, Passage
from tests.browser.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STORED = "Object.entries(localStorage).filter(([name]) => name.startsWith('minutes:'))"


@pytest.fixture
def tonight(louvain, alice, bilal):
    now = timezone.now()
    starts = now - timedelta(minutes=20)
    meeting = Meeting.announce(louvain, starts, venue="Café", by=alice, at=now)
    for title in ("Bougies", "Marathon des lettres"):
        AgendaPoint.propose(meeting, title, by=alice, at=now, taken=True)
    MinuteTaker.begin(meeting, bilal, at=now)
    return meeting


@pytest.fixture
def bilal_writes(visit, tonight, bilal):
    phone = visit(viewport=PHONE)
    phone.sign_in(bilal.email)
    phone.page.goto(f"/meetings/{tonight.pk}/minutes/writing/")
    return phone


def box(visitor, title):
    return visitor.page.get_by_label(f"Ce qui s’est dit: {title}")


def say(visitor, title, words):
    box(visitor, title).fill(words)


def wait_for(visitor, state):
    visitor.page.wait_for_selector(f"[data-status][data-now='{state}']")


def words(title):
    return Passage.objects.filter(point__title=title).values_list("text", flat=True).first()


def without_network(visitor):
    """Cut the network, and know that the browser says so on its console."""
    visitor.context.set_offline(True)


def forgive_the_network(visitor):
    visitor.complaints[:] = [
        one for one in visitor.complaints if "ERR_INTERNET_DISCONNECTED" not in one
    ]


def test_words_are_saved_at_a_pause_and_after_the_network_was_away(bilal_writes):
    phone = bilal_writes
    say(phone, "Bougies", "Vingt boîtes.")
    wait_for(phone, "saved")
    assert words("Bougies") == "Vingt boîtes."

    without_network(phone)
    say(phone, "Marathon des lettres", "Bilal tient la table.")
    wait_for(phone, "offline")
    assert words("Marathon des lettres") is None
    phone.context.set_offline(False)
    wait_for(phone, "saved")
    assert words("Marathon des lettres") == "Bilal tient la table."
    forgive_the_network(phone)


def test_the_tab_dies_without_network_and_the_words_are_there(bilal_writes, tonight):
    phone = bilal_writes
    without_network(phone)
    say(phone, "Bougies", "Vingt boîtes, dit Alice.")
    wait_for(phone, "offline")
    held = phone.page.evaluate(STORED)
    assert len(held) == 1
    assert "boîtes" not in str(held)  # sealed: a phone that is found says nothing
    assert "Alice" not in str(held)
    phone.page.close()  # without asking the page: what it would do at leaving is not run
    phone.context.set_offline(False)

    phone.page = phone.context.new_page()
    phone.page.goto(f"/meetings/{tonight.pk}/minutes/writing/")
    wait_for(phone, "saved")
    assert box(phone, "Bougies").input_value() == "Vingt boîtes, dit Alice."
    assert words("Bougies") == "Vingt boîtes, dit Alice."
    assert phone.page.evaluate(STORED) == []
    forgive_the_network(phone)


def test_after_sign_out_the_words_are_not_there(bilal_writes, tonight, alice):
    phone = bilal_writes
    without_network(phone)
    say(phone, "Bougies", "Vingt boîtes.")
    wait_for(phone, "offline")
    phone.page.close()
    phone.context.set_offline(False)

    phone.page = phone.context.new_page()
    phone.page.goto("/home/")
    assert len(phone.page.evaluate(STORED)) == 1
    asked = []
    phone.page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    phone.page.locator("details.site-menu summary").click()
    leave = phone.page.locator("details.site-menu form[data-forget] button")
    leave.click()
    assert "efface" in asked[0]
    assert len(phone.page.evaluate(STORED)) == 1
    phone.page.once("dialog", lambda dialog: dialog.accept())
    leave.click()
    phone.page.wait_for_url(re.compile(r"localhost:\d+/$"))
    assert phone.page.evaluate(STORED) == []
    assert words("Bougies") is None
    forgive_the_network(phone)


def test_somebody_else_on_the_same_phone_reads_nothing(bilal_writes, tonight, alice):
    phone = bilal_writes
    MinuteTaker.begin(tonight, alice, at=timezone.now())
    without_network(phone)
    say(phone, "Bougies", "Vingt boîtes.")
    wait_for(phone, "offline")
    phone.page.close()
    phone.context.set_offline(False)
    phone.context.clear_cookies()  # the session ended, nobody signed out

    phone.page = phone.context.new_page()
    phone.sign_in(alice.email)
    phone.page.goto(f"/meetings/{tonight.pk}/minutes/writing/")
    wait_for(phone, "saved")
    assert box(phone, "Bougies").input_value() == ""
    assert words("Bougies") is None
    forgive_the_network(phone)


def test_two_who_write_at_once_keep_both(visit, bilal_writes, tonight, alice):
    phone = bilal_writes
    MinuteTaker.begin(tonight, alice, at=timezone.now())
    laptop = visit()
    laptop.sign_in(alice.email)
    laptop.page.goto(f"/meetings/{tonight.pk}/minutes/writing/")
    without_network(phone)
    say(phone, "Bougies", "Vingt boîtes.")
    wait_for(phone, "offline")
    say(laptop, "Bougies", "Trente boîtes.")
    wait_for(laptop, "saved")
    phone.context.set_offline(False)
    phone.page.get_by_text("Trente boîtes.").wait_for()
    assert words("Bougies") == "Trente boîtes."
    phone.page.get_by_role("button", name="Garder les deux").click()
    wait_for(phone, "saved")
    assert words("Bougies") == "Trente boîtes.\n\nVingt boîtes."
    forgive_the_network(phone)


def test_a_tap_without_network_arrives_later(bilal_writes, tonight, alice):
    phone = bilal_writes
    without_network(phone)
    phone.page.get_by_role("button", name=alice.name).click()
    wait_for(phone, "offline")
    assert not Attendance.objects.exists()
    phone.context.set_offline(False)
    wait_for(phone, "saved")
    assert Attendance.objects.get().person == alice
    forgive_the_network(phone)


def test_control_without_keeping_a_dead_tab_loses_the_words(bilal_writes, tonight):
    """The browser itself keeps nothing: without our script's safe, the words of the dead tab are gone."""
    phone = bilal_writes
    phone.page.evaluate("Storage.prototype.setItem = () => {}")
    without_network(phone)
    say(phone, "Bougies", "Vingt boîtes.")
    wait_for(phone, "offline")
    phone.page.close()
    phone.context.set_offline(False)
    phone.page = phone.context.new_page()
    phone.page.goto(f"/meetings/{tonight.pk}/minutes/writing/")
    wait_for(phone, "saved")
    assert box(phone, "Bougies").input_value() == ""
    forgive_the_network(phone)
