"""The loop closed: published by two, chosen, signed on a phone without JavaScript and on paper, written for,
handed over; and the good news reaches exactly those who asked.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from conftest import enrol
from lampion.cases.following import REGRET, tell_readers
from lampion.cases.models import Adoption, Case, CaseNews
from lampion.events.models import Event
from lampion.letters.models import Appeal, Sent
from lampion.mail.jobs import send_due
from lampion.petitions.connections import counts
from lampion.petitions.counting import count
from lampion.petitions.models import Bundle, Petition, Tally
from lampion.sections.models import Scope, StaffAccess
from tests.browser.conftest import PHONE
from tests.house.things_cases import second_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LINK = re.compile(r"https?://[^/]+(/signatures/\S+)")


@pytest.fixture
def greet(belgium):
    greet = enrol(second_person())
    StaffAccess.grant(belgium, greet, Scope.CASES, by=None, on=timezone.localdate())
    counts.forget()
    return greet


def press(visitor, name):
    visitor.page.get_by_role("button", name=name).first.click()


def fill(visitor, **values):
    for name, value in values.items():
        visitor.page.locator(f"#id_{name}").fill(value)


def post():
    """Send what waits; returns the mails that left."""
    before = len(mail.outbox)
    send_due(timezone.now() + timedelta(seconds=1))
    return mail.outbox[before:]


def write_case(nora):
    page = nora.page
    page.goto("/office/cases/new/")
    summary = "Enseignante, en prison pour un poème."
    fill(nora, name="Samira K.", summary=summary, asks="Libérez-la.", donts="Rien sur sa famille.")
    page.locator("#id_country").select_option("ma")
    page.get_by_label("tout le monde").check()
    press(nora, "Garder le brouillon")
    page.get_by_role("link", name="Le relire, et le publier à deux").click()
    press(nora, "Demander à une deuxième personne")


def publish_case(greet):
    case = Case.objects.get()
    greet.page.goto(f"/office/cases/{case.pk}/publication/")
    greet.page.get_by_text("Rien sur sa famille.").first.wait_for()
    press(greet, "J’ai tout lu")
    greet.page.get_by_text("C’est publié.").first.wait_for()
    return Case.objects.get()


def choose(alice, louvain, case):
    """The group decided at its meeting; the responsable notes it, then what it decided."""
    page = alice.page
    page.goto(f"/my-groups/{louvain.pk}/shows-of-hands/")
    fill(alice, title="Soutenir Samira", yes="5", no="0", abstain="0", present="5")
    page.locator("main form button").last.click()
    page.goto(f"/my-groups/{louvain.pk}/cases/{case.key}/")
    page.locator("#id_decision").select_option(index=1)
    press(alice, "Noter que nous le soutenons")
    page.get_by_text("Votre groupe soutient maintenant").wait_for()
    assert Adoption.objects.open().get().group == louvain


def open_petition(nora, greet, case):
    page = nora.page
    page.goto("/office/petitions/new/")
    page.locator("#id_case").select_option(str(case.pk))
    fill(
        nora, addressee="Le ministre de la Justice", agreed_by="Sa sœur", goals="10, 100",
        agreed_on=timezone.localdate().isoformat(), title_fr="Libérez Samira",
        text_fr="Elle est en prison pour un poème.", ask_fr="Libérez-la.",
        closes_at=(timezone.localtime() + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    press(nora, "Garder le brouillon")
    press(nora, "Demander à une deuxième personne")
    petition = Petition.objects.get()
    greet.page.goto(f"/office/petitions/{petition.pk}/")
    press(greet, "J’ai tout lu")
    greet.page.get_by_text("On peut la signer").first.wait_for()
    return Petition.objects.get()


def sign(visit, email, case, *, wants_news):
    """On a phone, without JavaScript: from the case to the petition, and from the mail to the button."""
    phone = visit(viewport=PHONE, java_script_enabled=False)
    phone.page.goto(f"/cases/{case.key}/")
    phone.page.get_by_role("link", name="Libérez Samira").first.click()
    fill(phone, name=email.partition("@")[0].title(), email=email, locality="1348")
    phone.page.locator("#id_old_enough").check()
    if wants_news:
        phone.page.locator("#id_wants_news").check()
    press(phone, "Signer")
    [letter] = post()
    link = LINK.search(letter.body)[1]
    phone.page.goto(link)
    assert not Tally.objects.get().number
    press(phone, "Confirmer ma signature")
    phone.page.get_by_text("Merci : vous avez signé").wait_for()


def sign_on_paper(alice, bilal, louvain, event):
    """Ordered for a stand, printed, taken along, back, counted by her and by him."""
    alice.page.goto(f"/my-groups/{louvain.pk}/sheets/")
    alice.page.locator("#id_petition").select_option(index=1)
    fill(alice, count="1")
    alice.page.locator("#id_event").select_option(str(event.pk))
    press(alice, "Numéroter les feuilles")
    alice.page.get_by_role("link", name="Imprimer les feuilles").wait_for()
    bundle = Bundle.objects.get()
    assert alice.page.request.get(f"/bundles/{bundle.pk}/sheets.pdf").body().startswith(b"%PDF-")
    sheet = bundle.sheets.get()
    for words in ("Je l’emporte", "Elle est revenue"):
        alice.page.goto(f"/sheets/{sheet.code}/")
        press(alice, words)
    for person in (alice, bilal):
        person.page.goto(f"/sheets/{sheet.code}/")
        person.page.get_by_label("7", exact=True).check()
        press(person, "C’est ce que j’ai compté")


def write_letter(nora, greet, visit, case, louvain):
    """A letter in Arabic with its French beside it; a visitor adapts it, prints it and says that it left."""
    page = nora.page
    page.goto("/office/addressees/new/")
    fill(
        nora, name="Le ministre de la Justice", salutation="Monsieur le Ministre",
        address="Ministère de la Justice\nPlace de la Mamounia\nRabat\nMaroc",
    )  # fmt: skip
    page.locator("#id_country").select_option("ma")
    page.locator("main form button").last.click()
    page.goto(f"/office/cases/{case.pk}/letters/new/")
    fill(
        nora, title="Une lettre pour Samira", text="السيد الوزير، أطلقوا سراح سميرة.",
        translation="Monsieur le Ministre, libérez Samira.",
        starts_on=timezone.localdate().isoformat(),
    )  # fmt: skip
    page.locator("#id_target").select_option(index=1)
    page.locator("#id_language").select_option("ar")
    page.locator("main form button").last.click()
    press(nora, "C’est prêt")
    appeal = Appeal.objects.get()
    greet.page.goto(f"/office/letters/{appeal.pk}/")
    press(greet, "J’ai tout lu")
    phone = visit(viewport=PHONE)
    phone.page.goto(f"/letters/{appeal.key}/?group={louvain.number}")
    fill(phone, name="Éloïse Martin", town="1348 Louvain-la-Neuve", address="Rue Haute 1")
    with phone.page.expect_download() as download:
        press(phone, "Obtenir la lettre")
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    phone.page.goto(f"/letters/{appeal.key}/sending/?group={louvain.number}")
    phone.page.locator("main form button").first.click()
    phone.page.get_by_text("Merci").first.wait_for()
    assert Sent.objects.get().group == louvain


def hand_over(nora, petition):
    nora.page.goto(f"/office/petitions/{petition.pk}/deliveries/")
    press(nora, "Préparer")
    nora.page.locator("#id_handing-how").select_option("embassy")
    press(nora, "Noter")


def tell_good_news(nora, greet, case):
    nora.page.goto(f"/office/cases/{case.pk}/news/new/")
    nora.page.get_by_label("bonne nouvelle").check()
    fill(nora, title="Samira est libre", words="Elle est rentrée chez elle.")
    press(nora, "Garder le brouillon")
    news = CaseNews.objects.latest("pk")
    greet.page.goto(f"/office/case-news/{news.pk}/")
    press(greet, "J’ai tout lu")
    news.refresh_from_db()
    later = timezone.now() + REGRET + timedelta(seconds=1)
    tell_readers(news, at=later, until=later + timedelta(minutes=1))
    return {letter.to[0] for letter in post()}


def test_the_loop_from_publication_to_good_news(
    visit, nora, greet, louvain, alice, bilal, wim, namur, zoe
):
    office, second = visit(), visit()
    office.sign_in(nora.email)
    second.sign_in(greet.email)
    leader, other = visit(viewport=PHONE), visit(viewport=PHONE)
    leader.sign_in(alice.email)
    other.sign_in(bilal.email)
    post()
    write_case(office)
    case = publish_case(second)
    choose(leader, louvain, case)
    petition = open_petition(office, second, case)
    sign(visit, "anna@example.org", case, wants_news=True)
    sign(visit, "bert@example.org", case, wants_news=False)
    said = {"day": timezone.localdate(), "place": "Place", "by": alice, "at": timezone.now()}
    event = Event.plan(louvain, "stand", "Stand du marché", **said)
    sign_on_paper(leader, other, louvain, event)
    count(timezone.now())
    tally = Tally.objects.get(petition=petition)
    assert (tally.number, tally.online, tally.paper) == (9, 2, 7)
    write_letter(office, second, visit, case, louvain)
    hand_over(office, petition)
    post()
    assert tell_good_news(office, second, case) == {
        "alice@example.org", "bilal@example.org", "anna@example.org",
    }  # fmt: skip
    other.page.goto(f"/cases/{case.key}/figures/")
    figures = other.page.locator("main").inner_text()
    for said in ("2\nsignatures en ligne", "7\nsignatures sur papier", "1\nlettre envoyée"):
        assert said in re.sub(r"\n+", "\n", figures)
    visitor = visit(viewport=PHONE)
    visitor.page.goto(f"/cases/{case.key}/")
    visitor.page.get_by_text("Samira est libre").first.wait_for()
