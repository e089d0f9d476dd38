"""Every page of sheets and deliveries, on a phone in light and on a desk in the dark; a sheet is counted by thumb."""

import pytest
from django.utils import timezone
from PIL import Image

from lampion.petitions.models import Bundle, Loss, SheetCount, SheetScan
from tests.browser.conftest import DESK, PHONE
from tests.house.things_paper import some_delivery, some_loss, some_scan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKS = {
    "phone-light": {"viewport": PHONE, "color_scheme": "light"},
    "desk-dark": {"viewport": DESK, "color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 640}, "color_scheme": "light"},
}
GROUP = (
    "/my-groups/{group}/sheets/",
    "/bundles/{bundle}/",
    "/bundles/{bundle}/loss/",
    "/sheets/{code}/",
    "/sheets/{code}/?scan={scan}",
)
OFFICE = (
    "/office/sheets/",
    "/office/losses/{loss}/",
    "/bundles/{bundle}/",
    "/office/petitions/{petition}/deliveries/",
    "/office/deliveries/{delivery}/",
)


@pytest.fixture
def keys(eloise, namur):
    now = timezone.now()
    scan, delivery = some_scan(now), some_delivery(now)
    sheet = scan.sheet
    some_loss(now)
    return {
        "group": eloise.group_id,
        "bundle": sheet.bundle_id,
        "code": sheet.code,
        "scan": scan.pk,
        "loss": Loss.objects.get().pk,
        "delivery": delivery.pk,
        "petition": delivery.petition_id,
    }


def faults(visitor, addresses, keys):
    found = []
    for address in addresses:
        visitor.page.goto(address.format(**keys))
        found += [(address, *fault) for fault in visitor.axe()]
        needs, has = visitor.width()
        if needs > has:
            found.append((address, "overflows", needs))
    return found


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(
    ("email", "addresses"), [("alice@example.org", GROUP), ("nora@example.org", OFFICE)]
)
def test_axe_finds_nothing_and_nothing_overflows(visit, keys, look, email, addresses):
    visitor = visit(**LOOKS[look], bypass_csp=True)
    visitor.sign_in(email)
    assert faults(visitor, addresses, keys) == []


def test_a_sheet_is_counted_with_two_taps_and_no_script(visit, keys):
    visitor = visit(viewport=PHONE, java_script_enabled=False)
    visitor.sign_in("alice@example.org")
    visitor.page.goto(f"/sheets/{keys['code']}/")
    visitor.page.locator("label", has_text="7").click()
    visitor.page.locator("form[action$='counts/'] button").click()
    visitor.page.wait_for_load_state()
    bundle = Bundle.objects.get(pk=keys["bundle"])
    assert SheetCount.objects.get(sheet__bundle=bundle).valid == 7


def test_a_picture_is_added_from_a_phone_without_script_and_another_counts_from_it(
    visit, keys, bilal, tmp_path
):
    photo = tmp_path / "IMG_1.jpg"
    Image.new("RGB", (900, 1200), "white").save(photo)
    first = visit(viewport=PHONE, java_script_enabled=False)
    first.sign_in("alice@example.org")
    first.page.goto(f"/sheets/{keys['code']}/")
    first.page.locator("details.fold summary").click()
    field = first.page.locator("input[name=photo]")
    assert field.get_attribute("capture") == "environment"
    field.set_input_files(photo)
    first.page.locator("form[action$='scans/'] button").click()
    first.page.wait_for_load_state()
    assert SheetScan.objects.count() == 2
    second = visit(viewport=PHONE, java_script_enabled=False)
    second.sign_in("bilal@example.org")
    second.page.goto(f"/sheets/{keys['code']}/")
    second.page.locator("a[href*='?scan=']").last.click()
    second.page.wait_for_load_state()
    picture = second.page.locator(".scan img")
    assert picture.evaluate("one => one.naturalWidth") == 900
    second.page.locator("label", has_text="7").click()
    second.page.locator("form[action$='counts/'] button").click()
    second.page.wait_for_load_state()
    assert SheetCount.objects.get().by.email == "bilal@example.org"
