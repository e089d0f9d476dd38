"""A group asks its network each month: by mail or by post, as a batch, called back when it is too late."""

import re
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from lampion.cases.loop import audiences
from lampion.groups.models import Membership
from lampion.groups.models.mandate import leave
from lampion.letters.actions import ASKED, invite, send_some
from lampion.letters.audience import listeners
from lampion.letters.jobs import send_rounds
from lampion.letters.models import AlreadySent, Asked, How, NothingToSend, Round, Sent, Writer
from lampion.letters.models.writer import token_of
from lampion.letters.retention import forget_asked
from lampion.mail.jobs import send_due
from lampion.mail.models import Message
from tests.house.things_cases import WORDS as CASE
from tests.house.things_cases import publish, publish_draft
from tests.house.things_letters import find_nora, letter_for, some_writer


@pytest.fixture
def writers(letter, louvain, alice, bilal, now):
    """Bilal by mail, Éva from outside by mail, Rosa by post; Tom has not said yes."""
    Writer.join(louvain, bilal, by_post=False, address="", words="oui", at=now)
    some_writer(now)
    post = {"name": "Rosa Żak", "email": "", "address": "Rue A 1\n1000 Bruxelles", "by_post": True}
    some_writer(now, **post)
    Writer.add(
        louvain, name="Tom", email="tom@example.org", address="", by_post=False, language="fr",
        by=alice, at=now,
    )  # fmt: skip
    return Writer.objects.all()


@pytest.fixture
def round_(writers, letter, louvain, alice, now):
    return Round.prepare(louvain, [letter], "Merci à tous.", by=alice, at=now)


@pytest.fixture
def sent(round_, alice, now):
    round_.send(by=alice, at=now)
    send_rounds(now)
    round_.refresh_from_db()
    return round_


def to():
    """Who is asked by mails that wait in the queue, which names nobody."""
    waiting = Message.objects.waiting().filter(writer=ASKED)
    assert not waiting.exclude(to_address="", text="").exists()
    return {one.writer.to for one in Asked.objects.filter(pk__in=waiting.values("about"))}


def deliver(at):
    """Send what is due; returns to whom."""
    mail.outbox.clear()
    send_due(at)
    return {one.to[0] for one in mail.outbox}


def edit(case, now, **words):
    case.write(CASE | {"expires_on": case.edition.expires_on} | words, by=find_nora(), at=now)
    publish_draft(case, now)


def link(writer):
    return f"/letter-writers/{token_of(writer)}/"


def test_a_responsable_prepares_looks_and_sends_in_three_pages(
    as_, alice, louvain, letter, writers
):
    client = as_(alice)
    typed = {"appeals": [letter.pk], "words": "Courage !"}
    page = client.post(f"/my-groups/{louvain.pk}/letter-rounds/new/", typed).url
    said = client.get(page).text
    assert "3 personnes recevront" in said
    assert "Rosa Żak" in said
    assert "Tom" not in said
    client.post(f"{page}sending/")
    send_rounds(letter.published_at)
    assert to() == {"bilal@example.org", "eva@example.org"}
    assert set(Message.objects.values_list("topic", flat=True)) == {letter.case.topic}
    deliver(letter.published_at)
    eva = next(one for one in mail.outbox if one.to == ["eva@example.org"])
    assert "Courage !" in eva.body
    assert letter.get_absolute_url() in eva.body
    stop = eva.extra_headers["List-Unsubscribe"]
    assert stop.startswith(f"<{settings.SITE_URL}/letters-stop/")


def test_it_is_sent_once_and_nobody_gets_it_twice(sent, round_, alice, now):
    with pytest.raises(AlreadySent):
        round_.send(by=alice, at=now)
    send_rounds(now)
    assert Message.objects.filter(topic=Asked.objects.first().appeal.case.topic).count() == 2
    assert sent.progress().asked == 3


def test_who_writes_by_post_gets_cover_letter_and_label_in_one_pdf(as_, alice, sent):
    answer = as_(alice).get(f"/letter-rounds/{sent.pk}/paper/")
    assert b"pdfuaid" in answer.content
    with pikepdf.open(BytesIO(answer.content)) as document:
        assert len(document.pages) == 3


def test_nothing_is_printed_after_the_last_day(as_, alice, sent, now):
    with time_machine.travel(now + timedelta(days=21)):
        assert as_(alice).get(f"/letter-rounds/{sent.pk}/paper/").status_code == 404


def test_a_mail_that_waits_on_the_last_day_leaves_and_after_it_no_more(sent, now):
    assert len(to()) == 2
    first = Message.objects.order_by("pk").first()
    Message.objects.exclude(pk=first.pk).update(next_try_at=now + timedelta(days=21))
    assert len(deliver(now + timedelta(days=20))) == 1
    assert deliver(now + timedelta(days=21)) == set()
    assert to() == set()
    assert (sent.progress().dropped, sent.progress().waiting) == (1, 0)


