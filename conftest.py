"""The cast. Nora works for the section; Alice is responsable in Louvain-la-Neuve, Zoe in Namur.

Bilal is of the core of Alice's group, Wim of its network; Hanna left it.
"""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from django.test import Client
from django.utils import translation

from lampion.contacts.actions import publish_first_consents
from lampion.groups import nearby
from lampion.groups.actions import found_group
from lampion.groups.models import Circle, Function, Mandate, Membership
from lampion.groups.models.mandate import leave
from lampion.people.models import AuthenticatorApp, Person
from lampion.people.sealing import seal
from lampion.sections.models import Scope, StaffAccess
from lampion.sections.opening import open_section
from lampion.sections.shared import Shared


def pytest_sessionstart() -> None:
    """WhiteNoise warns of a folder that is not there; tests find static files by the finders."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session", autouse=True)
def _flush_what_is_append_only():
    """Tests that commit empty every table afterwards; SQLite has no TRUNCATE that passes by the triggers."""
    flush = SQLite.ops_class.sql_flush

    def past_triggers(ops, *args, **kwargs):
        with ops.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        drops = [f"DROP TRIGGER {name}" for name, _sql in triggers]
        return [*drops, *flush(ops, *args, **kwargs), *[sql for _name, sql in triggers]]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLite.ops_class, "sql_flush", past_triggers)
        yield


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Tests give the same keys to other groups: what was kept in memory for one is wrong for the next.

    So is the language of the page that the last test asked for.
    """
    translation.deactivate()
    for kept in ("default", "homes"):
        caches[kept].clear()
    nearby.forget()
    Shared.forget()


NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FRENCH_SPEAKING = ["BRU", "WBR", "WHT", "WLG", "WLX", "WNA"]


def person(name: str) -> Person:
    return Person.objects.create_user(f"{name}@example.org", first_name=name.title())


# What the apps of Nora and Karim make their codes from.
APP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def enrol(person: Person) -> Person:
    """Give a second factor, as if set up long ago: no mail, no journal line."""
    AuthenticatorApp.objects.create(person=person, sealed=seal(APP_SECRET), made_at=NOW)
    return person


@pytest.fixture
def belgium(db):
    section = open_section(
        code="be", name="Lampion", country="be", provinces=FRENCH_SPEAKING, by=None, at=NOW
    )
    publish_first_consents(section, at=NOW)
    return section


@pytest.fixture
def nora(belgium):
    nora = person("nora")
    StaffAccess.grant(belgium, nora, *Scope, by=None, on=date(2026, 1, 1))
    return enrol(nora)


@pytest.fixture
def karim(belgium):
    """Reads and answers requests, and does nothing else in the secretariat."""
    karim = person("karim")
    StaffAccess.grant(belgium, karim, Scope.ENQUIRIES, by=None, on=date(2026, 3, 4))
    return enrol(karim)


def _group(section, number, name, key, coordinator):
    place = section.territory.locality(key)
    group = found_group(section, number, name, place, by=None, at=NOW)
    Mandate.give(group, coordinator, Function.COORDINATOR, by=None, on=date(2026, 1, 1))
    return group


@pytest.fixture
def alice(db):
    return person("alice")


@pytest.fixture
def zoe(db):
    return person("zoe")


@pytest.fixture
def louvain(belgium, alice):
    return _group(belgium, 12, "Louvain-la-Neuve", "be:1348:louvain-la-neuve", alice)


def _member(group, name, circle=Circle.CORE):
    return Membership.welcome(group, person(name), by=None, on=date(2026, 1, 15), circle=circle)


@pytest.fixture
def bilal(louvain):
    return _member(louvain, "bilal").person


@pytest.fixture
def wim(louvain):
    return _member(louvain, "wim", Circle.NETWORK).person


@pytest.fixture
def hanna(louvain):
    membership = _member(louvain, "hanna")
    leave(membership, by=None, on=date(2026, 2, 1))
    return membership.person


@pytest.fixture
def namur(belgium, zoe):
    return _group(belgium, 7, "Namur", "be:5000:namur", zoe)


@pytest.fixture
def as_():
    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in
