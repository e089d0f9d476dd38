"""One writes a model letter, another reads every word and publishes it; then it never changes."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from lampion.cases.models import SamePerson, Stale
from lampion.letters.models import Appeal, Ended, Target
from tests.house.things_cases import second_person
from tests.house.things_letters import WORDS, draft_of, publish_letter


@pytest.fixture
def draft(samira, now):
    return draft_of(samira, now)


def sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_nobody_publishes_alone(draft, samira, now):
    greet = second_person()
    with pytest.raises(Stale):
        draft.publish(seen=draft.changed_at, by=greet, at=now)
    draft.propose(seen=draft.changed_at, by=greet, at=now)
    with pytest.raises(SamePerson):
        draft.publish(seen=draft.changed_at, by=greet, at=now)
    assert not Appeal.objects.public(now).exists()


def test_what_was_changed_since_it_was_read_is_not_published(draft, nora, now):
    seen = draft.changed_at
    draft.propose(seen=seen, by=draft.by, at=now)
    later = now + timedelta(minutes=1)
    draft.rewrite({"text": "autre"}, seen=seen, by=draft.by, at=later)
    with pytest.raises(Stale):
        draft.publish(seen=seen, by=nora, at=later)


def test_the_database_refuses_one_person_and_other_words(draft, nora, now):
    with pytest.raises(IntegrityError):
        sql("UPDATE letters_appeal SET published_by_id = by_id")
    publish_letter(draft, now)
    for change in ("text = 'autre'", "ends_on = NULL", "target_id = target_id + 1"):
        with pytest.raises(IntegrityError):
            sql(f"UPDATE letters_appeal SET {change}")
    with pytest.raises(IntegrityError):
        sql("DELETE FROM letters_appeal")
    draft.withdraw(by=nora, at=now)
    assert not Appeal.objects.public(now).exists()


def test_the_secretariat_writes_a_card_with_its_rules_on_the_screen(as_, nora, samira, now):
    office = as_(nora)
    target = {
        "name": "Prison de X", "address": "Prison\nVille\nMAROC", "country": "ma",
    }  # fmt: skip
    assert office.post("/office/addressees/new/", target).status_code == 302
    said = office.get(f"/office/cases/{samira.pk}/letters/new/?kind=card").text
    assert "religion" in said
    typed = WORDS | {
        "kind": "card",
        "target": Target.objects.get().pk,
        "starts_on": str(timezone.localdate(now)),
    }
    typed |= {"anonymous": "on", "ends_on": ""}
    answer = office.post(f"/office/cases/{samira.pk}/letters/new/", typed)
    made = Appeal.objects.get()
    assert answer.url == f"/office/letters/{made.pk}/"
    office.post(f"{answer.url}proposal/", {"seen": made.changed_at.isoformat()})
    said = office.get(answer.url).text
    assert "Quelqu’un d’autre publie" in said
    seen = {"seen": made.changed_at.isoformat()}
    assert office.post(f"{answer.url}publication/", seen).status_code == 403
    greet = as_(second_person())
    assert greet.post(f"{answer.url}publication/", seen).status_code == 404


@pytest.mark.parametrize(
    ("kind", "rules", "kept"),
    [("card", "", "religion"), ("card", "Rien.", "Rien."), ("pressure", "", "")],
)
def test_a_card_for_which_nobody_wrote_rules_gets_the_usual_ones(
    as_, nora, draft, samira, now, kind, rules, kept
):
    typed = WORDS | {"kind": kind, "rules": rules, "target": draft.target_id, "ends_on": ""}
    typed |= {"starts_on": str(timezone.localdate(now)), "anonymous": ""}
    as_(nora).post(f"/office/cases/{samira.pk}/letters/new/", typed)
    made = Appeal.objects.latest("pk")
    assert made.pk != draft.pk
    assert kept in made.rules
    assert bool(made.rules) is bool(kept)


def test_an_addressee_that_moved_is_right_on_the_next_letter(as_, nora, draft):
    office, target = as_(nora), draft.target
    typed = {"name": "Ministre", "address": "Rue Neuve 2\nVille", "country": "ma"}
    office.post(f"/office/addressees/{target.pk}/", typed)
    assert "Rue Neuve 2" in office.get(f"/office/letters/{draft.pk}/").text


def test_the_second_person_reads_every_address_to_which_visitors_are_sent(as_, nora, draft):
    said = as_(nora).get(f"/office/letters/{draft.pk}/").text
    for address in ("Avenue de la Paix 1", "Rue Haute 1", draft.target.email):
        assert address in said
    assert draft.target.embassy_email in said


def test_nothing_is_published_to_an_addressee_that_ended(as_, nora, draft, now):
    office, page = as_(nora), f"/office/letters/{draft.pk}/"
    draft.propose(seen=draft.changed_at, by=draft.by, at=now)
    seen = {"seen": draft.changed_at.isoformat()}
    # Ended behind the back of what is done in words: the verb itself refuses.
    Target.objects.update(ended_at=now)
    with pytest.raises(Ended):
        draft.publish(seen=draft.changed_at, by=nora, at=now)
    answer = office.post(f"{page}publication/", seen, follow=True)
    assert "choisissez d’abord un autre destinataire" in answer.text
    assert "On n’y écrit plus depuis" in answer.text
    assert not Appeal.objects.published().exists()
    # The control: to one that is there it is published.
    Target.objects.update(ended_at=None)
    office.post(f"{page}publication/", seen)
    assert Appeal.objects.published().exists()


def written(appeal, **words):
    """What the form of a draft sends."""
    said = {name: getattr(appeal, name) for name in Appeal.WRITTEN}
    said |= {"target": appeal.target_id, "starts_on": str(appeal.starts_on), "ends_on": ""}
    return said | {"anonymous": "", "seen": appeal.changed_at.isoformat()} | words


def test_of_two_who_write_at_once_nobody_loses_a_word(as_, nora, draft, now):
    office, page = as_(nora), f"/office/letters/{draft.pk}/text/"
    mine = written(draft, text="Les mots de Nora")
    theirs, later = {"text": "Les mots de Greet"}, now + timedelta(minutes=1)
    draft.rewrite(theirs, seen=draft.changed_at, by=second_person(), at=later)
    answer = office.post(page, mine)
    assert answer.status_code == 422
    for words in ("Les mots de Nora", "Les mots de Greet", "Greet", "Un ou une collègue"):
        assert words in answer.text
    draft.refresh_from_db()
    assert draft.text == "Les mots de Greet"
    # Who has seen both saves both, and the same touch twice is once.
    seen = re.search(r'name="seen" value="([^"]+)"', answer.text)[1]
    both = mine | {"seen": seen, "text": "Les deux"}
    for _touch in range(2):
        assert office.post(page, both).status_code == 302
    draft.refresh_from_db()
    assert (draft.text, draft.by) == ("Les deux", nora)


def test_a_fault_in_the_form_hides_no_change_of_a_colleague(as_, nora, draft, now):
    office, page = as_(nora), f"/office/letters/{draft.pk}/text/"
    mine = written(draft, title="")
    later = now + timedelta(minutes=1)
    draft.rewrite({"text": "Greet"}, seen=draft.changed_at, by=second_person(), at=later)
    answer = office.post(page, mine)
    seen = re.search(r'name="seen" value="([^"]+)"', answer.text)[1]
    assert office.post(page, mine | {"title": "Titre", "seen": seen}).status_code == 422
    draft.refresh_from_db()
    assert draft.text == "Greet"


def test_what_is_published_meanwhile_keeps_what_was_typed_on_the_screen(as_, nora, draft, now):
    mine = written(draft, text="Mes mots")
    publish_letter(draft, now)
    answer = as_(nora).post(f"/office/letters/{draft.pk}/text/", mine)
    assert (answer.status_code, "Mes mots" in answer.text) == (422, True)


def test_what_nothing_brings_back_is_asked_once_more(as_, nora, draft, now):
    office, letter = as_(nora), publish_letter(draft, now)
    state = office.get(f"/office/letters/{letter.pk}/").text
    assert f'href="/office/letters/{letter.pk}/withdrawal/"' in state
    assert f'action="/office/letters/{letter.pk}/withdrawal/"' not in state
    asked = office.get(f"/office/letters/{letter.pk}/withdrawal/").text
    assert "Retirer" in asked
    assert Appeal.objects.published().exists()
    ending = f"/office/addressees/{letter.target_id}/ending/"
    assert f'href="{ending}"' in office.get("/office/addressees/").text
    assert letter.title in office.get(ending).text
    assert Target.objects.there().exists()
    office.post(f"/office/letters/{letter.pk}/withdrawal/")
    office.post(ending)
    assert not Appeal.objects.published().exists()
    assert not Target.objects.there().exists()


def test_a_draft_whose_addressee_ends_waits_for_nobody_until_it_has_another(as_, nora, draft, now):
    draft.propose(seen=draft.changed_at, by=draft.by, at=now)
    as_(nora).post(f"/office/addressees/{draft.target_id}/ending/")
    draft.refresh_from_db()
    assert (draft.proposed_at, draft.target.ended_at is None) == (None, False)
    with pytest.raises(Ended):
        draft.propose(seen=draft.changed_at, by=nora, at=now)
