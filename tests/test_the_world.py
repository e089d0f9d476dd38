"""Groups of other countries: found by city and country, and answered by their own section."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from lampion.contacts.actions import publish_first_consents
from lampion.enquiries.models import Enquiry
from lampion.groups import nearby
from lampion.groups.actions import found_group
from lampion.groups.forms import NewGroupForm
from lampion.groups.locating import Misplaced, locate
from lampion.groups.models import LifeStage, Stage
from lampion.meetings.models import Meeting
from lampion.places import gazetteer
from lampion.sections.opening import open_section
from tests.conftest import AT
from tests.test_the_main_story import ask

PORTUGAL = gazetteer.country("pt")
EVIL = "<script>alert(1)</script>"


def abroad(code, name, *cities):
    section = open_section(code=code, name=name, country=code, provinces=[], by=None, at=AT)
    publish_first_consents(section, at=AT)
    for number, city in enumerate(cities, start=1):
        place = locate(section.territory, "", city)
        found_group(section, number, city, place, by=None, at=AT)
    section.touch()
    return section


@pytest.fixture
def portugal(belgium):
    return abroad("pt", "Luzes", "Lisboa", "Porto", "Coimbra")


# --- the world ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("Lisbonne", "/world/pt/?place=pt%3Alisbon&q=Lisbonne"),
        ("Pérou", "/world/pe/"),
        ("日本", "/world/jp/"),
        ("USA", "/world/us/"),
        ("1348", "/world/be/?place=be%3A1348%3Alouvain-la-neuve&q=1348"),
        ("Gand", "/world/be/?place=be%3A9000%3Agent&q=Gand"),
    ],
)
def test_a_country_or_a_city_leads_there_in_one_step(client, louvain, typed, leads_to):
    answer = client.get("/world/", {"q": typed})
    assert answer.status_code == 302
    assert answer.url == leads_to
    assert client.get(answer.url).status_code == 200


def test_the_world_counts_its_groups_and_names_the_countries(client, louvain, namur, portugal):
    page = client.get("/world/").text
    assert "5 groupes" in page
    assert "2 pays" in page
    assert re.search(r'href="/world/pt/">Portugal</a> <span class="hint">3 groupes', page)
    assert re.search(r'href="/world/be/">Belgique</a> <span class="hint">2 groupes', page)
    assert "Portugal&nbsp;: 3 groupes" in page or "Portugal\u00a0: 3 groupes" in page
    dutch = client.get("/nl/world/").text
    assert 'href="/nl/world/be/">België</a>' in dutch


def test_a_group_that_closes_is_counted_no_more(client, louvain, portugal):
    assert "Portugal</a> <span" in client.get("/world/").text
    for group in nearby.everywhere().by_country["pt"]:
        LifeStage.enter(group, Stage.CLOSED, by=None, on=timezone.localdate(AT))
    assert "Portugal</a> <span" not in client.get("/world/").text


def test_a_slip_of_the_pen_is_answered_with_what_may_be_meant(client, louvain):
    page = client.get("/world/", {"q": "Lisbonnne"}).text
    assert "Lisbon (Portugal)" in page or "Lisbon (Lisboa, Portugal)" in page
    assert 'value="Lisbonnne"' in page


def test_what_is_typed_is_shown_and_never_runs(client, louvain):
    for address in ("/world/", "/world/pt/", "/find/"):
        page = client.get(address, {"q": EVIL, "place": EVIL, "page": EVIL})
        assert page.status_code == 200
        assert EVIL not in page.text


# --- a country ------------------------------------------------------------------------------


def test_a_country_shows_its_groups_under_section_and_division(client, louvain, portugal):
    page = client.get("/world/pt/").text
    assert page.index("Luzes") < page.index("/groups/pt/3/coimbra/") < page.index("/groups/pt/1/")
    assert "<h3>Coimbra</h3>" in page
    assert page.count('class="map-group"') == 3


def test_with_two_hundred_divisions_the_cities_come_from_a_to_z(client, belgium):
    abroad("gb", "Lights", "York", "Bath", "Leeds")
    page = client.get("/world/gb/").text
    assert "<h3>" not in page
    assert page.index("/2/bath/") < page.index("/3/leeds/") < page.index("/1/york/")


def test_the_nearest_group_may_be_across_the_border(client, louvain, namur, portugal):
    page = client.get("/world/es/", {"q": "Badajoz"}).text
    first = page.index("/groups/pt/1/lisboa/")
    assert first < page.index("/groups/pt/3/coimbra/") or "Portugal" in page
    assert "<strong>Portugal</strong>" in page
    lille = client.get("/world/fr/", {"q": "Lille"}).text
    assert "<strong>Belgique</strong>" in lille


def test_a_city_is_called_as_the_reader_wrote_it(client, louvain, portugal):
    assert "Groupes près de Lisbonne" in client.get("/world/pt/?place=pt:lisbon&q=Lisbonne").text
    assert "Groupes près de Lisbon<" in client.get("/world/pt/?place=pt:lisbon").text
    assert "Groupes près de Lisbon<" in client.get("/world/pt/?place=pt:lisbon&q=Madrid").text


def test_a_country_without_groups_says_so_and_what_one_can_do(client, louvain, portugal):
    page = client.get("/world/es/").text
    assert "Pas encore de groupe ici" in page
    assert "Agir seul" in page
    assert "Madrid" in page
    assert "intent=create" in page
    assert " km" in page


def test_a_meeting_to_come_shows_on_the_page_of_the_country(client, portugal):
    group = nearby.everywhere().by_country["pt"][0]
    starts = timezone.now() + timedelta(days=4)
    Meeting.announce(group, starts, venue="Casa verde", by=None, at=timezone.now())
    assert "Casa verde" in client.get("/world/pt/").text


@pytest.mark.parametrize("code", ["xx", "aq", "p", "portugal", "1"])
def test_an_unknown_country_is_no_page(client, louvain, code):
    assert client.get(f"/world/{code}/").status_code == 404


def test_capital_letters_lead_to_the_small_ones(client, louvain):
    assert client.get("/world/PT/").url == "/world/pt/"
    assert client.get("/nl/world/Pt/").url == "/nl/world/pt/"
    assert client.get("/world/XX/").url == "/world/xx/"


@pytest.mark.parametrize("code", ["be", "ru", "us", "fj", "nz", "va", "xk", "gs", "gf"])
def test_countries_of_every_shape_have_a_page(client, louvain, code):
    assert client.get(f"/world/{code}/").status_code == 200


def test_a_thousand_groups_are_read_page_by_page(
    client, belgium, portugal, django_assert_max_num_queries
):
    cities = portugal.territory.localities
    for number in range(100, 230):
        place = cities[number % len(cities)]
        found_group(portugal, number, f"Grupo {number}", place, by=None, at=AT)
    portugal.touch()
    nearby.forget()
    with django_assert_max_num_queries(14):
        first = client.get("/world/pt/")
    with django_assert_max_num_queries(14):
        second = client.get("/world/pt/", {"page": "2", "q": "Porto"})
    with django_assert_max_num_queries(14):
        assert client.get("/world/").status_code == 200
    assert first.text.count("/groups/pt/") < 400
    assert 'aria-current="page"' in second.text
    assert "133 groupes" in first.text


def test_no_name_of_a_group_runs_on_these_pages(client, portugal):
    place = PORTUGAL.localities[0]
    found_group(portugal, 66, EVIL, place, by=None, at=AT)
    portugal.touch()
    for address in ("/world/pt/", "/world/es/?q=Badajoz", "/world/pt/?q=Lisboa"):
        page = client.get(address).text
        assert "alert(1)" in page
        assert EVIL not in page


def test_the_sitemap_names_the_countries_with_groups(client, louvain, portugal):
    said = client.get("/sitemap.xml").text
    assert "/world/pt/<" in said
    assert "/world/be/<" in said
    assert "/world/es/<" not in said


# --- the finder and the API -----------------------------------------------------------------


def test_the_finder_offers_the_city_of_another_country(client, louvain, portugal):
    page = client.get("/find/", {"q": "Lisbonne"}).text
    assert "Vous cherchez Lisbonne (Lisboa, Portugal)" in page
    assert "/world/pt/?place=pt%3Alisbon&amp;q=Lisbonne" in page
    assert "Vous cherchez" not in client.get("/find/", {"q": "Namur"}).text
    assert "Vous cherchez" not in client.get("/find/", {"q": "xyzzy"}).text


def test_the_api_knows_countries_and_cities_of_the_world(client, louvain, portugal):
    known = {one["code"]: one for one in client.get("/api/countries").json()}
    assert len(known) > 240
    assert known["pt"]["groups"] == 3
    assert known["pt"]["names"]["nl"] == "Portugal"
    assert known["es"] == {
        "code": "es", "groups": 0,
        "names": {"fr": "Espagne", "nl": "Spanje", "de": "Spanien", "en": "Spain"},
    }  # fmt: skip
    first = client.get("/api/groups", {"near": "Lisbonne"}).json()[0]
    assert (first["name"], first["country"], first["section"]) == ("Lisboa", "pt", "pt")
    assert client.get("/api/groups", {"near": "Lisbonne", "section": "be"}).json() == []
    assert client.get("/api/groups", {"near": "Porto", "section": "pt"}).json()[0]["km"] == 0


# --- a section of another country -------------------------------------------------------------


def test_a_group_stands_in_the_city_as_its_section_calls_it():
    place = locate(PORTUGAL, "", "lisboa")
    assert (place.key, place.name, place.postcode) == ("pt:lisbon", "Lisboa", "")
    assert locate(PORTUGAL, "", "Lisbonne").key == "pt:lisbon"
    with pytest.raises(Misplaced, match="Porto"):
        locate(PORTUGAL, "", "Portto")


def test_the_office_asks_for_a_city_and_no_postcode(portugal):
    typed = {
        "number": "9",
        "name": "Braga",
        "kind": "local",
        "stage": "active",
        "locality": "Braga",
    }
    form = NewGroupForm(typed, section=portugal)
    assert form.is_valid(), form.errors
    assert form.place.key == "pt:braga"
    wrong = NewGroupForm(typed | {"locality": "Nowhere at all"}, section=portugal)
    assert "locality" in wrong.errors
    assert "postcode" not in NewGroupForm(typed | {"locality": ""}, section=portugal).errors


def test_the_section_finds_its_groups_by_city(client, louvain, portugal, settings):
    settings.HOME_SECTION = "pt"
    page = client.get("/find/", {"q": "Oporto"}).text
    assert "/groups/2/porto/" in page
    assert client.get("/").status_code == 200


def test_who_asks_to_join_a_group_abroad_is_answered_by_its_section(
    client, nora, louvain, portugal
):
    page = client.get("/groups/pt/1/lisboa/").text
    assert "group=1&amp;section=pt" in page
    assert ask(client, group="1&section=pt", locality="Lisboa").status_code == 302
    enquiry = Enquiry.objects.get()
    assert (enquiry.section, enquiry.group.name) == (portugal, "Lisboa")
    near = nearby.near_postcode(portugal, enquiry.postcode, enquiry.locality)
    assert near[0].group.name == "Lisboa"


def test_a_form_for_an_unknown_section_is_no_page(client, louvain):
    assert client.get("/enquiries/new/?section=nowhere").status_code == 404


def test_the_house_may_be_opened_in_any_country(db):
    from lampion.office.forms import FoundingForm

    typed = {
        "name": "Luzes", "code": "pt", "country": "pt",
        "first_name": "Ana", "last_name": "Sousa", "email": "ana@example.org",
    }  # fmt: skip
    form = FoundingForm(typed)
    assert form.is_valid(), form.errors
    assert form.section() == {"name": "Luzes", "code": "pt", "country": "pt", "provinces": []}
    assert "provinces" in FoundingForm(typed | {"country": "be"}).errors
    assert "country" in FoundingForm(typed | {"country": "xx"}).errors


def test_a_region_of_another_country_is_called_by_its_name(db):
    section = open_section(
        code="pt", name="Luzes", country="pt", provinces=["PT001", "PT006"], by=None, at=AT
    )
    slugs = [region.slug for region in section.regions.all()]
    assert slugs == [PORTUGAL.provinces[code].slug for code in ("PT001", "PT006")]
    assert not any(slug.startswith("pt0") for slug in slugs)
