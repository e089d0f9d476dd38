"""Where letters to us lie: a maildir that a mail server fills, or a folder of a mail server (IMAP)."""

from __future__ import annotations

import imaplib
import mailbox
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

MOST_BYTES = 5 * 1024 * 1024
SECONDS = 20


class MailboxRefused(Exception):
    """The server of the mailbox does not let us in, breaks off, or does not do what we ask."""


class LetterRefused(MailboxRefused):
    """The server does not give, or mark, one letter; the line stands."""


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


def boxes() -> Iterator[Box]:
    """Open what the settings name, one after the other: a server that is away keeps nobody from the maildir.

    Raises OSError for a server that is away; MailboxRefused.
    """
    folder = settings.INCOMING_MAILDIR
    if folder and Path(folder).is_dir():
        yield Maildir(folder)
    if settings.IMAP_HOST:
        with _imap() as box:
            yield box


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
            if line.select(f'"{settings.IMAP_FOLDER}"')[0] != "OK":
                raise MailboxRefused
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
        _ok, said = line.capability()
        self._can_expunge_one = b"UIDPLUS" in (said[0] or b"").upper().split()

    def new(self, most: int) -> list[str]:
        found = b" ".join(part for part in self._ask("SEARCH", "UNSEEN UNDELETED") if part)
        return sorted(found.decode().split(), key=int)[:most]

    def read(self, key: str) -> bytes | None:
        """The size is asked first, so that nothing huge is fetched; PEEK leaves the letter unseen."""
        try:
            sizes = self._of(key, "(UID RFC822.SIZE)", rb"RFC822\.SIZE (\d+)")
            if not sizes or int(sizes[0]) > MOST_BYTES:
                return None
            parts = self._ask("FETCH", key, "(UID BODY.PEEK[])")
        except LetterRefused:
            return None
        return next((part[1] for part in parts if isinstance(part, tuple)), None)

    def remove(self, key: str) -> None:
        """One letter alone (UIDPLUS, RFC 4315): what another program marked to be deleted stays its own affair."""
        self._ask("STORE", key, "+FLAGS.SILENT", r"(\Deleted \Seen)")
        if self._can_expunge_one:
            self._ask("EXPUNGE", key)

    def mark_seen(self, key: str) -> None:
        with suppress(LetterRefused):  # gone, or of a folder that may only be read
            self._ask("STORE", key, "+FLAGS.SILENT", r"(\Seen)")

    def _of(self, key: str, items: str, wanted: bytes) -> list[bytes]:
        """Return what is said of this letter. The server may speak of others in between: another program marks them."""
        said = [part for part in self._ask("FETCH", key, items) if isinstance(part, bytes)]
        mine = [part for part in said if re.search(rb"UID %d\b" % int(key), part)]
        return [found[1] for part in mine if (found := re.search(wanted, part))]

    def _ask(self, command: str, *arguments: str) -> list[Any]:
        try:
            said, data = self._line.uid(command, *arguments)
        except imaplib.IMAP4.abort as error:
            raise MailboxRefused from error
        except imaplib.IMAP4.error as error:
            raise LetterRefused from error
        if said != "OK":
            raise LetterRefused
        return data
