"""Servers as bin/serve starts them, and the environment they share."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from cryptography.fernet import Fernet

ROOT = Path(__file__).resolve().parent.parent
GRANIAN = Path(sys.executable).with_name("granian")


def environment(var: Path, database: str) -> dict[str, str]:
    """As bin/serve sets it. One proxy is trusted: each request names the client it is sent for."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LAMPION_VAR": str(var),
        "LAMPION_ENV": "local",
        "LAMPION_DEMO": "1",
        "LAMPION_PROXIES": "1",
        "LAMPION_HOSTS": "127.0.0.1",
        "LAMPION_URL": "http://127.0.0.1",
        "SECRET_KEY": secrets.token_hex(40),
        "LAMPION_KEYS": Fernet.generate_key().decode(),
        "DATABASE_URL": database,
    }


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextlib.contextmanager
def serving(application: str, **settings: str) -> Iterator[int]:
    """Serve `application` with the options of bin/serve until the block ends; yield the port."""
    port = _free_port()
    command = [
        str(GRANIAN), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "2", "--blocking-threads", "4", "--backpressure", "64", "--no-ws",
        "--log-level", "error", application,
    ]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | settings)
    try:
        _await(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def _await(port: int, server: subprocess.Popen[bytes]) -> None:
    for _try in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError("the server did not start")
