"""The one list of package files that are served. Everything else in node_modules stays there."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage
from django.utils._os import safe_join

_ATKINSON = "@fontsource/atkinson-hyperlegible/files/atkinson-hyperlegible"

# None of these files names another by URL, so that hashing their names breaks nothing (held by a test).
SERVED = {
    "vendor/pico.css": "@picocss/pico/css/pico.min.css",
    "vendor/htmx.js": "htmx.org/dist/htmx.min.js",
    **{
        f"vendor/fonts/atkinson-{alphabet}-{face}.woff2": f"{_ATKINSON}-{alphabet}-{face}.woff2"
        for alphabet in ("latin", "latin-ext")
        for face in ("400-normal", "400-italic", "700-normal")
    },
}


class PackageStorage(FileSystemStorage):
    """Reads a served name where its package has it. Raises KeyError for a name not in SERVED."""

    def path(self, name: str) -> str:
        return safe_join(settings.NODE_DIR, SERVED[Path(name).as_posix()])


class PackageFinder(BaseFinder):
    storage = PackageStorage()

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        name = Path(path).as_posix()
        found = [self.storage.path(name)] if name in SERVED and self.storage.exists(name) else []
        return found if find_all or not found else found[0]

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Yield every served file. A package that is not installed fails here, not in a browser."""
        for name in SERVED:
            if not self.storage.exists(name):
                raise FileNotFoundError(f"{self.storage.path(name)}: run npm ci first")
            yield name, self.storage
