"""The treasurer is elected by secret ballot: nine people, nine browsers, three scrutineers of whom one is missing."""

import pytest
from django.utils import timezone

from conftest import person
from lampion.decisions.models import Decision, Proposal
from lampion.decisions.tests.test_secret_ballot import CODE
from lampion.decisions.tests.test_voting import mailed_link
from lampion.groups.models import Function, Mandate, Membership
from tests.browser.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = ("bilal", "carine", "denis", "emma", "farid", "greta", "hugo", "ines")
SCRUTINEERS = ("denis", "emma", "farid")


@pytest.fixture
def people(louvain, alice):
    people = {"alice": alice}
    for name in NAMES:
        people[name] = person(name)
        Membership.welcome(louvain, people[name], by=None, on=timezone.localdate())
    return people


@pytest.fixture
def windows(visit, people):
    """Nine browsers, some of telephones; two without JavaScript."""
    looks = (
        {"viewport": PHONE},
        {"viewport": DESK},
        {"viewport": PHONE, "java_script_enabled": False},
    )
    opened = {name: visit(**looks[place % 3]) for place, name in enumerate(people)}
    for name in ("alice", *SCRUTINEERS):
        opened[name].sign_in(f"{name}@example.org")
    return {name: window.page for name, window in opened.items()}


def press(page, name):
    page.get_by_role("button", name=name).click()


def propose(page, group):
    page.goto(f"/my-groups/{group.pk}/proposals/")
    page.fill("#id_title", "Qui tient la caisse ?")
    page.select_option("#id_method", "runoff")
    page.check("#id_secret")
    page.fill("#id_options", "Bilal\nCarine")
    press(page, "Proposer")
    page.get_by_role("link", name="Nommer les scrutateurs").click()
    for field, name in zip(("first", "second", "third"), SCRUTINEERS, strict=True):
        page.select_option(f"#id_{field}", label=name.title())
    press(page, "Les nommer")
    page.get_by_text("n’a pas encore sa part").first.wait_for()


def take_share(page, proposal):
    page.goto(f"/proposals/{proposal.pk}/share/")
    press(page, "Montrer mes mots")
    page.locator(".qr-frame svg").wait_for()
    words = page.locator(".key-groups code").all_inner_texts()
    press(page, "Je l’ai gardée")
    page.wait_for_url(f"**/proposals/{proposal.pk}/")
    return " ".join(words[:5]), " ".join(words[5:])


def vote(page, link, first, second):
    page.goto(link)
    page.select_option(f"#id_rank_{first}", "1")
    page.select_option(f"#id_rank_{second}", "2")
    press(page, "Voter")
    page.get_by_role("heading", name="Votre vote est scellé").wait_for()
    return CODE.search(page.inner_text("main"))[0]


def open_box(page, proposal, lines, button):
    page.goto(f"/proposals/{proposal.pk}/counting/")
    page.fill("#id_first", lines[0].upper())
    page.fill("#id_second", lines[1])
    press(page, button)
    page.wait_for_url(f"**/proposals/{proposal.pk}/")


def test_the_treasurer_is_elected_in_secret_by_nine_people(windows, people, louvain):
    propose(windows["alice"], louvain)
    proposal = Proposal.objects.get()
    sheets = {name: take_share(windows[name], proposal) for name in SCRUTINEERS}

    windows["alice"].goto(f"/proposals/{proposal.pk}/opening/")
    press(windows["alice"], "Ouvrir le vote")
    windows["alice"].get_by_text("Le vote est ouvert").first.wait_for()
    first, second = proposal.options.values_list("pk", flat=True)
    codes = {}
    for name, who in people.items():
        order = (second, first) if name in ("carine", "hugo", "ines") else (first, second)
        codes[name] = vote(windows[name], mailed_link(who), *order)

    open_box(windows["farid"], proposal, sheets["farid"], "Ouvrir mon sceau")
    open_box(windows["denis"], proposal, sheets["denis"], "Compter les votes")
    decision = Decision.objects.get()
    for name, page in windows.items():
        if name in ("alice", *SCRUTINEERS):
            page.goto(f"/proposals/{proposal.pk}/")
        else:
            page.locator("main a.button").click()
        line = page.locator("li", has_text=codes[name]).inner_text()
        chosen = "Carine > Bilal" if name in ("carine", "hugo", "ines") else "Bilal > Carine"
        assert chosen in line

    page = windows["alice"]
    page.goto(f"/decisions/{decision.pk}/mandate/")
    page.select_option("#id_person", label="Bilal")
    page.select_option("#id_function", Function.TREASURER)
    press(page, "Donner le mandat")
    page.get_by_role("heading", name="Personnes élues").wait_for()
    assert decision.elected.get().mandate == Mandate.objects.get(person=people["bilal"])
