"""The finder and the form on another site: no cookie, no session, the same rules as at home."""

import re

import pytest
import time_machine
from django.test import Client

from lampion.contacts.actions import publish_first_consents
from lampion.contacts.models import Contact
from lampion.enquiries.models import Enquiry
from lampion.enquiries.views.asking import FORMS_PER_HOUR
from lampion.groups.actions import found_group
from lampion.mail.models import Message
from lampion.sections.opening import open_section
from tests.conftest import AT
from tests.test_the_main_story import TYPED, _later

FORM = "/embed/enquiry/"


@pytest.fixture
def stranger():
    """A browser in which a frame of another site has no cookie; nothing is let through for the test's sake."""
    return Client(enforce_csrf_checks=True)


def keys_of(client, address=FORM):
    page = client.get(address).text
    return dict(re.findall(r'name="(form_key|consent_version)" value="([^"]+)"', page))


def send(client, keys, address=FORM, headers=None, **typed):
    with time_machine.travel(_later(), tick=True):
        return client.post(address, TYPED | keys | typed, headers=headers)


def test_the_form_in_a_frame_becomes_a_request_like_any_other(stranger, nora, louvain):
    address = f"{FORM}?group=12"
    answer = send(stranger, keys_of(stranger, address), address, wants_news="on")
    assert answer.status_code == 200
    enquiry = Enquiry.objects.get()
    assert (enquiry.group, enquiry.email) == (louvain, "eloise@example.org")
    assert enquiry.owner() == nora
    assert Contact.objects.count() == 1
    assert Message.objects.filter(topic="enquiry", to_address=enquiry.email).count() == 1
    (private,) = re.findall(r'href="(/enquiries/[^"]+/)"', answer.text)
    assert stranger.get(private).status_code == 200


def test_no_page_in_a_frame_gives_or_needs_a_cookie(stranger, nora, louvain):
    send(stranger, keys_of(stranger))
    for page in ("/embed/finder/", "/embed/finder/?q=1348", "/embed/finder/?region=wna", FORM):
        assert not stranger.get(page).cookies
    assert Enquiry.objects.count() == 1
    assert not stranger.cookies


def test_the_ordinary_form_still_asks_for_its_token(stranger, nora, louvain):
    """The control: only the page in a frame does without."""
    keys = keys_of(stranger, "/enquiries/new/")
    stranger.cookies.clear()
    assert send(stranger, keys, "/enquiries/new/").status_code == 403
    assert not Enquiry.objects.exists()


def test_the_same_form_twice_is_one_request_and_the_same_thanks(stranger, nora, louvain):
    keys = keys_of(stranger)
    first, second = send(stranger, keys), send(stranger, keys)
    assert first.status_code == second.status_code == 200
    assert first.text == second.text
    assert Enquiry.objects.count() == 1


def test_a_form_that_another_site_sends_in_its_visitors_names_is_no_request(
    stranger, nora, louvain
):
    keys = keys_of(stranger)
    for origin in ("cross-site", "same-site"):
        answer = send(stranger, keys, headers={"Sec-Fetch-Site": origin})
        assert answer.status_code == 422
        assert TYPED["email"] in answer.text
    assert not Enquiry.objects.exists()
    assert send(stranger, keys, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200
    assert Enquiry.objects.count() == 1


def test_who_is_signed_in_lends_the_form_nothing(as_, nora, louvain, alice):
    member = as_(alice)
    assert "Alice" not in member.get(FORM).text
    assert send(member, keys_of(member)).status_code == 200
    assert Enquiry.objects.get().email == "eloise@example.org"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"website": "x"}, "website"),
        ({"email": "eloise"}, "email"),
        ({"old_enough": ""}, "old_enough"),
        ({"form_key": "made-up"}, "form_key"),
        ({"consent_version": "99"}, "consent_version"),
    ],
)
def test_trap_age_key_and_words_of_consent_hold_as_at_home(stranger, nora, louvain, wrong, field):
    answer = send(stranger, keys_of(stranger) | wrong)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Enquiry.objects.exists()


