"""Whoever invites says in which language; the mail and the new person's pages are in it."""

import pytest
from django.utils import timezone

from lampion.mail.models import Message
from lampion.people.models import Person
from lampion.sections.models import Section
from tests.signing import fully

COLLEAGUE = {
    "first_name": "Greet",
    "last_name": "Maes",
    "email": "greet@example.org",
    "scopes": ["enquiries"],
}
RESPONSABLE = {
    "mandate-first_name": "Lien",
    "mandate-last_name": "Peeters",
    "mandate-email": "lien@example.org",
    "mandate-function": "coordinator",
}
TICKED = {"languages": ["fr", "nl"], "first_language": "nl"}


def languages_of(section) -> list[str]:
    return Section.objects.get(pk=section.pk).languages


@pytest.fixture
def bilingual(belgium):
    belgium.revise({"languages": ["fr", "nl"]}, by=None)
    return belgium


def invitation_to(email) -> Message:
    return Message.objects.get(topic="invitation", to_address=email)


def test_a_colleague_is_invited_in_the_language_that_was_chosen(as_, nora, bilingual):
    office = as_(nora)
    assert 'name="language"' in office.get("/office/staff/").content.decode()
    office.post("/office/staff/", COLLEAGUE | {"language": "nl"})
    assert Person.objects.get(email="greet@example.org").language == "nl"
    mail = invitation_to("greet@example.org")
    assert mail.subject.startswith("U ")
    assert "/nl/invitations/" in mail.text


def test_without_a_word_it_is_the_first_of_the_section(as_, nora, belgium):
    belgium.revise({"languages": ["de", "fr"]}, by=None)
    as_(nora).post("/office/staff/", COLLEAGUE)
    assert Person.objects.get(email="greet@example.org").language == "de"


def test_a_responsable_is_invited_in_the_first_language_of_the_group(as_, nora, louvain, bilingual):
    louvain.revise({"languages": ["de"]}, by=nora, at=timezone.now())
    address = f"/office/groups/{louvain.pk}/mandates/"
    as_(nora).post(address, RESPONSABLE)
    assert Person.objects.get(email="lien@example.org").language == "de"
    other = RESPONSABLE | {"mandate-email": "jan@example.org", "mandate-language": "nl"}
    as_(nora).post(address, other)
    assert Person.objects.get(email="jan@example.org").language == "nl"


def test_a_language_that_the_section_does_not_have_is_refused(as_, nora, bilingual):
    answer = as_(nora).post("/office/staff/", COLLEAGUE | {"language": "de"})
    assert answer.status_code == 422
    assert not Person.objects.filter(email="greet@example.org").exists()


def test_who_never_came_is_asked_again_in_another_language_and_who_did_keeps_theirs(
    as_, nora, bilingual
):
    office = as_(nora)
    office.post("/office/staff/", COLLEAGUE | {"language": "fr"})
    office.post("/office/staff/", COLLEAGUE | {"language": "nl"})
    greet = Person.objects.get(email="greet@example.org")
    assert greet.language == "nl"
    fully(greet)
    Person.objects.filter(pk=greet.pk).update(last_login=timezone.now())
    office.post("/office/staff/", COLLEAGUE | {"language": "fr"})
    greet.refresh_from_db()
    assert greet.language == "nl"


def said(office, **changes):
    """Send the form of the section as it stands, with changes."""
    form = office.get("/office/section/").context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    return office.post("/office/section/", values | changes)


def test_the_section_says_its_languages_and_which_comes_first(as_, nora, belgium):
    assert said(as_(nora), **TICKED).status_code == 302
    assert languages_of(belgium) == ["nl", "fr"]
    assert said(as_(nora), first_language="fr").status_code == 302
    assert languages_of(belgium) == ["fr", "nl"]


def test_one_language_stays_and_the_first_is_one_of_them(as_, nora, belgium):
    for wrong in ({"languages": []}, {"first_language": "de"}, {"languages": ["xx"]}):
        assert said(as_(nora), **wrong).status_code == 422
    assert languages_of(belgium) == ["fr"]


def test_only_languages_with_pages_are_offered(as_, nora, belgium):
    belgium.pages.filter(language="de").update(language="lb")
    form = as_(nora).get("/office/section/").context["form"]
    assert [code for code, _name in form.fields["languages"].choices] == ["fr", "nl", "en"]


def test_taking_a_language_away_leaves_people_and_groups_as_they_are(
    as_, nora, alice, louvain, bilingual
):
    louvain.revise({"languages": ["nl"]}, by=nora, at=timezone.now())
    Person.objects.filter(pk=alice.pk).update(language="nl")
    said(as_(nora), languages=["fr"], first_language="fr")
    alice.refresh_from_db()
    louvain.refresh_from_db()
    assert (alice.language, louvain.languages) == ("nl", ["nl"])
    assert as_(alice).get("/nl/pages/why/").status_code == 200
