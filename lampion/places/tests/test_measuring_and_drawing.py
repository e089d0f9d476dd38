import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampion.places import distance, gazetteer, maps

BELGIUM = gazetteer.country("be")


def test_belgium_has_its_postcodes_localities_and_provinces():
    assert len({place.postcode for place in BELGIUM.localities}) == 1146
    assert len(BELGIUM.localities) == 2781
    assert len(BELGIUM.provinces) == 11
    assert set(BELGIUM.regions) == {province.region for province in BELGIUM.provinces.values()}


def test_every_province_is_named_in_four_languages():
    for province in BELGIUM.provinces.values():
        assert set(province.names) == {"fr", "nl", "de", "en"}


def test_an_unknown_country_is_refused():
    with pytest.raises(gazetteer.UnknownCountry):
        gazetteer.country("../be")


def test_a_degree_of_the_equator_is_a_360th_of_the_circle():
    circle = 2 * 3.141592653589793 * distance.RADIUS_KM
    assert distance.distance_km(0, 0, 0, 1) == pytest.approx(circle / 360)


def test_the_nearest_point_comes_first():
    points = distance.Positions([(7, 50.0, 4.0), (8, 50.6, 4.6), (9, 51.0, 5.0)])
    assert [key for key, _km in points.nearest(50.67, 4.61, 2)] == [8, 9]


degrees = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(st.lists(degrees, max_size=60), degrees, st.integers(1, 12))
def test_the_nearest_are_those_that_measuring_all_would_find(points, here, limit):
    keyed = [(key, *point) for key, point in enumerate(points)]
    found = distance.Positions(keyed).nearest(*here, limit)
    every = sorted(distance.distance_km(*here, *point) for point in points)
    assert [km for _key, km in found] == pytest.approx(every[:limit])


@pytest.mark.parametrize(
    ("km", "language", "said"),
    [(3.42, "fr", "3,4 km"), (9.96, "fr", "10 km"), (27.4, "nl", "27 km"), (3.42, "en", "3.4 km")],
)
def test_kilometres_are_written_with_a_decimal_under_ten(km, language, said):
    assert distance.format_km(km, language) == said


def test_every_locality_lies_on_the_map():
    shape = maps.outline_paths(BELGIUM)
    _x, _y, width, height = map(float, shape.view_box.split())
    for place in BELGIUM.localities:
        x, y = shape.project(place.lat, place.lon)
        assert -10 < x < width + 10, place
        assert -10 < y < height + 10, place


def test_the_map_of_one_region_draws_only_its_provinces():
    shape = maps.outline_paths(BELGIUM, provinces=["WNA"])
    assert [code for code, _path in shape.shapes] == ["WNA"]
