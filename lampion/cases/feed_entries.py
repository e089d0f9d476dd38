"""News of others about a country: an RSS or Atom file as entries of plain text, and the job that reads them."""

from __future__ import annotations

import hashlib
import html
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import islice
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, ParseError

import nh3
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from lampion.cases.feeds_reading import Fetched, Unreadable, fetch, parsed
from lampion.cases.models import Feed, FeedEntry, Trouble
from lampion.cases.models.feed import KEPT

JOB = gettext_noop("read the news of others about countries")
# A worker that waits for a server sends no mail meanwhile.
AT_MOST = timedelta(seconds=8)
MOST_ENTRIES = 100
# For the entries of one file; what comes after is left out.
LONGEST_SECONDS = 3.0
LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_LINK = 300, 500, 500
# So many characters of a file are looked at for one that is kept: the others may be tags.
TAGS = 8
_ATOM = "{http://www.w3.org/2005/Atom}"
_DC_DATE = "{http://purl.org/dc/elements/1.1/}date"
_RDF = "{http://purl.org/rss/1.0/}"


@dataclass(frozen=True, slots=True)
class Entry:
    mark: str
    title: str
    link: str
    summary: str
    published_at: datetime


def entries(body: bytes, *, base: str, at: datetime) -> list[Entry]:
    """Return what an RSS (0.9 to 2.0) or Atom file tells, newest first. Raises Unreadable.

    base: where it was found. Only text is kept, and links to pages of the web; what is older than KEPT, or leads
    nowhere, is left out. What says no day, or one to come, counts from `at`. Of a file made to keep us busy only so
    many are read as LONGEST_SECONDS allow.
    """
    try:
        root = fromstring(body)
    except (ParseError, DefusedXmlException, LookupError, ValueError):
        raise Unreadable(Trouble.NOT_A_FEED) from None
    if root.tag == f"{_ATOM}feed":
        found = [_of_atom(one, base, at) for one in _in_time(root.iterfind(f"{_ATOM}entry"))]
    elif root.tag in ("rss", "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF"):
        found = [_of_rss(one, base, at) for one in _in_time(_items(root))]
    else:
        raise Unreadable(Trouble.NOT_A_FEED)
    kept = {one.mark: one for one in found if one and one.published_at > at - KEPT}
    return sorted(kept.values(), key=lambda one: one.published_at, reverse=True)


def _in_time(elements: Iterator[Element]) -> Iterator[Element]:
    until = time.monotonic() + LONGEST_SECONDS
    for one in islice(elements, MOST_ENTRIES):
        if time.monotonic() >= until:
            return
        yield one


def _items(root: Element) -> Iterator[Element]:
    yield from root.iter("item")
    yield from root.iter(f"{_RDF}item")


def _of_rss(item: Element, base: str, at: datetime) -> Entry | None:
    said = {name: item.findtext(name) or item.findtext(f"{_RDF}{name}") or "" for name in _WORDS}
    when = said["pubDate"] or item.findtext(_DC_DATE) or ""
    link = said["link"] or said["guid"]
    return _entry(said["guid"], said["title"], link, said["description"], when, base, at)


_WORDS = ("guid", "title", "link", "description", "pubDate")


def _of_atom(entry: Element, base: str, at: datetime) -> Entry | None:
    def text(name: str) -> str:
        found = entry.find(f"{_ATOM}{name}")
        return "".join(found.itertext()) if found is not None else ""

    links = entry.findall(f"{_ATOM}link")
    best = [one for one in links if one.get("rel", "alternate") == "alternate"] or links
    link = best[0].get("href", "") if best else ""
    when = text("published") or text("updated")
    return _entry(
        text("id"), text("title"), link, text("summary") or text("content"), when, base, at
    )


def _entry(
    name: str, title: str, link: str, summary: str, when: str, base: str, at: datetime
) -> Entry | None:
    address = link_of(link, base)
    if not address:
        return None
    mark = hashlib.sha256((name.strip() or address).encode()).hexdigest()
    said = plain(title, LONGEST_TITLE) or address[:LONGEST_TITLE]
    return Entry(mark, said, address, plain(summary, LONGEST_SUMMARY), moment(when, at))


def link_of(link: str, base: str) -> str:
    """Return the address of a page of the web, or nothing."""
    try:
        address = urljoin(base, link.strip())
        parsed(address)
    except (Unreadable, ValueError):
        return ""
    return address if link.strip() and len(address) <= LONGEST_LINK else ""


def plain(text: str, most: int) -> str:
    """Return the text without tags and control characters, shortened at a word."""
    # So much and no more: tags that nobody closes grow with the square of their number as they are read.
    stripped = html.unescape(nh3.clean(text[: most * TAGS], tags=set()))
    # Once more: what was written as text of tags may have been unfolded into tags.
    stripped = html.unescape(nh3.clean(stripped, tags=set()))
    said = "".join(" " if unicodedata.category(one) in _UNSEEN else one for one in stripped)
    said = " ".join(said.split())
    if len(said) <= most:
        return said
    return said[: most - 1].rsplit(" ", 1)[0][: most - 1] + "…"


# Control characters, and those that turn the direction of what follows.
_UNSEEN = ("Cc", "Cf", "Cs", "Co")


def moment(when: str, at: datetime) -> datetime:
    """Return the moment that a feed writes (RFC 822 or ISO 8601); `at` for none, and for one to come."""
    try:
        found = parsedate_to_datetime(when.strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        try:
            found = datetime.fromisoformat(when.strip())
        except ValueError:
            return at
    try:
        found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return at
    return min(found, at)


def read_feeds(at: datetime) -> None:
    """Read those whose turn has come, for as long as a run may last; the others have their turn in the next."""
    until = timezone.now() + AT_MOST
    for feed in Feed.objects.due(at).select_related("section"):
        read(feed, at=at)
        if timezone.now() >= until:
            return


def read(feed: Feed, *, at: datetime, getting: Callable[..., Fetched] = fetch) -> None:
    """Fetch one, outside of any transaction, and keep what is new; what goes wrong is noted in words."""
    # First: a file over which a worker dies is not the first thing that the next one reads.
    feed.note_try(at=at)
    try:
        got = getting(feed.url, etag=feed.etag, modified=feed.modified)
        found = None if got.body is None else entries(got.body, base=got.url, at=at)
    except Unreadable as problem:
        feed.note_trouble(problem.trouble, status=problem.status, at=at)
        return
    except ValueError:  # what a server wrote that no reader understands stops this feed alone
        feed.note_trouble(Trouble.NOT_A_FEED, at=at)
        return
    with transaction.atomic():
        still = Feed.objects.followed().select_for_update().filter(pk=feed.pk, paused_at=None)
        if not still.exists():
            return
        if found is not None and keep(feed, found):
            feed.section.touch()
        feed.note_read(etag=got.etag, modified=got.modified, at=at)


def keep(feed: Feed, found: list[Entry]) -> int:
    """Keep what is not there yet; returns how many are new."""
    known = set(feed.entries.values_list("mark", flat=True))
    fresh = [
        FeedEntry(
            feed=feed,
            mark=one.mark,
            title=one.title,
            link=one.link,
            summary=one.summary,
            published_at=one.published_at,
        )
        for one in found
        if one.mark not in known
    ]
    return len(FeedEntry.objects.bulk_create(fresh))
