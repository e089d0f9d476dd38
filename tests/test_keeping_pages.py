"""A public page is kept for strangers until what it shows changes."""

from datetime import UTC, datetime, timedelta

import time_machine
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lampion.groups.models import Group, LifeStage, Stage
from lampion.sections.models import Section

AT = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
PAGE = "/groups/12/louvain-la-neuve/"


def test_a_kept_page_asks_the_database_one_thing(client, louvain, django_assert_max_num_queries):
    first = client.get("/").content
    with django_assert_max_num_queries(1):
        assert client.get("/").content == first


def test_a_change_by_another_process_shows_within_a_blink(client, louvain):
    with time_machine.travel(AT, tick=False) as clock:
        assert "Dernier lundi" not in client.get(PAGE).text
        Group.objects.filter(pk=louvain.pk).update(rhythm="Dernier lundi")
        Section.objects.update(version=F("version") + 1)
        clock.shift(timedelta(milliseconds=60))
        assert "Dernier lundi" in client.get(PAGE).text


def test_a_change_shows_at_the_next_click(client, louvain):
    assert "Dernier lundi" not in client.get(PAGE).text
    louvain.revise({"rhythm": "Dernier lundi"}, by=None, at=AT)
    assert "Dernier lundi" in client.get(PAGE).text


def test_a_group_that_falls_asleep_leaves_the_list(client, louvain):
    assert "Louvain" in client.get("/groups/").text
    LifeStage.enter(louvain, Stage.CLOSED, by=None, on=timezone.localdate(AT))
    assert "Louvain" not in client.get("/groups/").text
    assert client.get(PAGE).status_code == 404


def test_who_is_signed_in_sees_their_own_page(client, as_, alice, louvain):
    assert "Alice" not in client.get(PAGE).text
    assert "Alice" in as_(alice).get(PAGE).text
    assert "Alice" not in client.get(PAGE).text


def test_what_a_signed_in_person_sees_is_stored_nowhere(client, as_, nora, alice, louvain):
    for person, address in ((nora, "/office/enquiries/"), (alice, "/newcomers/"), (alice, PAGE)):
        assert "no-store" in as_(person).get(address)["Cache-Control"]
    assert "no-store" not in client.get(PAGE).get("Cache-Control", "")


def test_each_language_has_its_own(client, louvain):
    assert client.get("/").text != client.get("/nl/").text


def test_strangers_get_no_cookie_on_public_pages(client, louvain):
    for address in ("/", "/find/?q=1348", PAGE, "/groups/"):
        assert not client.get(address).cookies
    assert client.post("/find/", {"lat": "50.6", "lon": "4.6"}).status_code == 200


def test_what_other_sites_add_to_an_address_draws_no_page_anew(
    client, louvain, django_assert_max_num_queries
):
    first = client.get(PAGE).content
    for said in ("fbclid=IwAR0", "utm_source=lettre&utm_medium=mail", "gclid=1&mc_cid=2"):
        with django_assert_max_num_queries(1):
            assert client.get(f"{PAGE}?{said}").content == first
    assert "fbclid" not in client.get("/groups/?region=x&fbclid=IwAR0").text


def test_a_word_that_no_page_knows_is_kept_for_nobody(client, louvain):
    client.get(f"{PAGE}?unknown=1")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"{PAGE}?unknown=1")
    assert len(asked) > 1
