"""Who stops or left is left in peace, paper included; what is hidden is named nowhere, and nobody changes a letter alone."""

import re
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from lampion.cases.following import REGRET, choose_mails, tell_readers
from lampion.cases.models import CaseNews, Offer, Quiet
from lampion.events.models import Event, EventKind
from lampion.groups.models import Membership
from lampion.groups.models.mandate import leave
from lampion.kit.registers import Subject
from lampion.letters.actions import say_sent
from lampion.letters.jobs import send_rounds
from lampion.letters.models import Appeal, Asked, Channel, Parcel, Round, Sent, Writer
from lampion.letters.models.writer import token_of
from lampion.letters.panels import _ending, _to_publish
from lampion.letters.privacy import _writes
from lampion.letters.retention import forget_asked
from lampion.mail.jobs import send_due
from lampion.mail.models import Message
from tests.house.things_cases import adopt, publish
from tests.house.things_letters import TARGET, draft_of, letter_for, publish_letter, some_writer
from tests.house.things_news import tell


@pytest.fixture
def eva(letter, louvain, alice, bilal, now) -> Writer:
    """Éva and Bilal were asked to write for Samira; Rosa by post."""
    Writer.join(louvain, bilal, by_post=False, address="", words="oui", at=now)
    made = some_writer(now)
    Round.prepare(louvain, [letter], "", by=alice, at=now).send(by=alice, at=now)
    send_rounds(now)
    return made


@pytest.fixture
def told(eva, samira, now) -> CaseNews:
    """News of Samira wait in the queue."""
    news = tell(now, case=samira)
    later = now + REGRET
    assert tell_readers(news, at=later, until=timezone.now() + timedelta(minutes=1))
    return news


def waiting(news):
    found = Message.objects.waiting().filter(key__startswith=news.mark)
    return set(found.values_list("to_address", flat=True))


def test_leaving_stops_the_news_that_wait(told, eva):
    assert waiting(told) == {"eva@example.org", "bilal@example.org"}
    Client().post(f"/letters-stop/{token_of(eva)}/")
    assert waiting(told) == {"bilal@example.org"}


def test_a_pause_keeps_back_the_news_that_wait_and_is_for_no_longer(told, eva, bilal):
    mine = Writer.objects.get(person=bilal)
    Client().post(f"/letter-writers/{token_of(mine)}/pause/")
    assert waiting(told) == {"eva@example.org"}
    assert not Quiet.objects.filter(person=bilal).exists()


def test_who_hears_of_a_case_as_one_of_a_group_stops_the_letters_alone(
    as_, samira, told, eva, bilal, louvain, now
):
    adopt(samira, now)
    as_(bilal).post(f"/my-groups/{louvain.pk}/letter-writers/leaving/")
    assert waiting(told) == {"eva@example.org", "bilal@example.org"}
    choose_mails(samira, bilal, mails=False, at=now)
    assert waiting(told) == {"eva@example.org"}


@pytest.fixture
def marathon(louvain, bilal, now) -> Event:
    said = {"day": timezone.localdate(now), "place": "Bibliothèque", "by": bilal, "at": now}
    return Event.plan(louvain, EventKind.WRITE_A_THON, "Marathon", **said)


def test_a_write_a_thon_names_no_case_that_is_hidden_since(as_, bilal, marathon, samira, nora, now):
    Sent.tap(marathon, samira, "letter", 4, mark="x", by=bilal, at=now)
    client, page = as_(bilal), f"/events/{marathon.pk}/letters/"
    assert "Samira" in client.get(page).text
    samira.suspend(reason="x", by=nora, at=now)
    assert "Samira" not in client.get(page).text
    client.post(f"{page}slip/")
    assert Sent.objects.total() == 4


def test_what_somebody_takes_home_names_no_letter_that_is_hidden(eva, samira, nora, now):
    subject = Subject(person=None, emails=frozenset({"eva@example.org"}))
    titles = [one["title"] for one in _writes(subject) if "title" in one]
    assert titles == ["Libérez Samira"]
    samira.suspend(reason="x", by=nora, at=now)
    titles = [one["title"] for one in _writes(subject) if "title" in one]
    assert titles == [""]


