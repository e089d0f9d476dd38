"""A commune shows the finder and the form on its own site, in a browser that gives frames no cookies."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from lampion.enquiries.models import Enquiry
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_asking_and_being_answered import TYPED

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = (
    '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>La commune</title>'
    '<meta name="viewport" content="width=device-width"></head>'
    '<body><main><h1>Agir ici</h1><iframe src="{shown}" title="Trouver un groupe" width="{width}"'
    ' height="700" loading="lazy" referrerpolicy="no-referrer"></iframe></main></body></html>'
)

REFUSED = "chrome-error://chromewebdata/"


class Commune(BaseHTTPRequestHandler):
    """/?show=…&width=… is a page with a frame; /cookie gives a cookie that even frames might keep."""

    def do_GET(self):
        asked = {name: found[-1] for name, found in parse_qs(urlsplit(self.path).query).items()}
        self.server.cookies.append(self.headers.get("Cookie"))
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if self.path.startswith("/cookie"):
            self.send_header("Set-Cookie", "kept=yes; SameSite=None; Secure")
        self.end_headers()
        page = PAGE.format(shown=asked.get("show", "about:blank"), width=asked.get("width", "100%"))
        self.wfile.write(page.encode())

    def log_message(self, *_words):
        """Says nothing."""


@pytest.fixture
def commune():
    """A site of its own: another address and another port than ours."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Commune)
    server.cookies = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    server.url = f"http://127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def listed(belgium, commune):
    belgium.revise({"embedders": [commune.url]}, by=None)


@pytest.fixture
def show(visit, commune, live_server):
    """show("/embed/finder/") opens the commune's page with ours in its frame; returns visitor and frame."""

    def open_commune(address, *, width="100%", **options):
        visitor = visit(**options)
        visitor.expected += [commune.url, "about:blank", "chrome-error:"]
        visitor.sent = []
        visitor.page.on(
            "request", lambda asked: visitor.sent.append((asked.url, asked.all_headers()))
        )
        visitor.page.goto(f"{commune.url}/?width={width}&show={live_server.url}{address}")
        return visitor, frame_of(visitor)

    return open_commune


def frame_of(visitor):
    element = visitor.page.wait_for_selector("iframe")
    frame = element.content_frame()
    frame.wait_for_load_state()
    return frame


def search(frame, typed):
    frame.fill("#q", typed)
    frame.locator(".finder button").click()
    frame.wait_for_url("**/embed/finder/?q=*")


@pytest.mark.parametrize("script", [True, False], ids=["js", "no-js"])
def test_on_a_listed_site_people_search_in_the_frame_and_open_a_group_in_the_window(
    show, listed, louvain, namur, commune, live_server, script
):
    visitor, frame = show("/embed/finder/", java_script_enabled=script)
    search(frame, "1348")
    assert frame.locator(".results .card-title").first.inner_text() == "Louvain-la-Neuve"
    assert frame.locator(".results .distance").count() == 2
    assert visitor.page.url.startswith(commune.url)
    frame.locator(".results .card-title a").first.click()
    visitor.page.wait_for_url("**/groups/12/louvain-la-neuve/**")
    assert visitor.page.url.startswith(live_server.url)
    assert visitor.page.locator("header.site-header").count() == 1


def test_on_a_site_that_is_not_listed_the_frame_stays_empty_until_it_is(
    show, belgium, louvain, commune
):
    visitor, frame = show("/embed/finder/")
    assert frame.url == REFUSED
    refusals = [line for line in visitor.complaints if "frame-ancestors" in line]
    assert len(refusals) == 1
    visitor.complaints.clear()

    belgium.revise({"embedders": [commune.url]}, by=None)
    visitor.page.reload()
    assert frame_of(visitor).locator("#q").count() == 1


@pytest.mark.parametrize("address", ["/", "/find/", "/groups/12/louvain-la-neuve/", "/sign-in/"])
def test_a_listed_site_may_show_nothing_else(show, listed, louvain, address):
    visitor, frame = show(address)
    assert frame.url == REFUSED
    assert any("frame-ancestors" in line for line in visitor.complaints)
    visitor.complaints.clear()


def test_a_region_is_chosen_in_the_frame_and_a_light_opens_in_the_window(
    show, listed, louvain, namur, commune
):
    visitor, frame = show("/embed/finder/")
    frame.locator("a.map-province[aria-label='Namur']").first.focus()
    visitor.page.keyboard.press("Enter")
    frame.wait_for_url("**/embed/finder/?region=wna")
    assert visitor.page.url.startswith(commune.url)
    assert frame.locator("ul.list a").all_inner_texts() == ["Namur"]
    frame.locator("a.map-group").first.click()
    visitor.page.wait_for_url("**/groups/7/namur/**")


def test_a_typo_is_understood_in_the_frame(show, listed, namur, commune):
    visitor, frame = show("/embed/finder/?q=namurr")
    frame.locator("main .tags a", has_text="Namur").first.click()
    frame.wait_for_url("**/embed/finder/?place=*")
    assert frame.locator(".results .card-title").first.inner_text() == "Namur"
    assert visitor.page.url.startswith(commune.url)


def fill(frame, page, **typed):
    for name, value in (TYPED | typed).items():
        frame.fill(f"#id_{name}", value)
    frame.check("#id_old_enough")
    page.wait_for_timeout(3500)  # nobody types a form in less; a robot does
    frame.locator("main form.form button").click()


