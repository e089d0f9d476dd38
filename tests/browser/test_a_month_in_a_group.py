"""From one meeting to the next: prepared, answered from the mail, written on a phone without network, approved."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from lampion.decisions.models import Decision
from lampion.mail.models import Message
from lampion.meetings.models import ApprovedMinutes, Invitation, Meeting, Passage
from lampion.tasks.models import Task
from tests.browser.conftest import PHONE
from tests.browser.test_taking_minutes import (
    forgive_the_network,
    say,
    wait_for,
    without_network,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OCTOBER, NOVEMBER = datetime(2026, 10, 6, 18, tzinfo=UTC), datetime(2026, 11, 3, 19, tzinfo=UTC)
EVENING = timedelta(minutes=15)


@pytest.fixture
def clock():
    with time_machine.travel(OCTOBER - timedelta(days=9), tick=True) as traveller:
        yield traveller


@pytest.fixture
def meetings(clock, louvain, alice, bilal):
    now = timezone.now()
    said = {"venue": "Café du Nord", "by": alice, "at": now}
    return [Meeting.announce(louvain, day, **said) for day in (OCTOBER, NOVEMBER)]


def press(visitor, name, role="button"):
    """Whether there is a space before the words for screen readers depends on the layout."""
    named = re.compile(re.escape(name).replace(":", r"\s*:"))
    visitor.page.get_by_role(role, name=named).first.click()


def prepare(alice, meeting):
    """Two points, put in order by a button, and one mail to everybody."""
    for title in ("Bougies", "Marathon des lettres"):
        alice.page.goto(f"/meetings/{meeting.pk}/points/")
        alice.page.fill("#id_title", title)
        press(alice, "Mettre à l’ordre du jour")
    press(alice, "Monter: Marathon des lettres")
    alice.page.goto(f"/meetings/{meeting.pk}/convocation/")
    alice.page.locator("main form button").first.click()
    alice.page.get_by_text("partent").wait_for()


def answer_from_the_mail(visit, bilal, meeting):
    """He proposes a point, signed in, and says that he comes, by the link alone."""
    phone = visit(viewport=PHONE)
    text = Message.objects.get(topic="meeting", to_address=bilal.email).text
    phone.page.goto("/attendance/" + text.partition("/attendance/")[2].split()[0])
    phone.page.get_by_label("Je viens", exact=True).check()
    phone.page.locator("main form button").click()
    phone.page.get_by_text("Merci").wait_for()
    phone.sign_in(bilal.email)
    phone.page.goto(f"/meetings/{meeting.pk}/points/")
    phone.page.fill("#id_title", "Visite à l’école")
    press(phone, "Proposer")
    phone.page.get_by_text("Proposé").first.wait_for()
    return phone


def take_minutes(phone, meeting):
    """On a phone of 390 pixels; the network is away while he writes."""
    phone.page.goto(f"/meetings/{meeting.pk}/")
    press(phone, "Je prends les notes")
    press(phone, "Alice")
    press(phone, "Bilal")
    wait_for(phone, "saved")
    without_network(phone)
    say(phone, "Bougies", "Vingt boîtes restent.")
    wait_for(phone, "offline")
    phone.context.set_offline(False)
    wait_for(phone, "saved")
    forgive_the_network(phone)
    decide(phone, "Bougies", "On en commande cent", 2)
    press(phone, "Tâche: Bougies", "link")
    phone.page.fill("#id_title", "Commander les bougies")
    phone.page.get_by_label("Alice").check()
    press(phone, "Enregistrer")
    press(phone, "La réunion est finie", "link")
    press(phone, "Le présenter au groupe")
    phone.page.get_by_text("présenté au groupe").first.wait_for()


def decide(phone, point, title, yes):
    press(phone, f"Décision: {point}", "link")
    phone.page.fill("#id_title", title)
    phone.page.fill("#id_yes", str(yes))
    phone.page.fill("#id_no", "0")
    assert phone.page.input_value("#id_present") == "2"
    press(phone, "Inscrire au registre")
    phone.page.get_by_text("au registre").first.wait_for()


def amend(alice, meeting):
    alice.page.goto(f"/meetings/{meeting.pk}/minutes/")
    press(alice, "Proposer d’autres mots: Bougies", "link")
    alice.page.fill("#id_text", "Vingt-deux boîtes restent.")
    press(alice, "Proposer")
    press(alice, "Le reprendre dans le compte rendu")
    alice.page.get_by_text("Vingt-deux boîtes restent.").first.wait_for()


def approve(alice, following):
    """The agenda of November brings the point by itself; a show of hands under it freezes the minutes."""
    alice.page.goto(f"/meetings/{following.pk}/")
    press(alice, "Mettre ce qui est coché à l’ordre du jour")
    press(alice, "Je prends les notes")
    for name in ("Alice", "Bilal"):
        press(alice, name)
    wait_for(alice, "saved")
    press(alice, "Approuver ce compte rendu", "link")
    alice.page.fill("#id_yes", "2")
    alice.page.fill("#id_no", "0")
    press(alice, "Inscrire au registre")
    alice.page.get_by_text("plus personne ne le change").wait_for()


def test_from_one_meeting_to_the_next(visit, clock, meetings, alice, bilal):
    october, november = meetings
    desk = visit()
    desk.sign_in(alice.email)
    prepare(desk, october)
    titles = [point.title for point in october.points.all()]
    assert titles == ["Marathon des lettres", "Bougies"]
    phone = answer_from_the_mail(visit, bilal, october)
    assert Invitation.objects.get(person=bilal).answer == "comes"

    desk.page.goto(f"/meetings/{october.pk}/")
    press(desk, "Mettre à l’ordre du jour: Visite à l’école")
    clock.move_to(OCTOBER + EVENING)
    take_minutes(phone, october)
    assert Task.objects.get(title="Commander les bougies").origin == "Bougies"
    amend(desk, october)

    clock.move_to(NOVEMBER + EVENING)
    desk.sign_in(alice.email)  # four weeks later: signed out by the clock
    approve(desk, november)
    frozen = ApprovedMinutes.objects.get()
    assert frozen.meeting == october
    assert frozen.is_whole()
    assert Passage.objects.get(point__title="Bougies").text == "Vingt-deux boîtes restent."
    assert Decision.objects.count() == 2
    desk.page.goto(f"/meetings/{october.pk}/minutes/")
    answer = desk.page.request.get(f"/meetings/{october.pk}/minutes.pdf")
    assert answer.body().startswith(b"%PDF")
