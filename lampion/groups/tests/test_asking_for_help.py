"""Members say what they can do and when; whoever shares the work out is told whom to ask, and why."""

import pytest
from django.utils import timezone
from django.utils.translation import override

from conftest import NOW, person
from lampion.groups.first_functions import offer_first_functions
from lampion.groups.models import (
    Function,
    Holding,
    Mandate,
    Membership,
    Offer,
    Pause,
    Profile,
    SectionFunction,
)
from lampion.groups.proposing import proposals
from lampion.kit import registers

DAY = timezone.localdate(NOW)


@pytest.fixture(autouse=True)
def _lists(belgium):
    offer_first_functions(belgium, at=NOW)
    with override("fr"):
        yield


def offers(*names):
    return [Offer.objects.get(words__fr=name) for name in names]


def proposed(group, name):
    found = {str(function): people for function, people in proposals(group, DAY)}
    return found.get(name)


def test_i_say_what_i_can_do_and_the_core_reads_it(as_, alice, bilal, louvain):
    write, evening = offers("Écrire", "En soirée")
    said = {"skills_chosen": [write.pk], "times_chosen": [evening.pk], "skills": "je dessine"}
    assert as_(bilal).post("/account/skills/", said).status_code == 302
    assert set(Profile.objects.get(person=bilal).offers.all()) == {write, evening}
    page = as_(alice).get(f"/members/{Membership.objects.get(person=bilal).pk}/").text
    assert "je dessine" in page
    assert "En soirée" in page


def test_what_was_said_is_taken_back_as_easily(as_, bilal):
    Profile.say(bilal, skills="x", availability="", offers=offers("Écrire"))
    as_(bilal).post("/account/skills/", {})
    held = Profile.objects.get(person=bilal)
    assert (held.skills, held.offers.count()) == ("", 0)


def test_skill_and_time_speak_for_somebody_and_load_against(alice, bilal, louvain):
    dries = Membership.welcome(louvain, person("dries"), by=None, on=DAY).person
    Profile.say(dries, skills="", availability="", offers=offers("Accueillir", "En soirée"))
    first, second, third = proposed(louvain, "Accueil")
    assert [one.person for one in (first, second, third)] == [dries, bilal, alice]
    whys = [why.replace("\xa0", " ") for why in first.whys]
    assert whys == ["sait faire : Accueillir", "est libre : En soirée", "ne fait encore rien"]
    assert "fait déjà 1 chose" in third.whys
    Mandate.give(louvain, dries, Function.TREASURER, by=None, on=DAY)
    for name in ("Presse", "Bougies", "Écoles"):
        function = SectionFunction.objects.get(names__fr=name)
        Holding.give(louvain, dries, function, by=None, on=DAY)
    assert proposed(louvain, "Accueil")[0].person == bilal


def test_whoever_rests_and_whoever_is_not_of_the_core_is_not_proposed(bilal, wim, louvain):
    held = Membership.objects.get(person=bilal)
    Pause.begin(held, since=DAY, until=None, by=bilal, on=DAY)
    people = [one.person for one in proposed(louvain, "Accueil")]
    assert bilal not in people
    assert wim not in people


def test_a_function_that_somebody_has_is_not_asked_for(bilal, louvain):
    function = SectionFunction.objects.get(names__fr="Accueil")
    Holding.give(louvain, bilal, function, by=None, on=DAY)
    assert proposed(louvain, "Accueil") is None


def test_what_the_rooms_above_count_weighs_too(monkeypatch, alice, bilal, louvain):
    monkeypatch.setattr(registers, "_loads", [lambda groups: {(louvain.pk, bilal.pk): 5}])
    people = [one.person for one in proposed(louvain, "Accueil")]
    assert people == [alice, bilal]


def test_looking_at_proposals_changes_nothing(as_, alice, bilal, louvain):
    page = as_(alice).get(f"/my-groups/{louvain.pk}/functions/proposals/")
    assert "Bilal" in page.text
    assert not Holding.objects.exists()


def typed(name, **changes):
    return {f"words_{code}": f"{name} {code}" for code in ("fr", "nl", "de", "en")} | changes


def test_the_section_words_what_it_asks_and_says_what_it_is_useful_for(as_, nora, bilal, louvain):
    office, welcome = as_(nora), SectionFunction.objects.get(names__fr="Accueil")
    office.post("/office/skills/", typed("Langues", sort="skill", functions=[welcome.pk]))
    made = Offer.objects.get(words__fr="Langues fr")
    assert "Langues fr" in as_(bilal).get("/account/skills/").text
    Profile.say(bilal, skills="", availability="", offers=[made])
    assert proposed(louvain, "Accueil")[0].person == bilal
    office.post(f"/office/skills/{made.pk}/", typed("Signes"))
    made.refresh_from_db()
    assert (str(made), made.sort, made.functions.count()) == ("Signes fr", "skill", 0)
    text = office.get("/office/skills/").text
    assert "Signes fr" in text
    assert "1 personne" in text


def test_what_is_asked_no_more_stays_with_who_chose_it_until_they_untick_it(
    as_, nora, alice, bilal
):
    [write] = offers("Écrire")
    Profile.say(bilal, skills="", availability="", offers=[write])
    as_(nora).post(f"/office/skills/{write.pk}/dropping/")
    assert "Écrire" not in as_(alice).get("/account/skills/").text
    assert "Écrire" in as_(nora).get("/office/skills/").text
    as_(bilal).post("/account/skills/", {"skills_chosen": [write.pk], "skills": "vite"})
    assert list(Profile.objects.get(person=bilal).offers.all()) == [write]
    as_(bilal).post("/account/skills/", {"skills_chosen": []})
    assert as_(alice).post("/account/skills/", {"skills_chosen": [write.pk]}).status_code == 422
    assert "Écrire" not in as_(bilal).get("/account/skills/").text


def test_words_lacking_in_a_language_are_asked_for(as_, nora):
    before = Offer.objects.count()
    answer = as_(nora).post("/office/skills/", typed("Langues", sort="skill", words_de=""))
    assert answer.status_code == 422
    assert "Langues nl" in answer.text
    assert Offer.objects.count() == before
