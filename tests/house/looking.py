"""How the house looks at itself: its rooms, floors, files and routes."""

from __future__ import annotations

import configparser
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
LAMPION = ROOT / "lampion"


def contracts() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    return parser


def floors() -> dict[str, int]:
    """Room -> height of its floor, the ground floor being 0. Rooms of one floor are blind to each other."""
    layers = contracts()["importlinter:contract:storeys"]["layers"].split("\n")
    storeys = [line.split("|") for line in layers if line.strip()]
    heights = range(len(storeys) - 1, -1, -1)
    return {
        room.strip(): height
        for height, rooms in zip(heights, storeys, strict=True)
        for room in rooms
    }


def may_know(room: str, other: str, heights: dict[str, int]) -> bool:
    return room == other or heights[other] < heights[room]


def project_files(*endings: str) -> list[Path]:
    """The files that are, or would be, in git."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    paths = [ROOT / name for name in listed if name]
    return [path for path in paths if path.is_file() and (not endings or path.suffix in endings)]


def room_of(path: Path) -> str:
    return path.relative_to(LAMPION).parts[0]


def routes() -> dict[str, str]:
    """Name with namespace -> pattern of every route that a person or program can ask for."""
    return dict(_routes(get_resolver().url_patterns, (), ""))


def _routes(
    patterns: list[URLPattern | URLResolver], spaces: tuple[str, ...], before: str
) -> Iterator[tuple[str, str]]:
    for entry in patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from _routes(entry.url_patterns, inner, pattern)
        else:
            yield ":".join((*spaces, entry.name or pattern)), pattern
