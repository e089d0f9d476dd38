"""A picture of a sheet lies there for those who count without the paper: sealed, looked at in the journal, erased after."""

import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from PIL import Image

from lampion.files.checking import Checked
from lampion.files.pages import check_pages
from lampion.groups.models import Membership
from lampion.journal.models import Record
from lampion.kit.registers import Subject, keepers
from lampion.petitions.models import (
    Custody,
    KeyAbsent,
    KeyDestroyed,
    NotNow,
    PetitionKey,
    SheetCount,
    SheetResult,
    SheetScan,
    Step,
    TooManyPages,
)
from lampion.petitions.models.key import Secrets
from lampion.petitions.paper import declare_lost
from lampion.petitions.paper_retention import erase_old_scans
from lampion.petitions.retention import forget_signers
from lampion.sections.models import Parameter

DAY = timedelta(days=1)


def photo(kind="JPEG", **said) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(out, kind, **said)
    out.seek(0)
    out.name = f"IMG_1.{kind.lower()}"
    return out


@pytest.fixture
def pictured(returned, alice):
    """The sheet that is back, with a picture by Alice, who has the paper."""
    pages = check_pages(photo(), most_bytes=10**6, most_pages=1)
    SheetScan.lay(returned, pages, by=alice, at=timezone.now())
    return returned


@pytest.fixture
def scan(pictured):
    return SheetScan.objects.select_related("sheet__petition").get()


def picture(scan):
    return f"/sheets/{scan.sheet.code}/scans/{scan.pk}/"


def counts(sheet, valid, by):
    return SheetCount.enter(sheet, valid, by=by, at=timezone.now())


def verbs(sheet):
    found = Record.objects.about(sheet).filter(verb__contains="scan").order_by("pk")
    return [(one.verb, one.by and one.by.name) for one in found]


def test_who_has_the_paper_adds_a_picture_and_who_has_not_counts_from_it(
    as_, returned, alice, bilal
):
    first = as_(alice)
    first.post(f"/sheets/{returned.code}/counts/", {"valid": "7"})
    answer = first.post(f"/sheets/{returned.code}/scans/", {"photo": photo(), "once": "a"})
    assert answer["Location"] == f"/sheets/{returned.code}/"
    scan = SheetScan.objects.get()
    second = as_(bilal)
    page = second.get(f"/sheets/{returned.code}/").text
    assert f'src="{picture(scan)}"' not in page  # nothing is opened that nobody asked for
    assert f"?scan={scan.pk}#scans" in page
    assert f'src="{picture(scan)}"' in second.get(f"/sheets/{returned.code}/?scan={scan.pk}").text
    shown = second.get(picture(scan))
    assert Image.open(io.BytesIO(shown.content)).size == (600, 800)
    second.post(f"/sheets/{returned.code}/counts/", {"valid": "7"})
    assert SheetResult.objects.get().valid == 7
    assert not SheetScan.objects.exists()
    assert second.get(picture(scan)).status_code == 404
    assert verbs(returned) == [
        ("laid scan beside sheet", alice.name),
        ("looked at scan of sheet", bilal.name),
        ("erased scans of sheet", bilal.name),
    ]


def test_no_browser_keeps_the_picture_and_it_is_nothing_but_a_picture(as_, scan, bilal):
    answer = as_(bilal).get(picture(scan))
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "image/webp"


def test_each_look_is_in_the_journal(as_, scan, bilal, nora):
    for person in (bilal, bilal, nora):
        assert as_(person).get(picture(scan)).status_code == 200
    looks = Record.objects.about(scan.sheet).filter(verb="looked at scan of sheet")
    assert sorted(one.by.name for one in looks) == sorted([bilal.name, bilal.name, nora.name])
    assert looks.first().details == {"scan": scan.pk}


def test_whoever_has_counted_sees_the_picture_of_somebody_else_no_more(
    as_, scan, alice, bilal, karim, wim, zoe, namur
):
    codes = {}
    counts(scan.sheet, 7, bilal)
    for person in (alice, bilal, karim, wim, zoe):
        codes[person.name] = as_(person).get(picture(scan)).status_code
    # Alice made it, and looks whether it can be read; the network and other groups never see it.
    assert codes == {
        alice.name: 200,
        bilal.name: 403,
        karim.name: 403,
        wim.name: 403,
        zoe.name: 404,
    }
    assert f"scan={scan.pk}" not in as_(bilal).get(f"/sheets/{scan.sheet.code}/").text