def test_a_mail_that_no_suspension_held_does_not_leave_while_it_lasts(sent, samira, nora, now):
    samira.suspend(reason="x", by=nora, at=now)
    Message.objects.update(held_at=None)
    assert deliver(now) == set()
    assert sent.progress().dropped == 2


@pytest.mark.parametrize("tier", ["adopters", "named"])
def test_a_case_that_became_reserved_is_in_no_mail_that_waits(sent, samira, nora, now, tier):
    edit(samira, now, tier=tier)
    assert deliver(now) == set()
    assert sent.progress().dropped == 2


def test_a_word_that_was_taken_out_leaves_in_no_mail_that_waits(sent, samira, now):
    edit(samira, now, summary="Elle est détenue.")
    assert len(deliver(now)) == 2
    assert all("Elle est détenue." in one.body for one in mail.outbox)


def test_who_rests_or_left_meanwhile_gets_no_mail_that_waits(sent, bilal, now):
    Writer.objects.filter(person=bilal).update(paused_until=timezone.localdate(now))
    assert deliver(now) == {"eva@example.org"}


def test_what_was_not_queued_before_the_last_day_is_never_queued(round_, alice, now):
    round_.send(by=alice, at=now)
    send_rounds(now + timedelta(days=21))
    assert to() == set()
    assert round_.progress().dropped == 2


def test_withdrawn_the_letter_leaves_in_no_mail(sent, letter, nora, now):
    letter.withdraw(by=nora, at=now)
    assert deliver(now) == set()
    assert to() == set()


def test_suspended_it_waits_and_goes_on_afterwards(round_, samira, alice, nora, now):
    round_.send(by=alice, at=now)
    samira.suspend(reason="x", by=nora, at=now)
    send_rounds(now)
    assert to() == set()
    assert round_.progress().waiting == 2
    samira.suspension().end(by=nora, at=now)
    send_rounds(now)
    assert len(to()) == 2


def test_suspended_what_is_queued_is_held(sent, samira, nora, now):
    samira.suspend(reason="x", by=nora, at=now)
    assert not Message.objects.due(now).filter(topic=samira.topic).exists()
    assert Message.objects.waiting().filter(topic=samira.topic).count() == 2


def test_a_letter_of_a_reserved_case_is_not_offered_to_a_network(
    as_, alice, louvain, writers, letter, now
):
    hidden = letter_for(publish(now, tier="adopters"), now, title="Réservée")
    client, page = as_(alice), f"/my-groups/{louvain.pk}/letter-rounds/new/"
    assert "Réservée" not in client.get(page).text
    assert client.post(page, {"appeals": [hidden.pk]}).status_code == 422


def test_a_writer_says_sent_by_the_link_once(sent, louvain, now):
    asked = Asked.objects.get(writer__email="eva@example.org")
    client = Client(enforce_csrf_checks=True)
    page = link(asked.writer)
    assert "Libérez Samira" in client.get(page).text
    for _twice in range(2):
        client.post(f"{page}answers/{asked.pk}/", {"count": "3"})
    line = Sent.objects.get()
    assert (line.count, line.group, line.by) == (3, louvain, None)
    assert sent.progress().answered == 1
    assert "Vous l’avez envoyée" in client.get(page).text


def test_a_scanner_that_opens_every_link_changes_nothing(sent, writers):
    eva, client = Writer.objects.get(email="eva@example.org"), Client()
    for path in ("", "leaving/"):
        assert client.get(link(eva) + path).status_code == 200
    for path in ("pause/", "agreement/", f"answers/{Asked.objects.first().pk}/"):
        assert client.get(link(eva) + path).status_code == 405
    page = client.get(f"/letters-stop/{token_of(eva)}/", follow=True)
    assert page.redirect_chain[-1][0].endswith(f"{link(eva)}leaving/")
    assert "Arrêter" in page.text
    assert not Sent.objects.exists()
    assert Writer.objects.get(pk=eva.pk).ended_at is None


def test_another_writers_asking_cannot_be_answered(sent):
    eva = Writer.objects.get(email="eva@example.org")
    others = Asked.objects.exclude(writer=eva).first()
    answer = Client().post(f"{link(eva)}answers/{others.pk}/", {"count": "1"})
    assert answer.status_code == 404
    assert Client().get(link(eva).replace("-", "-0", 1)).status_code == 404


def test_one_click_stops_empties_and_calls_back(sent):
    eva = Writer.objects.get(email="eva@example.org")
    client = Client(enforce_csrf_checks=True)
    for _twice in range(2):
        assert client.post(f"/letters-stop/{token_of(eva)}/").status_code == 200
    left = Writer.objects.get(pk=eva.pk)
    assert (left.own_name, left.email, left.address) == ("", "", "")
    assert to() == {"bilal@example.org"}
    assert client.get(link(eva)).status_code == 404


def test_a_pause_calls_back_and_ends(round_, letter, louvain, alice, now):
    eva = Writer.objects.get(email="eva@example.org")
    client = Client()
    client.post(f"{link(eva)}pause/")
    assert "eva@example.org" not in [one.to for one in round_.writers(now)]
    client.post(f"{link(eva)}pause/", {"again": "1"})
    assert "eva@example.org" in [one.to for one in round_.writers(now)]


