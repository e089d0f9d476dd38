"""A day is a day of the people, not of Greenwich: between midnight in Brussels and in London the two differ."""

import re

from tests.house.looking import ROOT, project_files

IN_GREENWICH = re.compile(
    r"\b(now|at|later|moment|since|received|added|opened)\.date\(\)", re.IGNORECASE
)


def test_no_day_is_taken_of_a_moment_in_utc():
    wrong = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in project_files(".py")
        if path.name != "test_days.py"
        for found in IN_GREENWICH.finditer(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def test_a_day_in_utc_is_seen():
    assert IN_GREENWICH.search("on=now.date()")
    assert not IN_GREENWICH.search("on=timezone.localdate(now)")
