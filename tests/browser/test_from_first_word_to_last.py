"""A newcomer asks, waits, is welcomed, and asks to be forgotten; a group that is silent loses nobody."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.db.models import F
from django.utils import timezone
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import expect

from lampion.enquiries.models import Enquiry, Handover, Step
from lampion.groups.models import Membership
from lampion.kit.tasks import tick
from lampion.mail.models import Message
from lampion.people.models import Person
from tests.browser.conftest import PHONE
from tests.browser.test_asking_and_being_answered import ask
from tests.house.test_canary import WORD, everything

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TYPED = {
    "first_name": "Canariprenom",
    "last_name": "Canarinom",
    "email": "canari@example.org",
    "phone": "0470 CANARI",
    "message": "Canarimessage, je voudrais venir.",
}


def wait(enquiry, days: int) -> None:
    """Let days pass for one request: everything that happened to it happened so much earlier."""
    earlier = timedelta(days=days)
    Enquiry.objects.filter(pk=enquiry.pk).update(
        received_at=F("received_at") - earlier, due_on=enquiry.due_on - earlier
    )
    Step.objects.filter(enquiry=enquiry).update(at=F("at") - earlier, until=F("until") - earlier)
    Handover.objects.filter(enquiry=enquiry).update(since=F("since") - earlier)
    enquiry.refresh_from_db()


def let_the_machine_work() -> None:
    """The scheduler's turn, then a real worker until nothing is ready."""
    tick(timezone.now())
    db_worker.Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="w",
        excluded_queue_names=[],
    ).run()


def send(page, action: str, **typed: str) -> None:
    form = page.locator(f"form[action$='/{action}/']").first
    for name, value in typed.items():
        form.locator(f"[name$='{name}']").fill(value)
    form.locator("button").first.click()
    page.wait_for_load_state()


def test_a_newcomer_is_followed_to_the_group_and_leaves_without_a_trace(
    visit, louvain, alice, nora, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    newcomer, office, group = visit(viewport=PHONE), visit(), visit(viewport=PHONE)
    ask(newcomer.page, TYPED)
    newcomer.page.wait_for_url("**/enquiries/*/")
    private = newcomer.page.url
    enquiry = Enquiry.objects.get()

    _the_permanent_sees_it_age_takes_it_and_hands_it_over(office, enquiry)
    _the_responsable_accepts_and_writes(group)
    newcomer.page.goto(private)
    expect(newcomer.page.get_by_text("Canarilettre")).to_be_visible()
    send(newcomer.page, "replies", text="Canarireponse")
    expect(newcomer.page.get_by_text("Canarireponse")).to_be_visible()
    group.page.reload()
    expect(group.page.get_by_text("Canarireponse")).to_be_visible()
    send(group.page, "membership")
    person = Person.objects.get(email=TYPED["email"])
    assert Membership.objects.active().filter(group=louvain, person=person).exists()
    newcomer.page.goto(private)
    expect(newcomer.page.get_by_text("A rejoint le groupe")).to_be_visible()

    let_the_machine_work()
    held = everything(tmp_path)
    words = ("prenom", "nom", "@example.org", "message", "note", "lettre", "reponse")
    assert [word for word in words if f"{WORD}{word}" not in held] == []
    _she_asks_to_be_forgotten(newcomer)
    let_the_machine_work()
    assert [line for line in everything(tmp_path).split("\n") if WORD in line] == []
    newcomer.page.goto(private)
    assert "anari" not in newcomer.page.content()


def _the_permanent_sees_it_age_takes_it_and_hands_it_over(office, enquiry) -> None:
    office.sign_in("nora@example.org")
    page = office.page
    row = page.locator("ul.inbox > li")
    shown = []
    for days in (0, 2, 7):
        wait(enquiry, days)
        page.goto("/office/enquiries/")
        expect(row).to_have_count(1)
        shown.append((row.locator(".age").inner_text(), row.get_attribute("class")))
    assert len({age for age, _class in shown}) == 3
    assert [state for _age, state in shown] == ["waiting", "waiting", "late"]
    page.locator(".inbox-title").click()
    page.locator("form[action$='/ownership/'] button").first.click()
    page.wait_for_selector(".notice-success")
    send(page, "notes", text="Canarinote")
    expect(page.get_by_text("Canarinote")).to_be_visible()
    page.locator("form[action$='/handover/'] button", has_text="Louvain").first.click()
    page.wait_for_selector(".notice-success")


def _the_responsable_accepts_and_writes(group) -> None:
    group.sign_in("alice@example.org")
    page = group.page
    page.locator("a[href*='/newcomers/']").first.click()
    page.wait_for_url("**/newcomers/*/")
    send(page, "acceptance")
    send(page, "letters", subject="Canarilettre", body="À mardi, Canariprenom")
    send(page, "notes", text="Canarinote du groupe")
    expect(page.get_by_text("Canarinote du groupe")).to_be_visible()
    assert "Canarinote du secrétariat" not in page.content()


def _she_asks_to_be_forgotten(newcomer) -> None:
    newcomer.sign_in(TYPED["email"])
    page = newcomer.page
    page.goto("/account/data/")
    expect(page.get_by_text("Canarireponse").first).to_be_visible()
    page.locator("main a[href$='/account/erasure/']").first.click()
    page.wait_for_url("**/account/erasure/")
    page.locator("main form button").click()
    page.wait_for_url(newcomer.host + "/")


def test_a_silent_group_gives_the_request_back_and_both_are_told(visit, louvain, alice, nora):
    newcomer, office = visit(viewport=PHONE), visit()
    ask(newcomer.page)
    newcomer.page.wait_for_url("**/enquiries/*/")
    enquiry = Enquiry.objects.get()
    office.sign_in("nora@example.org")
    page = office.page
    page.goto(f"/office/enquiries/{enquiry.pk}/")
    page.locator("form[action$='/handover/'] button", has_text="Louvain").first.click()
    page.wait_for_selector(".notice-success")

    def stands() -> str:
        page.goto("/office/enquiries/")
        return page.locator("ul.inbox > li").inner_text()

    let_the_machine_work()
    assert "transmise à un groupe" in stands()
    wait(enquiry, 5)
    _its_turn_comes_again()
    let_the_machine_work()
    assert told("reminder") == ["alice@example.org"]
    assert "transmise à un groupe" in stands()
    wait(enquiry, 14)
    _its_turn_comes_again()
    let_the_machine_work()
    assert "rendue par le groupe" in stands()
    assert (told("silent"), told("taken-back")) == (["nora@example.org"], ["alice@example.org"])
    group = visit(viewport=PHONE)
    group.sign_in("alice@example.org")
    group.page.goto("/newcomers/")
    expect(group.page.get_by_text("Martin")).to_have_count(0)


def _its_turn_comes_again() -> None:
    """Two hours pass for the scheduler."""
    DBTaskResult.objects.update(enqueued_at=F("enqueued_at") - timedelta(hours=2))


def told(kind: str) -> list[str]:
    """Return who was mailed, or is about to be."""
    sent = {mail.extra_headers["Message-ID"]: mail.to[0] for mail in outbox.outbox}
    rows = Message.objects.filter(key__startswith=kind)
    return [row.to_address or sent[row.message_id] for row in rows]