def test_whoever_left_the_group_is_asked_no_more(round_, bilal, now):
    leave(Membership.objects.active().get(person=bilal), by=None, on=timezone.localdate(now))
    assert "bilal@example.org" not in [one.to for one in round_.writers(now)]


def test_from_outside_one_agrees_first_in_exact_words(as_, alice, louvain, now):
    client = as_(alice)
    typed = {"name": "Tom", "email": "Tom@Example.org", "language": "fr"}
    client.post(f"/my-groups/{louvain.pk}/letter-writers/others/", typed)
    tom = Writer.objects.get()
    assert tom.agreed_at is None
    asked = Message.objects.get(to_address="tom@example.org")
    assert "personnes en danger" in asked.words()[1]
    page = asked.words()[1].partition(settings.SITE_URL)[2].split()[0]
    said = Client().get(page).text
    Client().post(f"{page}agreement/")
    tom.refresh_from_db()
    assert (tom.agreed_how, tom.agreed_at is not None) == (How.LINK, True)
    assert tom.agreed in said
    again = client.post(f"/my-groups/{louvain.pk}/letter-writers/others/", typed)
    assert again.status_code == 422


def test_who_never_says_yes_is_erased(letter, louvain, alice, now):
    said = {"name": "Tom", "email": "tom@example.org", "address": "", "by_post": False}
    tom = Writer.add(louvain, **said, language="fr", by=alice, at=now)
    invite(tom, at=now)
    forget_asked(now + timedelta(days=61))
    tom.refresh_from_db()
    assert tom.email == ""
    assert not Message.objects.waiting().exists()


def test_a_member_joins_and_leaves_by_themself(as_, bilal, louvain):
    client, page = as_(bilal), f"/my-groups/{louvain.pk}/letter-writers/"
    assert client.post(f"{page}own/", {"by_post": "1"}).status_code == 422
    client.post(f"{page}own/", {"by_post": ""})
    mine = Writer.objects.get()
    assert (mine.person, mine.agreed_how, "Louvain" in mine.agreed) == (bilal, How.ACCOUNT, True)
    assert "bilal@example.org" not in client.get(page).text
    client.post(f"{page}leaving/")
    assert not Writer.objects.there().exists()


def test_without_readers_or_letters_nothing_is_sent(letter, louvain, alice, now):
    empty = Round.prepare(louvain, [letter], "", by=alice, at=now)
    with pytest.raises(NothingToSend):
        empty.send(by=alice, at=now)


def test_the_database_keeps_no_address_of_who_left_and_no_yes_without_words(writers):
    for change in ("ended_at = at", "agreed_at = at, agreed = ''"):
        statement = f"UPDATE letters_writer SET {change} WHERE email = 'eva@example.org'"
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_network_hears_the_news_of_those_for_whom_it_wrote_and_of_no_others(
    sent, samira, nora, now
):
    other = publish(now, name="Ivan P.")
    heard = {one.to for one in listeners(samira.pk, "", 9)}
    assert heard == {"bilal@example.org", "eva@example.org"}
    assert not listeners(other.pk, "", 9)
    Writer.objects.get(email="eva@example.org").leave(by=None, at=now)
    assert [one.to for one in listeners(samira.pk, "", 9)] == ["bilal@example.org"]
    assert "letter-network" in [one.key for one in audiences()]


def test_a_letter_that_is_hidden_keeps_no_other_of_the_round_waiting(
    writers, letter, louvain, alice, nora, now
):
    other = letter_for(publish(now, name="Ivan"), now, title="Pour Ivan")
    made = Round.prepare(louvain, [letter, other], "", by=alice, at=now)
    made.send(by=alice, at=now)
    letter.case.suspend(reason="x", by=nora, at=now)
    while send_some(made, at=now, most=1):
        pass
    asked = Asked.objects.filter(by_post=False)
    assert not asked.filter(appeal=other, queued_at=None).exists()
    assert not asked.filter(appeal=letter).exclude(queued_at=None, dropped_at=None).exists()
    letter.case.suspension().end(by=nora, at=now)
    send_rounds(now)
    assert not asked.filter(queued_at=None).exists()


def test_each_label_leads_to_the_field_of_its_own_form(as_, alice, louvain):
    said = as_(alice).get(f"/my-groups/{louvain.pk}/letter-writers/").text
    ids = re.findall(r' id="([^"]+)"', said)
    assert {"id_address", "outsider_address"} <= set(ids)
    assert len(ids) == len(set(ids))


def test_taking_somebody_out_is_asked_once_more(as_, alice, louvain, now):
    eva, client = some_writer(now), as_(alice)
    page = f"/letter-network/{eva.pk}/ending/"
    assert f'href="{page}"' in client.get(f"/my-groups/{louvain.pk}/letter-writers/").text
    assert "pour toujours" in client.get(page).text
    assert Writer.objects.there().exists()
    client.post(page)
    assert not Writer.objects.there().exists()
