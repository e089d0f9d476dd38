"""News of others are read without being led into our own network, drowned, or kept waiting."""

from __future__ import annotations

import gzip
import socket
from datetime import UTC, datetime, timedelta

import pytest

from lampion.cases import feeds_reading
from lampion.cases.feed_entries import entries, moment, plain, read, read_feeds
from lampion.cases.feeds_reading import MOST_BYTES, Unreadable, fetch, is_public
from lampion.cases.models import Feed, FeedEntry, Trouble

AT = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def anywhere(address: str) -> bool:
    """Let the test talk to its own server."""
    return True


def trouble(url: str, **said) -> Trouble:
    with pytest.raises(Unreadable) as caught:
        fetch(url, **{"allowed": anywhere, "seconds": 5} | said)
    return caught.value.trouble


# --- where it may go --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "224.0.0.1", "239.1.1.1", "255.255.255.255", "240.0.0.1", "192.0.0.1", "198.18.0.1",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2002:c0a8:101::",
        "2001:0:0:0:0:0:80ff:fffe", "2001:db8::1",
    ],
)  # fmt: skip
def test_an_address_that_is_not_of_the_public_internet_is_refused(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]
)
def test_a_public_address_is_not(address):
    assert is_public(address)


def test_a_server_on_loopback_is_not_talked_to_unless_the_test_allows_it(served):
    url = served.file("/feed", b"x")
    assert trouble(url, allowed=is_public) == Trouble.PRIVATE
    assert trouble(served.url("/feed", host="localhost"), allowed=is_public) == Trouble.PRIVATE
    assert served.asked == []
    assert fetch(url, allowed=anywhere).body == b"x"