def test_a_matter_names_neither_letter_nor_person(eva, samira, nora, alice, louvain, now):
    draft = draft_of(samira, now)
    draft.propose(seen=draft.changed_at, by=draft.by, at=now)
    ending = letter_for(samira, now, title="Samira aussi", ends_on=timezone.localdate(now))
    Round.prepare(louvain, [ending], "", by=alice, at=now).send(by=alice, at=now)
    found = [*_to_publish(nora, timezone.localdate(now)), *_ending(alice, timezone.localdate(now))]
    assert len(found) == 2
    assert not any("Samira" in str(matter) for matter in found)


def test_another_parcel_of_an_event_begins_with_what_is_in_none_yet(
    as_, bilal, nora, louvain, marathon, samira, now
):
    said = {"event": marathon, "by": bilal, "at": now, "on": timezone.localdate(now)}
    Sent.tap(marathon, samira, "letter", 40, mark="x", by=bilal, at=now)
    first = Parcel.send(louvain, {(samira.pk, "letter"): 40}, **said)
    client, page = as_(bilal), f"/my-groups/{louvain.pk}/parcels/new/?event={marathon.pk}"
    assert 'value="40"' not in client.get(page).text
    first.count({first.lines.get().pk: 37}, by=nora, at=now)
    first.settle(ours=True, reason="x", by=nora, at=now, on=timezone.localdate(now))
    Sent.tap(marathon, samira, "letter", 10, mark="y", by=bilal, at=now)
    assert Parcel.remaining(marathon) == {(samira.pk, "letter"): 10}


@pytest.mark.parametrize(
    ("channel", "goes"),
    [(Channel.TOTAL, True), (Channel.SESSION, True), (Channel.ARRIVAL, False), (Channel.LINK, False)],
)  # fmt: skip
def test_a_group_takes_back_what_it_counted_and_nothing_else(
    as_, bilal, louvain, samira, now, channel, goes
):
    values = {
        "what": "letter",
        "channel": channel,
        "count": 3,
        "on": timezone.localdate(now),
        "at": now,
    }
    line = Sent.objects.create(case=samira, group=louvain, **values)
    client, page = as_(bilal), f"/letter-counts/{line.pk}/undoing/"
    assert (page in client.get(f"/my-groups/{louvain.pk}/letters/").text) is goes
    assert client.post(page).status_code == (302 if goes else 403)
    assert Sent.objects.total() == (0 if goes else 3)


@pytest.fixture
def on_paper(letter, louvain, alice, bilal, now) -> Round:
    """Rosa writes by post from outside, Bilal as a member."""
    address = "Rue A 1\n1000 Bruxelles"
    some_writer(now, name="Rosa", email="", address=address, by_post=True)
    Writer.join(louvain, bilal, by_post=True, address=address, words="oui", at=now)
    made = Round.prepare(louvain, [letter], "", by=alice, at=now)
    made.send(by=alice, at=now)
    return made


def pages(client, round_):
    with pikepdf.open(BytesIO(client.get(f"/letter-rounds/{round_.pk}/paper/").content)) as made:
        return len(made.pages)


def test_nothing_is_printed_for_who_left_the_group_and_their_address_goes(
    as_, alice, bilal, on_paper, now
):
    assert pages(as_(alice), on_paper) == 5
    leave(Membership.objects.active().get(person=bilal), by=None, on=timezone.localdate(now))
    assert pages(as_(alice), on_paper) == 3
    forget_asked(now)
    mine = Writer.objects.get(person=bilal)
    assert (mine.ended_at, mine.address) == (now, "")
    assert Writer.objects.get(own_name="Rosa").ended_at is None


