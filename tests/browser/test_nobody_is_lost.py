"""A newcomer writes back; the permanent acts on the list and undoes it; a group announces its meeting."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from lampion.enquiries.models import Enquiry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_newcomer_replies_and_the_permanent_sees_it_closes_and_undoes(visit, eloise):
    newcomer = visit().page
    newcomer.goto(f"/enquiries/{Enquiry.link_token('form-1')}/")
    newcomer.get_by_label("Votre message").fill("Je suis libre le mardi")
    newcomer.get_by_role("button", name="Envoyer").click()
    expect(newcomer.get_by_text("Merci : votre message")).to_be_visible()
    expect(newcomer.get_by_text("Je suis libre le mardi")).to_be_visible()

    office = visit()
    office.sign_in("nora@example.org")
    page = office.page
    page.goto("/office/enquiries/")
    expect(page.get_by_text("nouveau message")).to_be_visible()
    page.get_by_label("Cocher Éloïse Martin").check()
    page.get_by_label("Que faire").select_option("no_answer")
    page.get_by_role("button", name="Faire").click()
    expect(page.get_by_text("1 demande : c’est fait")).to_be_visible()
    expect(page.get_by_role("link", name="Éloïse Martin")).to_have_count(0)
    page.get_by_role("button", name="Annuler cela").click()
    expect(page.get_by_text("1 demande : rétablie")).to_be_visible()
    page.goto("/office/enquiries/")
    expect(page.get_by_role("link", name="Éloïse Martin")).to_be_visible()


def test_a_responsable_announces_a_meeting_that_everybody_sees(visit, louvain):
    member = visit()
    member.sign_in("alice@example.org")
    page = member.page
    page.goto("/home/")
    page.get_by_role("link", name="Annoncer une réunion").click()
    page.get_by_label("Jour").fill(f"{timezone.localdate() + timedelta(days=9)}")
    page.get_by_label("Heure").fill("20:00")
    page.get_by_label("Où").fill("Maison des associations")
    page.get_by_role("button", name="Annoncer", exact=True).click()
    expect(page.get_by_text("Annoncée")).to_be_visible()
    visitor = visit().page
    visitor.goto("/groups/12/louvain-la-neuve/")
    expect(visitor.get_by_text("Maison des associations")).to_be_visible()


def test_a_newcomer_withdraws_in_a_real_browser(visit, eloise):
    page = visit().page
    page.goto(f"/enquiries/{Enquiry.link_token('form-1')}/")
    page.get_by_role("link", name="Retirer ma demande").click()
    page.get_by_role("button", name="Retirer").click()
    expect(page.get_by_role("heading", name="Votre demande est retirée")).to_be_visible()
    assert Enquiry.objects.get().email == ""
