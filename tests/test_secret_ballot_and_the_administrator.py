"""Who runs the database sees every row, hidden column, log and byte on the disk, and learns no vote from it.

The administrator looks after each ballot. What she cannot do here she can do at once with two plain tables
"without a link": that is the control.
"""

from __future__ import annotations

import logging
import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from math import comb
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone

from conftest import person
from lampion.decisions import sealing
from lampion.decisions.actions import open_vote
from lampion.decisions.counting import Rule
from lampion.decisions.models import Box, Decision, Proposal
from lampion.decisions.tests.test_secret_ballot import CODE, typed
from lampion.groups.models import Membership

pytestmark = pytest.mark.django_db(transaction=True)
VOTERS = 15
POSTGRESQL = connection.vendor == "postgresql"
Row = tuple[str, str, str]  # xmin, ctid or rowid, the whole row as text


@dataclass
class Administrator:
    """What she saw while each person voted, in that order, and what the tables hold in the end."""

    seen: list[tuple[str, bytes]] = field(default_factory=list)
    disk: list[tuple[str, bytes]] = field(default_factory=list)
    log: list[str] = field(default_factory=list)

    def watch(self, who: str, deed: Callable[[], str]) -> str:
        """Let somebody do something, and keep all that it leaves: log, write-ahead log or file, every row."""
        self.log.clear()
        before = _written()
        with connection.execute_wrapper(self._note):
            said = deed()
        rows = "\n".join("|".join(row) for rows in tables().values() for row in rows)
        self.disk.append((who, _since(before)))
        self.seen.append((who, "\n".join([*self.log, rows]).encode() + self.disk[-1][1]))
        return said

    def _note(self, execute, sql, params, many, context):
        self.log.append(f"{sql} {params!r}")
        return execute(sql, params, many, context)

    def everything(self) -> bytes:
        return b"\n".join(what for _who, what in self.seen)


def tables() -> dict[str, list[Row]]:
    """Every row of every table, with the columns that nobody asked for."""
    hidden = "xmin::text, ctid::text" if POSTGRESQL else "'', rowid"
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            whole = f"CAST({table} AS text)" if POSTGRESQL else _columns(cursor, table)
            cursor.execute(f"SELECT {hidden}, {whole} FROM {table}")
            found[table] = [(str(a), str(b), str(c)) for a, b, c in cursor.fetchall()]
    return found


def _columns(cursor, table: str) -> str:
    columns = connection.introspection.get_table_description(cursor, table)
    return "||'|'||".join(f"coalesce(\"{column.name}\", '')" for column in columns)


def _written() -> tuple[str, int]:
    """How far the write-ahead log has come; on SQLite the whole file is looked at."""
    if not POSTGRESQL:
        return "", 0
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
        cursor.execute("SELECT * FROM pg_walfile_name_offset(pg_current_wal_insert_lsn())")
        name, offset = cursor.fetchone()
        cursor.execute("SHOW data_directory")
        return f"{cursor.fetchone()[0]}/pg_wal/{name}", offset


def _since(before: tuple[str, int]) -> bytes:
    if not POSTGRESQL:
        file = Path(connection.settings_dict["NAME"])
        return b"".join(
            path.read_bytes()
            for path in (file, file.with_name(f"{file.name}-wal"))
            if path.exists()
        )
    name, offset = before
    file, end = _written()
    if not Path(name).exists():
        return b""  # a server of somebody else
    read = Path(name).read_bytes()[offset : end if file == name else None]
    return read + (Path(file).read_bytes()[:end] if file != name else b"")


# --- what she tries -------------------------------------------------------------------------------

Listed = list[tuple[str, str]]


def by_appearance(admin: Administrator, listed: Listed) -> dict[str, str]:
    """Whose ballot was it when this code was written for the first time?"""
    found = {}
    for code, choice in listed:
        first = next((who for who, what in admin.seen if code.encode() in what), None)
        if first is not None:
            found[first] = choice
    return found


