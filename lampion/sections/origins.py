"""Origins: sites that may show a page of ours in a frame. Source: Content Security Policy 3, host-source."""

from __future__ import annotations

import re
from typing import Any

import idna
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST = 50
LONGEST = 300
WRITTEN = re.compile(r"(?P<scheme>https?)://(?P<host>[^/?#@:\\]+)(:(?P<port>[0-9]{1,5}))?/?", re.I)
OWN_MACHINE = ("localhost", "127.0.0.1")
USUAL_PORT = {"https": "443", "http": "80"}


def read_origin(typed: str) -> str:
    """Return the origin as a browser compares it: lower case, ASCII, no usual port, no path.

    A leading "*." stands for every name below. Raises ValidationError with a reason for the person who typed.
    """
    found = WRITTEN.fullmatch(typed.strip())
    if found is None or len(typed) > LONGEST:
        raise _refusal(
            _("“%(line)s”: write only the address of the site, like https://www.example.be."), typed
        )
    scheme, host, port = found["scheme"].lower(), _host(found["host"], typed), found["port"]
    if scheme == "http" and host not in OWN_MACHINE:
        raise _refusal(_("“%(line)s”: the address must begin with https://."), typed)
    if port and not 0 < int(port) < 65536:
        raise _refusal(_("“%(line)s”: there is no such port."), typed)
    usual = port is None or int(port) == int(USUAL_PORT[scheme])
    return f"{scheme}://{host}" if usual else f"{scheme}://{host}:{int(port)}"


def _host(typed: str, line: str) -> str:
    below = typed.startswith("*.")
    name = typed.removeprefix("*.")
    if "*" in name or (below and "." not in name.strip(".")):
        raise _refusal(
            _("“%(line)s”: a star stands only at the beginning, like https://*.example.be."), line
        )
    if name not in OWN_MACHINE and name.rpartition(".")[2].isdecimal():
        raise _refusal(_("“%(line)s”: write the name of the site, not its number."), line)
    try:
        ascii_name = idna.encode(name, uts46=True).decode()
    except UnicodeError:
        raise _refusal(
            _("“%(line)s”: write only the address of the site, like https://www.example.be."), line
        ) from None
    return f"*.{ascii_name}" if below else ascii_name


def _refusal(reason: Any, line: str) -> ValidationError:
    return ValidationError(reason, params={"line": line.strip()[:200]})


def are_origins(value: Any) -> bool:
    """Tell whether the value is a list of origins, each written as `read_origin` writes it."""
    return isinstance(value, list) and all(_reads_as_itself(each) for each in value)


def check_origins(value: Any) -> None:
    if not are_origins(value):
        raise ValidationError(_("This is not a list of addresses of sites."))


def _reads_as_itself(each: Any) -> bool:
    try:
        return isinstance(each, str) and read_origin(each) == each
    except ValidationError:
        return False
