"""Any country, and its cities, as people of four languages and more alphabets type them."""

from collections import Counter
from pathlib import Path

import pytest

from lampion.kit.folding import fold
from lampion.places import distance, gazetteer, maps, shapes, world, worldwide
from lampion.places.search import search

HERE = Path(__file__).parent
QUERIES = [
    line.split("\t")
    for line in (HERE / "world-queries.tsv").read_text(encoding="utf-8").splitlines()
]
COUNTRIES = sorted(world.lands())


@pytest.mark.parametrize(("typed", "expected"), QUERIES)
def test_the_first_answer_is_the_city_that_was_meant(typed, expected):
    found = worldwide.find_city(typed)
    cities = [place.key for place in found.cities]
    suggestions = [place.key for place in found.suggestions]
    if expected == "none":
        assert cities == suggestions == []
    elif expected.startswith("suggest:"):
        assert not found.exact
        assert suggestions[0] == expected.removeprefix("suggest:")
    else:
        assert found.exact
        assert cities[0] == expected


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Portugal", "pt"), ("allemagne", "de"), ("Duitsland", "de"), ("Deutschland", "de"),
        ("España", "es"), ("日本", "jp"), ("Россия", "ru"), ("Ελλαδα", "gr"), ("USA", "us"),
        ("uk", "gb"), ("côte d’ivoire", "ci"), ("Lisbonne", ""), ("", ""), ("\x00", ""),
    ],
)  # fmt: skip
def test_a_country_is_known_by_its_names_and_codes(typed, code):
    assert worldwide.country_named(typed) == code


def test_a_slip_in_the_name_of_a_country_is_understood():
    assert worldwide.country_nearly_named("Portgual") == "pt"
    assert worldwide.country_nearly_named("Lisbonne") == ""


@pytest.mark.parametrize(
    "typed", ["", " ", "\x00", "a" * 10_000, "😀" * 500, "'; DROP TABLE --", "\n\t"]
)
def test_nonsense_finds_no_city_and_breaks_nothing(typed):
    assert worldwide.find_city(typed).cities == ()


def test_the_largest_of_equal_names_comes_first():
    found = worldwide.find_city("Springfield")
    people = [place.population for place in found.cities]
    assert len(found.cities) > 3
    assert people == sorted(people, reverse=True)


@pytest.mark.parametrize("code", COUNTRIES)
def test_every_country_opens_draws_and_answers(code):
    territory = gazetteer.country(code)
    assert [
        code for code, many in Counter(one.key for one in territory.localities).items() if many > 1
    ] == []
    for place in territory.localities:
        assert territory.locality(place.key) == place
        assert place.province == "" or place.province in territory.provinces
        assert len(place.province) <= 8
        assert len(place.key) <= 90
        assert len(place.name) <= 80
        assert "<" not in place.name
    shape = maps.outline_paths(territory, points=[(p.lat, p.lon) for p in territory.localities])
    _x, _y, width, height = map(float, shape.view_box.split())
    assert 0 < height <= 1.3 * width
    for place in territory.localities:
        x, y = shape.project(place.lat, place.lon)
        assert -40 < x < width + 40, place
        assert -40 < y < height + 40, place
    for language in gazetteer.LANGUAGES:
        assert world.lands()[code].name(language) not in ("", code.upper())


def test_a_country_without_files_has_no_postcodes():
    portugal = gazetteer.country("pt")
    assert not portugal.detailed
    assert portugal.by_postcode("1000-001") == ()
    assert search(portugal, "1000").matches == ()


def test_a_city_is_found_in_its_country_and_said_with_its_division():
    found = search(gazetteer.country("br"), "são paulo")
    assert found.matches[0].locality.key == "br:sao-paulo"
    assert found.matches[0].label == "São Paulo (São Paulo)"
    assert search(gazetteer.country("pt"), "Lisbon").matches[0].label.startswith("Lisbon")
    assert search(gazetteer.country("pt"), "Coimbrra").suggestions[0].locality.key == "pt:coimbra"


def test_equal_names_in_one_country_have_different_keys():
    named = [p for p in gazetteer.country("us").localities if fold(p.name) == "springfield"]
    assert len({place.key for place in named}) == len(named) > 3
    assert named[0].key == "us:springfield"


@pytest.mark.parametrize("code", ["PT", "xx", "", "..", "../be", "aq", "p", "portugal"])
def test_what_is_no_country_is_refused(code):
    with pytest.raises(gazetteer.UnknownCountry):
        gazetteer.country(code)


def test_two_sides_of_the_date_line_are_near():
    suva, apia = (-18.14, 178.44), (-13.83, -171.77)
    assert distance.distance_km(*suva, *apia) == pytest.approx(1142, abs=15)
    points = distance.Positions([(1, *suva), (2, -18.0, 0.0)])
    assert points.nearest(*apia, 1)[0][0] == 1


@pytest.mark.parametrize(("code", "most"), [("ru", 180), ("us", 105), ("fj", 6), ("nz", 16)])
def test_a_country_across_the_date_line_is_drawn_in_one_piece(code, most):
    west, _south, east, _north = maps.outline_paths(gazetteer.country(code)).frame
    assert east - west < most


def test_a_point_written_from_beyond_the_date_line_lies_on_the_map():
    russia = maps.outline_paths(gazetteer.country("ru"))
    assert russia.project(66, -172)[0] == pytest.approx(russia.project(66, 188)[0])


def test_a_far_island_is_drawn_only_when_something_is_there():
    portugal = gazetteer.country("pt")
    near = maps.outline_paths(portugal)
    far = maps.outline_paths(portugal, points=[(32.65, -16.91)])
    assert near.frame[0] > -11 > -16.91 > far.frame[0]


def test_the_map_of_the_world_draws_no_line_across_itself():
    drawn = maps.world_map()
    assert len(drawn.paths) > 170
    for code, rings in world.outlines().items():
        for ring in rings:
            for a, b in zip(ring[::2], ring[2::2], strict=False):
                assert abs(a - b) < 60, code


def test_a_shared_border_is_inside_and_goes():
    left = [(0, 0), (1, 0), (1, 1), (0, 1)]
    right = [(1, 0), (2, 0), (2, 1), (1, 1)]
    (ring,) = shapes.dissolved([left, right])
    assert shapes.area(ring) == 2
    assert len(shapes.dissolved([left, [(x + 5, y) for x, y in right]])) == 2
