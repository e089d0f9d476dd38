"""Inserting rows where it has to be quick: one statement for each, no savepoint, and no wait where no answer is needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import psycopg
from django.db import connection, models

_ONCE = " ON CONFLICT DO NOTHING"


@contextmanager
def together() -> Iterator[None]:
    """Send the statements of the block without waiting for the answer to each, where the database can do that.

    One that is asked for its answer waits for all before it. Only inside a transaction. Raises what a statement
    raises, at the latest at the end of the block.
    """
    if connection.vendor != "postgresql" or not psycopg.Pipeline.is_supported():
        yield
        return
    assert connection.connection is not None, "only inside a transaction"
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def insert(row: models.Model, *, once: bool = False) -> None:
    """Insert a row whose key nobody asks for. Signals and `save` of the model are not called.

    once: unless another with a value that has to be unique is there.
    """
    with connection.cursor() as cursor:
        cursor.execute(_statement(type(row)) + (_ONCE if once else ""), _values(row))


def insert_once(row: models.Model) -> bool:
    """As `insert`, once; says whether it was inserted: then it has its key."""
    pk = connection.ops.quote_name(str(type(row)._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(f"{_statement(type(row))}{_ONCE} RETURNING {pk}", _values(row))
        made = cursor.fetchone()
    if made is None:
        return False
    (row.pk,) = made
    row._state.adding, row._state.db = False, connection.alias
    return True


def _values(row: models.Model) -> list[Any]:
    return [
        field.get_db_prep_save(field.pre_save(row, True), connection=connection)
        for field in _columns(type(row))
    ]


@cache
def _columns(model: type[models.Model]) -> list[models.Field[object, object]]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


@cache
def _statement(model: type[models.Model]) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in _columns(model))
    marks = ", ".join(["%s"] * len(_columns(model)))
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"
