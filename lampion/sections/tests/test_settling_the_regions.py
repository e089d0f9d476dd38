"""The secretariat says which provinces its regions are made of; the map follows."""

from lampion.sections.models import Region

NAMES = {"name_fr": "Ardenne", "name_nl": "Ardennen", "name_de": "Ardennen", "name_en": "Ardennes"}


def test_provinces_are_gathered_under_a_new_name(client, as_, nora, louvain):
    office = as_(nora)
    luxembourg = Region.objects.get(slug="wlx")
    office.post(f"/office/regions/{luxembourg.pk}/removal/")
    assert client.get("/regions/wlx/").status_code == 404
    answer = office.post("/office/regions/", NAMES | {"provinces": ["WLX", "VLI"]})
    assert answer.status_code == 302
    assert client.get("/regions/ardenne/").status_code == 200
    assert "Ardennen" in client.get("/nl/").text


def test_a_province_belongs_to_one_region(as_, nora, belgium):
    answer = as_(nora).post("/office/regions/", NAMES | {"provinces": ["WNA"]})
    assert answer.status_code == 422
    assert 'id="id_provinces_error"' in answer.text
    assert "Ardennes" in answer.text


def test_a_name_is_taken_once_and_an_edit_keeps_the_address(as_, nora, belgium):
    office = as_(nora)
    office.post("/office/regions/", NAMES | {"provinces": ["VLI"]})
    answer = office.post("/office/regions/", NAMES | {"provinces": ["VAN"]})
    assert 'id="id_name_fr_error"' in answer.text
    region = Region.objects.get(slug="ardenne")
    office.post(f"/office/regions/{region.pk}/", NAMES | {"name_fr": "Nord", "provinces": ["VLI"]})
    region.refresh_from_db()
    assert (region.slug, region.names["fr"]) == ("ardenne", "Nord")
