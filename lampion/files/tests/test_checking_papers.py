"""Of a paper that somebody brings, what runs, calls out or names its maker does not stay."""

import io
import zipfile

import pikepdf
import pytest
from django.core.files.storage import default_storage
from PIL import Image

from lampion.files import office
from lampion.files.actions import discard, store_document
from lampion.files.checking import check_document
from lampion.files.refusal import Refused
from tests.conftest import AT

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
TYPES = '<Types xmlns="x"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
ODT = "application/vnd.oasis.opendocument.text"


def check(raw: bytes, name: str):
    return check_document(io.BytesIO(raw), name)


def pdf(**root) -> bytes:
    """A page that runs scripts, holds a file, starts a program and says who made it."""
    made = pikepdf.new()
    made.add_blank_page()
    made.docinfo["/Author"] = "Zoe Secret"
    with made.open_metadata() as said:
        said["dc:creator"] = ["Zoe Secret"]
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    made.Root.OpenAction = script
    made.Root.Names = pikepdf.Dictionary(
        JavaScript=pikepdf.Dictionary(Names=["x", made.make_indirect(script)])
    )
    made.attachments["evil.exe"] = b"MZ evil"
    link = {"Type": pikepdf.Name.Annot, "Subtype": pikepdf.Name.Link, "Rect": [0, 0, 9, 9]}
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="evil.exe")
    web = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org/")
    page = made.pages[0]
    page.Annots = made.make_indirect(
        pikepdf.Array([pikepdf.Dictionary(**link, A=launch), pikepdf.Dictionary(**link, A=web)])
    )
    page.AA = pikepdf.Dictionary(O=script)
    for name, value in root.items():
        made.Root[f"/{name}"] = value
    out = io.BytesIO()
    made.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


DANGERS = (b"JavaScript", b"app.alert", b"OpenAction", b"Launch", b"evil", b"Secret", b"/AA")


def dangers(raw: bytes) -> list[bytes]:
    """What is left of DANGERS in a PDF, unpacked and written in the clear."""
    with pikepdf.open(io.BytesIO(raw)) as opened:
        out = io.BytesIO()
        opened.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            compress_streams=False,
            qdf=True,
        )
    return [danger for danger in DANGERS if danger in out.getvalue()]


def test_a_pdf_is_kept_without_scripts_files_programs_and_names():
    kept = check(pdf(), "a.pdf")
    assert kept.media_type == "application/pdf"
    assert dangers(kept.data) == []
    with pikepdf.open(io.BytesIO(kept.data)) as opened:
        assert len(opened.pages) == 1
        assert [str(one.A.URI) for one in opened.pages[0].Annots if "/A" in one] == [
            "https://example.org/"
        ]


def test_the_same_pdf_uncleaned_is_seen():
    assert len(dangers(pdf())) == len(DANGERS)


def test_a_pdf_with_a_password_or_damaged_is_refused():
    with pikepdf.open(io.BytesIO(pdf())) as opened:
        out = io.BytesIO()
        opened.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    for raw in (out.getvalue(), b"%PDF-1.7 and nothing"):
        with pytest.raises(Refused):
            check(raw, "a.pdf")


@pytest.mark.parametrize("name", ["a.svg", "a.pdf", "a.png", "a.txt", "a.html", "a"])
@pytest.mark.parametrize("raw", [SVG, HTML, b"\n\n" + SVG])
def test_a_page_or_drawing_that_runs_is_refused_under_every_name(raw, name):
    with pytest.raises(Refused) as refused:
        check(raw, name)
    assert "PDF" in str(refused.value.reason)


