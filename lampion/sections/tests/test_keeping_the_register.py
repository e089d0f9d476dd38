"""The section brings the list of its members; each sees their own line, and is reminded before it ends."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from lampion.journal.models import Record
from lampion.kit.lists import Faulty
from lampion.kit.spreadsheets import read_table, write_xlsx
from lampion.mail.models import Message
from lampion.sections import lists
from lampion.sections.membership import let_ended_members_go, remind_of_the_end
from lampion.sections.models import SectionMember

AT = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
HEADERS = "number;first_name;last_name;email;phone;locality;valid_until"
LIST = (
    f"{HEADERS}\n"
    "1001;Alice;Dubois;Alice@Example.org;0470 12 34 56;Wavre;2026-12-31\n"
    "1002;Bruno;=Petit;bruno@example.org;;Mons;30/04/2026\n"
    "1003;Chloé;Renard;;;Namur;\n"
)


def bring(section, text, at=AT):
    return lists.apply(section, "members", read_table(text.encode()), by=None, at=at).counts()


def test_a_list_becomes_the_register_and_again_changes_nothing(belgium):
    assert bring(belgium, LIST)["new"] == 3
    assert bring(belgium, LIST) == {"new": 0, "changed": 0, "unchanged": 3, "aside": 0, "error": 0}
    alice, bruno, chloe = SectionMember.objects.order_by("number")
    assert (alice.email, alice.valid_until) == ("alice@example.org", date(2026, 12, 31))
    assert (bruno.last_name, bruno.valid_until) == ("=Petit", date(2026, 4, 30))
    assert chloe.valid_until is None


def test_the_columns_are_those_that_are_promised_in_this_order():
    columns = lists.importer_of("members").columns
    assert ",".join(columns.spoken) == HEADERS.replace(";", ",")
    places, ignored = columns.find(HEADERS.split(";"))
    assert (list(places.values()), ignored) == (list(range(7)), [])


def test_a_workbook_is_read_like_the_text_with_its_days_and_numbers(belgium):
    rows = [["1001", "דניאל", "כהן 🕯️", "d@example.org", "+32 470", "Mons", date(2026, 12, 31)]]
    raw = write_xlsx(HEADERS.split(";"), rows)
    lists.apply(belgium, "members", read_table(raw), by=None, at=AT)
    member = SectionMember.objects.get()
    assert (member.number, member.name) == ("1001", "דניאל כהן 🕯️")
    assert (member.phone, member.valid_until) == ("+32 470", date(2026, 12, 31))


def test_a_changed_line_changes_its_member_only(belgium):
    bring(belgium, LIST)
    assert bring(belgium, LIST.replace("2026-12-31", "2027-12-31"))["changed"] == 1
    assert SectionMember.objects.get(number="1001").valid_until == date(2027, 12, 31)


def test_a_column_that_is_not_there_empties_nothing(belgium):
    bring(belgium, LIST)
    assert bring(belgium, "number;valid_until\n1001;2026-12-31\n")["unchanged"] == 1
    assert SectionMember.objects.get(number="1001").phone == "0470 12 34 56"


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("1004;A;B;no address;;;", "email"),
        ("1004;A;B;;;;31/02/2026", "valid_until"),
        (";A;B;;;;", "number"),
        ("1001;A;B;;;;", "number"),
    ],
)
def test_a_fault_is_said_in_its_column_and_nothing_is_applied(belgium, line, column):
    table = read_table(f"{LIST}{line}\n".encode())
    plan = lists.importer_of("members").plan(belgium, table)
    assert [fault.column for one in plan.having("error") for fault in one.faults] == [column]
    with pytest.raises(Faulty):
        lists.apply(belgium, "members", table, by=None, at=AT)
    assert not SectionMember.objects.exists()


def test_a_member_sees_number_and_validity_and_a_stranger_how_to_become_one(
    belgium, alice, zoe, as_
):
    bring(belgium, LIST)
    shown = as_(alice).get("/home/").text
    assert "1001" in shown
    assert "31 décembre 2026" in shown
    other = as_(zoe).get("/home/").text
    assert "1001" not in other
    assert "/pages/member/" in other


@pytest.mark.parametrize(("day", "shown"), [("2026-11-30", False), ("2026-12-02", True)])
def test_the_home_leads_to_the_renewal_from_the_day_of_the_reminder(
    belgium, alice, as_, day, shown
):
    bring(belgium, LIST)
    with time_machine.travel(f"{day} 12:00 +0000"):
        page = as_(alice).get("/home/").text
    panel = page.split('id="my-membership"')[1].split("</section>")[0]
    assert ("/pages/member/" in panel) is shown


def test_the_page_for_visitors_leads_to_where_one_becomes_a_member(belgium, client):
    assert "join.example.org" not in client.get("/pages/member/").text
    belgium.revise({"join_url": "https://join.example.org/"}, by=None)
    assert "https://join.example.org/" in client.get("/pages/member/").text
    assert "join.example.org" not in client.get("/pages/why/").text


def test_a_number_alone_links_nobody_to_somebody_elses_membership(belgium, zoe, nora):
    bring(belgium, LIST)
    zoe.last_name = "Renard"
    zoe.save()
    assert not SectionMember.claim(belgium, "1001", zoe, by=nora)
    assert SectionMember.claim(belgium, "1003", zoe, by=nora)
    assert SectionMember.objects.of(zoe).get().number == "1003"


def test_a_member_is_reminded_once_before_the_end_and_again_for_the_next(belgium):
    bring(belgium, LIST)
    assert remind_of_the_end(AT - timedelta(days=5)) == 0
    assert [remind_of_the_end(AT), remind_of_the_end(AT + timedelta(days=1))] == [1, 0]
    mail = Message.objects.get(topic="membership")
    assert mail.to_address == "bruno@example.org"
    assert "30 avril 2026" in mail.subject
    bring(belgium, LIST.replace("30/04/2026", "30/04/2027"))
    assert remind_of_the_end(AT.replace(year=2027)) == 1


def test_members_leave_months_after_the_end_and_not_before(belgium):
    bring(belgium, LIST)
    assert let_ended_members_go(date(2027, 4, 30)) == 0
    assert let_ended_members_go(date(2027, 5, 1)) == 1
    assert not SectionMember.objects.filter(number="1002").exists()


def test_the_secretariat_searches_filters_and_exports_what_it_sees(belgium, nora, as_):
    bring(belgium, LIST)
    office = as_(nora)
    assert "Renard" in office.get("/office/members/").text
    found = office.get("/office/members/?q=petit mons").text
    assert "1002" in found
    assert "1001" not in found
    ended = office.get("/office/members/?state=ended").text
    assert "1002" in ended
    assert "1001" not in ended
    taken = office.get("/office/members/export.csv?q=1002").content.decode("utf-8-sig")
    assert "1002" in taken
    assert "1001" not in taken
    assert "'=Petit" in taken
    assert Record.objects.get(verb="exported members").details == {"count": 1}
    assert bring(belgium, taken) == {"new": 0, "changed": 0, "unchanged": 1, "aside": 0, "error": 0}


def test_the_list_is_checked_then_applied_once_on_its_pages(belgium, nora, as_):
    office = as_(nora)
    upload = SimpleUploadedFile("membres.csv", LIST.encode())
    url = office.post("/office/imports/members/", {"file": upload}).url
    assert "Renard" in office.get(url).text
    assert not SectionMember.objects.exists()
    office.post(url)
    office.post(url)
    assert SectionMember.objects.count() == 3
    assert office.get(url.replace("members", "groups")).status_code == 404
    assert office.get("/office/imports/nothing/").status_code == 404
