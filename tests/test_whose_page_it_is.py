"""A page carries the name, the colours and the privacy page of the section that it is about, and of no other."""

import re

import pytest
from django.utils import timezone

from conftest import enrol, person
from lampion.enquiries.models import Enquiry
from lampion.groups.models import Function, Group, Mandate
from lampion.mail.models import Message
from lampion.news.models import Mailing
from lampion.sections.models import Scope, Section, StaffAccess
from tests.conftest import AT
from tests.test_the_main_story import ask
from tests.test_the_world import abroad

ON = timezone.localdate(AT)
HOME, ABROAD = "Lampion", "Luzes"


@pytest.fixture
def luzes(belgium):
    section = abroad("pt", ABROAD, "Lisboa", "Porto")
    section.revise({"public_email": "luzes@example.org", "ink": "#0b3d2e"}, by=None)
    belgium.revise({"privacy_contact": "lampion@example.org"}, by=None)
    return section


@pytest.fixture
def lisboa(luzes):
    return Group.objects.get(section=luzes, number=1)


@pytest.fixture
def ana(lisboa):
    ana = person("ana")
    Mandate.give(lisboa, ana, Function.COORDINATOR, by=None, on=ON)
    return ana


def whose(page: str) -> tuple[str, str, str]:
    """Return the name in the brand, the section of the colours, and where "Privacy" in the footer leads."""
    brand = re.search(r'<a class="brand".*?<span>(.*?)</span>', page, re.S)
    theme = re.search(r"/sections/(\w+)/theme\.css", page)
    privacy = re.search(r'<footer.*?href="((?:/\w\w)?/privacy/[^"]*)"', page, re.S)
    return brand[1] if brand else "", theme[1] if theme else "", privacy[1] if privacy else ""


OURS, THEIRS = (HOME, "be", "/privacy/"), (ABROAD, "pt", "/privacy/pt/")


@pytest.mark.parametrize(
    "address",
    ["/", "/find/?q=1348", "/groups/", "/groups/12/louvain-la-neuve/", "/enquiries/new/?group=12",
     "/world/", "/world/pt/", "/world/it/", "/news/", "/privacy/", "/legal/", "/pages/why/", "/nowhere/"],
)  # fmt: skip
def test_a_page_of_the_house_carries_the_home_section(client, louvain, luzes, address):
    page = client.get(address).text
    assert whose(page) == OURS
    assert "luzes@example.org" not in page


@pytest.mark.parametrize(
    "address",
    ["/groups/pt/1/lisboa/", "/enquiries/new/?section=pt", "/enquiries/new/?group=1&section=pt",
     "/privacy/pt/", "/legal/pt/", "/pages/pt/why/", "/pages/pt/accessibility/"],
)  # fmt: skip
def test_a_page_about_another_section_carries_that_one(client, louvain, luzes, address):
    page = client.get(address).text
    assert whose(page) == THEIRS
    assert "lampion@example.org" not in page
    assert "Luzes est responsable" in page
    assert "luzes@example.org" in page
    assert "Ce site est tenu par Lampion<" in page


def test_the_pages_named_in_the_footer_are_those_of_the_section(client, louvain, luzes):
    footer = client.get("/groups/pt/1/lisboa/").text.split("<footer")[1]
    for address in re.findall(r'href="(/[^"]+)"', footer):
        if address not in ("/", "/world/"):
            assert "/pt/" in address, address
            assert client.get(address).status_code == 200


def test_the_menu_of_another_section_leads_to_its_groups_and_its_form(client, louvain, luzes):
    header = client.get("/groups/pt/1/lisboa/").text.split("<main")[0]
    found = set(re.findall(r'href="(/(?:world|enquiries|groups|find)[^"]*)"', header))
    assert found == {
        "/groups/pt/1/lisboa/", "/world/pt/", "/world/",
        "/enquiries/new/?intent=create&amp;section=pt", "/enquiries/new/?intent=ask&amp;section=pt",
    }  # fmt: skip


def test_the_private_pages_of_a_request_carry_the_section_that_answers_it(
    client, nora, louvain, luzes
):
    ask(client, group="1&section=pt", locality="Lisboa", wants_news="on")
    token = Enquiry.link_token(Enquiry.objects.get().form_key)
    for page in ("", "withdrawal/"):
        assert whose(client.get(f"/enquiries/{token}/{page}").text) == THEIRS
    ask(client, group="12", email="other@example.org")
    ours = Enquiry.link_token(Enquiry.objects.get(email="other@example.org").form_key)
    assert whose(client.get(f"/enquiries/{ours}/").text) == OURS


