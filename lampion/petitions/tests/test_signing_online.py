"""Somebody signs on a phone, confirms from the mailbox, and may take it back."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from lampion.contacts.models import Consent, Contact
from lampion.mail.models import Message
from lampion.petitions.counting import note, recount
from lampion.petitions.models import Change, KeyDestroyed, Petition, Share, Signature, Tally
from lampion.petitions.proof import fresh_token, is_proven
from lampion.petitions.tests.conftest import link_in, number

pytestmark = pytest.mark.django_db


def test_a_signature_counts_once_its_mailbox_confirmed_it(petition, signs, confirms):
    answer = signs()
    assert answer.status_code == 302
    assert number(petition) == 0
    confirms()
    assert number(petition) == 1


def test_the_page_shows_words_number_and_form_without_cookie(client, petition):
    page = client.get(petition.get_absolute_url())
    text = page.content.decode()
    assert not page.cookies
    assert "Liberté pour Samira" in text
    assert f'action="/petitions/{petition.number}/signatures/"' in text
    assert "csrfmiddlewaretoken" not in text


def test_a_dutch_reader_reads_dutch_and_a_german_one_what_there_is(client, petition):
    nl = client.get(f"/nl/petitions/{petition.number}/vrijheid-voor-samira/")
    assert 'lang="nl" dir="auto">Vrijheid' in nl.content.decode()
    de = client.get(f"/de/petitions/{petition.number}/liberte-pour-samira/")
    assert 'lang="fr" dir="auto">Liberté' in de.content.decode()


def test_a_mail_scanner_that_opens_the_link_confirms_nothing(client, petition, signs, post):
    signs()
    link = link_in(post()[0])
    for _turn in range(5):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
    assert number(petition) == 0
    assert not client.cookies


def test_pressing_the_button_twice_is_once(client, petition, signs, confirms):
    signs()
    [link] = confirms()
    client.post(link)
    assert number(petition) == 1


def test_who_signed_before_sees_the_same_page_and_gets_another_mail(
    client, petition, signs, confirms, post
):
    first = signs()
    confirms()
    Message.objects.update(key=None)  # as if ten minutes had passed
    second = signs(name="eloise MARTIN")
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    [letter] = post()
    assert letter.subject.startswith("Vous avez déjà signé")
    assert number(petition) == 1


def test_who_did_not_confirm_gets_the_link_again_but_not_a_flood(petition, signs, post):
    signs()
    assert len(post()) == 1
    signs()
    assert post() == []


def test_two_people_sign_from_one_mailbox_and_a_third_does_not(petition, signs, confirms):
    for name in ("Éloïse Martin", "Paul Martin", "Marie Martin"):
        signs(name=name)
    confirms()
    assert number(petition) == 2


@pytest.mark.parametrize(
    "twin",
    ["e.loise@gmail.com", "eloise+petition@gmail.com", "Eloise@GoogleMail.com"],
)
def test_one_mailbox_under_other_spellings_is_one(petition, signs, confirms, twin):
    signs(email="eloise@gmail.com")
    signs(email=twin)
    confirms()
    assert Signature.objects.count() == 1
    assert number(petition) == 1


def test_dots_make_other_mailboxes_where_the_provider_says_so(petition, signs):
    signs(email="e.loise@example.org")
    signs(email="eloise@example.org")
    assert Signature.objects.count() == 2


@pytest.mark.parametrize("address", ["eloise@gmai1.com", "eloise@xn--gmal-nza.com"])
def test_a_domain_that_looks_like_another_is_kept_apart_and_shown(signs, address):
    signs(email="eloise@gmail.com")
    signs(email=address)
    assert sorted(Signature.objects.values_list("lookalike", flat=True)) == [False, True]


@pytest.mark.parametrize(
    "name", ["محمد بن علي", "Ольга Петрова", "李小龙", "Seán O’Brien", 'Anna "Nan" Smit', "משה כהן"]
)
def test_names_of_every_script_are_kept_as_they_are_written(petition, signs, name):
    assert signs(name=name).status_code == 302
    signature = Signature.objects.select_related("petition__key").get()
    assert signature.identity(signature.petition.key.secrets).name == name


@pytest.mark.parametrize("name", ["", "42", "http://spam.example", "x@y.example"])
def test_what_is_no_name_is_said_beside_its_field_and_what_was_typed_stays(signs, name):
    answer = signs(name=name)
    assert answer.status_code == 422
    assert 'value="eloise@example.org"' in answer.content.decode()
    assert not Signature.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"old_enough": ""}, {"website": "x"}, {"locality": ""}, {"email": "nobody"}]
)
def test_what_is_missing_or_typed_by_a_robot_is_not_taken(signs, changes):
    assert signs(**changes).status_code == 422


def test_abroad_a_country_is_enough(signs):
    assert signs(country="fr", locality="").status_code == 302
    assert Signature.objects.get().place == "fr"


def test_no_name_and_no_address_stand_in_any_table(petition, signs):
    signs()
    assert tables_with("eloise") == set()
    assert tables_with("Martin") == set()


def test_an_address_that_stands_in_a_table_is_seen(petition):
    Contact.known(
        petition.section, "eloise@example.org", first_name="", last_name="", language="fr"
    )
    assert tables_with("eloise") == {"contacts_contact"}


def tables_with(word):
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            if any(word.casefold() in str(row).casefold() for row in cursor.fetchall()):
                found.add(table)
    return found


def test_what_is_sealed_opens_in_its_own_row_alone(petition, signs):
    signs()
    signs(email="other@example.org")
    first, second = Signature.objects.select_related("petition__key").order_by("pk")
    first.sealed = second.sealed
    with pytest.raises(KeyDestroyed):
        first.identity(first.petition.key.secrets)


@pytest.fixture
def _one_moment():
    """What is counted in a minute or an hour is counted in the same one."""
    with time_machine.travel(timezone.now().replace(minute=30, second=1), tick=False):
        yield


@pytest.mark.usefixtures("_one_moment")
def test_sixty_people_behind_one_connection_all_count(petition, signs, confirms):
    for child in range(60):
        assert signs(name=f"Enfant {'abcdefghij'[child % 10]}", email=f"c{child}@example.org")
    confirms()
    assert number(petition) == 60


@pytest.mark.usefixtures("_one_moment")
def test_a_script_that_signs_without_end_is_set_aside_and_told_nothing(
    belgium, petition, signs, confirms
):
    belgium.parameters.filter(name="connection-hourly").update(value=15)
    answers = {signs(email=f"robot{turn}@example.org")["Location"] for turn in range(100)}
    assert len(answers) == 1
    confirms()
    assert number(petition) == 15
    assert Signature.objects.filter(set_aside_why="connection").count() == 85


def test_no_connection_is_written_down(client, petition, typed, caplog):
    client.post(f"/petitions/{petition.number}/signatures/", typed(), REMOTE_ADDR="127.77.12.34")
    assert Signature.objects.count() == 1
    assert tables_with("127.77.12.34") == set()
    assert "127.77" not in caplog.text


def test_the_separate_box_alone_brings_regular_news_and_only_once_confirmed(
    petition, signs, confirms
):
    signs()
    confirms()
    assert not Contact.objects.exists()
    signs(email="news@example.org", wants_letters="on")
    assert not Contact.objects.exists()
    confirms()
    assert Consent.stands(Contact.objects.get(email="news@example.org"))


def test_taking_back_removes_the_person_and_the_number(client, petition, signs, confirms):
    signs()
    [link] = confirms()
    assert number(petition) == 1
    assert client.get(f"{link}withdrawal/").status_code == 200
    assert number(petition) == 1
    client.post(f"{link}withdrawal/")
    assert number(petition) == 0
    assert not Signature.objects.exists()
    assert client.get(link).status_code == 404


def test_after_the_end_taking_back_leaves_the_number_that_was_handed_over(
    client, petition, signs, confirms
):
    signs()
    [link] = confirms()
    petition.close(by=None, at=timezone.now())
    client.post(f"{link}withdrawal/")
    assert number(petition) == 1
    left = Signature.objects.get()
    assert (left.sealed, left.address_mark, left.name_mark) == (None, "", "")


def test_after_the_close_nobody_signs_and_nobody_confirms(client, petition, signs, post):
    signs()
    link = link_in(post()[0])
    Petition.objects.update(closes_at=timezone.now())
    assert signs(email="late@example.org").status_code == 422
    assert client.post(link).status_code == 409
    assert number(petition) == 0


def test_the_database_takes_no_signature_under_a_closed_petition(petition, signs):
    signs()
    petition.close(by=None, at=timezone.now())
    row = Signature.objects.get()
    row.pk, row.address_mark = None, "other"
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize("hidden", ["suspended", "embargoed", "not public"])
def test_a_hidden_case_makes_its_petition_answer_like_nothing(
    client, petition, nora, signs, post, hidden
):
    signs()
    link = link_in(post()[0])
    hide(petition.case, nora, hidden)
    addresses = [
        petition.get_absolute_url(), f"/p/{petition.number}/", f"/petitions/{petition.number}/thanks/",
        f"/petitions/{petition.number}/code.svg", f"/petitions/{petition.number}/code.png",
        f"/embed/petitions/{petition.number}/",
    ]  # fmt: skip
    assert {client.get(address).status_code for address in addresses} == {404}
    assert signs(email="other@example.org").status_code == 404
    assert client.post(link).status_code == 404
    assert "Samira" not in client.get("/petitions/").content.decode()
    assert client.post(f"{link}withdrawal/").status_code == 200
    assert not Signature.objects.exists()


def hide(case, nora, how):
    if how == "suspended":
        case.suspend(reason="danger", by=nora, at=timezone.now())
        return
    tier = "public" if how == "embargoed" else "adopters"
    until = timezone.now() + timedelta(days=1) if how == "embargoed" else None
    edition = case.write({"tier": tier, "embargo_until": until}, by=nora, at=timezone.now())
    type(edition).objects.filter(pk=edition.pk).update(name="X", country="ma", summary="x")
    type(case).objects.filter(pk=case.pk).update(edition=edition)
    case.section.touch()


def test_while_the_case_is_hidden_the_link_leads_only_to_taking_back(
    client, petition, nora, signs, confirms
):
    signs()
    [link] = confirms()
    petition.case.suspend(reason="danger", by=nora, at=timezone.now())
    assert client.post(link).status_code == 404
    page = client.get(link, follow=True)
    assert page.redirect_chain == [(f"{link}withdrawal/", 302)]
    assert "Samira" not in page.text
    assert f'href="{link}"' not in page.text
    client.post(f"{link}withdrawal/")
    assert number(petition) == 0


def test_a_mail_that_waits_does_not_leave_while_the_case_is_suspended(petition, nora, signs, post):
    signs()
    petition.case.suspend(reason="danger", by=nora, at=timezone.now())
    assert post() == []
    petition.case.suspension().end(by=nora, at=timezone.now())
    assert len(post()) == 1


def test_a_mail_taken_by_a_worker_in_the_moment_of_a_suspension_does_not_leave(
    petition, nora, signs, post
):
    signs()
    petition.case.suspend(reason="danger", by=nora, at=timezone.now())
    Message.objects.update(held_at=None)
    assert post() == []
    assert not mail.outbox


def test_the_nightly_recount_finds_and_corrects_a_wrong_number(petition, signs, confirms):
    signs()
    confirms()
    assert number(petition) == 1
    Tally.objects.update(online=7)
    assert recount(timezone.now()) == 1
    assert Tally.objects.get().online == 1
    assert recount(timezone.now()) == 0


def test_a_recount_between_a_deed_and_its_count_counts_nothing_twice(petition, signs, confirms):
    signs()
    confirms()
    assert Change.objects.count() == 1
    assert recount(timezone.now()) == 0
    assert number(petition) == 1
    assert Share.objects.get().number == 1


def test_what_is_noted_is_counted_once_however_often_the_job_runs(petition, signs, confirms):
    signs()
    confirms()
    note([Signature.objects.get()], step=1)
    note([Signature.objects.get()], step=-1)
    assert [number(petition), number(petition)] == [1, 1]


def proven(petition, email):
    """What the browser finds."""
    token = fresh_token(petition)
    return next(
        {"proof_token": token, "proof_number": str(turn)}
        for turn in range(10**7)
        if is_proven(petition, token, str(turn), email)
    )


@pytest.mark.usefixtures("_one_moment")
def test_while_very_many_sign_a_small_proof_counts_at_once_and_all_others_wait_for_a_look(
    belgium, petition, signs, confirms
):
    belgium.parameters.filter(name="hot-minute").update(value=1)
    signs(email="first@example.org")
    signs(email="proves@example.org", **proven(petition, "proves@example.org"))
    stolen = proven(petition, "proves@example.org")
    assert signs(email="steals@example.org", **stolen).status_code == 302
    assert signs(email="noscript@example.org").status_code == 302
    confirms()
    assert number(petition) == 2
    assert Signature.objects.filter(set_aside_why="hot").count() == 2