def by_transaction(admin: Administrator, listed: Listed) -> dict[str, str]:
    """Which row of the roll was written by the transaction that wrote this code?"""
    found = {}
    rows = [row for rows in tables().values() for row in rows]
    for code, choice in listed:
        moments = {xmin for xmin, _place, text in rows if code in text}
        found |= {
            text.rpartition("voter-")[2].strip(")"): choice
            for xmin, _place, text in rows
            if xmin in moments and "voter-" in text and code not in text
        }
    return found


def by_order(admin: Administrator, listed: Listed) -> dict[str, str]:
    """Do the codes lie in the order in which people voted? One row each, or side by side in one value."""
    order = [who for who, _what in admin.seen if who in VOTING]
    chosen, found = dict(listed), {}
    for rows in tables().values():
        codes = [code for _x, _p, text in rows for code in CODE.findall(text) if code in chosen]
        if len(codes) == len(order):
            found = {who: chosen[code] for who, code in zip(order, codes, strict=True)}
    return found


VOTING = [f"voter{number:02}" for number in range(VOTERS)]


def no_better_than_a_guess(right: int, listed: Listed) -> bool:
    """Whether somebody who draws from the published result would have so many right once in a million times."""
    drawn = [choice for _code, choice in listed]
    chance = sum(drawn.count(one) ** 2 for one in set(drawn)) / VOTERS**2
    tail = sum(
        comb(VOTERS, n) * chance**n * (1 - chance) ** (VOTERS - n) for n in range(right, VOTERS + 1)
    )
    return tail > 1e-6


# --- the election ---------------------------------------------------------------------------------


