"""Production refuses to start with an unsafe setting, and says which."""

import os
import subprocess
import sys

import pytest

SAFE = {
    "LAMPION_ENV": "production",
    "SECRET_KEY": "k" * 60,
    "LAMPION_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "LAMPION_HOSTS": "lampion.example",
    "LAMPION_URL": "https://lampion.example",
    "LAMPION_FROM": "lampion@lampion.example",
}


def start(*, without="", **settings):
    """Read the settings in a process of their own; returns its code and its last words."""
    kept = {
        name: os.environ[name] for name in ("PATH", "HOME", "LAMPION_VAR") if name in os.environ
    }
    run = subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        env={name: value for name, value in (kept | SAFE | settings).items() if name != without},
        capture_output=True,
        text=True,
    )
    return run.returncode, run.stderr


def test_with_safe_settings_it_starts():
    assert start() == (0, "")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("LAMPION_KEYS", ""),
        ("LAMPION_HOSTS", ""),
        ("LAMPION_HOSTS", "*"),
        ("LAMPION_URL", "http://lampion.example"),
        ("LAMPION_FROM", ""),
        ("LAMPION_DEMO", "1"),
        ("LAMPION_BROKER", "http://127.0.0.1"),
    ],
)
def test_an_unsafe_setting_is_refused_by_name(name, value):
    code, said = start(**{name: value})
    assert code != 0
    assert f"ImproperlyConfigured: {name}" in said


def test_a_mailbox_elsewhere_is_not_read_without_tls():
    code, said = start(LAMPION_IMAP_HOST="mail.example", LAMPION_IMAP_TLS="0")
    assert code != 0
    assert "ImproperlyConfigured: LAMPION_IMAP_TLS" in said
    assert start(LAMPION_IMAP_HOST="localhost", LAMPION_IMAP_TLS="0")[0] == 0


def test_who_forgets_to_say_where_gets_the_strict_one():
    code, said = start(LAMPION_HOSTS="", without="LAMPION_ENV")
    assert code != 0
    assert "LAMPION_HOSTS" in said
    assert start(LAMPION_HOSTS="", LAMPION_ENV="local")[0] == 0
