"""What is in git, we wrote: no package, font, dump, secret, address of a registry or path of a machine."""

import re
from pathlib import Path

from tests.house.looking import ROOT, project_files

MOST_BYTES = 1024 * 1024
FOREIGN = re.compile(
    r"(^|/)node_modules/|\.min\.(js|css)$|\.(woff2?|ttf|otf|sqlite3|mo|dump|pyc|whl)$"
)
MACHINE = re.compile("/" + r"(?:root|work|home/\w+|Users/\w+)/")
REGISTRY = re.compile(r"registry\.npmjs\.org|pypi\.org/simple|files\.pythonhosted|deb\.debian\.org")
SECRET = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|SECRET_KEY\s*=\s*[\"'][^\"'{$]{30,}")
LOCKS = {"uv.lock", "package-lock.json"}


def foreign(name: str, size: int, text: str) -> list[str]:
    """Return what must not be in git about a file of this name, size in bytes, and text."""
    wrong = []
    if FOREIGN.search(name):
        wrong.append("not ours")
    if size > MOST_BYTES:
        wrong.append("larger than 1 MB")
    if Path(name).name not in LOCKS:
        for what, pattern in (("machine", MACHINE), ("registry", REGISTRY), ("secret", SECRET)):
            if pattern.search(text):
                wrong.append(what)
    return wrong


def test_git_holds_only_what_we_wrote():
    wrong = {}
    for path in project_files():
        name = str(path.relative_to(ROOT))
        if name == "tests/house/test_repository.py":
            continue
        found = foreign(name, path.stat().st_size, path.read_bytes().decode("utf-8", "replace"))
        if found:
            wrong[name] = found
    assert wrong == {}


def test_what_is_not_ours_is_seen():
    assert foreign("a/node_modules/x.js", 1, "") == ["not ours"]
    assert foreign("static/htmx.min.js", 1, "") == ["not ours"]
    assert foreign("fonts/a.woff2", 1, "") == ["not ours"]
    assert foreign("a.json", 2_000_000, "") == ["larger than 1 MB"]
    assert foreign("a.md", 1, "see /root/x") == ["machine"]
    assert foreign("a.toml", 1, "https://registry.npmjs.org/x") == ["registry"]
    assert foreign("a.py", 1, 'SECRET_KEY = "' + "a" * 50 + '"') == ["secret"]
    assert foreign("a.py", 1, "x = 1") == []