@pytest.fixture
def choices():
    """As many yes as no and abstentions, in an order that the administrator does not know."""
    mixed = ["yes", "no", "abstain"] * (VOTERS // 3)
    random.SystemRandom().shuffle(mixed)
    return dict(zip(VOTING, mixed, strict=True))


@pytest.fixture
def people(louvain):
    made = {}
    for name in VOTING:
        made[name] = person(name)
        Membership.welcome(louvain, made[name], by=None, on=timezone.localdate())
    return made


@pytest.fixture
def admin(caplog):
    """She turns every log on."""
    caplog.set_level(logging.DEBUG)
    watching = Administrator()
    handler = logging.Handler()
    handler.emit = lambda record: watching.log.append(record.getMessage())
    logging.getLogger().addHandler(handler)
    yield watching
    logging.getLogger().removeHandler(handler)


@dataclass
class Election:
    """listed: code and choice. inner: the seals that waited for the second scrutineer."""

    listed: Listed
    shares: dict
    inner: list[str]


@pytest.fixture
def elected(as_, admin, louvain, alice, people, choices):
    """A secret vote from its first share to its count."""
    now = timezone.now()
    proposal = Proposal.make(louvain, "x", rule=Rule("majority"), by=alice, at=now)
    box = Box.ask(proposal, by=alice, at=now)
    holders = [people[name] for name in VOTING[:3]]
    box.name_scrutineers(holders, by=alice, at=now)
    shares = {}

    def take(one):
        shares[one.person] = one.take_share()
        one.keep_share(sealing.public_key_of(shares[one.person]), at=now)
        return ""

    for one in box.scrutineers.all():
        admin.watch("a scrutineer", lambda one=one: take(one))
    open_vote(proposal, closes_at=now + timedelta(days=7), by=alice, at=now)
    address = f"/proposals/{proposal.pk}/"
    order = random.SystemRandom().sample(VOTING, VOTERS)
    for name in order:
        client = as_(people[name])
        said = {"vote": choices[name]}
        answer = admin.watch(name, lambda c=client, s=said: c.post(f"{address}ballot/", s).text)
        assert CODE.search(answer)
    hers = CODE.search(as_(alice).post(f"{address}ballot/", {"vote": "yes"}).text)[0]
    inner = []
    for holder in holders[1:]:
        words, client = typed(shares[holder]), as_(holder)
        admin.watch(
            "the count", lambda c=client, w=words: c.post(f"{address}counting/", w).reason_phrase
        )
        box.refresh_from_db()
        inner += [seal for seals in box.shuffled or [] for seal in seals.values()]
    assert Decision.objects.exists()
    assert len(box.listed) == VOTERS + 1
    listed = [(code, choice) for code, choice in box.listed if code != hers]
    return Election(listed, shares, inner)


def test_the_administrator_links_no_vote_to_its_voter(admin, elected, choices):
    listed = elected.listed
    voting = Administrator(seen=[one for one in admin.seen if one[0] in VOTING])
    assert by_appearance(voting, listed) == {}
    assert by_transaction(admin, listed) == {}
    guessed = by_order(admin, listed)
    right = sum(guessed.get(name) == choice for name, choice in choices.items())
    assert no_better_than_a_guess(right, listed)


def test_no_share_and_no_private_key_is_anywhere_she_looks(admin, elected):
    all_that_she_saw = admin.everything()
    for share in elected.shares.values():
        key = bytes(sealing.key_of(share))
        lines = typed(share).values()
        for trace in (
            share,
            share.hex().encode(),
            key,
            key.hex().encode(),
            *map(str.encode, lines),
        ):
            assert trace not in all_that_she_saw
        assert (
            sealing.public_key_of(share).encode() in all_that_she_saw
        )  # she does see what is kept


def test_every_ballot_that_she_sees_has_one_length(admin, elected):
    """Also the one that says "abstain" has it."""
    seals = [
        {len(part) for part in what.split(b"'") if part.startswith(b"gAAAA")}
        for who, what in admin.seen
        if who in VOTING
    ]
    assert len(set().union(*seals)) == 1
    assert all(seals)


def test_what_the_second_scrutineer_opened_was_in_no_ballot_that_she_saw(admin, elected):
    """So the second scrutineer and the administrator together do not link either."""
    assert len(elected.inner) == 2 * (VOTERS + 1)
    assert all(seal.encode() in admin.everything() for seal in elected.inner)
    voting = b"\n".join(what for who, what in admin.seen if who in VOTING)
    assert not any(seal.encode() in voting for seal in elected.inner)


# --- the control ----------------------------------------------------------------------------------


@pytest.fixture
def two_tables():
    """A roll of who voted, and votes by a random code, without a link; as many systems have it."""
    key = "bigserial PRIMARY KEY" if POSTGRESQL else "integer PRIMARY KEY"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE plain_roll (id {key}, who text)")
        cursor.execute(f"CREATE TABLE plain_votes (id {key}, code text, choice text)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE plain_roll")
        cursor.execute("DROP TABLE plain_votes")


def vote_plainly(name: str, choice: str) -> str:
    code = sealing.new_code()
    deeds = [
        ("INSERT INTO plain_roll (who) VALUES (%s)", [f"voter-{name}"]),
        ("INSERT INTO plain_votes (code, choice) VALUES (%s, %s)", [code, choice]),
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, values in secrets.SystemRandom().sample(deeds, 2):
            cursor.execute(sql, values)
    return code


@pytest.fixture
def plainly(admin, two_tables, db, choices):
    return sorted((admin.watch(name, lambda n=name, c=choice: vote_plainly(n, c)), choice)
                  for name, choice in choices.items())  # fmt: skip


def test_with_two_plain_tables_she_links_every_vote(admin, plainly, choices):
    assert by_appearance(admin, plainly) == choices
    assert by_order(admin, plainly) == choices
    assert not no_better_than_a_guess(VOTERS, plainly)
    if POSTGRESQL:
        assert by_transaction(admin, plainly) == choices


def test_with_two_plain_tables_the_bytes_on_the_disk_are_enough(admin, plainly):
    """A code may be cut in two by the edge of a page, so not quite all."""
    on_disk = Administrator(seen=admin.disk)
    assert len(by_appearance(on_disk, plainly)) >= VOTERS - 2
