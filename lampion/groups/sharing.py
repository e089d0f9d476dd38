"""What a group may let the secretariat of its section read: rooms name it, the group decides, for each alone."""

from __future__ import annotations

from dataclasses import dataclass

from lampion.groups.models import Group, Sharing
from lampion.kit.registers import Text


@dataclass(frozen=True, slots=True)
class Kind:
    """title: what it is. says: what the secretariat reads then, and what not. page: a route of the office.

    The page takes the key of the group, and asks `lampion.groups.reach.shared_group` first.
    """

    key: str
    order: int
    title: Text
    says: Text
    page: str


@dataclass(frozen=True, slots=True)
class State:
    kind: Kind
    sharing: Sharing | None


_kinds: dict[str, Kind] = {}


def shareable(kind: Kind) -> None:
    """Let groups share this kind, if they choose to."""
    _kinds[kind.key] = kind


def kinds() -> list[Kind]:
    return sorted(_kinds.values(), key=lambda kind: kind.order)


def states(group: Group) -> list[State]:
    """Return each kind with the open sharing of the group, or None; in one query."""
    held = group.sharings.open().select_related("by")
    found = {sharing.kind: sharing for sharing in held}
    return [State(kind, found.get(kind.key)) for kind in kinds()]


def sharing_of(group: Group, kind: str) -> Sharing | None:
    """Return that and since when the secretariat may read it, for who belongs to the group."""
    return group.sharings.open().filter(kind=kind).first()
