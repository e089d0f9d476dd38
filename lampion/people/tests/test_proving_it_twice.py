"""A code by mail, then a second proof: the app, a passkey, or a code from the sheet in the drawer."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from lampion.people.models import AuthenticatorApp, RecoveryCode
from tests.signing import app_code, code_by_mail, notices, with_code

STEP = "/sign-in/second-step/"
HALF_A_MINUTE = timedelta(seconds=30)


def is_inside(client):
    return client.get("/home/").status_code == 200


def test_with_a_second_factor_the_code_by_mail_is_only_half(nora):
    client = Client()
    code = code_by_mail(client, nora.email)
    assert client.post("/sign-in/code/", {"code": code}).url == STEP
    assert not is_inside(client)
    assert client.get(STEP).status_code == 200
    assert client.post(STEP, {"app_code": app_code()}).url == "/home/"
    assert is_inside(client)


def test_without_one_it_is_enough(alice):
    assert is_inside(with_code(alice))


def test_the_page_that_was_wanted_opens_after_the_second_proof(nora):
    client = Client()
    client.post("/sign-in/?next=/office/enquiries/", {"email": nora.email})
    with_code(nora, client)
    client = Client()
    client.post("/sign-in/?next=https://evil.example/", {"email": nora.email})
    with_code(nora, client)
    assert client.post(STEP, {"app_code": app_code()}).url == "/home/"


@pytest.mark.parametrize(
    ("seconds", "inside"), [(0, True), (-29, True), (29, True), (-120, False), (120, False)]
)
def test_a_code_holds_for_its_half_minute_and_one_on_each_side(nora, seconds, inside):
    now = timezone.now().replace(second=5, microsecond=0)
    with time_machine.travel(now, tick=False):
        client = with_code(nora)
        client.post(STEP, {"app_code": app_code(at=now + timedelta(seconds=seconds))})
        assert is_inside(client) is inside


def test_a_wrong_code_opens_nothing_and_says_so(nora):
    client = with_code(nora)
    wrong = f"{(int(app_code()) + 1) % 10**6:06d}"
    answer = client.post(STEP, {"app_code": wrong})
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert client.post(STEP, {"app_code": "abc"}).status_code == 422
    assert client.post(STEP, {}).status_code == 422
    assert not is_inside(client)


def test_a_code_opens_once(nora):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        code = app_code(at=now)
        assert is_inside_after(nora, code)
        assert not is_inside_after(nora, code)
    with time_machine.travel(now + HALF_A_MINUTE, tick=False):
        assert not is_inside_after(nora, code)
        assert is_inside_after(nora, app_code(at=now + HALF_A_MINUTE))


def is_inside_after(person, code):
    client = with_code(person)
    client.post(STEP, {"app_code": code})
    return is_inside(client)


def test_an_app_whose_seal_is_lost_opens_nothing_and_breaks_nothing(nora):
    AuthenticatorApp.objects.update(sealed="broken")
    assert not is_inside_after(nora, app_code())


def test_the_half_open_door_closes_after_ten_minutes(nora):
    client = with_code(nora)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert client.post(STEP, {"app_code": app_code()}).url == "/sign-in/"
        assert not is_inside(client)


def test_who_types_codes_too_often_waits_and_the_right_one_does_not_help(nora):
    client = with_code(nora)
    now = timezone.now()
    with time_machine.travel(now.replace(minute=5), tick=False):
        for _try in range(10):
            assert client.post(STEP, {"recovery_code": "0000"}).status_code == 422
        assert client.post(STEP, {"app_code": app_code()}).status_code == 422
        assert not is_inside(client)


def test_a_stranger_learns_nothing_about_who_has_a_second_factor(nora, alice):
    def asked(email):
        client = Client()
        pages = [client.post("/sign-in/", {"email": email}), client.get("/sign-in/code/")]
        pages.append(client.post("/sign-in/code/", {"code": "00000000"}))
        pages.append(client.get(STEP))
        return [(page.status_code, page.headers.get("Location")) for page in pages]

    assert asked(nora.email) == asked(alice.email) == asked("nobody@example.org")


def test_the_second_step_alone_leads_nowhere(nora):
    stranger = Client()
    assert stranger.post(STEP, {"app_code": app_code()}).url == "/sign-in/"
    assert stranger.post(f"{STEP}challenge/").status_code == 403
    assert not is_inside(stranger)


def test_a_recovery_code_opens_once_however_it_is_written_and_its_owner_hears_of_it(nora):
    codes = RecoveryCode.make(nora, at=timezone.now())
    assert len(set(codes)) == 10
    client = with_code(nora)
    client.post(STEP, {"recovery_code": f" {codes[0].upper().replace('-', ' ')} "})
    assert is_inside(client)
    assert RecoveryCode.objects.left(nora).count() == 9
    assert len(notices()) == 1
    again = with_code(nora)
    assert again.post(STEP, {"recovery_code": codes[0]}).status_code == 422
    assert not is_inside(again)


def test_new_recovery_codes_end_the_former_ones_and_are_of_use_to_nobody_else(nora, karim):
    now = timezone.now()
    former = RecoveryCode.make(nora, at=now)[0]
    fresh = RecoveryCode.make(nora, at=now)[0]
    assert not RecoveryCode.redeem(nora, former, at=now)
    assert not RecoveryCode.redeem(karim, fresh, at=now)
    assert RecoveryCode.redeem(nora, fresh, at=now)


def test_neither_code_nor_secret_can_be_read_in_the_database(nora):
    codes = RecoveryCode.make(nora, at=timezone.now())
    held = str(list(RecoveryCode.objects.values())) + str(list(AuthenticatorApp.objects.values()))
    assert "JBSWY3DP" not in held
    assert codes[0] not in held
    assert codes[0].replace("-", "") not in held
