"""Nora works for two sections: by the keyboard alone, without JavaScript, she shows the other one."""

import pytest
from django.utils import timezone

from conftest import NOW
from lampion.sections.models import Scope, StaffAccess
from lampion.sections.opening import open_section
from tests.browser.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SWITCH = "nav.office-section details"
LONG = "Lampion Luxembourg, Grande-Région et Internationalesländerübergreifend"


@pytest.fixture
def other(nora):
    section = open_section(code="lu", name=LONG, country="lu", provinces=[], by=None, at=NOW)
    StaffAccess.grant(section, nora, *Scope, by=None, on=timezone.localdate(NOW))
    return section


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_keys_alone_show_the_other_section(visit, nora, other, viewport):
    visitor = visit(viewport=viewport, java_script_enabled=False)
    visitor.sign_in(nora.email)
    page = visitor.page
    page.goto("/office/groups/")
    page.locator(f"{SWITCH} summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/office/enquiries/")
    assert LONG in page.locator(f"{SWITCH} summary").inner_text()


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_a_long_name_fits(visit, nora, other, width, scheme):
    visitor = visit(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    visitor.sign_in(nora.email)
    page = visitor.page
    page.goto("/office/absences/")
    page.locator(f"{SWITCH} summary").click()
    assert visitor.axe() == []
    needs, has = visitor.width()
    assert needs <= has
