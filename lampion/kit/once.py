"""Insert a row that may be there already, in one statement: the database says which, and no savepoint is needed."""

from __future__ import annotations

from functools import cache

from django.db import connection, models


def insert_once(row: models.Model) -> bool:
    """Insert `row` unless another with a value that has to be unique is there.

    Says whether it was inserted; then it has its key. Signals and `save` of the model are not called.
    """
    fields = _columns(type(row))
    values = [
        field.get_db_prep_save(field.pre_save(row, True), connection=connection) for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(_statement(type(row), connection.vendor), values)
        made = cursor.fetchone()
    if made is None:
        return False
    (row.pk,) = made
    row._state.adding, row._state.db = False, connection.alias
    return True


def _columns(model: type[models.Model]) -> list[models.Field[object, object]]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


@cache
def _statement(model: type[models.Model], _vendor: str) -> str:
    quote = connection.ops.quote_name
    fields = _columns(model)
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    return (
        f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"
        f" ON CONFLICT DO NOTHING RETURNING {quote(str(model._meta.pk.column))}"
    )
