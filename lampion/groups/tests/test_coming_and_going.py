"""People join a group, rest, change circle, move to another group and leave, with dates and without loss."""

import pytest
from django.utils import timezone

from conftest import NOW, person
from lampion.groups.actions import move
from lampion.groups.models import (
    AlreadyMember,
    Circle,
    Function,
    Holding,
    LastCoordinator,
    Mandate,
    Membership,
    Pause,
    Power,
    SectionFunction,
)
from lampion.journal.models import Record
from lampion.kit.registers import matters

DAY = timezone.localdate(NOW)


def membership(one):
    return Membership.objects.active().get(person=one)


def page(one):
    return f"/members/{membership(one).pk}/"


def test_whoever_belongs_already_is_not_welcomed_twice(as_, alice, bilal, louvain):
    said = {"first_name": "B", "email": bilal.email, "language": "fr", "circle": "core"}
    answer = as_(alice).post(f"/my-groups/{louvain.pk}/people/new/", said)
    assert answer.status_code == 422
    assert Membership.objects.active().filter(person=bilal).count() == 1


def test_a_pause_shows_its_days_to_the_core_and_its_reason_to_few(as_, alice, bilal, wim, louvain):
    said = {"since": "2026-01-01", "until": "2099-04-30", "reason": "opération du genou"}
    assert as_(bilal).post(f"{page(bilal)}pauses/", said).status_code == 302
    other = Membership.objects.active().get(person=wim)
    other.change_circle(Circle.CORE, by=None)
    people = f"/my-groups/{louvain.pk}/people/"
    assert "2099" in as_(wim).get(people).text
    assert "genou" not in as_(wim).get(people).text
    assert "genou" not in as_(wim).get(page(bilal)).text
    assert "genou" in as_(alice).get(page(bilal)).text


def test_a_pause_that_ends_before_it_begins_is_refused_beside_its_field(as_, bilal):
    said = {"since": "2026-04-30", "until": "2026-04-01"}
    assert as_(bilal).post(f"{page(bilal)}pauses/", said).status_code == 422
    assert not Pause.objects.exists()


def test_a_pause_ends_and_the_next_replaces_the_one_before(bilal):
    one = Pause.begin(membership(bilal), since=DAY, until=None, by=bilal, on=DAY)
    two = Pause.begin(membership(bilal), since=DAY, until=None, by=bilal, on=DAY)
    assert list(Pause.objects.open()) == [two]
    two.end(by=bilal, on=DAY)
    two.end(by=bilal, on=DAY)
    assert not Pause.objects.open().exists()
    assert Record.objects.filter(verb="ended a pause").count() == 1
    assert one.pk != two.pk


def test_whoever_leaves_says_why_and_it_stays_between_few(as_, bilal, louvain):
    said = {"because": "déménage à Liège"}
    assert as_(bilal).post(f"{page(bilal)}leaving/", said).status_code == 302
    gone = Membership.objects.get(person=bilal)
    assert gone.left_on
    assert gone.left_because == "déménage à Liège"
    assert "Liège" not in str(list(Record.objects.values_list("details", flat=True)))


def test_asking_to_leave_changes_nothing_before_it_is_said_twice(as_, bilal):
    assert as_(bilal).get(f"{page(bilal)}leaving/").status_code == 200
    assert membership(bilal)


def test_the_last_responsable_stays(as_, alice, louvain):
    as_(alice).post(f"{page(alice)}leaving/", {"because": ""})
    assert membership(alice)


def test_whoever_answers_for_the_group_stays_in_the_core(as_, alice, louvain):
    as_(alice).post(f"{page(alice)}circle/", {"circle": "network"})
    assert membership(alice).circle == Circle.CORE


def test_a_change_of_circle_is_in_the_journal_with_both(as_, alice, bilal):
    as_(alice).post(f"{page(bilal)}circle/", {"circle": "occasional"})
    assert membership(bilal).circle == Circle.OCCASIONAL
    record = Record.objects.get(verb="moved to another circle")
    assert record.details == {"from": "core", "to": "occasional"}


def test_a_member_moves_in_one_piece_and_both_groups_keep_it(bilal, louvain, namur, zoe):
    before = membership(bilal)
    arrived = move(before, namur, by=bilal, at=NOW)
    before.refresh_from_db()
    assert (before.left_on, arrived.joined_on) == (DAY, DAY)
    assert (arrived.group, arrived.came_from) == (namur, louvain)
    assert Record.objects.about(before).filter(verb="left").exists()
    assert Record.objects.about(arrived).filter(verb="welcomed").exists()
    (told,) = [one for one in matters(zoe, DAY) if one.key.startswith("arrived")]
    assert "Louvain-la-Neuve" in told.title


def test_a_move_that_cannot_be_done_changes_nothing(bilal, alice, louvain, namur):
    Membership.welcome(namur, bilal, by=None, on=DAY)
    with pytest.raises(AlreadyMember):
        move(Membership.objects.active().get(group=louvain, person=bilal), namur, by=bilal, at=NOW)
    assert Membership.objects.active().filter(person=bilal).count() == 2
    with pytest.raises(LastCoordinator):
        move(membership(alice), namur, by=alice, at=NOW)
    assert membership(alice).group == louvain
    assert Mandate.objects.open().filter(person=alice).exists()


def test_a_form_names_only_groups_that_take_people(as_, bilal, louvain, namur):
    assert as_(bilal).post(f"{page(bilal)}move/", {"to": louvain.pk}).status_code == 422
    assert as_(bilal).post(f"{page(bilal)}move/", {"to": namur.pk}).status_code == 302
    assert membership(bilal).group == namur


def test_whoever_moves_begins_outside_the_core_of_the_new_group(bilal, alice, louvain, namur):
    assert move(membership(bilal), namur, by=bilal, at=NOW).circle == Circle.NETWORK


def test_whoever_looks_after_the_people_of_both_groups_keeps_the_circle(
    bilal, alice, louvain, namur
):
    Mandate.give(namur, alice, Function.COORDINATOR, by=None, on=DAY)
    assert move(membership(bilal), namur, by=alice, at=NOW).circle == Circle.CORE


def test_who_looks_after_people_cannot_put_out_whom_the_group_elected(
    as_, bilal, alice, louvain, namur
):
    names = {"fr": "Accueil des membres"}
    function = SectionFunction.offer(louvain.section, names, [Power.PEOPLE], by=None, at=NOW)
    carine = person("carine")
    Mandate.give(louvain, carine, Function.COORDINATOR, by=None, on=DAY)
    Holding.give(louvain, bilal, function, by=None, on=DAY)
    for path, said in (("leaving/", {"because": ""}), ("move/", {"to": namur.pk})):
        assert as_(bilal).post(f"{page(carine)}{path}", said).status_code == 403
        assert as_(bilal).get(f"{page(carine)}{path}").status_code == 403
    assert membership(carine).group == louvain
    assert as_(alice).post(f"{page(carine)}leaving/", {"because": ""}).status_code == 302
