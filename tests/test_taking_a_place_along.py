"""The place that somebody chose reaches the form, and no city abroad becomes a village at home."""

import re

import pytest
import time_machine
from django.utils.translation import override

from lampion.enquiries.models import Enquiry
from lampion.groups.nearby import near_postcode
from lampion.places import gazetteer
from lampion.places.naming import in_a_form, in_the_world, meant
from lampion.sections.opening import open_section
from tests.conftest import AT
from tests.test_the_main_story import TYPED, _later
from tests.test_the_world import abroad

BELGIUM, AMERICA = gazetteer.country("be"), gazetteer.country("us")


@pytest.fixture
def portugal(belgium):
    return abroad("pt", "Luzes", "Lisboa", "Porto", "Coimbra")


def form_from(client, page, wish="ask"):
    """Follow the first link of a page to the form, and return its address."""
    found = re.search(rf'href="(/[a-z/]*enquir[^"]*intent={wish}[^"]*)"', page.split("<main")[1])
    return found[1].replace("&amp;", "&")


def locality_in(client, address):
    page = client.get(address).text
    return re.search(r'name="locality"[^>]*', page)[0], page


def send(client, address, **typed):
    page = client.get(address).text
    keys = dict(re.findall(r'name="(form_key|consent_version)" value="([^"]+)"', page))
    with time_machine.travel(_later(), tick=True):
        return client.post(address, TYPED | keys | typed)


# --- from the world to the form ---------------------------------------------------------------


def test_rome_chosen_in_the_world_stays_rome(client, nora, louvain):
    page = client.get("/world/", {"q": "Rome"}, follow=True).text
    address = form_from(client, page)
    assert "place=it%3Arome" in address
    field, _page = locality_in(client, address)
    assert 'value="Rome (Italie)"' in field
    assert send(client, address, locality="Rome (Italie)").status_code == 302
    enquiry = Enquiry.objects.get()
    assert (enquiry.locality, enquiry.postcode) == ("Rome (Italie)", "")
    assert enquiry.section.code == "be"


def test_a_city_of_a_section_abroad_reaches_the_form_of_that_section(client, louvain, portugal):
    page = client.get("/world/pt/?place=pt:porto").text
    address = form_from(client, page)
    assert "section=pt" in address
    field, form = locality_in(client, address)
    assert 'value="Porto"' in field
    assert "Code postal" not in form


def test_the_place_goes_through_the_page_of_a_group(client, louvain, portugal):
    page = client.get("/world/pt/?place=pt:porto").text
    group = re.search(r'href="(/groups/pt/2/porto/\?place=[^"]+)"', page)[1]
    address = form_from(client, client.get(group).text, "join")
    assert 'value="Porto"' in locality_in(client, address)[0]


def test_a_made_up_place_on_the_page_of_a_group_goes_nowhere(client, louvain):
    for key in ("be:0:nowhere", "xx:y", "<script>", "%00", "it:"):
        page = client.get(f"/groups/12/louvain-la-neuve/?place={key}").text
        assert "place=" not in form_from(client, page, "join")


def test_the_finder_takes_its_place_along_at_home_and_in_a_frame(client, louvain):
    for finder in ("/find/", "/embed/finder/"):
        page = client.get(finder, {"q": "Namur"}).text
        address = form_from(client, page)
        assert 'value="5000 Namur"' in locality_in(client, address)[0]


def test_a_finder_that_may_be_wrong_about_a_city_abroad_takes_nothing_along(client, louvain):
    for finder in ("/find/", "/embed/finder/"):
        page = client.get(finder, {"q": "Rome"}).text
        assert "Rome (Roma, Italie)" in page or "Rome (Italie)" in page or "it%3Arome" in page
        assert "place=" not in form_from(client, page)


def test_the_form_in_a_frame_keeps_a_city_abroad(client, nora, louvain):
    address = "/embed/enquiry/?intent=ask&place=it:rome"
    assert 'value="Rome (Italie)"' in locality_in(client, address)[0]
    assert send(client, address, locality="Rome (Italie)").status_code == 200
    assert Enquiry.objects.get().postcode == ""


