"""Somebody without an account reads a letter, adapts it, prints it, and says that it left."""

import re
from datetime import timedelta
from io import BytesIO
from urllib.parse import unquote

import pikepdf
import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from lampion.cases.models import Opening
from lampion.letters.forms import WriterForm, fresh_mark
from lampion.letters.models import Late, Sent
from lampion.people.models import Throttle
from tests.house.things_cases import publish
from tests.house.things_letters import letter_for

FULL = {
    "text": "Monsieur,\n\nLibérez Łukasz et محمد.",
    "sender": "full",
    "name": "Éloïse Martin",
    "address": "rue du Lac 3",
    "town": "1348 Louvain-la-Neuve",
}


@pytest.fixture
def visitor():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def page(letter):
    return letter.get_absolute_url()


def who(letter, **typed):
    form = WriterForm(FULL | typed, appeal=letter)
    assert form.is_valid(), form.errors
    return form.who()


def test_the_letter_is_read_in_two_languages_with_its_stamp_and_what_never_to_write(
    visitor, page, letter
):
    assert letter.title in visitor.get("/letters/").text
    said = visitor.get(page).text
    for words in (
        "أطالب بالإفراج",
        "Je demande la libération",
        "3,20",
        "Le nom de ses enfants.",
        "Ne parlez pas de sa famille.",
        "Maroc",
    ):
        assert words in said
    assert not visitor.cookies


def test_the_letter_comes_as_pdf_with_a_copy_for_the_embassy_and_nothing_is_kept(visitor, page):
    before = Sent.objects.count()
    answer = visitor.post(f"{page}paper/", FULL | {"copy": "on"})
    assert answer["Content-Type"] == "application/pdf"
    assert b"pdfuaid" in answer.content
    with pikepdf.open(BytesIO(answer.content)) as document:
        assert len(document.pages) == 2
        assert str(document.Root.Lang) == "ar"
    assert Sent.objects.count() == before
    assert not Throttle.objects.filter(bucket__contains="Martin").exists()
    with pikepdf.open(BytesIO(visitor.post(f"{page}paper/", FULL).content)) as document:
        assert len(document.pages) == 1


def test_with_initials_no_name_and_no_street_stand_on_it(letter):
    assert who(letter).lines == ("Éloïse Martin", "rue du Lac 3", "1348 Louvain-la-Neuve")
    short = who(letter, sender="short")
    assert (short.lines, short.signature) == (("É. M.", "Louvain-la-Neuve"), "É. M.")
    nobody = who(letter, sender="none")
    assert (nobody.lines, nobody.signature) == ((), "")


def test_a_card_without_sender_prints_none_whatever_is_sent(samira, now):
    card = letter_for(samira, now, kind="card", anonymous=True, rules="Rien sur la religion.")
    form = WriterForm(FULL, appeal=card)
    assert form.is_valid()
    assert form.who().lines == ()
    said = Client().get(card.get_absolute_url()).text
    assert "Rien sur la religion." in said
    assert 'name="name"' not in said


def test_a_letter_without_sender_leaves_by_no_mail_program_which_would_name_one(
    visitor, samira, letter, now
):
    silent = letter_for(samira, now, title="Sans nom", anonymous=True)
    for one, offered in ((letter, True), (silent, False)):
        page = one.get_absolute_url()
        said = visitor.get(page).text
        assert ('name="mail"' in said) is offered
        assert ("Un mail montre votre nom" in said) is offered
        answer = visitor.post(f"{page}paper/", FULL | {"mail": "1"})
        assert (b"mailto:" in answer.content) is offered


def test_a_card_goes_to_no_embassy_and_has_no_sender_unless_one_is_chosen(samira, letter, now):
    card = letter_for(samira, now, kind="card")
    assert "copy" not in WriterForm(appeal=card).fields
    assert WriterForm(appeal=card).fields["sender"].initial == "none"
    assert "copy" in WriterForm(appeal=letter).fields
    assert WriterForm(appeal=letter).fields["sender"].initial == "full"


def test_what_is_missing_is_said_beside_its_field(visitor, page):
    answer = visitor.post(f"{page}paper/", FULL | {"address": ""})
    assert answer.status_code == 422
    assert "Libérez Łukasz" in answer.text


def test_the_own_mail_program_opens_with_the_adapted_text(visitor, page):
    said = visitor.post(f"{page}paper/", FULL | {"mail": "1", "copy": "on"}).text
    link = said.partition('href="mailto:')[2].partition('"')[0]
    assert link.startswith("ministre@example.com?")
    assert "cc=ambassade@example.com" in link.replace("&amp;", "&")
    assert "Libérez Łukasz et محمد." in unquote(link)


