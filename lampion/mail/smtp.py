"""Django's SMTP, with an end: no server holds a worker for longer than SECONDS, however slowly it speaks."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import threading
from typing import Any

from django.core.mail.backends import smtp

# For greeting and sign-in together, and for each mail. A claim on a mail lasts longer.
SECONDS = 180.0
# A server that has the whole text may think for a while: whoever hangs up then sends it twice (RFC 5321, 4.5.3.2.6).
AFTER_TEXT_SECONDS = 120.0


class BoundedSMTP(smtplib.SMTP):
    """in_text: the server may have the whole text of the mail that was sent last."""

    in_text = False
    _end: threading.Timer | None = None

    def _get_socket(self, host: Any, port: Any, timeout: Any) -> socket.socket:
        made: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        self._begin()
        return made

    def sendmail(self, *args: Any, **kwargs: Any) -> Any:
        self.in_text = False
        self._begin()
        try:
            return super().sendmail(*args, **kwargs)
        finally:
            self.rest()

    def data(self, msg: Any) -> Any:
        self.in_text = True
        if self.sock:
            self.sock.settimeout(AFTER_TEXT_SECONDS)
        try:
            return super().data(msg)
        finally:
            if self.sock:
                self.sock.settimeout(self.timeout)

    def close(self) -> None:
        self.rest()
        super().close()

    def rest(self) -> None:
        if self._end:
            self._end.cancel()
            self._end = None

    def _begin(self) -> None:
        self.rest()
        self._end = threading.Timer(SECONDS, self._cut)
        self._end.daemon = True
        self._end.start()

    def _cut(self) -> None:
        """Whoever reads from the server finds the line closed."""
        if self.sock:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


class EmailBackend(smtp.EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return BoundedSMTP

    def open(self) -> bool | None:
        opened = super().open()
        if opened and isinstance(self.connection, BoundedSMTP):
            self.connection.rest()
        return opened
