"""A petition is written by one, published by another, and no word of it changes afterwards."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from conftest import NOW, person
from lampion.petitions import actions
from lampion.petitions.models import (
    CaseNotOpen,
    LastDayPassed,
    NotAgreed,
    Petition,
    SamePerson,
    Share,
    Stale,
)
from lampion.petitions.tests.casts import a_case, a_draft, a_petition

pytestmark = pytest.mark.django_db


def test_whoever_wrote_it_does_not_publish_it(belgium, nora, karim):
    draft = a_draft(a_case(belgium, nora, karim), by=nora)
    draft.propose(by=nora, at=NOW)
    with pytest.raises(SamePerson):
        actions.publish(draft, by=nora, at=NOW)
    actions.publish(draft, by=karim, at=NOW)
    assert Petition.objects.public(NOW).get() == draft


def test_it_is_not_proposed_before_the_person_or_the_family_agrees(belgium, nora, karim):
    draft = a_draft(a_case(belgium, nora, karim), by=nora, agreed_by="", agreed_on=None)
    with pytest.raises(NotAgreed):
        draft.propose(by=nora, at=NOW)


def test_the_database_refuses_one_that_nobody_agreed_to(belgium, nora, karim):
    draft = a_draft(a_case(belgium, nora, karim), by=nora, agreed_by="", agreed_on=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Petition.objects.filter(pk=draft.pk).update(published_at=NOW)


def test_what_was_changed_meanwhile_is_not_published(belgium, nora, karim):
    draft = a_draft(a_case(belgium, nora, karim), by=nora)
    draft.propose(by=nora, at=NOW)
    read = Petition.objects.get()
    later = NOW + timedelta(minutes=1)
    draft.write({"addressee": "Somebody else"}, [], by=nora, at=later, seen=draft.changed_at)
    with pytest.raises(Stale):
        actions.publish(read, by=karim, at=later)


def test_two_who_write_at_once_lose_nothing(as_, belgium, nora, karim):
    greet = person("greet")
    closes = timezone.now() + timedelta(days=9)
    draft = a_draft(a_case(belgium, nora, karim), by=nora, closes_at=closes)
    address, office = f"/office/petitions/{draft.pk}/words/", as_(nora)
    page = office.get(address)
    typed = {field.html_name: field.value() or "" for field in page.context["form"]}
    typed |= {
        "closes_at": f"{timezone.localtime(closes):%Y-%m-%dT%H:%M}",
        "seen": page.context["seen"].isoformat(),
    }
    draft.write(
        {"addressee": "Le roi"},
        list(draft.texts.all()),
        by=greet,
        at=timezone.now(),
        seen=draft.changed_at,
    )
    answer = office.post(address, typed | {"addressee": "La reine"})
    assert answer.status_code == 422
    assert "Greet" in answer.text
    assert 'value="La reine"' in answer.text
    draft.refresh_from_db()
    assert draft.addressee == "Le roi"
    for nonsense in ("2026-02-30T10:00:00+00:00", "2026-02-03T10:00", "x", ""):
        wrong = typed | {"addressee": "La reine", "seen": nonsense}
        assert office.post(address, wrong).status_code == 422
    again = {"addressee": "La reine", "seen": answer.context["seen"].isoformat()}
    assert office.post(address, typed | again).status_code == 302
    draft.refresh_from_db()
    assert draft.addressee == "La reine"


def test_what_nobody_could_sign_is_not_published_and_the_page_says_why(
    as_, belgium, nora, karim, client
):
    case, now = a_case(belgium, nora, karim), timezone.now()
    late = a_draft(case, by=karim, closes_at=now - timedelta(hours=1))
    hidden = a_draft(case, by=karim, closes_at=now + timedelta(days=9))
    for draft in (late, hidden):
        draft.propose(by=karim, at=NOW)
    assert "dernier jour" in published_by(as_(nora), late)
    with pytest.raises(LastDayPassed):
        actions.publish(late, by=nora, at=now)
    case.suspend(reason="danger", by=nora, at=now)
    assert "Personne ne pourrait" in published_by(as_(nora), hidden)
    with pytest.raises(CaseNotOpen):
        actions.publish(hidden, by=nora, at=now)
    assert not Petition.objects.published().exists()


def published_by(office, draft) -> str:
    said = {"seen": draft.changed_at.isoformat()}
    return office.post(f"/office/petitions/{draft.pk}/publication/", said, follow=True).text


def test_one_that_opens_later_says_when(as_, belgium, nora, karim):
    now = timezone.now()
    later = {"opens_at": now + timedelta(days=3), "closes_at": now + timedelta(days=9)}
    draft = a_draft(a_case(belgium, nora, karim), by=karim, **later)
    draft.propose(by=karim, at=NOW)
    page = published_by(as_(nora), draft)
    assert "à partir" in page
    assert Petition.objects.published().exists()


def test_one_that_would_end_before_it_begins_is_refused_at_its_end(as_, belgium, nora, karim):
    now = timezone.localtime()
    draft = a_draft(a_case(belgium, nora, karim), by=nora)
    moments = {"opens_at": now + timedelta(days=5), "closes_at": now + timedelta(days=3)}
    typed = {name: f"{moment:%Y-%m-%dT%H:%M}" for name, moment in moments.items()}
    answer = as_(nora).post(f"/office/petitions/{draft.pk}/words/", typed)
    form = answer.context["form"]
    assert answer.status_code == 422
    assert "finirait avant de commencer" in str(form.errors["closes_at"])
    assert form["opens_at"].value() == typed["opens_at"]
    later = typed | {"closes_at": f"{now + timedelta(days=9):%Y-%m-%dT%H:%M}"}
    answer = as_(nora).post(f"/office/petitions/{draft.pk}/words/", later)
    assert "closes_at" not in answer.context["form"].errors  # the control


def test_once_the_case_is_over_no_page_says_that_it_is_open(
    as_, client, belgium, nora, karim, alice, louvain
):
    closes = timezone.now() + timedelta(days=90)
    petition = a_petition(belgium, nora, karim, closes_at=closes)
    Share.objects.create(petition=petition, source="online", group=louvain, month=NOW, number=1)
    pages = (client, "/petitions/"), (as_(alice), f"/my-groups/{louvain.pk}/petitions/")
    office = as_(nora)
    assert client.get("/petitions/").context["open"]  # the control
    petition.case.close(good=False, words="", by=nora, at=timezone.now())
    cache.clear()
    [public, group] = [one.get(address).context for one, address in pages]
    assert public["open"] == []
    assert [row.open for row in group["rows"]] == [False]
    assert not office.get(f"/office/petitions/{petition.pk}/").context["open"]
    shelves = dict(office.get("/office/petitions/").context["shelves"])
    assert [str(title) for title in shelves] == ["Publiée, pas ouverte maintenant"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE petitions_petitiontext SET ask = 'another'",
        "DELETE FROM petitions_petitiontext",
        "UPDATE petitions_petition SET addressee = 'another'",
        "UPDATE petitions_petition SET published_at = NULL",
        "DELETE FROM petitions_petition",
    ],
)
def test_the_database_refuses_another_word_once_it_is_published(belgium, nora, karim, statement):
    draft = a_draft(a_case(belgium, nora, karim), by=nora)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE petitions_petitiontext SET ask = 'a draft changes'")
    draft.propose(by=nora, at=NOW)
    actions.publish(draft, by=karim, at=NOW)
    with (
        pytest.raises(IntegrityError, match="frozen"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_closed_stays_closed(belgium, nora, karim):
    petition = a_petition(belgium, nora, karim)
    petition.close(by=nora, at=NOW)
    petition.close(by=karim, at=NOW + timedelta(days=1))
    petition.refresh_from_db()
    assert (petition.closed_by, petition.closed_at) == (nora, NOW)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Petition.objects.update(closed_at=None)


def test_a_reader_finds_their_language_else_another(belgium, nora, karim):
    petition = a_petition(belgium, nora, karim)
    assert petition.words("nl").title == "Vrijheid voor Samira"
    assert petition.words("de").title == "Liberté pour Samira"
