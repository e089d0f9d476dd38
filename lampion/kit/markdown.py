"""Markdown of people we do not know, as HTML that can do no harm."""

from collections.abc import Mapping

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "img",
    "li", "ol", "p", "pre", "s", "strong", "ul",
}  # fmt: skip
LOWEST = 6

# No image is fetched from anywhere: a text may only name pictures that its page holds.
_parser = MarkdownIt("commonmark", {"html": False}).enable("strikethrough")


def to_html(
    text: str, top: int = 2, *, pictures: Mapping[str, str] | None = None, site: str = ""
) -> str:
    """Turn Markdown into safe HTML whose highest heading is `top` (2 to 6): a page keeps its one h1.

    pictures: name -> address of the pictures that the text may show, written ![what it shows](name). Of any
    other picture only the words are left.
    site: put before links to pages of our own, for who reads elsewhere.
    Raises ValueError for a `top` that is not such a level.
    """
    if not 2 <= top <= LOWEST:
        raise ValueError(f"markdown: top heading {top!r}, expected 2 to {LOWEST}")
    tokens = _parser.parse(text.replace("\0", ""))
    _shift_headings(tokens, top)
    _hang_pictures(tokens, pictures or {})
    _lead_home(tokens, site)
    return nh3.clean(
        _parser.renderer.render(tokens, _parser.options, {}),
        tags=TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}, "img": {"src", "alt"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener nofollow",
    )


def _hang_pictures(tokens: list[Token], pictures: Mapping[str, str]) -> None:
    for token in tokens:
        for child in token.children or ():
            if child.type != "image":
                continue
            address = pictures.get(str(child.attrs.get("src", "")))
            if address:
                child.attrs["src"] = address
            else:
                child.type, child.tag, child.children = "text", "", None


def _lead_home(tokens: list[Token], site: str) -> None:
    for token in tokens:
        for child in token.children or ():
            address = str(child.attrs.get("href", ""))
            if address.startswith("/") and not address.startswith("//"):
                child.attrs["href"] = site + address


def _shift_headings(tokens: list[Token], top: int) -> None:
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) - highest + top, LOWEST)}"
