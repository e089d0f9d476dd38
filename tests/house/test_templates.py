"""Templates compile, know their variables, and ask no other host for anything."""

import re

import pytest
from django.template import Context, Template
from django.template.loader import get_template

from tests.house.looking import LAMPION, ROOT, project_files

INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\bsrc=)(?![^>]*ld\+json)", re.I
)
ELSEWHERE = re.compile(
    r"""(?:src|href|action|url\()\s*=?\s*["'(]?\s*(?:https?:)?//(?!www\.w3\.org)""", re.I
)


def templates():
    return [path for path in project_files(".html", ".txt", ".xml") if "templates" in path.parts]


def inline(text: str) -> list[str]:
    return INLINE.findall(text)


def elsewhere(text: str) -> list[str]:
    return ELSEWHERE.findall(text)


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.name)
def test_a_template_compiles(path):
    parts = path.relative_to(LAMPION).parts
    get_template("/".join(parts[parts.index("templates") + 1 :]))


def test_a_template_that_does_not_compile_is_seen():
    with pytest.raises(Exception, match="Invalid block tag"):
        Template("{% nonsense %}")


def test_an_undefined_variable_fails():
    with pytest.raises(pytest.fail.Exception):
        Template("{{ nobody }}").render(Context())
    assert Template("{% if nobody %}x{% endif %}").render(Context()) == ""


def test_nothing_is_inline_and_nothing_comes_from_elsewhere():
    for path in templates():
        if path.suffix == ".html" and "mail" not in path.parts:
            text = path.read_text("utf-8")
            assert not inline(text), path
            assert not elsewhere(text), path
    for path in project_files(".css", ".js"):
        if path.is_relative_to(ROOT / "lampion"):
            assert not elsewhere(path.read_text("utf-8")), path


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: red">',
        "<style>p {}</style>",
        '<a onclick="x()">',
        '<a href="javascript:x()">',
        "<script>x()</script>",
    ],
)
def test_what_is_inline_is_seen(text):
    assert inline(text)


@pytest.mark.parametrize(
    "text",
    ['<img src="https://example.org/a.png">', '<script src="//cdn.example">', "url(https://a.b/c)"],
)
def test_what_comes_from_elsewhere_is_seen(text):
    assert elsewhere(text)
