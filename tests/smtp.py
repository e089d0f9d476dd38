"""A mail server on this machine that can be told to behave badly. It writes down each mail it has taken."""

from __future__ import annotations

import asyncio
import contextlib
import email
import socket
from collections import Counter, defaultdict, deque
from collections.abc import Iterator

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

HANG, DROP, DRIP = "hang", "drop the line", "a word every now and then"
TAKE_AND_DROP, TAKE_AND_HANG = "take it, then drop the line", "take it, then say nothing"
DRIP_SECONDS, DRIPS = 0.05, 100


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


class Session(SMTP):
    greeted = False

    async def end_later(self) -> None:
        await asyncio.sleep(0.02)
        if self.transport is not None:
            self.transport.close()

    def connection_made(self, transport) -> None:
        box: MailServer = self.event_handler
        box.lines += 1
        box.open += 1
        way = box.next("CONNECT")
        if way is None:
            self.greeted = True
            super().connection_made(transport)
        elif way == DROP:
            transport.abort()
        elif way != HANG:
            transport.write(way.encode() + b"\r\n")
            transport.close()

    def connection_lost(self, error) -> None:
        self.event_handler.open -= 1
        if self.greeted:
            super().connection_lost(error)

    def data_received(self, data) -> None:
        if self.greeted:
            super().data_received(data)

    def eof_received(self):
        return super().eof_received() if self.greeted else False


class MailServer:
    """plan: stage -> what to do at its next turns; always: stage -> what to do at every turn.

    taken: Message-IDs in the order in which they were taken; recipients: to whom.
    """

    def __init__(self) -> None:
        self.plan: dict[str, deque[str | None]] = defaultdict(deque)
        self.always: dict[str, str] = {}
        self.taken: list[str] = []
        self.recipients: list[str] = []
        self.lines = self.open = self.dripped = 0
        self.before_taking = self.before_answering = 0.0  # seconds
        self.holding = asyncio.Event()
        self.asked = self.texts = 0
        self.poison: set[str] = set()  # recipients whose mail breaks the line

    def next(self, stage: str) -> str | None:
        return self.plan[stage].popleft() if self.plan[stage] else self.always.get(stage)

    def behave(self, **stages: list[str | None]) -> None:
        for stage, ways in stages.items():
            self.plan[stage].extend(ways)

    def recover(self) -> None:
        self.plan.clear()
        self.always.clear()

    @property
    def doubles(self) -> dict[str, int]:
        return {key: count - 1 for key, count in Counter(self.taken).items() if count > 1}

    async def _answer(self, server, way: str | None, fine: str) -> str:
        if way is None:
            return fine
        if way == HANG:
            await self.holding.wait()
        elif way == DRIP:
            await self._drip(server)
        elif way == DROP:
            server.transport.abort()
        elif way.startswith("421"):
            server.loop.create_task(server.end_later())
        return way if way[0].isdigit() else fine

    async def _drip(self, server) -> None:
        """Each word comes before a waiting reader loses patience; the sentence has no end."""
        for _ in range(DRIPS):
            if server.transport is None or server.transport.is_closing():
                return
            self.dripped += 1
            server.transport.write(b"250-wait\r\n")
            await asyncio.sleep(DRIP_SECONDS)

    async def handle_MAIL(self, server, session, envelope, address, options):
        answer = await self._answer(server, self.next("MAIL"), "250 OK")
        if answer.startswith("250"):
            envelope.mail_from = address
        return answer

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.asked += 1
        answer = await self._answer(server, self.next("RCPT"), "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        self.texts += 1
        way = DROP if self.poison.intersection(envelope.rcpt_tos) else self.next("DATA")
        await asyncio.sleep(self.before_taking)
        if way in (None, TAKE_AND_DROP, TAKE_AND_HANG):
            self.taken.append(email.message_from_bytes(envelope.content)["Message-ID"])
            self.recipients += envelope.rcpt_tos
        await asyncio.sleep(self.before_answering)
        plain = {TAKE_AND_DROP: DROP, TAKE_AND_HANG: HANG}
        return await self._answer(server, plain.get(way, way), "250 OK")


class _Controller(Controller):
    def factory(self):
        return Session(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        """No first visit of its own: every line that is counted is the worker's."""
        with socket.create_connection((self.hostname, self.port), 5) as trial:
            trial.recv(100)


@contextlib.contextmanager
def serving_mail(port: int | None = None) -> Iterator[tuple[MailServer, int]]:
    """Serve until the block ends; yields the server and its port."""
    server, port = MailServer(), port or free_port()
    controller = _Controller(server, hostname="127.0.0.1", port=port, ready_timeout=20)
    controller.start()
    server.lines = 0
    try:
        yield server, port
    finally:
        controller.loop.call_soon_threadsafe(server.holding.set)
        controller.stop()