def test_who_writes_another_place_over_the_chosen_one_is_believed(client, nora, louvain):
    assert send(client, "/enquiries/new/?place=it:rome", locality="Namur").status_code == 302
    assert Enquiry.objects.get().postcode == "5000"


@pytest.mark.parametrize("typed", ["Rome", "Paris", "2000 Neuchâtel", "1000-001 Lisboa"])
def test_a_city_abroad_typed_by_hand_is_no_village_at_home(client, nora, louvain, typed):
    send(client, "/enquiries/new/", locality=typed)
    enquiry = Enquiry.objects.get()
    assert (enquiry.locality, enquiry.postcode) == (typed, "")
    assert near_postcode(enquiry.section, enquiry.postcode, enquiry.locality) == []


# --- what is meant ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("1348", "be:1348:louvain-la-neuve"),
        ("1348 LLN", "be:1348:louvain-la-neuve"),
        ("B-5000 Namur", "be:5000:namur"),
        ("4000 Luik", "be:4000:liege"),
        ("Lüttich", "be:4000:liege"),
        ("Namur, Belgique", "be:5000:namur"),
        ("Forest (Henegouwen)", "be:7910:forest"),
        ("Romerée", "be:5680:romeree"),
        ("Rome (Italie)", "it:rome"),
        ("Rom, Italien", "it:rome"),
        ("Lille (France)", "fr:lille"),
        ("5100, Jambes", "be:5100:jambes"),
        ("Jambes, 5100", "be:5100:jambes"),
        ("Namur (5000)", "be:5000:namur"),
    ],
)
def test_a_place_is_known_by_what_was_written(typed, key):
    assert meant(BELGIUM, typed).key == key


def test_two_cities_of_one_name_are_told_apart_by_what_the_form_writes():
    for key in ("us:springfield", "us:springfield-illinois", "us:springfield-oregon"):
        place = gazetteer.anywhere(key)
        for home in (AMERICA, BELGIUM):
            assert meant(home, in_a_form(home, place)) == place


def test_the_reader_s_language_names_province_and_country():
    place = gazetteer.anywhere("be:4000:liege")
    said = {"fr": "Liège", "nl": "Luik", "de": "Lüttich"}
    for language, province in said.items():
        with override(language):
            assert gazetteer.country("be").province_name("WLG") == province
    with override("nl"):
        assert in_the_world(gazetteer.anywhere("be:4020:liege") or place).endswith("België)")


# --- a country with several sections, one, or none ----------------------------------------------


def test_of_several_sections_in_a_country_the_visitor_chooses(client, louvain):
    open_section(code="vl", name="Vlaanderen", country="be", provinces=[], by=None, at=AT)
    page = client.get("/world/be/?place=be:5000:namur").text
    assert "plusieurs sections" in page
    links = re.findall(
        r'href="(/enquiries/new/[^"]*intent=create[^"]*place[^"]*)"', page.split("<main")[1]
    )
    assert [("section=vl" in link) for link in links] == [False, True]
    assert "<h3>Lampion</h3>" in page
    assert "<h3>Vlaanderen</h3>" in page


def test_the_only_section_of_a_country_is_the_one_even_without_a_group(client, louvain):
    open_section(code="pe", name="Luces", country="pe", provinces=[], by=None, at=AT)
    page = client.get("/world/pe/").text
    assert "section=pe" in form_from(client, page, "create")
    assert "plusieurs sections" not in page


def test_a_country_without_a_section_says_who_answers(client, louvain):
    page = client.get("/world/it/?place=it:rome").text
    assert "pas encore de section dans ce pays" in page
    address = form_from(client, page, "create")
    assert "section=" not in address
    assert "place=it%3Arome" in address


def test_the_finder_calls_the_place_as_it_was_written(client, louvain):
    assert "Groepen bij Luik<" in client.get("/nl/find/", {"q": "luik"}).text
    assert "Groepen bij Liège<" in client.get("/nl/find/", {"q": "4000"}).text


def test_a_group_in_the_place_itself_is_less_than_a_kilometre_away(client, louvain):
    page = client.get("/find/", {"q": "1348"}).text
    assert "moins de 1 km" in page
    assert "0,0 km" not in page
