import pytest

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
    found = distance.nearest([(50.0, 4.0), (50.6, 4.6), (51.0, 5.0)], 50.67, 4.61, 2)
    assert [index for index, _km in found] == [1, 2]


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
