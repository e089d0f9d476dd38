"""A stranger asks for codes to Alice's address until none comes: where she signed in before, hers still comes."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.signing import b62_encode
from django.test import Client

from lampion.mail.models import Message
from lampion.people.known_browsers import COOKIE, MOST
from lampion.people.models.sign_in import OF_KNOWN, OF_STRANGERS, TRIES

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def codes(email="alice@example.org"):
    return Message.objects.filter(topic="sign-in", to_address=email)


def ask(client, email="alice@example.org"):
    """Ask for a code; return whether one was mailed, and what the browser was told."""
    before = codes(email).count()
    answer = client.post("/sign-in/", {"email": email}, REMOTE_ADDR=_somewhere())
    return codes(email).count() > before, (answer.status_code, answer.headers.get("Location"))


_places = iter(range(10_000))


def _somewhere():
    """A stranger has many connections."""
    place = next(_places)
    return f"198.51.{place // 250}.{place % 250 + 1}"


def sign_in(client, email="alice@example.org"):
    assert ask(client, email)[0]
    text = codes(email).latest("pk").text
    code = "".join(re.findall(r"\d{4} \d{4}", text)[0].split())
    assert client.post("/sign-in/code/", {"code": code}).status_code == 302
    return client


def use_up(email="alice@example.org"):
    for _turn in range(50):
        ask(Client(), email)
    assert not ask(Client(), email)[0]


@pytest.fixture
def home(alice, clock):
    """The browser in which Alice signed in last week."""
    client = sign_in(Client())
    client.post("/sign-out/")
    clock.move_to(NOON + timedelta(days=7))
    return client


def test_a_stranger_does_not_keep_her_out_where_she_signed_in_before(home):
    use_up()
    assert ask(home)[0]
    assert sign_in(home).get("/home/").status_code == 200


def test_without_the_cookie_she_waits_three_hours_at_most_and_not_a_day(home, clock):
    """The control: the cookie is what makes the difference."""
    use_up()
    del home.cookies[COOKIE]
    assert not ask(home)[0]
    clock.shift(timedelta(seconds=OF_STRANGERS[1]))
    assert ask(home)[0]


def test_the_answer_is_the_same_for_everybody(home):
    use_up()
    seen = {ask(client, email)[1] for client in (home, Client()) for email in
            ("alice@example.org", "nobody@example.org")}  # fmt: skip
    assert seen == {(302, "/sign-in/code/")}


def test_a_known_browser_has_a_limit_too(home):
    sent = [ask(home)[0] for _turn in range(30)]
    assert sum(sent) == OF_KNOWN[0]


def test_the_cookie_of_one_person_is_worth_nothing_for_another(home, zoe):
    use_up("zoe@example.org")
    assert not ask(home, "zoe@example.org")[0]


def test_two_who_share_a_computer_are_both_known(home, zoe):
    sign_in(home, "zoe@example.org").post("/sign-out/")
    for email in ("zoe@example.org", "alice@example.org"):
        use_up(email)
        assert ask(home, email)[0]


@pytest.mark.parametrize(
    "made_up", ["", "x", "a" * 32, "a" * 32 + "." + "b" * 64, "é" * 32, "." * 90, b62_encode(7)]
)
def test_a_made_up_cookie_is_as_none(home, made_up):
    use_up()
    stranger = Client()
    stranger.cookies[COOKIE] = made_up
    said, answer = ask(stranger)
    assert (said, answer) == (False, (302, "/sign-in/code/"))


def test_the_mark_does_not_fit_other_bits(home):
    use_up()
    bits, mark = home.cookies[COOKIE].value.split(".")
    home.cookies[COOKIE] = f"{bits[::-1]}.{mark}"
    assert not ask(home)[0]


def test_the_cookie_names_nobody_and_no_script_reads_it(alice):
    client = sign_in(Client())
    kept = client.cookies[COOKIE]
    assert kept["httponly"]
    assert kept["samesite"] == "Lax"
    bits, *marks = kept.value.split(".")
    assert (len(bits), [len(mark) for mark in marks]) == (32, [64])
    assert sign_in(Client()).cookies[COOKIE].value != kept.value


def test_whoever_only_asks_gets_no_such_cookie(alice):
    client = Client()
    ask(client)
    assert COOKIE not in client.cookies


def test_it_does_not_grow_without_end(home, louvain):
    from lampion.people.models import Person

    for number in range(MOST + 2):
        email = f"p{number}@example.org"
        Person.objects.create_user(email)
        sign_in(home, email).post("/sign-out/")
    assert len(home.cookies[COOKIE].value.split(".")) == 1 + MOST


def test_guessing_stays_hopeless():
    """All tries of strangers on one address in a year, against the number of codes."""
    most, seconds = OF_STRANGERS
    tries = 365 * 86400 // seconds * most * TRIES
    assert tries / 10**8 < 1 / 1000


def test_an_invited_person_and_one_who_is_inside_are_not_kept_out(alice, nora, clock):
    from lampion.people.models import Invitation

    inside = sign_in(Client())
    clock.shift(timedelta(hours=6))
    use_up()
    token, _made = Invitation.make(alice, by=nora, at=NOON)
    before = codes().count()
    Client().post(f"/invitations/{token}/")
    asked = inside.get("/account/security/app/").url
    inside.post(asked)
    assert codes().count() == before + 2