@pytest.mark.parametrize("script", [True, False], ids=["js", "no-js"])
def test_without_any_cookie_the_form_in_the_frame_becomes_one_request(
    show, listed, louvain, nora, commune, live_server, script
):
    visitor, frame = show("/embed/finder/?q=1348", java_script_enabled=script, viewport=PHONE)
    frame.locator(".call a", has_text="Poser une question").click()
    frame.wait_for_url("**/embed/enquiry/?intent=ask*")
    fill(frame, visitor.page)
    frame.wait_for_selector("a.button[href*='/enquiries/']")
    assert frame.locator("h1").inner_text() == "Merci, nous avons votre demande"
    assert visitor.page.url.startswith(commune.url)
    assert Enquiry.objects.get().intent == "ask"
    ours = [headers for url, headers in visitor.sent if url.startswith(live_server.url)]
    assert ours
    assert not [headers["cookie"] for headers in ours if "cookie" in headers]
    assert visitor.context.cookies() == []

    frame.locator("a.button[href*='/enquiries/']").click()
    visitor.page.wait_for_url(f"{live_server.url}/enquiries/*/")
    assert visitor.page.locator("ol.steps").count() == 1


def test_this_browser_gives_a_frame_of_another_site_no_cookie(visit, commune):
    """The control of the one above: the same cookie comes along when its own page is open."""
    visitor = visit()
    own = commune.url.replace("127.0.0.1", "localhost") + "/cookie"
    visitor.expected += [commune.url, own]
    visitor.page.goto(own)
    visitor.page.goto(own)
    assert commune.cookies[-1] == "kept=yes"
    visitor.page.goto(f"{commune.url}/?show={own}")
    frame_of(visitor)
    assert commune.cookies[-1] is None


def test_who_is_signed_in_writes_in_the_frame_like_anybody(show, listed, louvain, nora, alice):
    visitor, _frame = show("/embed/enquiry/?group=12")
    visitor.sign_in("alice@example.org")
    visitor, frame = show("/embed/enquiry/?group=12", storage_state=visitor.context.storage_state())
    assert [cookie["name"] for cookie in visitor.context.cookies() if cookie["name"] == "session"]
    fill(frame, visitor.page)
    frame.wait_for_selector("a.button[href*='/enquiries/']")
    assert Enquiry.objects.count() == 1
    assert not [headers for url, headers in visitor.sent if "session=" in headers.get("cookie", "")]


def test_what_is_wrong_is_said_in_the_frame_and_nothing_typed_is_lost(
    show, listed, louvain, nora, commune
):
    visitor, frame = show("/embed/enquiry/")
    fill(frame, visitor.page, email="eloise")
    frame.wait_for_selector(".error-summary")
    assert frame.evaluate("document.activeElement.className") == "error-summary"
    frame.locator(".error-summary a").first.click()
    assert frame.evaluate("document.activeElement.id") == "id_email"
    assert frame.input_value("#id_message") == TYPED["message"]
    assert visitor.page.url.startswith(commune.url)
    # Browsers refuse the attribute in a frame, and say so; the script moved the focus.
    visitor.complaints = [line for line in visitor.complaints if "autofocus" not in line]


def test_with_the_keyboard_alone(show, listed, louvain, namur):
    visitor, frame = show("/embed/finder/")
    keyboard = visitor.page.keyboard

    def step_to(test):
        for _step in range(60):
            keyboard.press("Tab")
            if frame.evaluate(f"document.hasFocus() && (({test})(document.activeElement))"):
                return
        pytest.fail(f"the keyboard never comes to {test}")

    step_to("one => one.id === 'q'")
    keyboard.type("5000")
    keyboard.press("Enter")
    frame.wait_for_url("**/embed/finder/?q=5000")
    step_to("one => one.textContent === 'Namur' && one.href.includes('/groups/')")
    keyboard.press("Enter")
    visitor.page.wait_for_url("**/groups/7/namur/**")


@pytest.mark.parametrize("script", [True, False], ids=["js", "no-js"])
def test_the_secretariat_copies_the_lines_and_sees_how_it_looks(visit, nora, louvain, script):
    office = visit(java_script_enabled=script, permissions=["clipboard-read", "clipboard-write"])
    office.sign_in("nora@example.org")
    office.page.goto("/office/embed/")
    lines = office.page.input_value("#finder-fr")
    assert lines.startswith("<iframe ")
    button = office.page.locator("[data-copy='finder-fr']")
    assert button.is_visible() == script
    if script:
        button.click()
        office.page.wait_for_function("document.querySelector('[data-copied]').textContent")
        assert office.page.evaluate("navigator.clipboard.readText()") == lines
    office.page.locator("iframe.preview").scroll_into_view_if_needed()
    assert frame_of(office).locator("#q").count() == 1


LOOKS = {
    "phone-light": {"viewport": PHONE, "color_scheme": "light"},
    "desk-dark": {"viewport": DESK, "color_scheme": "dark"},
}
FRAMED = (
    "/embed/finder/",
    "/embed/finder/?q=1348",
    "/embed/finder/?q=namurr",
    "/embed/finder/?region=wlg",
    "/embed/enquiry/?group=12",
    "/nl/embed/finder/?q=1348",
    "/de/embed/enquiry/",
)


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_in_the_frame(show, listed, louvain, namur, look):
    found = []
    for address in FRAMED:
        visitor, frame = show(address, **LOOKS[look], bypass_csp=True)
        found += [(address, *fault) for fault in visitor.axe(frame)]
        visitor.context.close()
    assert found == []


@pytest.mark.parametrize("width", [280, 320, 600, 1200])
def test_nothing_scrolls_sideways_in_a_frame(show, listed, louvain, namur, width):
    for address in FRAMED:
        visitor, frame = show(address, width=width, viewport={"width": width + 40, "height": 800})
        needs, has = visitor.width(frame)
        assert has <= width
        assert needs <= has, address
        visitor.context.close()
