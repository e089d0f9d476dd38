"""A newcomer finds the group near home: typed, on the map, with the keyboard, on a phone, without JavaScript."""

import pytest

from tests.browser.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _groups(louvain, namur):
    """Two groups to be found."""


def search(page, typed):
    page.goto("/")
    page.fill("#q", typed)
    page.locator(".finder button").first.click()
    page.wait_for_url("**/find/**")


@pytest.mark.parametrize(
    ("typed", "first"),
    [("1348", "Louvain-la-Neuve"), ("Namen", "Namur"), ("louvain la neuve", "Louvain-la-Neuve")],
)
@pytest.mark.parametrize(
    "options",
    [{}, {"viewport": PHONE}, {"java_script_enabled": False}],
    ids=["desk", "phone", "no-js"],
)
def test_by_postcode_dutch_name_or_part(visit, typed, first, options):
    visitor = visit(**options)
    search(visitor.page, typed)
    assert visitor.page.locator(".results .card-title").first.inner_text() == first


def test_a_typo_is_understood(visit):
    visitor = visit()
    search(visitor.page, "namurr")
    visitor.page.locator("main .tags a", has_text="Namur").first.click()
    assert visitor.page.locator(".results .card-title").first.inner_text() == "Namur"


def test_an_unknown_place_keeps_what_was_typed_and_offers_the_map(visit):
    visitor = visit()
    search(visitor.page, "xyzzy")
    assert visitor.page.input_value("#q") == "xyzzy"
    assert visitor.page.locator("svg.map a.map-group").count() == 2


def test_by_the_map(visit):
    page = visit().page
    page.goto("/")
    page.locator("svg.map a.map-province[href='/regions/wna/']").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/regions/wna/")
    page.locator("svg.map a.map-group").first.click()
    page.wait_for_url("**/groups/7/namur/**")
    assert page.locator("h1").inner_text() == "Namur"


def test_with_the_keyboard_alone(visit):
    page = visit().page
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    while page.evaluate("document.activeElement.id") != "q":
        page.keyboard.press("Tab")
    page.keyboard.type("5000")
    page.keyboard.press("Enter")
    page.wait_for_url("**/find/**")
    for _step in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Namur":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/groups/7/namur/**")
    outline = page.evaluate(
        "() => { const a = document.querySelector('main a'); a.focus();"
        " return getComputedStyle(a).outlineStyle + getComputedStyle(a).boxShadow }"
    )
    assert outline != "nonenone"


def test_around_me_uses_the_position_for_this_answer_only(visit):
    visitor = visit(geolocation={"latitude": 50.46, "longitude": 4.86}, permissions=["geolocation"])
    visitor.page.goto("/")
    visitor.page.locator(".around button").click()
    visitor.page.wait_for_url("**/find/")
    assert visitor.page.locator(".results .card-title").first.inner_text() == "Namur"
    assert "50.4" not in visitor.page.url
    assert visitor.context.cookies() == [] or all(
        "50.4" not in cookie["value"] for cookie in visitor.context.cookies()
    )


def test_in_dutch_the_same_page_is_dutch(visit):
    page = visit().page
    page.goto("/")
    page.locator("nav.languages a[hreflang=nl]").first.click()
    page.wait_for_url("**/nl/")
    assert page.locator("html").get_attribute("lang") == "nl"
    assert page.locator("h1").inner_text() == "Vind de groep bij u in de buurt"


def test_a_country_on_the_map_of_the_world_and_a_city_across_the_border(visit):
    page = visit().page
    page.goto("/world/")
    page.locator("svg.map-world a.map-lit[href='/world/be/']").dispatch_event("click")
    page.wait_for_url("**/world/be/")
    page.goto("/world/")
    page.fill("#q", "Rijsel")
    page.locator(".finder button").first.click()
    page.wait_for_url("**/world/fr/**")
    assert page.locator("h1").inner_text() == "France"
    assert "Belgique" in page.locator(".results").inner_text()
    assert page.locator("svg.map-world").count() == 0


def test_the_keyboard_reaches_each_country_once_through_the_list(visit):
    page = visit().page
    page.goto("/world/")
    reached = page.locator("main a[href='/world/be/']:not([tabindex='-1'])")
    assert reached.count() == 1
    assert page.locator("svg.map-world[aria-hidden='true'] a:not([tabindex='-1'])").count() == 0
