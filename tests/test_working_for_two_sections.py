"""Nora works for two sections: the office shows one at a time, the one that she chose."""

import pytest
from django.test import Client
from django.utils import timezone

from conftest import NOW
from lampion.contacts.actions import publish_first_consents
from lampion.sections.models import Scope, StaffAbsence, StaffAccess
from lampion.sections.opening import open_section


@pytest.fixture
def flanders(nora):
    section = open_section(
        code="nl", name="Vlaanderen", country="nl", provinces=[], by=None, at=NOW
    )
    publish_first_consents(section, at=NOW)
    StaffAccess.grant(
        section, nora, Scope.SETTINGS, Scope.GROUPS, by=None, on=timezone.localdate(NOW)
    )
    return section


def name_of(office: Client) -> str:
    return office.get("/office/section/").context["form"].instance.name


def test_the_office_names_its_section_and_offers_the_other(as_, nora, flanders):
    page = as_(nora).get("/office/section/").content.decode()
    assert "<strong>Lampion</strong>" in page
    assert 'action="/office/sections/nl/"' in page


def test_who_works_in_one_section_sees_its_name_and_no_switch(as_, nora):
    page = as_(nora).get("/office/section/").content.decode()
    assert "<p><strong>Lampion</strong></p>" in page
    assert "/office/sections/" not in page


def test_what_was_chosen_is_shown_until_signed_out(as_, nora, flanders):
    office = as_(nora)
    office.post("/office/sections/nl/")
    assert name_of(office) == "Vlaanderen"
    office.post("/sign-out/")
    office.force_login(nora)
    assert name_of(office) == "Lampion"


def test_a_rule_that_says_no_in_the_chosen_section_is_not_asked_in_another(as_, nora, flanders):
    office = as_(nora)
    assert office.get("/office/enquiries/").status_code == 200
    office.post("/office/sections/nl/")
    assert office.get("/office/enquiries/").status_code == 403


def test_the_front_door_leads_to_what_is_open_there(as_, nora, flanders):
    office = as_(nora)
    office.post("/office/sections/nl/")
    assert office.get("/office/").url == "/office/groups/"


def test_a_form_lands_in_the_section_that_it_was_filled_in_for(as_, nora, flanders):
    office = as_(nora)
    office.post("/office/sections/nl/")  # in another tab
    days = {"person": nora.pk, "starts_on": "2027-01-04", "ends_on": "2027-01-08"}
    office.post("/office/absences/", days | {"office": "be"})
    assert StaffAbsence.objects.get().section.code == "be"
    assert name_of(office) == "Lampion"


def test_a_section_in_which_one_does_not_work_is_like_none(as_, karim, flanders):
    office = as_(karim)
    assert office.post("/office/sections/nl/").status_code == 404
    assert office.get("/office/enquiries/?office=nl").status_code == 404
    assert office.get("/office/enquiries/?office=none").status_code == 404


def test_a_page_that_stays_closed_chooses_nothing(as_, nora, flanders):
    office = as_(nora)
    assert office.get("/office/enquiries/?office=nl").status_code == 403
    assert name_of(office) == "Lampion"


def test_the_home_leads_to_each_office_and_names_the_section_of_what_waits(
    as_, nora, flanders, eloise
):
    page = as_(nora).get("/home/").content.decode()
    assert 'href="/office/?office=be"' in page
    assert 'href="/office/?office=nl"' in page
    assert 'href="/office/enquiries/?show=mine&amp;office=be"' in page
    assert '<p class="hint">Lampion</p>' in page


def test_the_menu_offers_what_is_open_in_the_shown_section(as_, karim, nora, flanders):
    menu = as_(karim).get("/office/enquiries/").content.decode()
    assert 'href="/office/absences/"' in menu
    assert 'href="/office/staff/"' not in menu
    office = as_(nora)
    assert 'href="/office/machine/"' in office.get("/office/enquiries/").content.decode()
    office.post("/office/sections/nl/")
    menu = office.get("/office/groups/").content.decode()
    assert 'href="/office/groups/"' in menu
    for closed in ("/office/machine/", "/office/enquiries/", "/office/members/"):
        assert f'href="{closed}"' not in menu