def test_the_private_pages_of_the_news_carry_the_section_that_writes_them(client, nora, luzes):
    ask(client, group="1&section=pt", locality="Lisboa", wants_news="on")
    way = Message.objects.get(topic="enquiry").way_out
    token = way.rstrip("/").split("/")[-1]
    for page in ("", "withdrawal/", "erasure/"):
        assert whose(client.get(f"/subscriptions/{token}/{page}").text) == THEIRS


def test_the_mail_says_which_section_is_responsible_and_how_to_reach_it(client, nora, luzes):
    ask(client, group="1&section=pt", locality="Lisboa")
    text = Message.objects.get(topic="enquiry").text
    assert "Luzes est responsable" in text
    assert "luzes@example.org" in text
    assert "lampion@example.org" not in text


def test_a_page_in_a_frame_names_the_privacy_page_of_its_section(client, louvain, luzes):
    assert whose(client.get("/embed/pt/enquiry/").text)[1:] == THEIRS[1:]
    assert whose(client.get("/embed/pt/finder/").text)[1:] == THEIRS[1:]
    assert whose(client.get("/embed/finder/").text)[1:] == OURS[1:]
    assert 'href="/legal/pt/"' in client.get("/embed/pt/enquiry/").text


def test_a_member_abroad_reads_their_private_pages_under_their_own_section(
    as_, louvain, luzes, ana, alice
):
    for address in ("/home/", "/account/data/", "/meetings/", "/account/erasure/"):
        assert whose(as_(ana).get(address).text) == THEIRS
        assert whose(as_(alice).get(address).text) == OURS
    assert whose(as_(ana).get("/").text) == OURS
    assert whose(as_(ana).get("/groups/12/louvain-la-neuve/").text) == OURS


def test_of_two_sections_none_is_somebody_s_own(as_, louvain, luzes, ana):
    Mandate.give(louvain, ana, Function.TREASURER, by=None, on=ON)
    assert whose(as_(ana).get("/home/").text) == OURS


def test_the_office_of_another_section_carries_its_name(as_, louvain, luzes):
    ines = enrol(person("ines"))
    StaffAccess.grant(luzes, ines, *Scope, by=None, on=ON)
    for address in ("/office/enquiries/", "/office/staff/", "/office/pages/", "/office/section/"):
        assert whose(as_(ines).get(address).text)[:2] == THEIRS[:2]


def test_without_an_address_the_form_of_the_section_is_the_way_to_reach_it(client, louvain):
    abroad("pe", "Luces", "Lima")
    page = client.get("/privacy/pe/").text
    assert "Luces est responsable" in page
    assert "/enquiries/new/?intent=ask&amp;section=pe" in page.split("<main")[1].split("<footer")[0]


def test_a_kept_page_of_one_section_is_never_given_for_another(client, louvain, luzes):
    """Twice each, in turns: the second time from memory."""
    for _time in range(2):
        assert whose(client.get("/groups/pt/1/lisboa/").text) == THEIRS
        assert whose(client.get("/groups/12/louvain-la-neuve/").text) == OURS
        assert whose(client.get("/legal/").text) == OURS
        assert whose(client.get("/legal/pt/").text) == THEIRS
    luzes.revise({"name": "Luzes novas"}, by=None)
    assert whose(client.get("/groups/pt/1/lisboa/").text)[0] == "Luzes novas"
    Section.objects.get(code="be").revise({"name": "Lampion neuf"}, by=None)
    page = client.get("/groups/pt/1/lisboa/").text
    assert "Ce site est tenu par Lampion neuf<" in page


def test_a_letter_of_another_section_is_read_under_its_name(client, nora, louvain, luzes):
    words = {"subject": "Olá", "body": "Bom dia", "language": "fr"}
    mailing = Mailing.begin(luzes, None, words, by=nora, at=AT)
    Mailing.objects.filter(pk=mailing.pk).update(published_at=AT, listed=True)
    answer = client.get(mailing.get_absolute_url())
    assert whose(answer.text) == THEIRS


def test_an_unknown_section_has_no_pages(client, louvain):
    for address in ("/privacy/xx/", "/legal/xx/", "/pages/xx/why/", "/pages/be/nothing/"):
        assert client.get(address).status_code == 404


def test_belgian_law_is_not_told_to_readers_abroad(client, louvain, luzes):
    words = "association de fait"
    assert (words in client.get("/legal/").text) != (words in client.get("/legal/pt/").text)
