"""Markdown of people we do not know, as HTML that can do no harm."""

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr",
    "li", "ol", "p", "pre", "s", "strong", "ul",
}  # fmt: skip
LOWEST = 6

# No images: a page asks no other host for anything.
_parser = MarkdownIt("commonmark", {"html": False}).enable("strikethrough").disable("image")


def to_html(text: str, top: int = 2) -> str:
    """Turn Markdown into safe HTML whose highest heading is `top` (2 to 6): a page keeps its one h1.

    Raises ValueError for a `top` that is not such a level.
    """
    if not 2 <= top <= LOWEST:
        raise ValueError(f"markdown: top heading {top!r}, expected 2 to {LOWEST}")
    tokens = _parser.parse(text.replace("\0", ""))
    _shift_headings(tokens, top)
    return nh3.clean(
        _parser.renderer.render(tokens, _parser.options, {}),
        tags=TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener nofollow",
    )


def _shift_headings(tokens: list[Token], top: int) -> None:
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) - highest + top, LOWEST)}"