def test_one_connection_sends_so_many_an_hour_from_frames_and_home_together(
    stranger, client, nora, louvain
):
    for number in range(FORMS_PER_HOUR):
        sender, address = (stranger, FORM) if number % 2 else (client, "/enquiries/new/")
        assert send(sender, keys_of(sender, address), address).status_code < 400
    assert send(stranger, keys_of(stranger)).status_code == 422
    assert send(client, keys_of(client, "/enquiries/new/"), "/enquiries/new/").status_code == 422
    assert Enquiry.objects.count() == FORMS_PER_HOUR


def test_the_finder_is_kept_until_something_changes(
    stranger, louvain, django_assert_max_num_queries
):
    first = stranger.get("/embed/finder/?q=1348")
    with django_assert_max_num_queries(1):
        again = stranger.get("/embed/finder/?q=1348")
    assert (again.content, again.headers) == (first.content, first.headers)
    louvain.revise({"rhythm": "Dernier lundi"}, by=None, at=AT)
    assert "Dernier lundi" in stranger.get("/embed/finder/?q=1348").text


def test_each_language_speaks_in_the_frame(stranger, louvain):
    titles = {
        re.search("<h1>(.*?)</h1>", stranger.get(f"{prefix}/embed/finder/").text)[1]
        for prefix in ("", "/nl", "/de", "/en")
    }
    assert len(titles) == 4


@pytest.fixture
def flanders(belgium):
    section = open_section(
        code="vl", name="Vlaanderen", country="be", provinces=["VAN"], by=None, at=AT
    )
    publish_first_consents(section, at=AT)
    place = section.territory.locality("be:2000:antwerpen")
    found_group(section, 3, "Antwerpen", place, by=None, at=AT)
    section.revise({"embedders": ["https://www.antwerpen.be"], "ink": "#0b3d2e"}, by=None)
    return section


def test_another_section_has_its_own_groups_colours_and_list(stranger, louvain, flanders, nora):
    page = stranger.get("/nl/embed/vl/finder/?q=2000")
    assert "Antwerpen" in page.text
    assert "Louvain" not in page.text
    assert "/sections/vl/theme.css" in page.text
    assert "'self' https://www.antwerpen.be" in page["Content-Security-Policy"]
    assert "antwerpen.be" not in stranger.get("/embed/finder/")["Content-Security-Policy"]
    assert "/nl/embed/vl/enquiry/" in page.text

    address = "/nl/embed/vl/enquiry/?group=3"
    answer = send(stranger, keys_of(stranger, address), address, locality="2000")
    assert answer.status_code == 200
    assert Enquiry.objects.get().section == flanders


def test_the_office_shows_what_to_copy_in_each_language(as_, nora, belgium, settings):
    settings.SITE_URL = "https://lampion.example"
    page = as_(nora).get("/office/embed/").text
    for address in ("/embed/finder/", "/nl/embed/finder/", "/de/embed/enquiry/"):
        assert f"&lt;iframe src=&quot;https://lampion.example{address}&quot;" in page
    assert page.count("&lt;iframe") == 8
    assert page.count("referrerpolicy=&quot;no-referrer&quot;") == 8
    assert '<iframe class="preview" src="/embed/finder/"' in page


def test_a_hostile_name_of_a_section_breaks_out_of_no_snippet(as_, nora, belgium):
    belgium.revise({"name": '"><script>x</script>'}, by=None)
    page = as_(nora).get("/office/embed/")
    assert "<script>x" not in page.text
    finder = page.context["editions"][0].finder
    assert "<script>" not in finder
    assert finder.count("<") == 2


def test_a_nul_byte_or_an_unknown_region_breaks_nothing(stranger, louvain):
    for query in ("q=%00", "region=%00", "region=nowhere", "place=%00"):
        assert stranger.get(f"/embed/finder/?{query}").status_code == 200
