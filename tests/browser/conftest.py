"""A real Chromium on a real server. Skipped, loudly, where there is no Chromium."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pyotp
import pytest
from django.conf import settings
from playwright.sync_api import Browser, Frame, Page, sync_playwright

from conftest import APP_SECRET
from lampion.kit.catalogues import compile_all
from lampion.mail.models import Message
from lampion.people.models import AuthenticatorApp

# Playwright keeps an event loop in this thread; the tests still talk to the database one step at a time.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}


@pytest.fixture(scope="session")
def chromium():
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.skip("there is no Chromium on this machine")
    compile_all()
    with sync_playwright() as playwright:
        # Playwright switches off the memory of the "back" button, which people's browsers have.
        browser = playwright.chromium.launch(
            executable_path=found,
            args=FLAGS,
            ignore_default_args=["--disable-back-forward-cache"],
        )
        yield browser
        browser.close()


class Visitor:
    """Somebody with a browser. Whatever the page asks of another host, or complains about, is kept."""

    def __init__(self, browser: Browser, host: str, **options) -> None:
        self.host = host
        self.context = browser.new_context(locale="fr-BE", base_url=host, **options)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.expected = [host, "data:", "blob:"]
        self.strangers: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", self._note_request)
        self.page.on("console", self._note_complaint)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note_request(self, request) -> None:
        if not request.url.startswith(tuple(self.expected)):
            self.strangers.append(request.url)

    def _note_complaint(self, message) -> None:
        if (
            message.type == "error"
            and "the server responded with a status of 4" not in message.text
        ):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def sign_in(self, email: str) -> None:
        self.page.goto("/sign-in/")
        self.page.fill("#id_email", email)
        self.page.locator("main form button").first.click()
        self.page.wait_for_url("**/sign-in/code/")
        text = Message.objects.filter(topic="sign-in", to_address=email).latest("pk").text
        code = re.search(r"\d{4} \d{4}", text)
        assert code
        self.page.fill("#id_code", code[0])
        self.page.locator("main form button").click()
        self.page.wait_for_url(re.compile("/home/|/sign-in/second-step/"))
        if "second-step" in self.page.url:
            self._prove()
        self.page.wait_for_url("**/home/")

    def _prove(self) -> None:
        """Type the code of the app; a code of the same half minute may have been used by this test before."""
        AuthenticatorApp.objects.update(last_step=0)
        self.page.fill("#id_app_code", pyotp.TOTP(APP_SECRET).now())
        self.page.locator("form:has(#id_app_code) button").click()

    def width(self, frame: Frame | None = None) -> tuple[int, int]:
        """Return what the page needs and what the window or the frame has, in pixels."""
        where = frame or self.page
        needs, has = where.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        return needs, has

    def axe(self, frame: Frame | None = None) -> list[tuple[str, list]]:
        source = Path(settings.NODE_DIR, "axe-core/axe.min.js").read_text("utf-8")
        where = frame or self.page
        where.evaluate(source)
        found = where.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            (fault["id"], [node["target"] for node in fault["nodes"]])
            for fault in found["violations"]
        ]


@pytest.fixture
def visit(chromium, live_server):
    """visit(viewport=..., ...) opens a browser window; at the end nobody complained or called a stranger."""
    visitors = []

    def open_window(**options) -> Visitor:
        visitors.append(Visitor(chromium, live_server.url, **{"viewport": DESK, **options}))
        return visitors[-1]

    yield open_window
    for visitor in visitors:
        visitor.context.close()
        assert visitor.strangers == []
        assert visitor.complaints == []
