"""Real brokers on this machine, each on a port and in a folder of its own, ended with the test."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.smtp import free_port

RABBIT = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
STARTING_SECONDS = 90


class Broker:
    """A server that can be killed and started again at the same address."""

    def __init__(self, url: str, port: int, command: list[str], env: dict[str, str]) -> None:
        self.url, self.port, self._command, self._env = url, port, command, env
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        # In a group of its own: a script's children end with it.
        self.process = subprocess.Popen(
            self._command, env=self._env, start_new_session=True, **quiet
        )
        end = time.monotonic() + STARTING_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", self.port), 1),
            ):
                return
            time.sleep(0.1)
        raise RuntimeError("the broker did not start")

    def kill(self) -> None:
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def missing(kind: str) -> str:
    """Return what to install, or nothing."""
    if kind == "redis":
        return "" if shutil.which("redis-server") else "redis-server"
    return "" if RABBIT.exists() and shutil.which("epmd") else "rabbitmq-server"


@contextlib.contextmanager
def serving(kind: str) -> Iterator[Broker]:
    with tempfile.TemporaryDirectory(prefix="broker-") as folder, contextlib.ExitStack() as stack:
        broker = _redis(folder) if kind == "redis" else _rabbit(folder, stack)
        broker.start()
        try:
            yield broker
        finally:
            broker.kill()


def _redis(folder: str) -> Broker:
    port = free_port()
    options = {"port": port, "bind": "127.0.0.1", "save": "", "appendonly": "no", "dir": folder}
    command = ["redis-server"]
    for name, value in options.items():
        command += [f"--{name}", str(value)]
    return Broker(f"redis://127.0.0.1:{port}/0", port, command, dict(os.environ))


def _rabbit(folder: str, stack: contextlib.ExitStack) -> Broker:
    """With a name server of its own, so that nothing of it outlives the test."""
    port, names_port, nodes_port = free_port(), free_port(), free_port()
    (Path(folder) / "enabled_plugins").write_text("[].")
    (Path(folder) / "rabbitmq.conf").write_text(f"listeners.tcp.1 = 127.0.0.1:{port}\n")
    env = {
        "PATH": os.environ["PATH"],
        "HOME": folder,
        "ERL_EPMD_PORT": str(names_port),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODENAME": f"lampion{port}@localhost",
        "RABBITMQ_DIST_PORT": str(nodes_port),
        "RABBITMQ_CONFIG_FILE": str(Path(folder) / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(Path(folder) / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": folder,
        "RABBITMQ_LOG_BASE": folder,
        "RABBITMQ_PID_FILE": str(Path(folder) / "pid"),
        "RABBITMQ_CONF_ENV_FILE": "/dev/null",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1",
    }
    names = subprocess.Popen(["epmd"], env=env, stdout=subprocess.DEVNULL)
    stack.callback(names.wait)
    stack.callback(names.kill)
    return Broker(f"amqp://guest:guest@127.0.0.1:{port}//", port, [str(RABBIT)], env)
