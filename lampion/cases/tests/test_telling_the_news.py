"""News of a case reach exactly those who asked for them, once, and nobody while the case is hidden."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from conftest import person
from lampion.cases import loop
from lampion.cases.following import (
    REGRET,
    call_back,
    choose_mails,
    progress,
    release,
    tell_readers,
    token_of,
    withdraw,
)
from lampion.cases.following_jobs import forget_who_was_told, tell_news
from lampion.cases.loop import Audience, Figure, FigureKind, Listener
from lampion.cases.models import (
    CaseNews,
    CaseReader,
    NewsKind,
    NewsMark,
    Question,
    Quiet,
    SamePerson,
    Stale,
)
from lampion.kit.registers import group_matters
from lampion.mail.jobs import send_due
from lampion.mail.models import Message
from lampion.people import keyring
from tests.house.things_cases import publish, second_person
from tests.house.things_news import NEWS, some_news, stand, tell

pytestmark = pytest.mark.django_db
NOW = timezone.now() - timedelta(hours=1)
LATER = NOW + REGRET


def listener(name, *, language="fr", key=""):
    address = f"{name}@example.org"
    way_out = f"https://lampion.example/stop/{name}"
    return Listener(address, language, way_out, key=key or name, place=key or name)


def next_of(who, key, _case, after, most):
    later = [one for one in who.get(key, []) if one.place > after]
    return sorted(later, key=lambda one: one.place)[:most]


@pytest.fixture
def asked(monkeypatch):
    """Audiences of rooms above: key -> those who asked. Of the test alone."""
    who: dict[str, list[Listener]] = {}
    monkeypatch.setattr(loop, "_audiences", {})
    for order, key in enumerate(("signers", "writers")):
        loop.audience(Audience(key, order, key, partial(next_of, who, key)))
    return who


@pytest.fixture
def case(nora, alice, louvain, bilal, wim):
    """Louvain stands by it: Alice and Bilal are of its core, Wim of its network."""
    found = publish(NOW)
    stand(found, louvain, alice, NOW)
    return found


def told(news, at=LATER):
    tell_readers(news, at=at, until=timezone.now() + timedelta(seconds=30))
    return sorted(
        Message.objects.filter(key__startswith=news.mark).values_list("to_address", flat=True)
    )


CORE = ["alice@example.org", "bilal@example.org"]


def test_news_reach_the_core_of_the_groups_and_those_who_asked_and_nobody_else(case, asked, namur):
    asked["signers"] = [listener("sam"), listener("tia")]
    asked["writers"] = [listener("uri")]
    assert told(tell(NOW, case=case)) == sorted(
        [*CORE, "sam@example.org", "tia@example.org", "uri@example.org"]
    )


def test_who_is_in_two_audiences_with_one_address_gets_one_mail(case, asked):
    asked["signers"] = [listener("alice"), listener("sam"), listener("SAM", key="sam-again")]
    asked["writers"] = [listener("sam", key="another-key")]
    assert told(tell(NOW, case=case)) == sorted([*CORE, "sam@example.org"])


def test_who_moves_to_another_address_meanwhile_gets_one_mail(case, asked):
    news = tell(NOW, case=case)
    asked["signers"] = [listener("sam")]
    told(news)
    CaseNews.objects.filter(pk=news.pk).update(finished_at=None, reached=None)
    asked["signers"] = [listener("samuel", key="sam")]
    assert told(news) == sorted([*CORE, "sam@example.org"])


def test_a_run_that_stops_half_way_goes_on_where_it_stopped(case, asked):
    asked["signers"] = [listener(f"s{number}") for number in range(7)]
    news = tell(NOW, case=case)
    past = timezone.now() - timedelta(seconds=1)
    for queued in (2, 5, 8):  # the core of the group, then signers
        assert not tell_readers(news, at=LATER, until=past, most=3)
        assert Message.objects.filter(key__startswith=news.mark).count() == queued
    assert len(told(news)) == 9
    news.refresh_from_db()
    assert news.finished_at


def test_nothing_leaves_before_one_could_see_ones_mistake(case, asked):
    news = tell(NOW, case=case)
    assert told(news, at=LATER - timedelta(seconds=1)) == []
    assert told(news) == CORE


def test_while_the_case_is_suspended_nothing_is_queued_and_what_waits_is_held(case, asked, nora):
    asked["signers"] = [listener("sam")]
    news = tell(NOW, case=case)
    case.suspend(reason="x", by=nora, at=LATER)
    assert told(news) == []
    case.suspension().end(by=nora, at=LATER)
    assert len(told(news)) == 3
    case.suspend(reason="y", by=nora, at=LATER)
    send_due(timezone.now())
    waiting = Message.objects.filter(key__startswith=news.mark)
    assert waiting.filter(sent_at=None, held_at__isnull=False).count() == 3
    case.suspension().end(by=nora, at=LATER)
    send_due(timezone.now())
    assert waiting.exclude(sent_at=None).count() == 3


def test_news_of_a_case_under_embargo_wait_for_its_hour(nora, alice, louvain, asked):
    case = publish(NOW, embargo_until=NOW + timedelta(days=2))
    stand(case, louvain, alice, NOW)
    news = tell(NOW, case=case)
    assert told(news) == []
    assert told(news, at=NOW + timedelta(days=3)) == ["alice@example.org"]


@pytest.mark.parametrize("tier", ["adopters", "named"])
def test_of_a_case_that_not_everybody_may_read_no_signer_hears(
    nora, alice, louvain, bilal, asked, tier
):
    asked["signers"] = [listener("sam")]
    case = publish(NOW, tier=tier)
    stand(case, louvain, alice, NOW)
    zoe = person("named")
    CaseReader.name(case, zoe, by=nora, at=NOW)
    wanted = {"adopters": CORE, "named": ["named@example.org"]}[tier]
    assert told(tell(NOW, case=case)) == wanted


def test_a_case_that_is_shown_to_fewer_meanwhile_is_asked_about_anew(case, asked, nora):
    asked["signers"] = [listener("sam")]
    news = tell(NOW, case=case)
    words = {name: getattr(case.shown_edition, name) for name in case.shown_edition.WRITTEN}
    draft = case.write(words | {"tier": "adopters"}, by=nora, at=NOW)
    case.propose(draft, by=nora, at=NOW)
    case.publish(draft, by=second_person(), at=NOW)
    assert told(news) == CORE


def test_the_mail_names_nobody_and_carries_the_readers_own_way_out(case, asked, mailoutbox):
    asked["signers"] = [listener("sam", language="nl")]
    told(tell(NOW, case=case))
    send_due(timezone.now())
    sent = {mail.to[0]: mail for mail in mailoutbox}
    mail = sent["sam@example.org"]
    whole = mail.subject + mail.body + str(mail.alternatives)
    assert "Samira" not in whole
    assert "avocat" not in whole
    assert f"/nl/cases/{case.key}/news/" in mail.body
    assert "https://lampion.example/stop/sam" in mail.body
    assert mail.extra_headers["List-Unsubscribe"] == "<https://lampion.example/stop/sam>"
    assert "/stop/" not in sent["alice@example.org"].body


def test_one_click_stops_the_mails_and_a_scanner_stops_nothing(case, asked, client, bilal):
    news = tell(NOW, case=case)
    address = f"/case-mails-stop/{token_of(case, bilal)}/"
    assert client.get(address).status_code == 302
    assert not Quiet.objects.exists()
    told(news)
    assert client.post(address).status_code == 200
    assert client.post(address).status_code == 200
    left = Message.objects.waiting().filter(key__startswith=news.mark)
    assert [one.to_address for one in left] == ["alice@example.org"]
    assert told(tell(NOW, case=case)) == ["alice@example.org"]


def test_who_stops_in_one_role_gets_no_mail_in_another(case, asked, bilal, alice):
    asked["signers"] = [listener("bilal"), listener("alice"), listener("sam")]
    choose_mails(case, bilal, mails=False, at=NOW)
    call_back(case, "alice@example.org", at=NOW)
    assert told(tell(NOW, case=case)) == ["sam@example.org"]
    choose_mails(case, bilal, mails=True, at=NOW)
    assert told(tell(NOW, case=case)) == ["bilal@example.org", "sam@example.org"]


def test_a_token_of_somebody_else_opens_nothing(case, client, bilal, alice):
    forged = token_of(case, bilal).replace(f"-{bilal.pk}-", f"-{alice.pk}-")
    for token in (forged, "x", "1-2-3", "١-٢-٣"):
        assert client.get(f"/case-mails/{token}/").status_code == 404


def test_who_stops_while_the_mails_are_being_queued_gets_none(case, asked):
    """The room above says so; whether the mail waits already or not."""
    news = tell(NOW, case=case)
    asked["signers"] = [listener("sam"), listener("tia")]
    call_back(case, "Sam@example.org", at=LATER)
    assert told(news) == sorted([*CORE, "tia@example.org"])
    assert call_back(case, "tia@example.org", at=LATER) == 1
    assert Message.objects.waiting().filter(to_address="tia@example.org").count() == 0


def test_taken_back_it_is_on_no_page_and_no_mail_leaves(case, asked, client, nora):
    news = tell(NOW, case=case)
    page = f"/cases/{case.key}/news/{news.pk}/"
    told(news)
    assert client.get(page).status_code == 200
    assert "Un avocat" in client.get(case.get_absolute_url()).text
    withdraw(news, by=nora, at=LATER)
    assert client.get(page).status_code == 404
    assert "Un avocat" not in client.get(case.get_absolute_url()).text
    send_due(timezone.now())
    assert not Message.objects.exclude(sent_at=None).filter(key__startswith=news.mark).exists()


def test_nobody_lets_out_their_own_news(case, nora):
    news = some_news(NOW, case=case, by=nora)
    with pytest.raises(SamePerson):
        release(news, seen=news.changed_at, by=nora, at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseNews.objects.filter(pk=news.pk).update(released_by=nora, released_at=NOW)


def test_what_was_changed_since_it_was_read_is_not_let_out(case, nora):
    news = some_news(NOW, case=case)
    seen = news.changed_at
    news.revise({"words": "Autre chose."}, seen=seen, by=second_person(), at=LATER)
    with pytest.raises(Stale):
        release(news, seen=seen, by=nora, at=LATER)


def test_the_database_refuses_to_change_the_words_once_they_were_told(case):
    news = tell(NOW, case=case)
    for statement in (
        "UPDATE cases_casenews SET words = 'x' WHERE id = %s",
        "UPDATE cases_casenews SET title = 'x' WHERE id = %s",
        "DELETE FROM cases_casenews WHERE id = %s",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [news.pk])
    draft = some_news(NOW, case=case)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_casenews SET words = 'x' WHERE id = %s", [draft.pk])


@pytest.fixture
def letters(monkeypatch):
    """Eleven letters, of which Louvain wrote four."""
    monkeypatch.setattr(loop, "_kinds", {})
    monkeypatch.setattr(loop, "_sources", [])
    held: list[Figure] = []
    loop.figures_from(
        lambda cases: [one for one in held if one.case in cases],
        FigureKind("letters", 1, "letters"),
    )
    return held


def test_good_news_close_the_case_and_thank_with_figures(
    case, asked, letters, nora, louvain, client, mailoutbox
):
    month = timezone.localdate(NOW).replace(day=1)
    letters += [
        Figure(case.pk, "letters", louvain.pk, month, 4),
        Figure(case.pk, "letters", None, month, 7),
    ]
    asked["signers"] = [listener("sam", language="en")]
    news = tell(NOW, case=case, kind=NewsKind.GOOD, title="Libre !")
    assert case.closing().good
    assert not case.may_be_acted_on(NOW)
    assert news.counts == {"letters": 11, "groups": 1, "months": 1}
    letters.append(Figure(case.pk, "letters", None, month, 100))
    told(news)
    send_due(timezone.now())
    mail = next(one for one in mailoutbox if one.to == ["sam@example.org"])
    assert mail.subject == "Good news, thanks to you"
    assert "letters: 11" in mail.body
    page = client.get(f"/cases/{case.key}/news/{news.pk}/").text
    assert "<strong>11</strong> letters" in page


def test_the_job_tells_what_is_ready_and_the_numbers_stay_when_the_readers_are_forgotten(
    case, asked
):
    asked["signers"] = [listener("sam")]
    news = tell(NOW, case=case)
    tell_news(LATER)
    send_due(timezone.now())
    assert progress(news).sent == 3
    name = CaseNews.objects.get().secret.hex
    assert keyring.secret(name)
    assert forget_who_was_told(NOW + timedelta(days=2000)) == 3
    with pytest.raises(keyring.Absent):
        keyring.secret(name)
    news.refresh_from_db()
    assert news.secret is None
    assert progress(news).sent == 3
    assert not NewsMark.objects.exists()
    assert not Message.objects.filter(key__startswith=news.mark).exists()


def test_news_that_wait_for_months_end_when_their_readers_are_forgotten_and_reach_nobody_twice(
    case, asked, nora
):
    asked["signers"] = [listener(f"sam{number}") for number in range(3)]
    news = tell(NOW, case=case)
    tell_readers(news, at=LATER, until=NOW, most=2)
    case.suspend(reason="x", by=nora, at=LATER)
    forget_who_was_told(NOW + timedelta(days=2000))
    news.refresh_from_db()
    assert (news.finished_at, progress(news).readers) == (NOW + timedelta(days=2000), 2)
    case.suspension().end(by=nora, at=LATER)
    assert told(news) == []
    assert not news.marks.exists()


def test_a_question_is_answered_on_the_page_and_by_a_mail_that_names_nobody(
    case, as_, alice, nora, louvain, mailoutbox
):
    page = f"/my-groups/{louvain.pk}/cases/{case.key}/questions/"
    as_(alice).post(page, {"words": "Où écrire à Samira ?"})
    question = Question.objects.get()
    office = f"/office/case-questions/{question.pk}/"
    as_(nora).post(office, {"words": "À la prison."})
    as_(nora).post(office, {"words": "Ailleurs."})
    assert "À la prison." in as_(alice).get(page).text
    assert "Ailleurs." not in as_(alice).get(page).text
    send_due(timezone.now())
    mail = next(one for one in mailoutbox if one.to == ["alice@example.org"])
    assert page in mail.body
    assert "Samira" not in mail.subject + mail.body
    assert "prison" not in mail.body


def test_the_group_tells_what_it_did_and_the_other_groups_that_stand_by_the_case_read_it(
    case, as_, bilal, zoe, namur, louvain
):
    as_(bilal).post(
        f"/my-groups/{louvain.pk}/cases/{case.key}/deeds/",
        {"day": timezone.localdate(NOW).isoformat(), "words": "Quarante lettres au marché."},
    )
    theirs = f"/my-groups/{namur.pk}/cases/{case.key}/"
    assert "Quarante lettres" not in as_(zoe).get(theirs).text
    stand(case, namur, zoe, NOW)
    assert "Quarante lettres" in as_(zoe).get(theirs).text
    assert "Bilal" not in as_(zoe).get(theirs).text
    assert "Quarante lettres" not in as_(zoe).get(case.get_absolute_url()).text


def test_a_draft_waits_for_a_second_person_and_not_for_its_author(case, as_, nora):
    some_news(NOW, case=case, by=nora)
    assert "à relire et à diffuser" not in as_(nora).get("/home/").text
    some_news(NOW, case=case)
    assert "à relire et à diffuser" in as_(nora).get("/home/").text


def test_news_stand_on_the_agenda_of_the_groups_until_they_are_taken_back(case, louvain, nora):
    news = tell(NOW, case=case)

    def talked_about():
        matters = group_matters([louvain.pk], timezone.localdate(NOW))
        return [one for one in matters if one.key.startswith("case-news")]

    assert len(talked_about()) == 1
    case.suspend(reason="x", by=nora, at=LATER)
    assert talked_about() == []
    case.suspension().end(by=nora, at=LATER)
    assert len(talked_about()) == 1
    withdraw(news, by=nora, at=LATER)
    assert talked_about() == []


def test_the_words_of_a_draft_are_kept_as_typed_when_something_is_missing(case, as_, nora):
    answer = as_(nora).post(f"/office/cases/{case.pk}/news/new/", NEWS | {"title": ""})
    assert answer.status_code == 422
    assert NEWS["words"] in answer.text
