"""One line to the mail server carries many mails; what goes wrong is about the server, the line, or one mail."""

from __future__ import annotations

import re
import smtplib
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from types import TracebackType
from typing import Literal, NamedTuple, Self

from django.core.mail import EmailMessage, get_connection
from django.db import InterfaceError, OperationalError, connection

from lampion.kit.registers import tell_returned
from lampion.mail.models import Message, Outage
from lampion.mail.returned import status_of

# So many mails in a row that break the line: it is not the mails.
MOST_BROKEN = 3
NOTING_PAUSES = (0.1, 0.5, 2.0, 5.0)
CLOSING, TOO_LARGE = 421, 552
_POLICY = re.compile(rb"\A5\.7\.\d")


class Away(Exception):
    """The server itself takes nothing now; no mail is to blame."""


class Fault(NamedTuple):
    """problem: kind and code, no words of the server: they may name the address.

    in_text: the server may have the whole mail all the same.
    status: of an address that is refused for good (RFC 3463), else nothing.
    """

    about: Literal["server", "line", "mail"]
    problem: str
    for_good: bool = False
    in_text: bool = False
    status: str = ""


def judged(error: Exception) -> Fault:
    """Say what an error that came while a mail was handed over is about."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = max(error.recipients.values(), default=(450, b""))
        # 5.7: the server forbids us something; the address may be right.
        fault = _refused("recipient refused", code, for_good=not _POLICY.match(_bytes(said)))
        return fault._replace(status=status_of(error) if fault.for_good else "")
    if isinstance(error, smtplib.SMTPSenderRefused) and error.smtp_code != TOO_LARGE:
        # The sender is the same for every mail.
        return Fault("server", f"sender refused {error.smtp_code}")
    if isinstance(error, smtplib.SMTPDataError | smtplib.SMTPSenderRefused):
        return _refused("text refused", error.smtp_code, for_good=True)
    if isinstance(error, smtplib.SMTPResponseException):
        return Fault("server", f"{type(error).__name__} {error.smtp_code}")
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return Fault("line", "line lost")
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
        return Fault("line", type(error).__name__)
    return Fault("mail", type(error).__name__)


def _refused(what: str, code: int, *, for_good: bool) -> Fault:
    if code == CLOSING:
        return Fault("line", f"closing {code}")
    return Fault("mail", f"{what} {code}", for_good and code >= 500)


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode("utf-8", "replace")


class Line:
    """Opened for the first mail; opened anew when it broke, so that one mail does not cost another."""

    def __init__(self) -> None:
        self.backend = get_connection()
        self._carried = 0
        self._broken: list[int] = []
        self._answered = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close(politely=kind is None)

    def carry(self, message: Message, mail: EmailMessage, at: datetime) -> int:
        """Hand `mail` to the server and note what came of it; returns 1 if it was taken, else 0.

        Raises Away, with nobody's mail charged, when the server itself takes nothing.
        """
        fault = self._hand_over(mail)
        if fault is None:
            noted(lambda: message.sent(at))
            self._carried += 1
        elif fault.about == "server":
            noted(lambda: message.put_back(at))
            raise Away(fault.problem)
        else:
            noted(lambda: message.failed(at, fault.problem, for_good=fault.for_good))
            if fault.status:
                tell_returned(message.key or "", fault.status, at)
        if fault and fault.about == "line":
            self._broke(message, fault, at)
        else:
            self._answers(at)
        return int(fault is None)

    def _hand_over(self, mail: EmailMessage) -> Fault | None:
        """A server that closes a line after some mails gets the next one on a new line, at once."""
        fault = self._try(mail)
        if fault and fault.about != "mail":
            worn, self._carried = self._carried > 0, 0
            if worn and not fault.in_text:
                return self._try(mail)
        return fault

    def _try(self, mail: EmailMessage) -> Fault | None:
        try:
            self.backend.open()
        except Exception as error:  # noqa: BLE001 whatever keeps the line from opening, no mail is to blame
            self._close()
            code = getattr(error, "smtp_code", "")
            return Fault("server", f"{type(error).__name__} {code}".strip())
        try:
            mail.send()
        except Exception as error:  # noqa: BLE001 whatever one mail stumbles on, the next is sent
            fault = judged(error)
            if fault.about == "mail":
                return fault
            smtp = getattr(self.backend, "connection", None)
            self._close()
            return fault._replace(in_text=getattr(smtp, "in_text", False))
        return None

    def _broke(self, message: Message, fault: Fault, at: datetime) -> None:
        """One mail may be what breaks the line; several in a row are not."""
        self._broken.append(message.pk)
        if len(self._broken) == MOST_BROKEN:
            Message.objects.spare(self._broken, at=at)
            raise Away(fault.problem)

    def _answers(self, at: datetime) -> None:
        self._broken = []
        if not self._answered:
            Outage.objects.end(at=at)
            self._answered = True

    def _close(self, *, politely: bool = False) -> None:
        """What the server took is noted already: a line that ends badly costs nothing."""
        smtp = getattr(self.backend, "connection", None)
        if smtp is not None and not politely:
            smtp.close()
        try:
            self.backend.close()
        except OSError:
            if smtp is not None:
                smtp.close()


def noted(write: Callable[[], None]) -> None:
    """What a server took is written down, also when the database is restarting just then."""
    for pause in NOTING_PAUSES:
        try:
            return write()
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(pause)
    return write()


def ticking(at: datetime) -> Callable[[], datetime]:
    """Return a clock that shows `at` now and goes on from there, in whole seconds."""
    began = time.monotonic()
    return lambda: at + timedelta(seconds=int(time.monotonic() - began))
