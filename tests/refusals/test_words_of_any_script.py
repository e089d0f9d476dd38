"""Hebrew, Arabic and emoji are kept as typed and read in their own direction; a cell is never a formula."""

import csv
import io
import re
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook

from lampion.enquiries.models import Enquiry, Note, Reply
from lampion.kit.spreadsheets import read_table
from lampion.sections import lists
from lampion.sections.models import SectionMember
from tests.test_the_main_story import ask

HEBREW, ARABIC = "שלום 🕯️ אני רוצה לבוא (18:30)", "مرحبا 👋🏽، أريد أن أساعد"
AT = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
FORMULAS = ("=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1")


def shown_alone(page: str, words: str) -> bool:
    """Say whether every mention between tags stands in an element with a direction of its own."""
    around = [found.start() for found in re.finditer(re.escape(words), page.split("<main")[1])]
    main = page.split("<main")[1]
    before = [main[:place].rsplit("<", 1)[1] for place in around]
    return bool(before) and all(
        re.match(r'(bdi>|[^>]*dir="auto"|strong>|textarea|input|meta|title|option|br)', tag)
        for tag in before
    )


def test_a_message_and_a_reply_are_kept_and_read_in_their_direction(client, as_, nora, louvain):
    url = ask(client, first_name="דניאל", last_name="כהן 🕯️", message=HEBREW).url
    enquiry = Enquiry.objects.get()
    assert (enquiry.first_name, enquiry.last_name, enquiry.message) == ("דניאל", "כהן 🕯️", HEBREW)
    key = client.get(url).text.split('name="key" value="')[1].split('"')[0]
    client.post(f"{url}replies/", {"text": ARABIC, "key": key})
    assert Reply.objects.get().text == ARABIC
    assert shown_alone(client.get(url).text, ARABIC)
    office = as_(nora)
    office.post(f"/office/enquiries/{enquiry.pk}/notes/", {"note-text": HEBREW})
    assert Note.objects.get().text == HEBREW
    page = office.get(f"/office/enquiries/{enquiry.pk}/").text
    assert shown_alone(page, HEBREW)
    assert shown_alone(page, ARABIC)
    assert shown_alone(page, enquiry.name)
    assert shown_alone(office.get("/office/enquiries/?q=כהן").text, enquiry.name)


def test_a_name_that_is_not_set_apart_is_seen():
    assert shown_alone("<main><p><bdi>כהן</bdi></p>", "כהן")
    assert shown_alone('<main><p class="x" dir="auto">כהן</p>', "כהן")
    assert not shown_alone("<main><p>כהן</p>", "כהן")
    assert not shown_alone("<main>", "כהן")


def test_a_group_and_a_member_keep_such_names(client, as_, nora, louvain):
    louvain.revise({"name": "לובן 🏮"}, by=nora, at=AT)
    assert shown_alone(client.get("/groups/12/").headers and client.get("/groups/").text, "לובן 🏮")
    register = "number;first_name;last_name;locality\n7;דניאל;כהן 🕯️;ירושלים\n"
    table = read_table(register.encode())
    lists.apply(louvain.section, "members", table, by=nora, at=AT)
    assert SectionMember.objects.get().name == "דניאל כהן 🕯️"
    page = as_(nora).get("/office/members/?q=כהן").text
    assert shown_alone(page, "דניאל כהן 🕯️")
    assert shown_alone(page, "ירושלים")


def cells(answer) -> list[str]:
    if answer["Content-Type"].startswith("text/csv"):
        text = answer.content.decode("utf-8-sig")
        return [cell for row in csv.reader(io.StringIO(text), delimiter=";") for cell in row]
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert all(cell.data_type != "f" for row in sheet for cell in row)
    return [str(cell.value) for row in sheet for cell in row if cell.value is not None]


EXPORTS = ("/office/members/export", "/office/groups/export", "/office/enquiries/figures")


@pytest.mark.parametrize("typed", FORMULAS)
@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_no_exported_cell_is_a_formula_and_what_was_typed_comes_back(
    client, as_, nora, louvain, namur, typed, extension
):
    SectionMember(section=louvain.section, number="7", last_name=typed).derive().save()
    louvain.revise({"name": typed.strip()}, by=nora, at=AT)
    ask(client)
    enquiry = Enquiry.objects.get()
    office = as_(nora)
    office.post(f"/office/enquiries/{enquiry.pk}/handover/", {"handover-group": louvain.pk})
    for path in EXPORTS:
        found = cells(office.get(f"{path}.{extension}"))
        assert not [cell for cell in found if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
        assert [cell for cell in found if typed.strip() in cell], path


def test_a_formula_that_was_neutralised_is_read_back_as_it_was(as_, nora, louvain):
    SectionMember(section=louvain.section, number="7", last_name="=Petit").derive().save()
    taken = as_(nora).get("/office/members/export.csv").content
    done = lists.apply(louvain.section, "members", read_table(taken), by=nora, at=AT)
    assert done.counts()["unchanged"] == 1