def test_i_sent_it_counts_once_for_the_group_and_nobody_is_known(visitor, page, letter, louvain):
    typed = {"count": "2", "mark": fresh_mark()}
    for _twice in range(2):
        assert visitor.post(f"{page}sending/?group=12", typed).status_code == 302
    line = Sent.objects.get()
    assert (line.count, line.group, line.case, line.by) == (2, louvain, letter.case, None)
    assert visitor.post(f"{page}sending/", {"count": "1", "mark": "forged"}).status_code == 422
    assert Sent.objects.count() == 1


def test_reading_the_page_of_i_sent_it_counts_nothing(visitor, page):
    visitor.get(f"{page}sending/")
    assert not Sent.objects.exists()


@pytest.mark.parametrize("path", ["", "paper/", "sending/"])
def test_after_the_last_day_it_answers_like_nothing(visitor, page, letter, path):
    with time_machine.travel(timezone.now() + timedelta(days=21)):
        answer = visitor.post(page + path, FULL) if path else visitor.get(page)
        assert answer.status_code == 404
        assert letter.title not in visitor.get("/letters/").text


def test_the_ledger_itself_refuses_a_letter_after_the_last_day(letter, samira, now):
    late = now + timedelta(days=21)
    with pytest.raises(Late):
        Sent.of_appeal(letter, at=late, mark=None, channel="visitor")
    assert Sent.of_appeal(letter, at=now + timedelta(days=19), mark=None, channel="visitor")


def test_suspended_it_is_nowhere(visitor, page, letter, samira, nora, now):
    assert visitor.get(page).status_code == 200
    samira.suspend(reason="menaces", by=nora, at=now)
    for answer in (visitor.get(page), visitor.post(f"{page}paper/", FULL)):
        assert answer.status_code == 404
    assert letter.title not in visitor.get("/letters/").text
    with pytest.raises(Late):
        Sent.of_appeal(letter, at=now, mark=None, channel="visitor")
    samira.suspension().end(by=nora, at=now)
    assert visitor.get(page).status_code == 200


def test_letters_of_embargoed_or_reserved_cases_are_not_found(visitor, as_, alice, samira, now):
    later = publish(now, name="Plus tard", embargo_until=now + timedelta(hours=1))
    reserved = publish(now, name="Réservé", tier="adopters")
    for case in (later, reserved):
        hidden = letter_for(case, now, title=f"Pour {case.edition.name}")
        assert visitor.get(hidden.get_absolute_url()).status_code == 404
        assert as_(alice).get(hidden.get_absolute_url()).status_code == 404
        assert hidden.title not in visitor.get("/letters/").text
    later_on = now + timedelta(hours=2)
    with time_machine.travel(later_on):
        Opening.open_due(later_on)
        assert "Pour Plus tard" in visitor.get("/letters/").text


def say(client, letter, count, group=""):
    page = f"{letter.get_absolute_url()}sending/{group}"
    mark = re.search(r'name="mark" value="([^"]+)"', client.get(page).text)[1]
    return client.post(page, {"count": count, "mark": mark})


def test_sixty_pupils_behind_one_wifi_are_all_counted_and_nobody_says_a_thousand(letter):
    visitor = Client()
    assert say(visitor, letter, 21).status_code == 422
    for _pupil in range(60):
        assert say(visitor, letter, 1).status_code == 302
    assert Sent.objects.total() == 60


def test_the_secretariat_takes_back_what_no_visitor_sent_and_nothing_of_a_group(
    as_, nora, bilal, letter, louvain, now
):
    assert say(Client(), letter, 20).status_code == 302
    said = {"by": bilal, "at": now, "on": timezone.localdate(now)}
    theirs = Sent.note_total(louvain, letter.case, "letter", 3, **said)
    office, page = as_(nora), f"/office/cases/{letter.case_id}/letters/counts/"
    assert page in office.get(f"/office/cases/{letter.case_id}/").text
    links = re.findall(r'action="(/office/letter-counts/\d+/undoing/)"', office.get(page).text)
    assert len(links) == 1
    for _touch in range(2):
        assert office.post(links[0]).url == page
    assert Sent.objects.total() == 3
    assert "annulé" in office.get(page).text
    assert office.post(f"/office/letter-counts/{theirs.pk}/undoing/").status_code == 404
