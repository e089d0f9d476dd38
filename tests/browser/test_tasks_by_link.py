"""A decision gets a task; who has it says by the link in the digest that it is done, without signing in."""

from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from lampion.board.actions import send_digests
from lampion.decisions.models import Decision
from lampion.mail.models import Message
from lampion.tasks.models import Closing, Task
from tests.browser.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HANDS = {"yes": 6, "no": 0, "abstain": 0, "present": 6, "words": "", "method": "majority"}


def monday_morning():
    """The next one to come, at nine, when the weekly digests leave."""
    now = timezone.localtime()
    return (now + timedelta(days=7 - now.weekday())).replace(hour=9, minute=0)


def test_a_decision_gets_a_task_which_is_done_from_the_mail(visit, louvain, alice, bilal):
    said = HANDS | {"by": alice, "at": timezone.now(), "on": date(2026, 3, 3)}
    decision = Decision.record(louvain, "Tenir un stand", **said)
    responsable = visit(viewport=DESK)
    responsable.sign_in("alice@example.org")
    page = responsable.page
    page.goto(f"/decisions/{decision.pk}/")
    page.get_by_text("Noter une tâche pour cela").click()
    page.get_by_label("Ce qu’il faut faire").fill("Réserver l’emplacement")
    page.get_by_label("Bilal").check()
    page.get_by_label("Pour quand").fill(str(timezone.localdate() + timedelta(days=3)))
    page.get_by_role("button", name="Noter la tâche").click()
    page.get_by_text("La tâche est notée").wait_for()

    send_digests(monday_morning())
    words = Message.objects.get(topic="digest", to_address=bilal.email).text.split()
    link = urlsplit(next(word for word in words if "/tasks/done/" in word)).path

    member = visit(viewport=PHONE, java_script_enabled=False)
    member.page.goto(link)
    member.page.get_by_role("heading", name="Réserver l’emplacement").wait_for()
    assert Task.objects.open().exists()
    member.page.get_by_role("button", name="C’est fait").click()
    member.page.get_by_text("Cette tâche est faite").wait_for()
    member.page.get_by_role("button", name="Annuler").click()
    member.page.get_by_role("button", name="C’est fait").click()
    member.page.get_by_text("Cette tâche est faite").wait_for()
    assert not Task.objects.open().exists()
    assert Closing.objects.standing().get().by == bilal
    assert "session" not in {cookie["name"] for cookie in member.context.cookies()}
    assert (
        member.page.goto(f"/my-groups/{louvain.pk}/tasks/").url.split("?")[0].endswith("/sign-in/")
    )

    page.goto(f"/my-groups/{louvain.pk}/decisions/register/")
    page.get_by_text("mis en œuvre").wait_for()
