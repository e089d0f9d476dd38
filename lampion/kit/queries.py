"""Queries asked so often that building them takes longer than asking: Django builds their SQL once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection, models

# Stand-ins that no query has by chance.
A_KEY, A_WORD, A_MOMENT = 2**53, "a word", datetime(2999, 12, 31, 12, tzinfo=UTC)


class ReadyQuery:
    """A `values_list` whose SQL is kept, with a hole for each value that changes.

    make: called without values at its first use. stand_ins: by name, what `make` puts where the value belongs; each
    unlike all else in the query. Rows come as the database gives them: text, whole numbers, truth, or None.
    """

    def __init__(self, make: Callable[[], models.QuerySet[Any, Any]], **stand_ins: Any) -> None:
        self._make, self._stand_ins = make, stand_ins
        self._built = lru_cache(maxsize=None)(self._build)

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        statement, holes = self._built(connection.vendor)
        said = [_adapted(values[name]) if name else kept for name, kept in holes]
        with connection.cursor() as cursor:
            cursor.execute(statement, said)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    def _build(self, vendor: str) -> tuple[str, list[tuple[str, Any]]]:
        """vendor: of the database whose SQL it is. Raises ValueError if a value has no hole."""
        names = {_adapted(value): name for name, value in self._stand_ins.items()}
        statement, values = self._make().query.sql_with_params()
        holes = [(names.get(value, ""), value) for value in values]
        if missing := set(self._stand_ins) - {name for name, _value in holes}:
            raise ValueError(f"no hole for {missing} in {vendor}")
        return statement, holes


def _adapted(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value