def test_whoever_left_the_core_sees_nothing_of_it(as_, scan, alice):
    Membership.objects.filter(person=alice).update(left_on=timezone.localdate())
    assert as_(alice).get(picture(scan)).status_code == 404


def test_a_picture_of_another_sheet_is_not_found_behind_this_one(as_, scan, bundle, alice):
    other = bundle.sheets.select_related("petition").last()
    assert as_(alice).get(f"/sheets/{other.code}/scans/{scan.pk}/").status_code == 404


def test_a_suspended_case_hides_the_picture_from_the_group(as_, scan, alice, nora):
    scan.sheet.petition.case.suspend(reason="x", by=nora, at=timezone.now())
    assert as_(alice).get(picture(scan)).status_code == 404
    assert as_(alice).post(picture(scan) + "removal/").status_code == 404
    assert SheetScan.objects.exists()


def test_a_picture_is_kept_sealed_and_opens_beside_its_own_sheet_alone(scan, bundle, alice):
    assert b"WEBP" not in bytes(scan.sealed)
    assert b"WEBP" in scan.open(by=alice, at=timezone.now())  # the control
    moved = SheetScan(sheet=bundle.sheets.select_related("petition").last(), sealed=scan.sealed)
    with pytest.raises(KeyDestroyed):
        moved.open(by=alice, at=timezone.now())


def test_a_copy_of_the_database_is_of_no_use_once_the_key_is_gone(
    scan, alice, django_capture_on_commit_callbacks
):
    copied = PetitionKey.objects.values("wrapped", "half", "destroyed_at").get()
    assert scan.open(by=alice, at=timezone.now())  # the control
    with django_capture_on_commit_callbacks(execute=True):
        PetitionKey.objects.get().destroy(at=timezone.now())
    with pytest.raises(KeyDestroyed):
        scan.open(by=alice, at=timezone.now())
    PetitionKey.objects.update(**copied)
    with pytest.raises(KeyAbsent):
        scan.open(by=alice, at=timezone.now())
    with pytest.raises(KeyDestroyed):
        Secrets(bytes(32)).unseal_bytes(scan.sealed, f"scan|{scan.sheet_id}")


def test_counts_that_differ_leave_the_picture_for_the_third_and_the_third_erases_it(
    scan, alice, bilal, nora
):
    counts(scan.sheet, 7, alice)
    counts(scan.sheet, 8, bilal)
    assert SheetScan.objects.exists()
    counts(scan.sheet, 8, nora)
    assert not SheetScan.objects.exists()


def test_a_sheet_that_is_lost_or_goes_out_again_has_no_picture(bundle, scan, alice, louvain):
    on, now = timezone.localdate(), timezone.now()
    declare_lost(bundle, [scan.sheet], "Perdue.", signed=None, on=on, by=alice, at=now)
    assert not SheetScan.objects.exists()
    for step in (Step.RETURNED, Step.TAKEN):
        Custody.note([scan.sheet], step, person=alice, on=on, by=alice, at=now)
        if step == Step.RETURNED:
            SheetScan.lay(scan.sheet, [Checked(b"x", "image/webp", 1, 1)], by=alice, at=now)
    assert not SheetScan.objects.exists()


def test_a_sheet_brought_back_twice_keeps_its_picture(scan, alice):
    on, now = timezone.localdate(), timezone.now()
    Custody.note([scan.sheet], Step.RETURNED, person=alice, on=on, by=alice, at=now)
    assert SheetScan.objects.exists()


def test_what_nobody_counts_leaves_after_the_days_of_a_sheet(scan):
    [days] = Parameter.objects.filter(name="sheet-days").values_list("value", flat=True)
    assert erase_old_scans(timezone.now() + (days - 1) * DAY) == 0
    assert erase_old_scans(timezone.now() + days * DAY) == 1
    assert not SheetScan.objects.exists()
    assert verbs(scan.sheet)[-1] == ("erased scans of sheet", None)


