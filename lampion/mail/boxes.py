"""Where letters to us lie: a maildir that a mail server fills, or a folder of a mail server (IMAP)."""

from __future__ import annotations

import imaplib
import mailbox
import re
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

MOST_BYTES = 5 * 1024 * 1024
SECONDS = 20


class MailboxRefused(Exception):
    """The server of the mailbox does not let us in, breaks off, or does not do what we ask."""


class Box(Protocol):
    """Letters by keys. One that nobody took is marked as seen: it stays for a person, and is not new again."""

    def new(self, most: int) -> list[str]:
        """Return the keys of letters that are not seen, oldest first."""
        ...

    def read(self, key: str) -> bytes | None:
        """Return the letter; nothing if it is larger than MOST_BYTES, or gone."""
        ...

    def remove(self, key: str) -> None: ...

    def mark_seen(self, key: str) -> None: ...


@contextmanager
def opened() -> Iterator[list[Box]]:
    """Open what the settings name. Raises OSError for a server that is away; MailboxRefused."""
    with ExitStack() as stack:
        boxes: list[Box] = []
        folder = settings.INCOMING_MAILDIR
        if folder and Path(folder).is_dir():
            boxes.append(Maildir(folder))
        if settings.IMAP_HOST:
            boxes.append(stack.enter_context(_imap()))
        yield boxes


class Maildir:
    def __init__(self, folder: str) -> None:
        self._folder, self._box = Path(folder), mailbox.Maildir(folder, create=False)

    def new(self, most: int) -> list[str]:
        """The mark "seen" is in the file's name: none is opened for it."""
        names = [path.name for path in (self._folder / "new").iterdir()]
        current = (self._folder / "cur").iterdir()
        names += [path.name for path in current if "S" not in _marks(path.name)]
        return sorted(name.split(":")[0] for name in names)[:most]

    def read(self, key: str) -> bytes | None:
        raw = self._box.get_bytes(key) if key in self._box else b""
        return raw if 0 < len(raw) <= MOST_BYTES else None

    def remove(self, key: str) -> None:
        self._box.discard(key)

    def mark_seen(self, key: str) -> None:
        with suppress(KeyError):  # a person took it away meanwhile
            letter = mailbox.MaildirMessage(self._box.get_message(key))
            letter.set_subdir("cur")
            letter.add_flag("S")
            self._box[key] = letter


def _marks(name: str) -> str:
    return name.rpartition(":2,")[2] if ":2," in name else ""


@contextmanager
def _imap() -> Iterator[Imap]:
    host, port = settings.IMAP_HOST, settings.IMAP_PORT
    try:
        with _line(host, port) as line:
            line.login(settings.IMAP_USER, settings.IMAP_PASSWORD)
            _good(line.select(f'"{settings.IMAP_FOLDER}"'))
            yield Imap(line)
    except imaplib.IMAP4.error as error:
        raise MailboxRefused from error


def _line(host: str, port: int) -> imaplib.IMAP4:
    if not settings.IMAP_TLS:
        return imaplib.IMAP4(host, port, timeout=SECONDS)
    context = ssl.create_default_context()
    return imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=SECONDS)


class Imap:
    """Keys are UIDs (RFC 3501): they name the same letter for as long as the line stands, and longer."""

    def __init__(self, line: imaplib.IMAP4) -> None:
        self._line = line
        # Asked again: many servers say only after signing in what they can do.
        (said,) = _good(line.capability())
        self._can_expunge_one = b"UIDPLUS" in (said or b"").upper().split()

    def new(self, most: int) -> list[str]:
        (found,) = _good(self._line.uid("SEARCH", "UNSEEN UNDELETED"))
        return sorted((found or b"").decode().split(), key=int)[:most]

    def read(self, key: str) -> bytes | None:
        """The size is asked first, so that nothing huge is fetched; PEEK leaves the letter unseen."""
        (said,) = _good(self._line.uid("FETCH", key, "(RFC822.SIZE)"))
        size = re.search(rb"RFC822\.SIZE (\d+)", said or b"")
        if size is None or int(size[1]) > MOST_BYTES:
            return None
        parts = _good(self._line.uid("FETCH", key, "(BODY.PEEK[])"))
        return next((part[1] for part in parts if isinstance(part, tuple)), None)

    def remove(self, key: str) -> None:
        """One letter alone (UIDPLUS, RFC 4315): what another program marked to be deleted stays its own affair."""
        _good(self._line.uid("STORE", key, "+FLAGS.SILENT", r"(\Deleted \Seen)"))
        if self._can_expunge_one:
            _good(self._line.uid("EXPUNGE", key))

    def mark_seen(self, key: str) -> None:
        _good(self._line.uid("STORE", key, "+FLAGS.SILENT", r"(\Seen)"))


def _good(answer: tuple[str, Any]) -> list[Any]:
    """Return what the server said. Raises IMAP4.error if it refused."""
    said, data = answer[0], list(answer[1])
    if said != "OK":
        raise imaplib.IMAP4.error(said)
    return data
