"""Which addresses lead to the same mailbox, by the rules of data/mailboxes.toml; which domains look like others."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "mailboxes.toml"


@dataclass(frozen=True, slots=True)
class Provider:
    """name: the domain under which its mailboxes are compared, or nothing: each domain for itself."""

    name: str = ""
    dots: bool = True
    dots_are: str = "."
    also_ignored: str = ""
    tag: str = "+"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """address: the same for all addresses of one mailbox. lookalike: its domain is easily taken for another one."""

    address: str
    domain: str
    lookalike: bool


def mailbox(address: str) -> Mailbox:
    """Return the mailbox that a valid address leads to."""
    local, _at, domain = unicodedata.normalize("NFKC", address).strip().rpartition("@")
    written = domain.casefold().rstrip(".")
    domain = _ascii(written)
    provider = _providers().get(domain, Provider())
    local = local.casefold().split(provider.tag)[0] or local.casefold()
    if not provider.dots:
        local = local.replace(".", "")
    for sign in provider.also_ignored:
        local = local.replace(sign, "")
    local = local.replace(".", provider.dots_are)
    name = provider.name or domain
    return Mailbox(f"{local}@{name}", domain, _looks_like_another(domain, written))


def _ascii(domain: str) -> str:
    """Return the domain as the network writes it: "xn--…" where it has other letters."""
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain


def _looks_like_another(domain: str, written: str) -> bool:
    known, _read_as = _lookalikes()
    if domain in known.values():
        return False
    return "xn--" in domain or _skeleton(written) in known


def _skeleton(domain: str) -> str:
    """Return what a hurried reader sees."""
    _known, read_as = _lookalikes()
    return _read(domain, read_as)


def _read(domain: str, read_as: dict[str, str]) -> str:
    plain = unicodedata.normalize("NFKD", domain)
    said = "".join(sign for sign in plain if not unicodedata.combining(sign))
    for shown, read in read_as.items():
        said = said.replace(shown, read)
    return said


@cache
def _rules() -> dict[str, object]:
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


@cache
def _providers() -> dict[str, Provider]:
    found = {}
    rules = _rules()["provider"]
    assert isinstance(rules, list)
    for rule in rules:
        said = {
            key: rule[key] for key in ("dots", "dots_are", "also_ignored", "tag") if key in rule
        }
        name = rule["domains"][0] if rule.get("same", True) else ""
        found.update({domain: Provider(name, **said) for domain in rule["domains"]})
    return found


@cache
def _lookalikes() -> tuple[dict[str, str], dict[str, str]]:
    """Return known domains by what is seen of them, and what is read as what."""
    rules = _rules()["lookalikes"]
    assert isinstance(rules, dict)
    read_as: dict[str, str] = rules["read_as"]
    return {_read(domain, read_as): domain for domain in rules["known"]}, read_as
