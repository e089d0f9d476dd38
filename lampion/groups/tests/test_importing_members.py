"""The section brings the members of its groups and their mandates."""

import re
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lampion.groups.models import Circle, Function, LifeStage, Mandate, Membership, Stage
from lampion.kit.spreadsheets import read_table
from lampion.mail.models import Message
from lampion.people.models import Person
from lampion.sections import lists

AT = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
HEADERS = "group_number;email;circle;mandate;since"
LIST = (
    f"{HEADERS}\n"
    "12;alice@example.org;noyau;responsable;2026-01-01\n"
    "12;Bruno@example.org;réseau;;\n"
    "12;carla@example.org;;responsable;2025-02-03\n"
    "12;carla@example.org;;trésorière;2025-02-03\n"
)


def bring(section, text):
    table = read_table(text.encode())
    return lists.apply(section, "group-members", table, by=None, at=AT).counts()


def faults(section, line):
    table = read_table(f"{HEADERS}\n{line}\n".encode())
    plan = lists.importer_of("group-members").plan(section, table)
    return [fault.column for one in plan.lines for fault in one.faults]


def test_a_list_becomes_people_memberships_and_mandates(louvain):
    assert bring(louvain.section, LIST)["new"] == 3
    carla = Person.objects.get(email="carla@example.org")
    assert Membership.objects.get(person=carla).joined_on == date(2025, 2, 3)
    held = set(Mandate.objects.open().filter(person=carla).values_list("function", flat=True))
    assert held == {Function.COORDINATOR, Function.TREASURER}
    bruno = Membership.objects.get(person__email="bruno@example.org")
    assert (bruno.circle, bruno.joined_on) == (Circle.NETWORK, date(2026, 4, 1))


def test_the_columns_are_those_that_are_promised_in_this_order():
    columns = lists.importer_of("group-members").columns
    assert ";".join(columns.spoken) == HEADERS
    places, ignored = columns.find(HEADERS.split(";"))
    assert (list(places.values()), ignored) == (list(range(5)), [])


def test_somebody_with_two_mandates_stands_in_one_circle(louvain):
    two = f"{HEADERS}\n12;d@example.org;noyau;responsable;\n12;d@example.org;réseau;trésorier;\n"
    plan = lists.importer_of("group-members").plan(louvain.section, read_table(two.encode()))
    assert [fault.column for one in plan.lines for fault in one.faults] == ["circle"]
    one = two.replace("réseau", "noyau")
    assert [bring(louvain.section, one)["new"] for _turn in (1, 2)] == [2, 0]


def test_the_page_says_it_in_words_and_never_in_codes(louvain, nora, as_):
    office = as_(nora)
    upload = SimpleUploadedFile("mandats.csv", LIST.encode())
    url = office.post("/office/imports/group-members/", {"file": upload}).url
    page = office.get(url).text
    assert "trésorier" in page
    assert "réseau" in page
    assert "Louvain-la-Neuve" in page
    assert not re.search(r"\b(treasurer|coordinator|network)\b", page.split("<main")[1])


def test_the_same_list_again_changes_nothing(louvain):
    bring(louvain.section, LIST)
    again = bring(louvain.section, LIST)
    assert again == {"new": 0, "changed": 0, "unchanged": 4, "aside": 0, "error": 0}


def test_a_new_circle_and_a_new_mandate_change_the_member(louvain):
    bring(louvain.section, LIST)
    changed = LIST.replace("réseau;;", "noyau;trésorier;")
    assert bring(louvain.section, changed)["changed"] == 1
    bruno = Person.objects.get(email="bruno@example.org")
    assert Membership.objects.get(person=bruno).circle == Circle.CORE
    assert Mandate.objects.get(person=bruno).function == Function.TREASURER


def test_nobody_is_mailed_and_nobody_leaves(louvain, alice):
    bring(louvain.section, f"{HEADERS}\n12;bruno@example.org;;;\n")
    assert not Message.objects.exists()
    assert Membership.objects.active().filter(person=alice).exists()


def test_a_new_person_has_the_name_that_the_register_knows(louvain):
    register = "number;first_name;last_name;email\n9;Bruno;Petit;bruno@example.org\n"
    section = louvain.section
    lists.apply(section, "members", read_table(register.encode()), by=None, at=AT)
    bring(section, LIST)
    bruno = Person.objects.get(email="bruno@example.org")
    assert (bruno.name, bruno.name_key) == ("Bruno Petit", "petit bruno")


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("99;a@example.org;;;", "group_number"),
        ("12;;;;", "email"),
        ("12;nobody;;;", "email"),
        ("12;a@example.org;middle;;", "circle"),
        ("12;a@example.org;;king;", "mandate"),
        ("12;a@example.org;;;someday", "since"),
        ("12;a@example.org;;;2999-01-01", "since"),
    ],
)
def test_a_fault_is_said_in_its_column(louvain, line, column):
    assert faults(louvain.section, line) == [column]
    assert faults(louvain.section, "12;a@example.org;;;") == []


def test_a_closed_group_takes_no_members(louvain):
    LifeStage.enter(louvain, Stage.CLOSED, by=None, on=date(2026, 3, 1))
    assert faults(louvain.section, "12;a@example.org;;;") == ["group_number"]


def test_a_thousand_lines_need_few_queries(louvain, django_assert_max_num_queries):
    lines = [f"12;p{n}@example.org;;;" for n in range(1000)]
    with django_assert_max_num_queries(60):
        bring(louvain.section, f"{HEADERS}\n" + "\n".join(lines))


@pytest.mark.parametrize(
    "lines",
    [
        "12;d@example.org;réseau;trésorier;",
        "12;d@example.org;réseau;;\n12;d@example.org;;trésorier;",
        "12;d@example.org;;trésorier;\n12;d@example.org;réseau;;",
        "12;alice@example.org;réseau;;",
    ],
    ids=["one line", "circle first", "mandate first", "has a mandate"],
)
def test_whoever_answers_for_something_stays_in_the_core(louvain, lines):
    assert faults(louvain.section, lines) == ["circle"]


def test_whoever_gets_a_mandate_comes_to_the_core(louvain, wim):
    bring(louvain.section, f"{HEADERS}\n12;wim@example.org;;trésorier;\n")
    held = Membership.objects.active().get(person=wim)
    assert held.circle == Circle.CORE
    assert Mandate.objects.open().filter(person=wim, function=Function.TREASURER).exists()
