"""A file made to keep a worker busy, or to end it, costs a bounded time, and once."""

from datetime import UTC, datetime, timedelta

import pytest

from lampion.cases import feed_entries
from lampion.cases.feed_entries import LONGEST_SUMMARY, LONGEST_TITLE, TAGS, entries, read
from lampion.cases.feeds_reading import Fetched
from lampion.cases.models import Feed

AT = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
# Each paragraph opens anew what nobody closed: so read, a text of 20,000 characters takes seconds and 800 MB.
UNCLOSED = "&lt;p&gt;" + "&lt;b xx&gt;" * 900 + "&lt;p&gt;x" * 5000
ITEM = (
    "<item><title>%s</title><link>https://a.example/%d</link><description>%s</description></item>"
)


def hostile(count):
    items = "".join(ITEM % (UNCLOSED, n, UNCLOSED) for n in range(count))
    body = f"<rss><channel>{items}</channel></rss>".encode()
    return entries(body, base="https://a.example/feed.xml", at=AT)


def test_of_a_long_text_only_so_much_is_read_as_its_first_words_need(monkeypatch):
    sizes, clean = [], feed_entries.nh3.clean

    def measured(text, **said):
        sizes.append(len(text))
        return clean(text, **said)

    monkeypatch.setattr(feed_entries.nh3, "clean", measured)
    hostile(1)
    assert len(sizes) == 4  # title and summary, each twice
    assert max(sizes) <= TAGS * max(LONGEST_TITLE, LONGEST_SUMMARY) <= 4000


def test_entries_that_keep_us_busy_are_left_when_the_time_is_over(monkeypatch):
    assert len(hostile(4)) == 4
    clock = iter(range(1000))
    monkeypatch.setattr(feed_entries.time, "monotonic", lambda: float(next(clock)))
    assert len(hostile(30)) == int(feed_entries.LONGEST_SECONDS) - 1


def test_a_file_over_which_a_worker_dies_is_not_what_the_next_one_begins_with(belgium, monkeypatch):
    feed = Feed.follow(belgium, "ma", "https://a.example/feed", title="x", by=None, at=AT)

    def dies(*_said, **_more):
        raise MemoryError

    def getting(url, **_kept):
        return Fetched(b"<rss/>", etag="", modified="", url=url)

    monkeypatch.setattr(feed_entries, "entries", dies)
    waits = []
    for _turn in range(3):
        with pytest.raises(MemoryError):
            read(feed, at=AT, getting=getting)
        feed.refresh_from_db()
        waits.append((feed.next_try_at - AT) // timedelta(hours=1))
    assert waits == [1, 2, 4]
    monkeypatch.undo()
    read(feed, at=AT, getting=getting)  # the control: what is read whole counts as no failure
    feed.refresh_from_db()
    assert (feed.failures, feed.next_try_at) == (0, AT + timedelta(hours=1))
