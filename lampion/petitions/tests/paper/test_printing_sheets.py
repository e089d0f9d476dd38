"""Sheets on paper: numbered, with the whole text and notice, in any script, and a square that is read back."""

import io
import json
from datetime import timedelta

import pikepdf
import pytest
import typst
import zxingcpp
from django.utils import timezone
from django.utils.translation import override
from PIL import Image

from lampion.cases.models import Case
from lampion.kit.typefaces import fonts_for
from lampion.petitions.models import Bundle, Closed
from lampion.petitions.models.sheet import numbers_in
from lampion.petitions.paper import order_sheets
from lampion.petitions.sheets import TEMPLATE, paragraphs, sheets_data, sheets_pdf
from lampion.petitions.tests.casts import a_case, a_petition

ORDER = {"language": "fr", "count": 3, "lines": 10, "event": None, "school": ""}


def pictures(bundle, ppi=110):
    """The pages as pixels: what comes out of a printer."""
    with override(bundle.language):
        data = json.dumps(sheets_data(bundle), ensure_ascii=False)
    inputs = {"data": data, "language": bundle.language}
    fonts = {"ignore_system_fonts": True, "font_paths": fonts_for(data)}
    made = typst.compile(
        TEMPLATE, root=TEMPLATE.parent, format="png", ppi=ppi, sys_inputs=inputs, **fonts
    )
    pages = made if isinstance(made, list) else [made]
    return [Image.open(io.BytesIO(page)).convert("L") for page in pages]


def test_the_square_of_each_sheet_leads_to_its_page(bundle, settings):
    sheets = list(bundle.sheets.select_related("petition"))
    pages = pictures(bundle)
    assert len(pages) == len(sheets)
    for page, sheet in zip(pages, sheets, strict=True):
        [found] = zxingcpp.read_barcodes(page)
        assert found.text == f"{settings.SITE_URL}/sheets/{sheet.code}/"


def test_the_decoder_reads_nothing_on_a_page_without_a_square(bundle):
    page = pictures(bundle)[0]
    assert zxingcpp.read_barcodes(page.crop((0, page.height // 3, page.width, page.height))) == []


def text_of(pdf):
    """The words of a PDF, as a screen reader gets them: of the tags, not of the pixels."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return str(opened.docinfo.get("/Title")), len(opened.pages), opened.Root.get("/MarkInfo")


def test_the_file_is_tagged_for_screen_readers_and_says_its_title(bundle):
    title, pages, marked = text_of(sheets_pdf(bundle))
    assert title == "Liberté pour Samira"
    assert pages == 10
    assert marked["/Marked"]


def test_the_sheet_says_the_whole_text_the_notice_and_asks_for_nothing_else(bundle, belgium):
    with override("fr"):
        data = sheets_data(bundle)
    assert data["paragraphs"] == [["Samira est en prison pour un poème."]]
    assert data["ask"] == [["Libérez-la."]]
    assert len([one for one in data["columns"] if one]) == 3  # name, locality, signature
    notice = json.dumps(data["notice"], ensure_ascii=False)
    assert "30" in notice  # the days after which it is destroyed: a parameter of the section
    assert belgium.name in notice
    assert bundle.text_sha256[:12] in data["version"]


def test_printed_again_it_has_the_same_numbers(bundle):
    with override("fr"):
        once, again = sheets_data(bundle), sheets_data(bundle)
    assert once == again
    assert [one["number"] for one in once["sheets"]][:1] == [bundle.sheets.first().code]


def test_numbers_go_on_and_a_slip_of_the_finger_finds_nothing(petition, louvain, alice, bundle):
    more = order_sheets(petition, group=louvain, **ORDER, by=alice, at=timezone.now())
    assert [sheet.number for sheet in more.sheets.all()] == [11, 12, 13]
    code = more.sheets.first().code
    assert numbers_in(code.lower()) == (petition.number, 11)
    for wrong in (
        code.replace("0011", "0012"),
        code.replace("0011", "0101"),
        code[:-1],
        "",
        "²-²-A",
    ):
        assert numbers_in(wrong) is None


def of_case(words, belgium, nora, karim, louvain, alice):
    case = a_case(belgium, nora, karim, name=words)
    closes = timezone.now() + timedelta(days=9)
    petition = a_petition(belgium, nora, karim, case=case, addressee=words, closes_at=closes)
    return order_sheets(petition, group=louvain, **ORDER, by=alice, at=timezone.now())


def is_whole(pdf):
    """PDF/UA refuses empty boxes: were there any, the file would not call itself so."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return b"pdfuaid" in opened.Root.Metadata.read_bytes()


@pytest.mark.parametrize(
    "words",
    [
        "الحرية لسميرة حداد",
        "Свободу Самире Хаддад",
        "Ελευθερία",
        "释放萨米拉",
        "ነጻነት ንሳምራ",
        "សេរីភាព",
        "விடுதலை",
        "“=1+1” d’Ù",
    ],
)
def test_other_scripts_are_set_with_letters_and_not_with_boxes(
    belgium, nora, karim, louvain, alice, words
):
    made = of_case(words, belgium, nora, karim, louvain, alice)
    assert is_whole(sheets_pdf(made))


def test_a_letter_that_nobody_has_would_be_seen(belgium, nora, karim, louvain, alice):
    made = of_case("ꦗꦮ", belgium, nora, karim, louvain, alice)
    assert not is_whole(sheets_pdf(made))


def test_words_typed_as_markdown_are_read_as_words():
    said = paragraphs("**Elle** a [écrit](https://a.be/)\n\n- un\n- deux\n\n#set page(paper: a3)")
    assert said == [
        ["Elle a écrit (https://a.be/)"],
        ["– un"],
        ["– deux"],
        ["#set page(paper: a3)"],
    ]


def test_a_long_text_goes_on_a_second_page_with_the_number_on_both(petition, louvain, alice):
    made = order_sheets(
        petition, group=louvain, **ORDER | {"count": 1, "lines": 20}, by=alice, at=timezone.now()
    )
    assert len(pictures(made, ppi=40)) == 2


def test_nothing_is_ordered_or_printed_for_what_may_not_be_signed(
    as_, petition, bundle, louvain, alice, nora
):
    case = Case.objects.get(pk=petition.case_id)
    case.suspend(reason="x", by=nora, at=timezone.now())
    with pytest.raises(Closed):
        order_sheets(petition, group=louvain, **ORDER, by=alice, at=timezone.now())
    for page in ("", "sheets.pdf"):
        assert as_(alice).get(f"/bundles/{bundle.pk}/{page}").status_code == 404
    assert as_(alice).get(bundle.sheets.first().get_absolute_url()).status_code == 404
    assert as_(nora).get(f"/bundles/{bundle.pk}/").status_code == 200
    assert as_(nora).get(f"/bundles/{bundle.pk}/sheets.pdf").status_code == 302
    case.suspension().end(by=nora, at=timezone.now())
    answer = as_(alice).get(f"/bundles/{bundle.pk}/sheets.pdf")
    assert answer.content.startswith(b"%PDF-")
    petition.close(by=nora, at=timezone.now())
    with pytest.raises(Closed):
        order_sheets(petition, group=louvain, **ORDER, by=alice, at=timezone.now())
    assert Bundle.objects.count() == 1
