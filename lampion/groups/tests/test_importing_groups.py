"""A section brings its list of groups: checked in words, applied whole, applied twice without effect."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from lampion.groups import imports, spreadsheet
from lampion.groups.models import Group, LifeStage, Revision
from lampion.kit.lists import Faulty
from lampion.kit.spreadsheets import Unreadable, read_table, write_csv, write_xlsx
from lampion.sections import lists
from lampion.sections.models import ListImport

AT = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
HEADERS = "number;name;kind;postcode;locality;served;languages;rhythm;venue;about;state"
GOOD = (
    f"{HEADERS}\n"
    "1;Wavre;local;1300;Wavre;1300|1301;fr;Premier mardi;Café du Nord;Nous écrivons.;active\n"
    "2;Mons;école;7000;Bergen;;fr|nl;;;;en formation\n"
)
FAULTY = (
    f"{HEADERS}\n"
    "1;Wavre;local;1300;Namur;;fr;;;;active\n"
    "x;Mons;local;7000;Mons;;fr;;;;active\n"
    "3;Huy;local;9999;;;fr;;;;active\n"
    "4;Dinant;local;5500;Dinant;;fr;;;;active\n"
)


def table(text):
    return read_table(text.encode())


def apply(section, text):
    return lists.apply(section, "groups", table(text), by=None, at=AT).counts()


def test_a_list_becomes_groups_with_place_area_and_stage(belgium):
    assert apply(belgium, GOOD) == {"new": 2, "changed": 0, "unchanged": 0, "aside": 0, "error": 0}
    wavre, mons = Group.objects.order_by("number")
    assert wavre.served_postcodes() == ["1300", "1301"]
    assert (mons.kind, mons.locality_name, mons.languages) == ("school", "Mons", ["fr", "nl"])
    assert LifeStage.objects.get(group=mons).stage == "in_formation"
    assert wavre.slug == "wavre"


def test_the_same_list_again_changes_nothing(belgium):
    apply(belgium, GOOD)
    assert apply(belgium, GOOD) == {"new": 0, "changed": 0, "unchanged": 2, "aside": 0, "error": 0}
    assert not Revision.objects.exists()


def test_a_changed_line_changes_its_group_and_keeps_what_was_there(belgium):
    apply(belgium, GOOD)
    said = GOOD.replace("Premier mardi", "Dernier lundi").replace("1300|1301", "1300")
    assert apply(belgium, said.replace(";active", ";dormant"))["changed"] == 1
    wavre = Group.objects.get(number=1)
    assert (wavre.rhythm, wavre.served_postcodes()) == ("Dernier lundi", ["1300"])
    assert wavre.life_stages.get(until=None).stage == "dormant"
    assert wavre.revisions.get().changes["rhythm"] == ["Premier mardi", "Dernier lundi"]


def test_faults_are_said_by_line_and_column_and_nothing_is_applied(belgium):
    plan = imports.plan(belgium, table(FAULTY))
    found = [(line.number, fault.column) for line in plan.lines for fault in line.faults]
    assert found == [(2, "locality"), (3, "number"), (4, "postcode")]
    with pytest.raises(Faulty):
        apply(belgium, FAULTY)
    assert not Group.objects.exists()


def test_a_number_met_twice_is_a_fault_that_names_the_first_line(belgium):
    plan = imports.plan(belgium, table("number;name;postcode\n5;A;1300\n5;B;1300\n"))
    (fault,) = plan.lines[1].faults
    assert fault.column == "number"
    assert "2" in fault.message


@pytest.mark.parametrize(
    "raw",
    [
        "Numéro;Nom;Code postal\n1;Liège;4000\n".encode("cp1252"),
        "\ufeffnummer,naam,postcode\r\n1,Luik,4000\r\n".encode(),
        b'number\tname\tpostcode\tabout\n1\tHuy\t4500\t"two\nlines"\n',
        write_xlsx(["Numéro", "Nom", "Code postal"], [[1, "Huy", 4500]]),
        b"number;name;postcode;colour\n1;Huy;4500;red\n",
    ],
    ids=["windows-1252", "byte-order-mark", "line-break", "xlsx", "extra-column"],
)
def test_real_files_are_read(belgium, raw):
    assert imports.plan(belgium, read_table(raw)).counts()["new"] == 1


def _bomb():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (130 * 1024 * 1024))
    return packed.getvalue()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\x01\x02",
        b"PK\x03\x04 this is not a zip file",
        write_xlsx(["number"], [[1]])[:400],
        b'number;name;postcode\n1;"Huy;4500\n',
        b"number;number;name;postcode\n1;1;Huy;4500\n",
        b"number;postcode\n1;4500\n",
    ],
    ids=["empty", "binary", "not-a-zip", "cut-xlsx", "open-quote", "twice", "missing"],
)
def test_files_that_cannot_be_read_say_why(belgium, raw):
    with pytest.raises(Unreadable) as refused:
        imports.plan(belgium, read_table(raw))
    assert str(refused.value.reason)


def test_a_zip_bomb_is_refused_before_it_unpacks():
    raw = _bomb()
    assert len(raw) < 1024 * 1024
    with pytest.raises(Unreadable):
        read_table(raw)


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_a_cell_never_becomes_a_formula_and_comes_back_as_it_was(write):
    raw = write(["about"], [["=1+1"], ["-5"], ["plain"]])
    assert b"<f>" not in raw
    assert [cells for _line, cells in read_table(raw).rows] == [["=1+1"], ["-5"], ["plain"]]


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_what_is_exported_comes_back_unchanged(belgium, write):
    apply(belgium, GOOD)
    rows = list(spreadsheet.rows(Group.objects.prefetch_related("served")))
    back = read_table(write(spreadsheet.COLUMNS.headers("fr"), rows))
    assert imports.plan(belgium, back).counts()["unchanged"] == 2


def test_the_command_only_says_until_it_is_told_to_apply(belgium, tmp_path, capsys):
    path = tmp_path / "groups.csv"
    path.write_text(GOOD, encoding="utf-8")
    call_command("import_list", "groups", path, section="be")
    assert not Group.objects.exists()
    call_command("import_list", "groups", path, section="be", apply=True)
    assert Group.objects.count() == 2
    assert "2 new" in capsys.readouterr().out
    path.write_text(FAULTY, encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("import_list", "groups", path, section="be", apply=True)
    assert "line 2, locality" in capsys.readouterr().out


def _bring(client, text):
    upload = SimpleUploadedFile("groupes.csv", text.encode())
    return client.post("/office/imports/groups/", {"file": upload})


def test_the_secretariat_sees_faults_corrects_applies_and_applies_again(nora, as_):
    office = as_(nora)
    preview = office.get(_bring(office, FAULTY).url)
    assert "9999" in preview.text
    assert not Group.objects.exists()
    url = _bring(office, GOOD).url
    assert "Wavre" in office.get(url).text
    office.post(url)
    office.post(url)
    assert Group.objects.count() == 2
    assert ListImport.objects.exclude(applied_at=None).get().content == {}
    assert office.post(_bring(office, GOOD).url).status_code == 302
    assert not Revision.objects.exists()


def test_a_refused_file_is_said_beside_the_field(nora, as_):
    answer = as_(nora).post("/office/imports/groups/", {"file": SimpleUploadedFile("a.csv", b"\0")})
    assert answer.status_code == 422
    assert "id_file_error" in answer.text


def test_a_left_list_is_emptied_after_a_week(belgium, nora):
    lists.keep(belgium, "groups", table(GOOD), "a.csv", by=nora, at=AT)
    assert ListImport.sweep(AT) == 0
    assert ListImport.sweep(AT.replace(day=9)) == 1
    assert ListImport.objects.get().content == {}


def test_a_thousand_lines_need_few_queries(belgium, django_assert_max_num_queries):
    lines = [f"{n};Groupe {n};1348" for n in range(1, 1001)]
    with django_assert_max_num_queries(60):
        apply(belgium, "number;name;postcode\n" + "\n".join(lines))
