"""What waits for a group is gathered from all rooms, for its agenda and for the home of its members."""

from datetime import date

from lampion.groups.models import Function, Mandate
from lampion.kit.registers import group_matters

TODAY = date(2026, 3, 4)


def titles(*groups):
    return [str(one.title) for one in group_matters([group.pk for group in groups], TODAY)]


def test_newcomers_are_counted_for_the_agenda_and_not_named(eloise, louvain, namur):
    assert titles(louvain) == ["1 nouvelle personne à accueillir"]
    assert [one.group for one in group_matters([louvain.pk, namur.pk], TODAY)] == [louvain.pk]


def test_a_newcomer_waits_on_the_home_of_her_group_for_who_answers(
    as_, eloise, alice, bilal, louvain
):
    home = f"/my-groups/{louvain.pk}/"
    address = f"/newcomers/{eloise.pk}/"
    assert address in as_(alice).get(home).text
    assert address not in as_(bilal).get(home).text


def test_what_concerns_another_group_does_not_stand_on_this_one(as_, eloise, alice, louvain, namur):

    Mandate.give(namur, alice, Function.COORDINATOR, by=None, on=TODAY)
    assert f"/newcomers/{eloise.pk}/" not in as_(alice).get(f"/my-groups/{namur.pk}/").text
