"""The app is set up, moved and removed; what changes is asked for freshly, written down and told."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from conftest import enrol
from lampion.people.models import AuthenticatorApp, RecoveryCode
from tests.signing import app_code, deeds, fully, last_code, notices, with_code

APP, SECURITY, CODES = (
    "/account/security/app/",
    "/account/security/",
    "/account/security/recovery-codes/",
)
PROOF, STEP = "/account/security/proof/", "/sign-in/second-step/"


def shown_secret(client):
    return "".join(re.findall(r"<code>(\w{4})</code>", client.get(APP).text))


def set_up(client):
    secret = shown_secret(client)
    return secret, client.post(APP, {"app_code": app_code(secret=secret)})


def is_inside(client):
    return client.get("/home/").status_code == 200


def test_an_app_counts_once_a_first_code_was_right(alice):
    client = with_code(alice)
    assert "<svg" in client.get(APP).text
    secret = shown_secret(client)
    assert secret == shown_secret(client)
    wrong = app_code(secret=secret, at=timezone.now() + timedelta(hours=1))
    assert client.post(APP, {"app_code": wrong}).status_code == 422
    assert not AuthenticatorApp.objects.exists()
    assert set_up(client)[1].url == CODES
    assert client.get(CODES).text.count("<li><code>") == 10
    assert len(notices()) == 1


def test_the_code_that_confirmed_opens_no_door_afterwards(alice):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        secret, _answer = set_up(with_code(alice))
        half = with_code(alice)
        half.post(STEP, {"app_code": app_code(secret=secret)})
        assert not is_inside(half)
    later = now + timedelta(minutes=1)
    with time_machine.travel(later, tick=False):
        half.post(STEP, {"app_code": app_code(secret=secret, at=later)})
        assert is_inside(half)


def test_another_telephone_takes_the_place_of_the_former(nora):
    client = fully(nora)
    secret, answer = set_up(client)
    assert answer.url == SECURITY
    later = timezone.now() + timedelta(minutes=2)
    with time_machine.travel(later, tick=False):
        former, fresh = with_code(nora), with_code(nora)
        former.post(STEP, {"app_code": app_code(at=later)})
        fresh.post(STEP, {"app_code": app_code(secret=secret, at=later)})
        assert (is_inside(former), is_inside(fresh)) == (False, True)


def test_who_needs_no_second_factor_may_remove_it_and_the_codes_go_too(alice):
    client = with_code(alice)
    set_up(client)
    assert client.post(f"{APP}removal/").url == SECURITY
    assert not AuthenticatorApp.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert is_inside(with_code(alice))
    assert deeds(alice) == ["set up authenticator app", "removed authenticator app"]
    assert len(notices()) == 2


def test_new_recovery_codes_are_made_on_demand_and_only_beside_a_factor(alice, nora):
    assert with_code(alice).post(CODES).url == SECURITY
    assert not RecoveryCode.objects.exists()
    client = fully(nora)
    assert "<li><code>" not in client.get(CODES).text
    assert client.get(client.post(CODES).url).text.count("<li><code>") == 10
    assert RecoveryCode.objects.left(nora).count() == 10
    assert "10" in client.get(SECURITY).text


CHANGES = [
    ("get", "passkeys/new/"), ("post", "passkeys/new/"), ("post", "passkeys/new/challenge/"),
    ("get", "passkeys/1/"), ("post", "passkeys/1/"),
    ("get", "passkeys/1/removal/"), ("post", "passkeys/1/removal/"),
    ("get", "app/"), ("post", "app/"), ("get", "app/removal/"), ("post", "app/removal/"),
    ("get", "recovery-codes/"), ("post", "recovery-codes/"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "page"), CHANGES)
def test_a_change_asks_who_is_there_if_the_last_proof_is_old(nora, method, page):
    client = fully(nora)
    assert PROOF not in getattr(client, method)(SECURITY + page).headers.get("Location", "")
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert getattr(client, method)(SECURITY + page).url.startswith(PROOF)
    assert is_inside(client)


def test_what_is_clicked_too_late_is_not_done_and_says_so(nora):
    client, now = fully(nora), timezone.now()
    page = SECURITY + "app/removal/"
    with time_machine.travel(now + timedelta(minutes=11), tick=False):
        late = client.post(page)
        assert "rien n’a été changé" in client.get(late.url).text
        assert AuthenticatorApp.objects.filter(person=nora).exists()
        proven = client.post(late.url, {"app_code": app_code(at=timezone.now())})
        assert proven.url == page
        assert "rien n’a été changé" not in client.get(page).text, "it is said once"


def test_whoever_only_opens_a_page_late_did_nothing_and_is_told_nothing(nora):
    client = fully(nora)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        asked = client.get(SECURITY + "app/")
        assert "rien n’a été changé" not in client.get(asked.url).text


def test_the_second_proof_leads_back_to_where_one_was(nora):
    client = Client()
    client.force_login(nora)
    asked = client.get(APP).url
    assert "mail" not in client.get(asked).text.split("<main")[1]
    assert client.post(asked, {"app_code": "000000"}).status_code == 422
    assert client.post(asked, {"app_code": app_code()}).url == APP
    assert client.get(APP).status_code == 200
    assert client.get(f"{PROOF}?next=https://evil.example/").status_code == 200
    code = RecoveryCode.make(nora, at=timezone.now())[0]
    evil = client.post(f"{PROOF}?next=https://evil.example/", {"recovery_code": code})
    assert evil.url == "/home/"


def test_who_has_none_yet_proves_it_by_a_code_by_mail(alice):
    client = Client()
    client.force_login(alice)
    asked = client.get(APP).url
    assert client.post(asked).url == "/sign-in/code/"
    assert client.post("/sign-in/code/", {"code": last_code(alice.email)}).url == APP
    assert client.get(APP).status_code == 200


def test_two_who_hold_the_same_app_are_told_apart(alice, nora):
    enrol(alice)
    half = with_code(alice)
    half.post(STEP, {"app_code": app_code()})
    assert is_inside(half)
    assert is_inside(fully(nora))
