"""Whatever somebody types is kept as words, or refused at its field; nothing runs, nothing is lost."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail as outbox
from django.utils import timezone

from lampion.enquiries.models import Enquiry
from lampion.kit.markdown import to_html
from lampion.mail.actions import UnsafeHeader, queue
from lampion.mail.jobs import send_due
from tests.test_the_main_story import TYPED, ask

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
TEXTS = ("first_name", "last_name", "locality", "message", "skills", "availability", "phone")


def stored(name):
    return getattr(Enquiry.objects.get(), name)


@pytest.mark.parametrize("name", TEXTS)
def test_html_in_a_field_is_shown_as_typed_and_never_runs(client, as_, nora, louvain, name):
    typed = HOSTILE[:28] if name == "phone" else HOSTILE
    answer = ask(client, **{name: typed})
    assert answer.status_code == 302
    assert stored(name) == typed
    office = as_(nora)
    for page in (
        office.get("/office/enquiries/"),
        office.get(f"/office/enquiries/{Enquiry.objects.get().pk}/"),
    ):
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text


def test_emoji_and_other_scripts_are_kept(client, nora, louvain):
    assert ask(client, first_name="Zoë 🕯️", message="Привет 你好 👋🏽").status_code == 302
    assert (stored("first_name"), stored("message")) == ("Zoë 🕯️", "Привет 你好 👋🏽")


@pytest.mark.parametrize("name", ["first_name", "message", "email"])
def test_ten_thousand_characters_are_refused_at_the_field_and_kept(client, nora, louvain, name):
    long = "a" * 10_000
    answer = ask(client, **{name: long})
    assert answer.status_code == 422
    assert f'id="id_{name}_error"' in answer.text
    assert long in answer.text
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize("name", ["first_name", "message", "locality"])
def test_a_nul_byte_is_refused_at_the_field(client, nora, louvain, name):
    answer = ask(client, **{name: "a\0b"})
    assert answer.status_code == 422
    assert f'id="id_{name}_error"' in answer.text


@pytest.mark.parametrize(
    "address",
    ["/find/?q=%00", "/office/enquiries/?q=%00", "/office/groups/?q=a%00", "/api/groups?near=%00"],
)
def test_a_nul_byte_in_an_address_breaks_nothing(as_, nora, louvain, address):
    assert as_(nora).get(address).status_code < 500


@pytest.mark.parametrize("typed", ["9999", "99999999", "-1", "13 48", "0000"])
def test_a_bad_postcode_is_said_and_kept(client, louvain, typed):
    answer = client.get("/find/", {"q": typed})
    assert answer.status_code == 200
    assert f'value="{typed}"' in answer.text


def test_a_line_break_in_a_name_begins_no_header(client, nora, louvain):
    answer = ask(client, first_name="Eve\r\nBcc: all@example.org")
    assert answer.status_code == 302
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        send_due(timezone.now())
    (message,) = outbox.outbox
    assert message.to == [TYPED["email"]]
    assert "Bcc" not in message.message()
    assert "\n" not in message.subject


def test_a_line_break_in_an_address_is_refused(db):
    with pytest.raises(UnsafeHeader):
        queue(
            "people/mail/code",
            to="a@example.org\nBcc: b@example.org",
            language="fr",
            topic="x",
            context={"code": "1"},
        )


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "<script>alert(1)</script>",
        "![x](https://example.org/a.png)",
        "<a href='javascript:alert(1)'>x</a>",
    ],
)
def test_markdown_neither_runs_nor_fetches(text):
    html = to_html(text)
    assert not re.search(r"<script|<img|<a[^>]*href=[\"']?(javascript|data)", html, re.I)


def test_markdown_still_makes_a_link():
    assert '<a href="https://example.org"' in to_html("[x](https://example.org)")


def test_a_robot_that_fills_the_trap_or_types_too_fast_is_refused(client, nora, louvain):
    assert ask(client, website="https://spam.example").status_code == 422
    address = "/enquiries/new/?group=12"
    page = client.get(address).text
    keys = dict(re.findall(r'name="(form_key|consent_version)" value="([^"]+)"', page))
    assert client.post(address, TYPED | keys).status_code == 422
    assert client.post(address, TYPED | keys | {"form_key": "forged"}).status_code == 422
    assert not Enquiry.objects.exists()


def test_a_child_is_told_to_ask_an_adult(client, nora, louvain):
    answer = ask(client, old_enough="")
    assert answer.status_code == 422
    assert 'id="id_old_enough_error"' in answer.text


def test_consent_is_separate_unticked_and_kept_in_its_words(client, nora, louvain):
    from lampion.contacts.models import Consent

    assert (
        "checked"
        not in re.search(r'<input[^>]*name="wants_news"[^>]*>', client.get("/enquiries/new/").text)[
            0
        ]
    )
    ask(client)
    assert not Consent.objects.exists()
    ask(client, wants_news="on", email="mia@example.org")
    consent = Consent.objects.get()
    assert (consent.text.language, consent.text.number) == ("fr", 1)
    assert "nouvelles" in consent.text.words