def test_where_a_published_letter_goes_is_changed_by_nobody_alone(as_, nora, letter, now):
    client, page = as_(nora), f"/office/addressees/{letter.target_id}/"
    changed = TARGET | {"address": "Ailleurs 1\n1000 Ville\nMAROC"}
    assert "lettres publiées" in client.get(page).text
    client.post(page, changed)
    letter.target.refresh_from_db()
    assert "Ailleurs" not in letter.target.address
    letter.withdraw(by=nora, at=now)
    client.post(page, changed)
    letter.target.refresh_from_db()
    assert "Ailleurs" in letter.target.address


def test_a_draft_whose_addressee_changed_is_read_anew_by_another(as_, nora, samira, now):
    draft = draft_of(samira, now)
    draft.propose(seen=draft.changed_at, by=draft.by, at=now)
    as_(nora).post(f"/office/addressees/{draft.target_id}/", TARGET | {"name": "Autre ministre"})
    held = Appeal.objects.get(pk=draft.pk)
    assert (held.by, held.proposed_at, held.changed_at > now) == (nora, None, True)
    assert publish_letter(held, timezone.now(), by=draft.by).published_at


def test_a_writer_hears_what_became_of_what_they_said(eva, samira, nora, now):
    asked, client = Asked.objects.get(writer=eva), Client()
    page = f"/letter-writers/{token_of(eva)}/answers/{asked.pk}/"
    samira.suspend(reason="x", by=nora, at=now)
    said = client.post(page, {"count": "1"}, follow=True).text
    assert "rien n’a été compté" in said
    samira.suspension().end(by=nora, at=now)
    assert "compté pour le groupe" in client.post(page, {"count": "1"}, follow=True).text
    assert "déjà dit" in client.post(page, {"count": "1"}, follow=True).text
    with time_machine.travel(now + timedelta(days=21)):
        assert "rien n’a été compté" in client.post(page, {"count": "1"}, follow=True).text
    assert Sent.objects.total() == 1
    assert not say_sent(asked, 1, at=now)


def test_who_comes_from_the_mail_is_counted_by_their_own_page_alone(eva, letter, now):
    send_due(now)
    body = next(one.body for one in mail.outbox if one.to == ["eva@example.org"])
    page = re.search(r"/letters/\S+", body)[0]
    client = Client()
    for own_page in (page, re.search(r'href="(/letters/[^"]+)"', client.get(own(eva)).text)[1]):
        said = client.get(own_page.replace("&amp;", "&")).text
        assert "/sending/" not in said
        assert "Dites-le sur votre propre page" in said
    assert "/sending/" in client.get(letter.get_absolute_url() + "?group=12").text


def own(writer):
    return f"/letter-writers/{token_of(writer)}/"


def test_the_home_of_a_group_names_no_letter_of_what_only_another_group_adopted(
    as_, zoe, louvain, namur, nora, samira, now
):
    Membership.welcome(louvain, zoe, by=nora, on=timezone.localdate(now))
    reserved = publish(now, name="Réservé", tier="adopters")
    Offer.make(reserved, louvain, by=nora, at=now)
    adopt(reserved, now)
    letter_for(samira, now)
    letter_for(reserved, now, title="Pour Réservé")
    for group, told in ((louvain, True), (namur, False)):
        said = as_(zoe).get(f"/my-groups/{group.pk}/").text
        assert "Libérez Samira" in said
        assert ("Pour Réservé" in said) is told


def test_a_letter_of_a_case_that_is_not_public_says_so(
    as_, wim, louvain, samira, letter, nora, now
):
    hidden = publish(now, name="Adoptée", tier="adopters")
    Offer.make(hidden, louvain, by=nora, at=now)
    adopt(hidden, now)
    theirs, member = letter_for(hidden, now, title="Sans bruit"), as_(wim)
    for page, says in ((theirs, True), (letter, False)):
        said = member.get(page.get_absolute_url()).text
        assert ("Ne partagez pas son adresse" in said) is says
        assert ('content="noindex"' in said) is says
        sending = member.get(f"{page.get_absolute_url()}sending/").text
        assert ("Ne partagez pas son adresse" in sending) is says
    for page in ("/letters/", f"/my-groups/{louvain.pk}/letters/", "/home/"):
        assert member.get(page).text.count("nos groupes seulement") == 1, page
