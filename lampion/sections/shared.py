"""What all requests of a process share, as it is and not as a copy, until something public changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeVar

from lampion.sections.models import Section

K = TypeVar("K")
T = TypeVar("T")


class Shared(Generic[K, T]):
    """Where copying out of the cache at each request takes too long. Nobody changes what it gives out."""

    _all: ClassVar[list[Shared[Any, Any]]] = []

    def __init__(self) -> None:
        self._held: tuple[int, dict[K, T]] = (-1, {})
        self._all.append(self)

    def get(self, key: K, make: Callable[[], T]) -> T:
        version = Section.objects.public_version()
        if self._held[0] != version:
            self._held = (version, {})
        things = self._held[1]
        if key not in things:
            things[key] = make()
        return things[key]

    @classmethod
    def forget(cls) -> None:
        """Forget everything: for whoever replaces the database under a running process."""
        for one in cls._all:
            one._held = (-1, {})
