"""From the map of the world to the form of whoever answers there: a city stays that city, a page says whose it is."""

import pytest

from lampion.enquiries.models import Enquiry
from tests.browser.conftest import DESK, PHONE
from tests.test_the_world import abroad

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = (
    "/groups/pt/1/lisboa/",
    "/enquiries/new/?intent=join&group=1&section=pt&place=pt:lisbon",
    "/privacy/pt/",
    "/legal/pt/",
    "/pages/pt/why/",
    "/embed/pt/finder/",
    "/world/it/?place=it:rome",
    "/world/be/",
)


@pytest.fixture
def luzes(belgium):
    section = abroad("pt", "Luzes", "Lisboa", "Porto")
    section.revise({"public_email": "luzes@example.org"}, by=None)
    return section


def test_rome_chosen_on_the_world_is_rome_in_the_form_and_in_the_request(visit, nora, louvain):
    page = visit(viewport=PHONE).page
    page.goto("/world/")
    page.fill("#q", "Rome")
    page.locator("main form button").click()
    page.wait_for_url("**/world/it/**")
    page.locator(".call a", has_text="Poser une question").click()
    assert page.input_value("#id_locality") == "Rome (Italie)"
    page.fill("#id_first_name", "Éloïse")
    page.fill("#id_last_name", "Martin")
    page.fill("#id_email", "eloise@example.org")
    page.check("#id_old_enough")
    page.wait_for_timeout(2100)  # sooner than that, no person fills a form
    page.locator("main form button").click()
    page.wait_for_url("**/enquiries/*/")
    enquiry = Enquiry.objects.get()
    assert (enquiry.locality, enquiry.postcode) == ("Rome (Italie)", "")


def test_from_a_city_abroad_to_the_form_of_its_group_every_page_says_whose_it_is(
    visit, louvain, luzes
):
    page = visit(viewport=DESK).page
    page.goto("/world/")
    page.fill("#q", "Porto")
    page.locator("main form button").click()
    page.wait_for_url("**/world/pt/**")
    page.locator(".results a", has_text="Porto").click()
    assert page.inner_text(".brand") == "Luzes"
    page.locator(".call a", has_text="rejoindre").click()
    assert page.inner_text(".brand") == "Luzes"
    assert page.input_value("#id_locality") == "Porto"
    page.locator("form a", has_text="Ce que nous gardons").click()
    page.wait_for_url("**/privacy/pt/")
    assert "Luzes est responsable" in page.inner_text("main")


@pytest.mark.parametrize(
    ("viewport", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone", "desk"]
)
def test_pages_of_another_country_have_no_fault(visit, louvain, luzes, viewport, scheme):
    visitor = visit(viewport=viewport, color_scheme=scheme, bypass_csp=True)
    for address in PAGES:
        visitor.page.goto(address)
        assert visitor.axe() == [], address


def test_nothing_overflows_on_the_narrowest_screen(visit, louvain, luzes):
    visitor = visit(viewport={"width": 320, "height": 640})
    for address in PAGES:
        visitor.page.goto(address)
        needs, has = visitor.width()
        assert needs <= has, address
