"""A group asks somebody to join: they are a member once they accept, by the link or signed in, and not before."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from conftest import person
from lampion.groups.models import Circle, GroupInvitation, LifeStage, Membership, Stage
from lampion.mail.models import Message
from lampion.people.models import Person


@pytest.fixture
def dora(db):
    """Has an account, and no group."""
    dora = person("dora")
    dora.last_name = "Vandenberg"
    dora.save(update_fields=["last_name"])
    return dora


def typed(email, **changes):
    return {"first_name": "D", "email": email, "language": "fr", "circle": "network"} | changes


@pytest.fixture
def invite(as_, alice, louvain):
    def send(email="dora@example.org"):
        return as_(alice).post(f"/my-groups/{louvain.pk}/people/new/", typed(email))

    return send


def link_to(email):
    body = Message.objects.get(to_address=email, topic="invitation").text
    return re.search(r"/group-invitations/[\w-]+/", body)[0]


def belongs(one):
    return Membership.objects.active().filter(person=one)


def test_who_has_an_account_is_no_member_before_they_accept(as_, alice, dora, invite, louvain):
    assert invite().status_code == 302
    assert not belongs(dora).exists()
    assert as_(dora).get(f"/my-groups/{louvain.pk}/").status_code == 404
    page = as_(alice).get(f"/my-groups/{louvain.pk}/people/").text
    assert "dora@example.org" in page
    assert "Vandenberg" not in page


def test_the_link_shows_and_its_button_makes_a_member_without_signing_in(dora, invite, louvain):
    invite()
    client, link = Client(enforce_csrf_checks=True), link_to("dora@example.org")
    assert "Alice" in client.get(link).text
    assert not belongs(dora).exists()
    client.post(link, {})
    assert not belongs(dora).exists()
    for _twice in range(2):
        client.post(link, {"answer": "yes"})
    joined = belongs(dora).get()
    assert (joined.group, joined.circle) == (louvain, Circle.NETWORK)
    assert "Bienvenue" in client.get(link).text
    assert "_auth_user_id" not in client.session


def test_who_says_no_stays_outside_also_when_they_click_yes_afterwards(dora, invite):
    invite()
    client, link = Client(), link_to("dora@example.org")
    client.post(link, {"answer": "no"})
    client.post(link, {"answer": "yes"})
    assert not belongs(dora).exists()
    assert GroupInvitation.objects.get().reply == "declined"
    assert invite().status_code == 302


def test_who_signs_in_finds_it_on_their_home_and_nobody_else_does(as_, dora, bilal, invite):
    invite()
    address = f"/account/group-invitations/{GroupInvitation.objects.get().pk}/"
    assert address in as_(dora).get("/home/").text
    assert address not in as_(bilal).get("/home/").text
    assert as_(bilal).get(address).status_code == 404
    assert as_(bilal).post(address, {"answer": "yes"}).status_code == 404
    answer = as_(dora).post(address, {"answer": "yes"})
    assert as_(dora).get(answer.url).status_code == 200
    assert belongs(dora).exists()


def test_whoever_has_no_account_is_asked_the_same(invite):
    invite("Jeanne@example.org")
    jeanne = Person.objects.get(email="jeanne@example.org")
    assert not belongs(jeanne).exists()
    Client().post(link_to("jeanne@example.org"), {"answer": "yes"})
    assert belongs(jeanne).exists()


def test_asked_twice_it_is_one_invitation_and_one_mail(dora, invite):
    invite()
    assert invite().status_code == 422
    assert Message.objects.filter(topic="invitation").count() == 1
    GroupInvitation.objects.update(expires_at=timezone.now())
    assert invite().status_code == 302
    assert GroupInvitation.objects.count() == 2


def test_called_off_or_over_the_link_opens_nothing(as_, alice, bilal, dora, invite):
    invite()
    made, link = GroupInvitation.objects.get(), link_to("dora@example.org")
    address = f"/group-invitations/{made.pk}/calling-off/"
    assert as_(bilal).post(address).status_code == 403
    assert Client().get(link).status_code == 200
    as_(alice).post(address)
    assert Client().get(link).status_code == 404
    assert Client().post(link, {"answer": "yes"}).status_code == 404
    assert not belongs(dora).exists()
    assert Message.objects.get(topic="invitation").gave_up_at
    invite()
    GroupInvitation.objects.filter(ended_at=None).update(expires_at=timezone.now())
    assert "group-invitations" not in as_(dora).get("/home/").text


def test_nobody_joins_a_group_that_closed_meanwhile(dora, invite, louvain):
    invite()
    LifeStage.enter(louvain, Stage.CLOSED, by=None, on=timezone.localdate())
    Client().post(link_to("dora@example.org"), {"answer": "yes"})
    assert not belongs(dora).exists()


def test_whoever_came_in_by_another_door_meanwhile_is_one_member(dora, invite, louvain):
    invite()
    Membership.welcome(louvain, dora, by=None, on=timezone.localdate())
    Client().post(link_to("dora@example.org"), {"answer": "yes"})
    assert belongs(dora).count() == 1


def test_whom_a_group_asked_is_forgotten_a_month_after_the_last_day(dora, invite):
    invite()
    later = timezone.now() + timedelta(days=59)
    assert not GroupInvitation.sweep(later)
    assert GroupInvitation.sweep(later + timedelta(days=3)) == 1


def test_the_database_knows_one_open_invitation_to_a_group(dora, invite):
    invite()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO groups_groupinvitation (group_id, person_id, circle, token_hash, by_id,"
            " at, expires_at, reply) SELECT group_id, person_id, circle, 'x', by_id,"
            " at, expires_at, reply FROM groups_groupinvitation"
        )
