import re
from pathlib import Path

import pytest
from django.conf import settings

from lampion.kit.colours import INK, PAPER, contrast

TOKENS = Path(settings.BASE_DIR) / "lampion/kit/static/kit/tokens.css"


def colours(section, **changed):
    kept = {"name": section.name, "languages": ["fr"], "first_language": "fr"}
    return kept | {"ink": section.ink, "light": section.light} | changed


@pytest.mark.parametrize(("field", "colour"), [("ink", "#ffe000"), ("light", "#303030")])
def test_a_colour_on_which_nothing_could_be_read_is_refused_at_its_field(
    as_, nora, belgium, field, colour
):
    answer = as_(nora).post("/office/section/", colours(belgium, **{field: colour}))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert colour in answer.text
    belgium.refresh_from_db()
    assert getattr(belgium, field) != colour


def test_a_name_that_was_not_saved_is_seen_by_nobody(as_, nora, belgium, client):
    belgium.touch()  # nothing is kept in memory for this version yet
    typed = colours(belgium, ink="#ffe000") | {"name": "Pas encore"}
    answer = as_(nora).post("/office/section/", typed)
    assert answer.status_code == 422
    assert "Pas encore" in answer.text, "what was typed stays in the field"
    assert "Pas encore" not in client.get("/").text
    assert belgium.name in client.get("/").text


def test_colours_that_can_be_read_change_the_look(as_, nora, belgium, client):
    chosen = colours(belgium, ink="#0b3d2e", light="#ffd9a0")
    assert as_(nora).post("/office/section/", chosen).status_code == 302
    (address,) = re.findall(r'href="(/sections/[^"]+\.css[^"]*)"', client.get("/").text) or [""]
    assert "#0b3d2e" in client.get(address).text


def test_black_on_white_is_the_greatest_contrast_and_a_colour_on_itself_the_least():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#abcdef", "#abcdef") == 1


def test_paper_and_ink_are_those_of_the_stylesheet():
    first = TOKENS.read_text().split("--paper: ")[1]
    assert first.startswith(PAPER)
    assert f"--on-lantern: {INK};" in TOKENS.read_text()
