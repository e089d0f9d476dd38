"""A photo or PDF of a paper becomes pictures alone; what breaks, swells or never ends is refused in words."""

import io
import time

import pikepdf
import pytest
from PIL import Image

from lampion.files import pages
from lampion.files.pages import LONGEST, check_pages
from lampion.files.refusal import Refused

MB = 1024 * 1024


def paper(size=(1240, 1754), *, at=(0, 0)) -> Image.Image:
    """White, with a black corner, so that one sees which side is up."""
    made = Image.new("RGB", size, "white")
    made.paste("black", (*at, at[0] + 300, at[1] + 300))
    return made


def raw(picture: Image.Image, kind: str, **said) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **said)
    return out.getvalue()


def kept(upload: bytes, *, most_pages=4, most_bytes=20 * MB):
    found = check_pages(io.BytesIO(upload), most_bytes=most_bytes, most_pages=most_pages)
    return [(one, Image.open(io.BytesIO(one.data))) for one in found]


def is_dark(picture: Image.Image, x: float, y: float) -> bool:
    return picture.convert("L").getpixel((int(x * picture.width), int(y * picture.height))) < 90


def test_a_photo_stands_upright_and_knows_neither_place_nor_phone():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Phone of Zoe"
    exif.get_ifd(0x8825)[2] = (50.0, 40.0, 0.0)
    [(page, picture)] = kept(raw(paper(), "JPEG", exif=exif))
    assert (page.media_type, picture.format) == ("image/webp", "WEBP")
    assert (picture.width, picture.height) == (page.width, page.height) == (1754, 1240)
    assert is_dark(picture, 0.95, 0.05)  # turned right, as the phone said
    assert b"Zoe" not in page.data
    assert not picture.getexif()


def test_a_large_photo_is_made_smaller_and_still_to_be_read():
    [(page, _picture)] = kept(raw(paper((3000, 4000)), "JPEG"))
    assert (page.width, page.height) == (1800, LONGEST)


def test_what_is_clear_in_a_picture_is_white_like_paper():
    clear = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    [(_page, picture)] = kept(raw(clear, "PNG"))
    assert not is_dark(picture, 0.5, 0.5)


def test_each_page_of_a_pdf_becomes_a_picture_also_one_that_lies_across():
    first, second = paper(), paper((1754, 1240), at=(1454, 0))
    found = kept(raw(first, "PDF", save_all=True, append_images=[second], title="Zoe Secret"))
    assert [one.width < one.height for one, _picture in found] == [True, False]
    assert max(found[0][0].width, found[0][0].height) == pytest.approx(LONGEST, abs=2)
    assert is_dark(found[0][1], 0.1, 0.1)
    assert is_dark(found[1][1], 0.9, 0.1)
    assert not is_dark(found[1][1], 0.1, 0.1)


def test_more_pages_than_a_sheet_has_are_refused():
    three = raw(paper(), "PDF", save_all=True, append_images=[paper(), paper()])
    assert len(kept(three, most_pages=3)) == 3
    with pytest.raises(Refused):
        kept(three, most_pages=2)


def test_a_page_as_large_as_a_town_is_drawn_as_large_as_a_sheet():
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page(page_size=(14_400, 14_400))
    made.save(out)
    [(page, _picture)] = kept(out.getvalue())
    assert page.width == page.height == LONGEST


@pytest.mark.parametrize(
    "upload",
    [
        b"",
        b"%PDF-1.7 broken",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a",
        b"PK\x03\x04",
    ],
)
def test_what_is_no_picture_is_refused(upload):
    with pytest.raises(Refused):
        kept(upload)


def test_what_is_too_large_is_refused():
    with pytest.raises(Refused):
        kept(raw(paper(), "PNG") + b"\0" * MB, most_bytes=MB)


def nested(levels: int) -> bytes:
    """A page that draws a hundred lines ten times for each level, in some bytes."""
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    names = pikepdf.Dictionary()
    inner = made.make_stream(b"0 0 m 500 500 l S " * 100)
    inner.update({"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Form})
    inner["/BBox"] = [0, 0, 612, 792]
    for _level in range(levels):
        outer = made.make_stream(b"/X Do " * 10)
        outer.update({"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Form})
        outer["/BBox"] = [0, 0, 612, 792]
        outer["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))
        inner = outer
    names["/X"] = inner
    made.pages[0].Resources = pikepdf.Dictionary(XObject=names)
    made.pages[0].Contents = made.make_stream(b"/X Do")
    made.save(out)
    return out.getvalue()


def test_a_page_that_takes_for_ever_ends_with_its_own_process(monkeypatch):
    assert len(kept(nested(1))) == 1  # the control
    monkeypatch.setattr(pages, "MOST_SECONDS", 1)
    began = time.monotonic()
    with pytest.raises(Refused):
        kept(nested(6))
    assert time.monotonic() - began < 10
