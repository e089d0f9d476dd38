"""What is measured: requests as visitors send them, with the bound each has to keep."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from urllib.parse import quote, urlencode

from django.core import signing

from bench.load import Load
from lampion.contacts.models import ConsentText, Purpose
from lampion.enquiries.forms.asking import SALT
from lampion.groups.models import Group
from lampion.places import gazetteer
from lampion.sections.models import Section

SEED = 1961
TURNS = 4  # the first warms up and is not counted
KINDS_OF_QUERY = 1500
VISITS = 20_000
ENQUIRIES = 4000


@dataclass(frozen=True, slots=True)
class Work:
    """against: what its rate is compared with, "hello" or "raw commit"; home: the section it is asked of."""

    name: str
    home: str
    bound: float
    load: Callable[[int, int], Load]  # of a port and the turn: a form is never sent twice
    against: str = "hello"


def _get(paths: Sequence[str]) -> Callable[[int, int], Load]:
    """Some pages are asked for far more often than others: the n-th comes n times less often than the first."""
    luck = Random(SEED)
    often = [1 / rank for rank in range(1, len(paths) + 1)]
    asked = luck.choices(paths, often, k=VISITS)
    requests = [_head("GET", path, luck) + b"\r\n" for path in asked]
    return lambda port, _turn: Load(port, requests)


def _head(method: str, path: str, luck: Random) -> bytes:
    """Each request comes from another client, as the trusted proxy would say."""
    client = ".".join(str(luck.randrange(1, 255)) for _part in range(4))
    lines = (
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Accept-Language: fr",
        f"X-Forwarded-For: {client}",
    )
    return "".join(f"{line}\r\n" for line in lines).encode()


def _enquiries(section: Section) -> Callable[[int, int], Load]:
    """Each form is another one, sent once; some name a group, two thirds want news."""
    words = ConsentText.objects.in_force(section, Purpose.NEWS, "fr")
    numbers = Group.objects.filter(section=section).values_list("number", flat=True)[:40]
    luck, token, made = Random(SEED), secrets.token_hex(16), int(time.time()) - 60
    requests = []
    for index in range(ENQUIRIES):
        number = luck.choice(list(numbers))
        key = signing.dumps({"key": secrets.token_urlsafe(16), "at": made}, salt=SALT)
        form = {
            "intent": "join",
            "first_name": "Camille",
            "last_name": f"Dupont {index}",
            "email": f"camille{secrets.token_hex(8)}@example.org",
            "locality": luck.choice(("1348", "Namur", "Liège", "7000 Mons")),
            "message": "Bonjour, j’aimerais venir à la prochaine réunion. " * 3,
            "old_enough": "on",
            "form_key": key,
            "consent_version": str(words.number),
            "csrfmiddlewaretoken": token,
        }
        if index % 3:
            form["wants_news"] = "on"
        body = urlencode(form).encode()
        head = _head("POST", f"/enquiries/new/?group={number}", luck)
        rest = (
            f"Cookie: csrftoken={token}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        requests.append(head + rest.encode() + body)
    return lambda port, turn: Load(port, requests[turn::TURNS], status=302, once=True)


def works() -> list[Work]:
    """The demo's section has fifty groups, the world thousands; queries are as varied as the country."""
    demo = Section.objects.get(code="demo")
    places = Random(SEED).sample(gazetteer.country("be").localities, KINDS_OF_QUERY)
    typed = [place.postcode if index % 2 else place.name for index, place in enumerate(places)]
    regions = [f"/regions/{region.slug}/" for region in demo.regions.all()]
    pages = [
        f"/groups/{group.number}/{group.slug}/" for group in Group.objects.filter(section=demo)
    ]
    return [
        Work("home", "demo", 0.3, _get(["/"])),
        Work("group page", "demo", 0.3, _get(pages)),
        Work("region page", "demo", 0.15, _get(regions)),
        Work("finder among 7,800", "world", 0.12, _get([f"/find/?q={quote(q)}" for q in typed])),
        Work(
            "API near, 7,800", "world", 0.35, _get([f"/api/groups?near={quote(q)}" for q in typed])
        ),
        Work("enquiry POST", "demo", 0.008, _enquiries(demo), "raw commit"),
    ]
