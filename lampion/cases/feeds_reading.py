"""Fetching what somebody else serves, without being led into our own network, drowned, or kept waiting."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from lampion.cases.models import Trouble

MOST_BYTES = 2 * 1024 * 1024
MOST_STEPS = 3
# For all of it: names, connections, steps from one address to the next, and the file.
LONGEST_SECONDS = 10.0
_PIECE = 16 * 1024
_MOVED = (301, 302, 303, 307, 308)
# NAT64 (RFC 6052) and IPv4-compatible addresses carry one of another kind inside.
_CARRIERS = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::/96"))
IP = ipaddress.IPv4Address | ipaddress.IPv6Address


class Unreadable(Exception):
    """The feed could not be fetched. status: what its server answered instead, or 0."""

    def __init__(self, trouble: Trouble, status: int = 0) -> None:
        super().__init__(trouble)
        self.trouble, self.status = trouble, status


@dataclass(frozen=True, slots=True)
class Fetched:
    """body: None where nothing changed since the last time. url: where it was found at last."""

    body: bytes | None
    etag: str
    modified: str
    url: str


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet, and none that leads back to us or to our neighbours."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if inner:
            return _is_open(ip.ipv4_mapped or ip) and _is_open(inner)
        if any(ip in network for network in _CARRIERS):
            return False
    return _is_open(ip)


def _is_open(ip: IP) -> bool:
    shut = ip.is_multicast or ip.is_reserved or ip.is_loopback or ip.is_link_local
    shut = shut or (isinstance(ip, ipaddress.IPv6Address) and ip.is_site_local)
    return ip.is_global and not shut and not ip.is_unspecified


def fetch(
    url: str,
    *,
    etag: str = "",
    modified: str = "",
    allowed: Callable[[str], bool] = is_public,
    seconds: float = LONGEST_SECONDS,
    most_bytes: int = MOST_BYTES,
) -> Fetched:
    """Return the file at `url`. Raises Unreadable.

    allowed: whether an IP address may be talked to. The name is looked up once, all its addresses are asked about,
    and the connection is made to one of these: what the name says a moment later changes nothing.
    """
    until = time.monotonic() + seconds
    for _step in range(MOST_STEPS + 1):
        with _answer(url, etag, modified, allowed, until) as answer:
            if answer.status in _MOVED and answer.headers.get("Location"):
                url = _further(url, str(answer.headers["Location"]))
                continue
            if answer.status == 304:
                return Fetched(None, etag, modified, url)
            if answer.status != 200:
                raise Unreadable(Trouble.REFUSED, answer.status)
            said = (_on_one_line(answer.headers.get(name)) for name in ("ETag", "Last-Modified"))
            etag, modified = next(said)[:200], next(said)[:100]
            return Fetched(_body(answer, most_bytes, until), etag, modified, url)
    raise Unreadable(Trouble.TOO_MANY_STEPS)


def _further(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise Unreadable(Trouble.REFUSED) from None


def _on_one_line(said: object) -> str:
    """Return what a header says, on one line: it is sent back the next time."""
    return "".join(sign for sign in str(said or "") if sign.isprintable())


@contextmanager
def _answer(
    url: str, etag: str, modified: str, allowed: Callable[[str], bool], until: float
) -> Iterator[http.client.HTTPResponse]:
    parts = parsed(url)
    line = _connect(parts, _addresses(parts, allowed), until)
    # A server that sends a byte now and then never lets one wait: the line itself is cut when the time is over.
    cutter = threading.Timer(max(0.01, until - time.monotonic()), _cut, [line.watched])
    cutter.daemon = True
    cutter.start()
    try:
        with _told(until):
            line.request("GET", _path(parts), headers=_headers(parts, etag, modified))
            answer = line.getresponse()
        with answer, _told(until):
            yield answer
    finally:
        cutter.cancel()
        line.watched.close()
        line.close()


def parsed(url: str) -> SplitResult:
    """Return the parts of an address of the web. Raises Unreadable for any other, and for one with a password in it."""
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError:
        raise Unreadable(Trouble.NOT_AN_ADDRESS) from None
    plain = url.isascii() and url.isprintable() and " " not in url
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or not plain
        or "@" in parts.netloc
    ):
        raise Unreadable(Trouble.NOT_AN_ADDRESS)
    return parts


def _port_of(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _path(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _headers(parts: SplitResult, etag: str, modified: str) -> dict[str, str]:
    said = {
        "Host": parts.netloc,
        "User-Agent": "Lampion (reads feeds)",
        "Accept": "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.1",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }
    if etag:
        said["If-None-Match"] = etag
    if modified:
        said["If-Modified-Since"] = modified
    return said


def _addresses(parts: SplitResult, allowed: Callable[[str], bool]) -> list[str]:
    """Return the addresses of the name; if any of them is not allowed, none is talked to."""
    try:
        found = socket.getaddrinfo(parts.hostname, _port_of(parts), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreadable(Trouble.UNKNOWN_NAME) from None
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not addresses:
        raise Unreadable(Trouble.UNKNOWN_NAME)
    if not all(allowed(address) for address in addresses):
        raise Unreadable(Trouble.PRIVATE)
    return addresses


class _Line(http.client.HTTPConnection):
    """A connection over a socket that was made before. watched: a second handle on it, to cut it by."""

    def __init__(self, host: str, made: socket.socket, watched: socket.socket) -> None:
        super().__init__(host)
        self.sock, self.watched = made, watched

    def connect(self) -> None:
        """It is; and it is never made anew, by a name that may say something else meanwhile."""
        if self.sock is None:
            raise OSError


def _connect(parts: SplitResult, addresses: list[str], until: float) -> _Line:
    for address in addresses:
        left = until - time.monotonic()
        if left <= 0:
            raise Unreadable(Trouble.TOO_SLOW)
        try:
            made = socket.create_connection((address, _port_of(parts)), timeout=left)
        except OSError:
            continue
        return _line(parts, made, until)
    raise Unreadable(Trouble.TOO_SLOW if time.monotonic() >= until else Trouble.NO_CONNECTION)


def _line(parts: SplitResult, made: socket.socket, until: float) -> _Line:
    watched = made.dup()
    host = str(parts.hostname)
    if parts.scheme == "https":
        cutter = threading.Timer(max(0.01, until - time.monotonic()), _cut, [watched])
        cutter.daemon = True
        cutter.start()
        try:
            made = ssl.create_default_context().wrap_socket(made, server_hostname=host)
        except ssl.SSLCertVerificationError:
            _close(made, watched)
            raise Unreadable(Trouble.NO_TRUST) from None
        except OSError:
            _close(made, watched)
            late = time.monotonic() >= until
            raise Unreadable(Trouble.TOO_SLOW if late else Trouble.NO_CONNECTION) from None
        finally:
            cutter.cancel()
    return _Line(host, made, watched)


def _close(*sockets: socket.socket) -> None:
    for one in sockets:
        one.close()


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


@contextmanager
def _told(until: float) -> Iterator[None]:
    """Say in our words what goes wrong on the line."""
    try:
        yield
    except (OSError, http.client.HTTPException, zlib.error):
        late = time.monotonic() >= until
        raise Unreadable(Trouble.TOO_SLOW if late else Trouble.NO_CONNECTION) from None


def _body(answer: http.client.HTTPResponse, most: int, until: float) -> bytes:
    """Return what it sends, unpacked, never more than `most` in memory."""
    packed = str(answer.headers.get("Content-Encoding") or "identity").strip().lower()
    if packed not in ("identity", "gzip", "x-gzip"):
        raise Unreadable(Trouble.NOT_A_FEED)
    unpack = None if packed == "identity" else zlib.decompressobj(wbits=31)
    found = bytearray()
    came = 0
    while piece := answer.read1(_PIECE):
        came += len(piece)
        found += unpack.decompress(piece, most + 1 - len(found)) if unpack else piece
        if len(found) > most or came > most or (unpack and unpack.unconsumed_tail):
            raise Unreadable(Trouble.TOO_LARGE)
        if time.monotonic() >= until:
            raise Unreadable(Trouble.TOO_SLOW)
    if time.monotonic() >= until:
        raise Unreadable(Trouble.TOO_SLOW)
    if answer.length:
        raise Unreadable(Trouble.NO_CONNECTION)
    return bytes(found)
