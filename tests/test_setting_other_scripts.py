"""Names and letters in any script of the people we write to and about are printed, not shown as empty boxes."""

from io import BytesIO

import pikepdf
import pytest
import typst

from lampion.kit.typefaces import fonts_for
from lampion.kit.typesetting import typeset

LINES = """#let data = json(bytes(sys.inputs.data))
#set document(title: "x")
#set text(lang: sys.inputs.language, font: "Libertinus Serif")
#for line in data.lines { par(line) }
"""
WORDS = {
    "ar": "السيد محمد العلي",
    "fa": "آقای رئیس‌جمهور",
    "he": "שלום לכולם",
    "ru": "Уважаемый господин",
    "el": "Αξιότιμε κύριε",
    "hi": "नमस्ते राम",
    "bn": "বাংলা",
    "hy": "Հայաստան",
    "ka": "საქართველო",
    "th": "สวัสดี",
    "my": "မြန်မာ",
    "ti": "ኣብርሃም ተስፋይ",
    "ta": "கணேசன் செல்வி",
    "si": "නිමල් පෙරේරා",
    "km": "សុខ ស្រីមុំ",
    "lo": "ສົມພອນ",
    "gu": "ગીતા પટેલ",
    "pa": "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ",
    "or": "ସୁଭଦ୍ରା ଦାସ",
    "te": "శ్రీనివాస్",
    "kn": "ಕೃಷ್ಣ",
    "ml": "ശ്രീദേവി",
    "dv": "އިބްރާހީމް",
    "syr": "ܐܦܪܝܡ",
    "zgh": "ⵜⴰⵏⵉⵔⵜ",
    "nqo": "ߡߊߡߊߘߌ",
    "ff": "𞤀𞤥𞤢𞤣𞤵",
    "bo": "བསྟན་འཛིན་",
    "zh": "王伟",
    "ja": "ひらがな",
    "ko": "김철수",
    "pl": "Łukasz Żółć",
    "vi": "Nguyễn Thị Ạ",
}
PLAIN = {"data": '{"lines": ["नमस्ते"]}', "language": "hi"}


@pytest.fixture
def template(tmp_path):
    made = tmp_path / "lines.typ"
    made.write_text(LINES, "utf-8")
    return made


def is_whole(pdf: bytes) -> bool:
    """PDF/UA-1 is claimed only where every letter has its shape."""
    return b"pdfuaid" in pdf


@pytest.mark.parametrize("language", WORDS)
def test_a_letter_in_any_of_these_languages_has_all_its_shapes(template, language):
    made = typeset(template, {"lines": [WORDS[language]]}, language=language)
    assert is_whole(made)
    with pikepdf.open(BytesIO(made)) as document:
        assert str(document.Root.Lang) == language


# What Typst carries itself and has letters of other scripts, but does not join them: "New Computer Modern".
STRANGER = "NewCM"


def faces(pdf: bytes) -> set[str]:
    """The names of the typefaces in it."""
    with pikepdf.open(BytesIO(pdf)) as document:
        fonts = [one for one in document.objects if isinstance(one, pikepdf.Dictionary)]
        return {
            str(one.BaseFont).rpartition("+")[2] for one in fonts if one.get("/Type") == "/Font"
        }


@pytest.mark.parametrize("language", WORDS)
def test_each_script_is_set_in_the_typeface_that_was_chosen_for_it(template, language):
    used = faces(typeset(template, {"lines": [WORDS[language]]}, language=language))
    assert not [one for one in used if STRANGER in one]
    if fonts_for(WORDS[language]) is not fonts_for(""):
        assert [one for one in used if one.startswith("Noto")]


def test_a_typeface_that_nobody_chose_would_be_seen(template):
    assert [one for one in faces(typst.compile(template, sys_inputs=PLAIN)) if STRANGER in one]


def test_all_scripts_stand_in_one_french_letter(template):
    assert is_whole(typeset(template, {"lines": [*WORDS.values(), "❤ 😀"]}, language="fr"))


def test_a_script_that_we_do_not_have_is_seen_as_such_and_still_printed(template):
    made = typeset(template, {"lines": ["ꦗꦮ"]}, language="fr")
    assert not is_whole(made)
    assert made.startswith(b"%PDF")


def test_french_needs_no_typeface_but_its_own():
    assert fonts_for("Łódź, été, Ελλάδα – « œuvre »") is fonts_for("")
    assert fonts_for("محمد") is not fonts_for("")
