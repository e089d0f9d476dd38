"""A small load generator: some processes, each with one connection kept alive, for a bounded time and count."""

from __future__ import annotations

import multiprocessing as mp
import socket
import time
from dataclasses import dataclass
from io import BufferedReader
from itertools import cycle
from typing import Any

CLIENTS = 8
HOST = "127.0.0.1"
_fork = mp.get_context("fork")


class Unexpected(Exception):
    """The server did not answer as it should: its speed means nothing."""


@dataclass(frozen=True, slots=True)
class Load:
    """Ready requests, as they go over the wire. once: each is sent at most one time."""

    port: int
    requests: list[bytes]
    status: int = 200
    once: bool = False


def measure(load: Load, *, seconds: float, clients: int = CLIENTS) -> tuple[float, int]:
    """Return how many requests of `load` are answered in a second, and in all. Raises Unexpected."""
    gate = _fork.Barrier(clients)
    with _fork.Pool(clients, initializer=_enter, initargs=(gate,)) as pool:
        shares = [(load, seconds, load.requests[first::clients]) for first in range(clients)]
        answers = pool.starmap(_client, shares, chunksize=1)
    wrong = [answer for answer in answers if isinstance(answer, str)]
    if wrong:
        raise Unexpected(wrong[0])
    return sum(count / took for count, took in answers), sum(count for count, _ in answers)


_gate: Any = None


def _enter(gate: Any) -> None:
    global _gate
    _gate = gate


def _client(load: Load, seconds: float, share: list[bytes]) -> tuple[int, float] | str:
    with socket.create_connection((HOST, load.port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        answers = connection.makefile("rb")
        _gate.wait(timeout=30)
        start, count = time.perf_counter(), 0
        for request in share if load.once else cycle(share):
            connection.sendall(request)
            status = _read(answers)
            if status != load.status:
                return f"{status} for {request.splitlines()[0].decode()}"
            count += 1
            if time.perf_counter() - start > seconds:
                break
        return count, time.perf_counter() - start


def _read(answers: BufferedReader) -> int:
    """Read one answer to its end and return its status."""
    status, length = int(answers.readline().split(b" ", 2)[1]), 0
    while (line := answers.readline()) not in (b"\r\n", b""):
        if line[:15].lower() == b"content-length:":
            length = int(line[15:])
    answers.read(length)
    return status
