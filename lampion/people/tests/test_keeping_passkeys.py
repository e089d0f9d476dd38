"""A passkey is made, used and taken away; what is not signed by it, here and now, is refused."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from lampion.people.models import AuthenticatorApp, Passkey, RecoveryCode, Session
from tests.signing import code_by_mail, deeds, fully, notices, with_code
from tests.softkey import PRESENT, SoftKey

NEW, DOOR, STEP = "/account/security/passkeys/new/", "/sign-in/passkey/", "/sign-in/second-step/"


def asked(client, address):
    return client.post(f"{address}challenge/").json()


def make(client, key, name="Mon téléphone"):
    answer = key.make(asked(client, NEW))
    return client.post(NEW, {"name": name, "credential": answer})


def come_in(key, client=None, **said):
    """Come in by the passkey alone; return whether the house opened."""
    client = client or Client()
    client.post(DOOR, {"credential": key.sign(asked(client, DOOR), **said)})
    return is_inside(client)


def is_inside(client):
    return client.get("/home/").status_code == 200


@pytest.fixture
def key(alice):
    """The passkey of Alice, who needs none but likes it."""
    made = SoftKey()
    assert make(with_code(alice), made).url == "/account/security/recovery-codes/"
    return made


def test_the_first_passkey_brings_ten_codes_shown_once(alice):
    client = with_code(alice)
    shown = client.get(make(client, SoftKey()).url)
    assert shown.text.count("<li><code>") == 10
    assert "<li><code>" not in client.get("/account/security/recovery-codes/").text
    assert RecoveryCode.objects.left(alice).count() == 10
    assert "Mon téléphone" in client.get("/account/security/").text
    assert make(client, SoftKey(), "Ma clé").url == "/account/security/"
    assert Passkey.objects.of(alice).count() == 2


def test_with_the_first_factor_other_devices_are_signed_out(alice):
    elsewhere, here = with_code(alice), with_code(alice)
    assert is_inside(elsewhere)
    make(here, SoftKey())
    assert is_inside(here)
    assert not is_inside(elsewhere)
    assert Session.objects.filter(person=alice).count() == 1


def test_a_passkey_alone_opens_without_mail(alice, key):
    assert come_in(key, person=alice.pk)
    assert Passkey.objects.get().used_month == timezone.localdate().replace(day=1)


def test_it_opens_without_a_second_code_only_if_it_verified_its_holder(alice, key):
    key.flags = PRESENT
    assert not come_in(key)
    client = with_code(alice)
    client.post(STEP, {"credential": key.sign(asked(client, STEP))})
    assert is_inside(client)


def test_another_site_gets_nothing_out_of_it(alice, key):
    key.origin = "http://127.0.0.1.evil.example:8000"
    assert not come_in(key)
    key.origin, key.site = "http://127.0.0.1:8000", "evil.example"
    assert not come_in(key)
    key.site = "127.0.0.1"
    assert come_in(key)


def test_a_challenge_is_answered_once_in_its_session_for_its_purpose_and_soon(alice, key):
    client = Client()
    answer = key.sign(asked(client, DOOR))
    thief = Client()
    asked(thief, DOOR)
    thief.post(DOOR, {"credential": answer})
    assert not is_inside(thief)
    client.post(DOOR, {"credential": answer})
    assert is_inside(client)
    client.post("/sign-out/")
    client.post(DOOR, {"credential": answer})
    assert not is_inside(client)
    half = with_code(alice)
    half.post(STEP, {"credential": key.sign(asked(half, DOOR))})
    assert not is_inside(half)
    late = Client()
    answer = key.sign(asked(late, DOOR))
    session = late.session
    session["challenge"] |= {"at": "2026-01-01T00:00:00+00:00"}
    session.save()
    late.post(DOOR, {"credential": answer})
    assert not is_inside(late)


def test_a_challenge_put_back_into_the_session_is_still_used_up(alice, key):
    client = Client()
    answer, kept = key.sign(asked(client, DOOR)), client.session["challenge"]
    client.post(DOOR, {"credential": answer})
    assert is_inside(client)
    client.post("/sign-out/")
    asked(client, DOOR)
    session = client.session
    session["challenge"] = kept
    session.save()
    client.post(DOOR, {"credential": answer})
    assert not is_inside(client)


def test_a_copied_key_is_seen_by_its_count(alice, key):
    key.count = 5
    assert come_in(key)
    key.count = 4
    assert not come_in(key)
    key.count = 5
    assert not come_in(key)
    key.count = 6
    assert come_in(key)


def test_another_signature_or_another_holder_is_refused(alice, zoe, key):
    imitation = SoftKey()
    imitation.id = key.id
    assert not come_in(imitation)
    assert not come_in(key, person=zoe.pk)
    client = Client()
    client.post("/sign-in/code/", {"code": code_by_mail(client, zoe.email)})
    make(client, SoftKey())
    half = with_code(zoe)
    half.post(STEP, {"credential": key.sign(asked(half, STEP))})
    assert not is_inside(half)


@pytest.mark.parametrize(
    "answer", ["", "{", "[]", "null", "1", '{"id": 1}', '{"id": "a\\u0000"}', "[" * 9000]
)
def test_what_is_no_answer_is_refused_and_breaks_nothing(alice, key, answer):
    client = Client()
    asked(client, DOOR)
    assert client.post(DOOR, {"credential": answer}).status_code == 422
    member = fully_with(alice, key)
    asked(member, NEW)
    assert member.post(NEW, {"name": "x", "credential": answer}).status_code == 422


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature", "userHandle"])
@pytest.mark.parametrize("broken", ["", "AA", "é", "!!!!", 7, None, {}, "A" * 5000])
def test_an_answer_with_a_broken_part_is_refused_and_breaks_nothing(alice, key, part, broken):
    client = Client()
    said = json.loads(key.sign(asked(client, DOOR), person=alice.pk))
    said["response"][part] = broken
    answer = client.post(DOOR, {"credential": json.dumps(said)})
    empty_handle = part == "userHandle" and broken in ("", None)
    assert answer.status_code == (302 if empty_handle else 422)


def fully_with(person, key):
    client = Client()
    client.post(DOOR, {"credential": key.sign(asked(client, DOOR))})
    return client


def test_a_key_that_is_known_is_not_made_twice(alice, zoe, key):
    assert make(with_code(zoe), key).status_code == 422
    assert Passkey.objects.count() == 1


def test_the_challenge_names_nobody(alice, key):
    said = asked(Client(), DOOR)
    assert said["allowCredentials"] == []
    assert said["userVerification"] == "required"


def test_people_rename_and_remove_their_own_and_hear_of_each_change(alice, zoe, key):
    client, mine = fully_with(alice, key), Passkey.objects.get()
    address = f"/account/security/passkeys/{mine.pk}/"
    assert client.post(address, {"name": "La clé"}).status_code == 302
    assert client.post(address, {"name": ""}).status_code == 422
    assert with_code(zoe).get(address).status_code == 404
    assert with_code(zoe).post(f"{address}removal/").status_code == 404
    asked = client.get(f"{address}removal/")
    assert asked.status_code == 200
    assert "La clé" in asked.text
    assert "codes de secours" in asked.text.split("<main")[1], "it is the last one, and says so"
    assert Passkey.objects.exists()
    assert client.post(f"{address}removal/").status_code == 302
    assert not Passkey.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert deeds(alice) == ["added passkey", "renamed passkey", "removed passkey"]
    assert len(notices()) == 3


def test_who_must_have_a_second_factor_keeps_the_last(nora):
    client = fully(nora)
    asked = client.get("/account/security/app/removal/").text.split("<main")[1]
    assert "ajoutez-en d’abord une autre" in asked
    assert "<form" not in asked
    answer = client.post("/account/security/app/removal/", follow=True)
    assert "ajoutez-en d’abord une autre" in answer.text
    assert AuthenticatorApp.objects.exists()
    make(client, SoftKey())
    assert "dernière" not in client.get("/account/security/app/removal/").text.split("<main")[1]
    client.post("/account/security/app/removal/")
    assert not AuthenticatorApp.objects.exists()
    client.post(f"/account/security/passkeys/{Passkey.objects.get().pk}/removal/")
    assert Passkey.objects.exists()


def test_a_site_that_is_only_a_number_offers_the_app(alice, settings):
    client = with_code(alice)
    assert NEW not in client.get("/account/security/").text
    assert "data-passkey" not in Client().get("/sign-in/").text
    settings.SITE_URL = "https://lampion.example"
    assert NEW in client.get("/account/security/").text
    assert "data-passkey" in Client().get("/sign-in/").text


def test_the_export_holds_names_and_months_and_no_secret(alice, key):
    client = fully_with(alice, key)
    said = json.dumps(client.get("/account/data/?format=json").json(), ensure_ascii=False)
    held = Passkey.objects.get()
    assert "Mon téléphone" in said
    assert f"{timezone.localdate():%Y-%m}" in said
    assert held.credential_id not in said
