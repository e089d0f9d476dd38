"""No page of the house stands in a frame of another site but those that are made for it."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.house.addresses import address
from tests.house.looking import LAMPION, project_files
from tests.house.test_doors import doors

FOR_FRAMES = {
    "site:embed-finder",
    "site:section-embed-finder",
    "enquiries:embed-form",
    "enquiries:section-embed-form",
    "petitions:embed",
    "cases:embed-figures",
}
ANCESTORS = re.compile(r"frame-ancestors ([^;]*)")


def shut(answer: HttpResponse) -> bool:
    """Tell whether every browser, new or old, refuses to show the answer in a frame."""
    said = ANCESTORS.findall(answer.get("Content-Security-Policy", ""))
    return said == ["'none'"] and answer.get("X-Frame-Options") == "DENY"


def answers(reader):
    """Each door's answer to the reader, beside its route; what a knock changed is undone."""
    for route, method, _expected in doors():
        with transaction.atomic():
            client = Client(raise_request_exception=False)
            if reader:
                client.force_login(reader)
            answer = getattr(client, method)(address(route))
            if answer.streaming:
                answer.getvalue()  # read to its end, so that its file is closed
            yield route, answer
            transaction.set_rollback(True)


@pytest.mark.parametrize("signed_in", [False, True])
def test_only_what_is_made_for_frames_may_stand_in_one(
    louvain, namur, eloise, nora, karim, signed_in
):
    louvain.section.revise({"embedders": ["https://www.namur.be"]}, by=None)
    opened = set()
    for route, answer in answers(nora if signed_in else None):
        if route in FOR_FRAMES:
            assert ANCESTORS.findall(answer["Content-Security-Policy"]) == [
                "'self' https://www.namur.be"
            ]
            assert "X-Frame-Options" not in answer
        elif not shut(answer):
            opened.add(route)
    assert opened == set()


def test_an_answer_that_says_nothing_or_too_little_is_seen():
    answer = HttpResponse()
    assert not shut(answer)
    answer["X-Frame-Options"] = "DENY"
    assert not shut(answer)
    answer["Content-Security-Policy"] = "default-src 'self'; frame-ancestors 'self'"
    assert not shut(answer)
    answer["Content-Security-Policy"] = "default-src 'self'; frame-ancestors 'none'"
    assert shut(answer)


@pytest.mark.parametrize("page", ["/nothing-here/", "/embed/nobody/finder/", "/regions/nowhere/"])
def test_what_does_not_exist_stands_in_no_frame(client, belgium, page):
    assert shut(client.get(page))


def loose(text: str) -> list[str]:
    """Return forms, and links within the page, that would leave the frame for want of a target."""
    tags = re.findall(r"<form\b[^>]*>|<a\b[^>]*href=\"#[^>]*>", text)
    return [tag for tag in tags if 'target="_self"' not in tag]


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("/embed/finder/", None),
        ("/embed/finder/?q=1348", None),
        ("/embed/finder/?q=namurr", None),
        ("/embed/finder/?region=wna", None),
        ("/embed/enquiry/?group=12", None),
        ("/embed/enquiry/", {"email": "eloise"}),
    ],
)
def test_a_link_opens_at_the_top_but_a_form_and_a_fault_stay_in_the_frame(
    client, louvain, namur, page, typed
):
    text = (client.post(page, typed) if typed else client.get(page)).text
    assert '<base target="_top">' in text
    assert "<form" in text
    assert loose(text) == []
    assert "csrfmiddlewaretoken" not in text


def test_what_would_leave_the_frame_is_seen():
    assert loose('<form method="get"><a href="#id_email">x</a><a href="/groups/">y</a>') == [
        '<form method="get">',
        '<a href="#id_email">',
    ]


def test_whatever_extends_the_bare_layout_answers_only_for_frames():
    """A page of the house in the bare layout would have no menu; one for frames in the full one, a session."""
    bare = {
        path.name
        for path in project_files(".html")
        if path.is_relative_to(LAMPION) and '{% extends "kit/embed.html" %}' in path.read_text()
    }
    assert bare == {
        "embed.html",
        "embed_finder.html",
        "embed_form.html",
        "embed_thanks.html",
        "embed_figures.html",
    }
    assert settings.SESSION_COOKIE_SAMESITE == settings.CSRF_COOKIE_SAMESITE == "Lax"
