"""Nothing grows past what one person reads at a time."""

import ast
from pathlib import Path

from tests.house.looking import project_files

FILE, CLASS, FUNCTION, TEMPLATE = 400, 150, 40, 120


def over_budget(name: str, text: str) -> list[str]:
    """Return what is longer than its budget, in lines."""
    lines = text.count("\n") + 1
    if name.endswith(".html"):
        return [f"{name}: {lines} lines"] if lines > TEMPLATE else []
    wrong = [f"{name}: {lines} lines"] if lines > FILE else []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            most = CLASS if isinstance(node, ast.ClassDef) else FUNCTION
            length = (node.end_lineno or 0) - node.lineno + 1
            if length > most:
                wrong.append(f"{name}: {node.name} has {length} lines")
    return wrong


def examined(path: Path) -> bool:
    return "migrations" not in path.parts


def test_files_classes_functions_and_templates_stay_within_their_budget():
    paths = [path for path in project_files(".py", ".html") if examined(path)]
    wrong = [line for path in paths for line in over_budget(path.name, path.read_text("utf-8"))]
    assert wrong == []


def test_what_is_too_long_is_seen():
    body = "    pass\n"
    assert over_budget("a.py", "x = 1\n" * 401)
    assert over_budget("a.py", "def long():\n" + body * 41)
    assert over_budget("a.py", "class Long:\n" + body * 151)
    assert over_budget("a.html", "<p>\n" * 121)
    assert not over_budget("a.py", "def short():\n" + body * 39)