def test_with_the_key_of_the_petition_the_picture_goes_too(scan, petition):
    petition.close(by=None, at=timezone.now())
    SheetScan.objects.all()
    assert forget_signers(timezone.now() + 190 * DAY) == 1
    assert not SheetScan.objects.exists()


def test_only_a_sheet_that_waits_for_its_number_takes_a_picture(
    as_, bundle, returned, alice, bilal
):
    out = bundle.sheets.select_related("petition").last()
    page = [Checked(b"x", "image/webp", 1, 1)]
    with pytest.raises(NotNow):
        SheetScan.lay(out, page, by=alice, at=timezone.now())
    answer = as_(alice).post(f"/sheets/{out.code}/scans/", {"photo": photo()})
    assert answer.status_code == 422
    for person in (alice, bilal):
        counts(returned, 7, person)
    with pytest.raises(NotNow):
        SheetScan.lay(returned, page, by=alice, at=timezone.now())
    assert 'enctype="multipart' not in as_(alice).get(f"/sheets/{returned.code}/").text


@pytest.mark.parametrize(
    "words",
    [
        "INSERT INTO petitions_sheetscan (sheet_id, sealed, width, height, by_id, at) SELECT {out}, sealed, 1, 1, by_id, at FROM petitions_sheetscan",
        "UPDATE petitions_sheetscan SET sealed = sealed",
        "INSERT INTO petitions_sheetresult (sheet_id, valid, month, at) SELECT sheet_id, 7, '2026-03-01', at FROM petitions_sheetscan",
        "INSERT INTO petitions_custody (sheet_id, step, place, \"on\", at) SELECT sheet_id, 'lost', '', '2026-03-01', at FROM petitions_sheetscan",
    ],
)
def test_the_database_itself_keeps_no_picture_of_a_sheet_that_waits_for_nothing(
    words, scan, bundle
):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(words.format(out=bundle.sheets.last().pk))


def test_a_wrong_picture_is_erased_by_who_sees_it(as_, scan, bilal):
    as_(bilal).post(f"{picture(scan)}removal/")
    assert not SheetScan.objects.exists()
    assert verbs(scan.sheet)[-1] == ("removed scan of sheet", bilal.name)


def test_what_is_wrong_is_said_beside_its_field(as_, returned, alice, settings):
    client, address = as_(alice), f"/sheets/{returned.code}/scans/"
    for typed, field in (
        ({}, "photo"),
        ({"photo": io.BytesIO(b"<svg/>")}, "photo"),
        ({"file": io.BytesIO(b"%PDF-broken")}, "file"),
    ):
        answer = client.post(address, typed)
        assert answer.status_code == 422
        assert list(answer.context["scan_form"].errors) == [field]
        assert f'id="id_{field}_error"' in answer.text
    assert not SheetScan.objects.exists()


def test_what_is_too_large_is_dropped_while_it_comes(as_, returned, alice):
    Parameter.objects.filter(name="file-mb").update(value=1)
    answer = as_(alice).post(
        f"/sheets/{returned.code}/scans/", {"file": io.BytesIO(b"x" * (2 * 1024 * 1024))}
    )
    assert list(answer.context["scan_form"].errors) == ["file"]


def test_a_sheet_has_four_pictures_at_most(as_, returned, alice):
    client, address = as_(alice), f"/sheets/{returned.code}/scans/"
    two = Image.new("RGB", (60, 80))
    for turn in range(3):
        file = photo("PDF", save_all=True, append_images=[two])
        status = client.post(address, {"file": file}).status_code
        assert status == (302 if turn < 2 else 422)
    assert SheetScan.objects.count() == 4
    with pytest.raises(TooManyPages):
        SheetScan.lay(returned, [Checked(b"x", "image/webp", 1, 1)], by=alice, at=timezone.now())


def test_sent_twice_by_a_slow_line_it_is_there_once(as_, returned, alice):
    client, address = as_(alice), f"/sheets/{returned.code}/scans/"
    for _turn in range(2):
        client.post(address, {"photo": photo(), "once": "c"})
    assert SheetScan.objects.count() == 1


def test_who_made_a_picture_reads_it_among_their_data(scan, alice):
    [mine] = [one for one in keepers if one.model is SheetScan]
    [said] = mine.export(Subject(alice, frozenset()))
    assert said["number"] == scan.sheet.code
    assert set(said) == {"number", "at"}
