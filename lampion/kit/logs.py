"""Logs say what broke, never about whom: addresses and secret links are struck out, in tracebacks too."""

import logging
import re

_ADDRESS = re.compile(r"[^\s@<>\"'()/:]+@[^\s@<>\"'()/,:]+\.\w+")
_SECRET = re.compile(r"(?<=/)(?=[\w-]*[A-Z\d_])[\w-]{22,}(?=/|\b)")


def scrubbed(text: str) -> str:
    return _SECRET.sub("[secret]", _ADDRESS.sub("[address]", text))


class ScrubbingFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return scrubbed(super().format(record))