def test_a_name_with_one_private_address_among_others_is_refused_whole(served, monkeypatch):
    def both(host, port, **_kwargs):
        return [(socket.AF_INET, 1, 6, "", (ip, port)) for ip in ("93.184.215.14", "127.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    assert trouble(served.file("/feed", b"x"), allowed=is_public) == Trouble.PRIVATE
    assert served.asked == []


def test_a_name_that_says_something_else_a_moment_later_is_looked_up_once(served, monkeypatch):
    """The first answer may be talked to, the second is our own machine: it is never asked for."""
    said, real = [], socket.getaddrinfo

    def turning(host, port, *args, **kwargs):
        if host != "turning.example":
            return real(host, port, *args, **kwargs)
        said.append(host)
        return [(socket.AF_INET, 1, 6, "", ("127.0.0.1" if len(said) > 1 else "127.0.0.2", port))]

    monkeypatch.setattr(socket, "getaddrinfo", turning)
    monkeypatch.setattr(feeds_reading, "is_public", lambda ip: ip == "127.0.0.2")
    url = served.file("/feed", b"x")
    port = url.split(":")[2].split("/")[0]
    address = f"http://turning.example:{port}/feed"
    # Nobody listens on 127.0.0.2: it does not go to 127.0.0.1 instead.
    assert trouble(address, allowed=lambda ip: ip == "127.0.0.2") == Trouble.NO_CONNECTION
    assert said == ["turning.example"]
    assert served.asked == []


def test_each_step_to_another_address_is_asked_about(served):
    url = served.leading("/feed", "http://10.0.0.1/secret")
    assert trouble(url, allowed=lambda ip: ip == "127.0.0.1") == Trouble.PRIVATE
    for target in (
        "file:///etc/passwd",
        "ftp://example.org/x",
        "gopher://example.org/",
        "http://user:pw@127.0.0.1/",
    ):
        assert trouble(served.leading("/away", target)) == Trouble.NOT_AN_ADDRESS


def test_three_steps_are_followed_and_not_a_fourth(served):
    served.file("/4", b"there")
    for step in range(4):
        served.leading(f"/{step}", served.url(f"/{step + 1}"))
    assert fetch(served.url("/1"), allowed=anywhere).body == b"there"
    assert trouble(served.url("/0")) == Trouble.TOO_MANY_STEPS


@pytest.mark.parametrize(
    "url",
    ["", "news", "file:///etc/passwd", "javascript:alert(1)", "http://", "http://a b.example/", "http://x:99999/",
     "http://user@example.org/", "http://example.org/\r\nHost: other"],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused(url):
    assert trouble(url) == Trouble.NOT_AN_ADDRESS


# --- how much and how long --------------------------------------------------------------------


def test_a_file_without_end_is_left_at_two_megabytes(served):
    sent = []

    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        piece = b"x" * 65536
        for _turn in range(16_384):  # a gigabyte, if somebody took it
            handler.wfile.write(piece)
            sent.append(len(piece))

    served.paths["/feed"] = endless
    assert trouble(served.url("/feed")) == Trouble.TOO_LARGE
    assert sum(sent) < 64 * 1024 * 1024
    just = served.file("/just", b"x" * MOST_BYTES)
    assert len(fetch(just, allowed=anywhere).body) == MOST_BYTES
    assert trouble(served.file("/more", b"x" * (MOST_BYTES + 1))) == Trouble.TOO_LARGE


def test_what_unpacks_to_far_too_much_is_left_while_it_is_small(served):
    bomb = gzip.compress(b"\0" * 200_000_000, 9)
    assert len(bomb) < MOST_BYTES
    assert trouble(served.file("/bomb", bomb, Content_Encoding="gzip")) == Trouble.TOO_LARGE
    good = served.file("/good", gzip.compress(b"hello"), Content_Encoding="gzip")
    assert fetch(good, allowed=anywhere).body == b"hello"
    other = served.file("/other", b"hello", Content_Encoding="br")
    assert trouble(other) == Trouble.NOT_A_FEED


@pytest.mark.parametrize("begin", [b"HTTP/1.0 200 OK\r\n\r\n", b"HTTP/1.0 200 OK\r\nX: ", b""])
def test_a_server_that_sends_a_byte_now_and_then_is_left_when_the_time_is_over(served, begin):
    """In the file, in its headers, or before it says a word."""

    def drip(handler):
        handler.wfile.write(begin)
        while not served.over.wait(0.05):
            handler.wfile.write(b"x" if begin else b"")

    served.paths["/feed"] = drip
    assert trouble(served.url("/feed"), seconds=0.6) == Trouble.TOO_SLOW
    # The control: with the time it needs, the same server is listened to.
    served.paths["/feed"] = lambda handler: (
        served.over.wait(0.2),
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\nx"),
    )
    assert fetch(served.url("/feed"), allowed=anywhere, seconds=5).body == b"x"


def test_a_file_that_breaks_off_is_not_taken_for_whole(served):
    def short(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "100")
        handler.end_headers()
        handler.wfile.write(b"<rss>")

    served.paths["/feed"] = short
    assert trouble(served.url("/feed")) == Trouble.NO_CONNECTION


def test_a_server_that_says_no_or_nothing(served):
    with pytest.raises(Unreadable) as caught:
        fetch(served.url("/nothing"), allowed=anywhere)
    assert (caught.value.trouble, caught.value.status) == (Trouble.REFUSED, 404)
    assert trouble("http://nobody.invalid/") == Trouble.UNKNOWN_NAME
    port = served.server.server_port
    served.stop()
    assert trouble(f"http://127.0.0.1:{port}/") == Trouble.NO_CONNECTION


def test_an_unknown_certificate_is_not_trusted_and_a_plain_server_speaks_no_tls(served):
    assert trouble(served.url("/").replace("http:", "https:")) == Trouble.NO_CONNECTION


# --- what it says -----------------------------------------------------------------------------

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>
<item><title>Two &amp;amp; &lt;b&gt;bold&lt;/b&gt;</title><link>/story/1</link><guid>one</guid>
<description>&lt;p&gt;Words&lt;script&gt;alert(1)&lt;/script&gt; here&lt;/p&gt;</description>
<pubDate>Tue, 03 Mar 2026 08:00:00 GMT</pubDate></item>
<item><title>Bad link</title><link>javascript:alert(1)</link></item>
<item><title>Old</title><link>https://a.example/old</link><pubDate>Tue, 03 Mar 2020 08:00:00 GMT</pubDate></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><id>urn:1</id>
<title type="html">إفراج</title><link rel="edit" href="https://a.example/edit"/>
<link rel="alternate" href="https://a.example/1"/><updated>2026-03-02T10:00:00+01:00</updated>
<summary>Court</summary></entry></feed>"""


def of(text: str | bytes):
    body = text if isinstance(text, bytes) else text.encode()
    return entries(body, base="https://a.example/feed.xml", at=AT)


def test_an_rss_file_is_read_as_text_with_links_to_the_web():
    (only,) = of(RSS)
    assert only.title == "Two & bold"
    assert only.link == "https://a.example/story/1"
    assert only.summary == "Words here"
    assert only.published_at == datetime(2026, 3, 3, 8, tzinfo=UTC)


def test_an_atom_file_is_read_too_in_any_script():
    (only,) = of(ATOM)
    assert (only.title, only.link) == ("إفراج", "https://a.example/1")
    assert only.published_at == datetime(2026, 3, 2, 9, tzinfo=UTC)


BOMB = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">%s]><rss><channel><item><title>&z;</title><link>https://a.example/</link></item></channel></rss>'
GROWING = "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(25))
READING = '<!DOCTYPE r [<!ENTITY z SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&z;</title><link>https://a.example/</link></item></channel></rss>'


@pytest.mark.parametrize(
    "text",
    [BOMB % GROWING, READING, "<html><body>x</body></html>", "{}", "", "<rss>", b"\xff\xfe\x00", "<a" + ">" * 9,
     '<?xml version="1.0" encoding="nonsense"?><rss/>'],
    ids=["entities that grow", "a file of ours", "a page", "json", "empty", "cut off", "bytes", "broken", "encoding"],
)  # fmt: skip
def test_what_is_no_feed_or_would_harm_is_refused(text):
    with pytest.raises(Unreadable) as caught:
        of(text)
    assert caught.value.trouble == Trouble.NOT_A_FEED


def test_a_feed_with_a_document_type_and_no_entities_is_read():
    """The control of the one above."""
    assert of(
        "<!DOCTYPE rss><rss><channel><item><title>t</title><link>https://a.example/</link></item></channel></rss>"
    )


def test_very_deep_and_very_many_elements_are_borne():
    deep = b"<rss>" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</rss>"
    assert of(deep) == []
    many = "".join(
        f"<item><title>{n}</title><link>https://a.example/{n}</link></item>" for n in range(5000)
    )
    assert len(of(f"<rss><channel>{many}</channel></rss>")) == 100


def test_text_is_plain_and_short():
    assert plain("a\u202eb\x00\x07\n c", 100) == "a b c"
    assert len(plain("word " * 1000, 500)) <= 500
    assert plain("<style>p{}</style><p>x</p>", 100) == "x"


def test_a_day_that_is_none_or_is_to_come_counts_from_now():
    for when in (
        "",
        "yesterday",
        "Tue, 03 Mar 2099 08:00:00 GMT",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
    ):
        assert moment(when, AT) <= AT


# --- as a job ---------------------------------------------------------------------------------


@pytest.fixture
def feed(belgium):
    return Feed.follow(belgium, "ma", "https://a.example/feed", title="Witness", by=None, at=AT)


def got(url, **said):
    return lambda _url, **kept: fetch(url, allowed=anywhere, **kept)


def test_what_is_new_is_kept_once_and_an_unchanged_file_is_not_sent_again(feed, served):
    def answer(handler):
        same = handler.headers.get("If-None-Match") == '"1"'
        handler.send_response(304 if same else 200)
        handler.send_header("ETag", '"1"')
        handler.end_headers()
        handler.wfile.write(
            b"" if same else RSS.replace("/story", "https://a.example/story").encode()
        )

    served.paths["/feed"] = answer
    for turn in range(3):
        read(feed, at=AT + timedelta(hours=turn), getting=got(served.url("/feed")))
        feed.refresh_from_db()
    assert FeedEntry.objects.count() == 1
    assert feed.trouble == ""
    assert feed.read_at == AT + timedelta(hours=2)
    assert [asked[1].get("If-None-Match") for asked in served.asked] == [None, '"1"', '"1"']


def test_what_goes_wrong_is_said_in_words_and_tried_again_less_and_less_often(
    feed, served, as_, nora
):
    waits = []
    for _turn in range(8):
        read(feed, at=AT, getting=got(served.url("/nothing")))
        feed.refresh_from_db()
        waits.append((feed.next_try_at - AT) // timedelta(hours=1))
    assert waits == [1, 2, 4, 8, 16, 24, 24, 24]
    page = as_(nora).get("/office/feeds/").text
    assert "(404)" in page
    assert str(Trouble.REFUSED.label) in page


def test_the_job_refuses_our_own_network_by_itself(feed, served):
    Feed.objects.update(url=served.file("/feed", RSS.encode()))
    read_feeds(AT)
    feed.refresh_from_db()
    assert feed.trouble == Trouble.PRIVATE
    assert served.asked == []


def test_a_paused_or_removed_feed_is_not_read_and_what_came_from_it_goes(
    feed, nora, client, served
):
    url = served.file("/feed", RSS.replace("/story", "https://a.example/story").encode())
    read(feed, at=AT, getting=got(url))
    page = "/countries/ma-maroc/"
    assert "Two &amp; bold" in client.get(page).text
    feed.pause(by=nora, at=AT)
    assert list(Feed.objects.due(AT + timedelta(days=9))) == []
    feed.resume(by=nora, at=AT)
    assert list(Feed.objects.due(AT)) == [feed]
    feed.remove(by=nora, at=AT)
    assert "Two &amp; bold" not in client.get(page).text
    assert list(Feed.objects.due(AT + timedelta(days=9))) == []


def test_entries_leave_after_ninety_days(feed, served):
    read(feed, at=AT, getting=got(served.file("/feed", RSS.encode())))
    assert FeedEntry.sweep(AT + timedelta(days=88)) == 0
    assert FeedEntry.sweep(AT + timedelta(days=90)) == 1


def test_the_office_refuses_an_address_that_is_none(as_, nora, belgium):
    for url in ("file:///etc/passwd", "javascript:alert(1)", "http://a:b@example.org/"):
        typed = {"country": "ma", "title": "x", "url": url}
        assert as_(nora).post("/office/feeds/", typed).status_code == 422
    typed = {"country": "ma", "title": "x", "url": "https://example.org/feed"}
    assert as_(nora).post("/office/feeds/", typed).status_code == 302
    assert as_(nora).post("/office/feeds/", typed).status_code == 302
    assert Feed.objects.count() == 1
