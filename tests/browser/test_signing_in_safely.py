"""Passkeys in a real browser, whose authenticator is played by Chromium itself; and the way without JavaScript."""

import pytest

from lampion.people.models import AuthenticatorApp, Passkey
from tests.browser.conftest import DESK
from tests.signing import app_code, last_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def site(live_server, settings):
    settings.SITE_URL = live_server.url


def with_device(visitor):
    """Give the browser a device that knows its holder; return how to speak to it."""
    talk = visitor.context.new_cdp_session(visitor.page)
    talk.send("WebAuthn.enable")
    device = talk.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
    return talk, device


def tab_to(page, selector):
    """Press the tabulator until the focus is there, as somebody without a mouse does."""
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"the focus never came to {selector}")


def make_passkey(page):
    """With the keyboard alone, from the page about sign-in to the recovery codes."""
    page.goto("/account/security/")
    tab_to(page, "a[href='/account/security/passkeys/new/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/passkeys/new/")
    tab_to(page, "#id_name")
    page.keyboard.type("Mon ordinateur")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recovery-codes/")


def test_a_passkey_is_made_and_opens_the_house_by_keyboard_alone(visit, site, louvain, alice):
    visitor = visit(bypass_csp=True)
    with_device(visitor)
    visitor.sign_in(alice.email)
    make_passkey(visitor.page)
    page = visitor.page
    assert page.locator(".key-list code").count() == 10
    assert page.get_by_role("button", name="Imprimer").is_visible()
    fits_and_reads_well(visitor)
    page.set_viewport_size(DESK)
    page.goto("/account/security/")
    page.locator(".site-tools form button").click()
    page.goto("/sign-in/?next=/account/sessions/")
    tab_to(page, "[data-passkey] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/sessions/")
    assert Passkey.objects.get().sign_count > 0


def fits_and_reads_well(visitor):
    """On a small telephone nothing scrolls sideways, and axe finds nothing."""
    visitor.page.set_viewport_size({"width": 320, "height": 640})
    needs, has = visitor.width()
    assert needs <= has
    assert visitor.axe() == []


def test_after_the_code_by_mail_the_passkey_is_the_second_proof(visit, site, nora):
    visitor = visit(bypass_csp=True)
    talk, device = with_device(visitor)
    visitor.sign_in(nora.email)
    page = visitor.page
    page.goto("/account/security/passkeys/new/")
    page.fill("#id_name", "Clé")
    page.locator("[data-passkey] button").click()
    page.wait_for_url("**/account/security/")
    visitor.context.clear_cookies()
    page.goto("/sign-in/")
    page.fill("#id_email", nora.email)
    page.locator("main form button").first.click()
    page.wait_for_url("**/sign-in/code/")
    page.fill("#id_code", last_code(nora.email))
    page.locator("main form button").click()
    page.wait_for_url("**/second-step/")
    fits_and_reads_well(visitor)
    page.locator("[data-passkey] button").click()
    page.wait_for_url("**/home/")
    assert talk.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]


def test_a_device_that_does_not_know_its_holder_opens_nothing_and_the_page_says_so(
    visit, site, louvain, alice
):
    visitor = visit()
    talk, device = with_device(visitor)
    visitor.sign_in(alice.email)
    make_passkey(visitor.page)
    visitor.context.clear_cookies()
    page = visitor.page
    page.goto("/sign-in/")
    refused = {"authenticatorId": device, "isUserVerified": False}
    talk.send("WebAuthn.setUserVerified", refused)
    page.locator("[data-passkey] button").click()
    page.locator("[data-passkey-cancelled]").wait_for(state="visible")
    assert page.url.endswith("/sign-in/")
    talk.send("WebAuthn.setUserVerified", {**refused, "isUserVerified": True})
    page.locator("[data-passkey] button").click()
    page.wait_for_url("**/home/")


def test_the_page_that_helps_who_lost_everything_fits_and_reads_well(visit, nora, karim):
    visitor = visit(bypass_csp=True)
    visitor.sign_in(nora.email)
    visitor.page.goto(f"/office/staff/people/{karim.pk}/factors/")
    assert visitor.page.locator("button.danger").is_visible()
    fits_and_reads_well(visitor)
    visitor.page.goto("/office/staff/")
    fits_and_reads_well(visitor)


def test_without_a_name_the_page_says_what_is_missing(visit, site, louvain, alice):
    visitor = visit()
    with_device(visitor)
    visitor.sign_in(alice.email)
    visitor.page.goto("/account/security/passkeys/new/")
    visitor.page.locator("[data-passkey] button").click()
    visitor.page.locator(".error-summary").wait_for()
    assert not Passkey.objects.exists()


def test_without_javascript_the_app_is_set_up_and_its_code_opens(visit, louvain, alice, nora):
    office = visit(java_script_enabled=False)
    office.sign_in(nora.email)
    office.page.goto("/office/enquiries/")
    assert office.page.locator(".office-name").is_visible()
    member = visit(java_script_enabled=False)
    member.sign_in(alice.email)
    member.page.goto("/account/security/app/")
    assert member.page.locator(".qr-frame svg").is_visible()
    secret = "".join(member.page.locator(".key-groups code").all_inner_texts())
    member.page.fill("#id_app_code", app_code(secret=secret))
    member.page.locator("form:has(#id_app_code) button").click()
    member.page.wait_for_url("**/recovery-codes/")
    assert member.page.locator(".key-list code").count() == 10
    assert not member.page.locator("[data-print]").is_visible()
    assert AuthenticatorApp.objects.filter(person=alice).exists()