@pytest.mark.parametrize(
    "raw", [b"MZ\x90\x00", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", b"GIF89a\x01\x00", b"a\x00b"]
)
def test_other_kinds_are_refused(raw):
    with pytest.raises(Refused):
        check(raw, "a.txt")


def test_text_is_kept_as_utf8():
    assert check("Réunion\n".encode("cp1252"), "Notes.MD").data == "Réunion\n".encode()
    assert check(b"a;b\n", "a.csv").media_type == "text/csv"


def test_a_picture_is_drawn_anew_without_its_place():
    exif = Image.Exif()
    exif[0x010F] = "Camera of Zoe"
    out = io.BytesIO()
    Image.new("RGB", (5000, 100)).save(out, "JPEG", exif=exif)
    assert b"Camera of Zoe" in out.getvalue()
    kept = check(out.getvalue(), "a.pdf")
    assert (kept.media_type, kept.width) == ("image/jpeg", 4000)
    assert b"Camera" not in kept.data


def packed(**parts) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name.replace("__", "/"), text)
    return out.getvalue()


def docx(**parts) -> bytes:
    return packed(**{"[Content_Types].xml": TYPES, "word/document.xml": "<d>Hello</d>", **parts})


def odt(content: str = "<d/>", **parts) -> bytes:
    return packed(**{"mimetype": ODT, "content.xml": content, **parts})


def relation(kind: str, mode: str = "External") -> str:
    return f'<R><r Type="http://x/{kind}" Target="http://evil.example/a" TargetMode="{mode}"/></R>'


def test_documents_of_office_programs_are_kept():
    assert check(docx(), "a.docx").ending == ".docx"
    assert check(odt(), "a.odt").ending == ".odt"
    linked = docx(**{"word/_rels/document.xml.rels": relation("hyperlink")})
    assert check(linked, "a.docx").data == linked
    link = '<t xmlns:x="http://www.w3.org/1999/xlink"><a x:href="https://example.org"/></t>'
    assert check(odt(link), "a.odt").ending == ".odt"


@pytest.mark.parametrize(
    "raw",
    [
        docx(**{"word/vbaProject.bin": "x"}),
        docx(**{"word/_rels/document.xml.rels": relation("attachedTemplate")}),
        docx(**{"word/embeddings/a.bin": "x"}),
        docx(**{"word/document.xml": "<d><instrText>DDEAUTO cmd</instrText></d>"}),
        docx(**{"word/document.xml": '<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>'}),
        packed(**{"[Content_Types].xml": TYPES.replace("main+xml", "x"), "a.xml": "<d/>"}),
        odt(**{"Basic/Standard/a.xml": "<d/>"}),
        odt('<t xmlns:x="http://www.w3.org/1999/xlink"><image x:href="http://evil.example/"/></t>'),
        odt("<t><event-listener/></t>", **{"META-INF/manifest.xml": "<m/>"}),
        packed(a="just a packed file"),
        b"PK\x03\x04 broken",
    ],
    ids=[
        "macros", "template from elsewhere", "embedded program", "field that starts", "entities", "other kind",
        "basic", "picture from elsewhere", "event", "zip", "broken",
    ],
)  # fmt: skip
def test_a_document_that_runs_or_calls_out_is_refused(raw):
    with pytest.raises(Refused):
        check(raw, "a.docx")


def test_a_document_that_swells_is_refused_before_it_is_unpacked():
    bomb = docx(**{"word/media/a.xml": b"\x00" * 80 * 1024 * 1024})
    assert len(bomb) < 200_000
    with pytest.raises(Refused) as refused:
        check(bomb, "a.docx")
    assert refused.value.reason == office.SWELLS


def test_the_same_bytes_are_kept_once_until_nobody_has_them(db, django_capture_on_commit_callbacks):
    one = store_document(io.BytesIO(b"same"), "a.txt", by=None, at=AT)
    two = store_document(io.BytesIO(b"same"), "b.txt", by=None, at=AT)
    assert one.path == two.path
    assert not one.is_public
    with django_capture_on_commit_callbacks(execute=True):
        discard(one)
    assert default_storage.exists(two.path)
    with django_capture_on_commit_callbacks(execute=True):
        discard(two)
    assert not default_storage.exists(two.path)


@pytest.mark.parametrize("element", ["<image/>", "<instrText>a</instrText>"])
def test_a_document_made_to_fill_the_memory_is_refused(element):
    assert check(odt(f"<d>{element * 100}</d>"), "a.odt").ending == ".odt"
    with pytest.raises(Refused):
        check(odt(f"<d>{element * 60_000}</d>"), "a.odt")
