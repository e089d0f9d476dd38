"""A group sees what it brought, a case what was done for it; news reach who asked for them, until one click."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from conftest import NOW
from lampion.cases.loop import audiences, figures
from lampion.events.models import Event, EventKind
from lampion.kit.registers import matters
from lampion.petitions.counting import COUNT
from lampion.petitions.jobs import count_soon_again
from lampion.petitions.models import Signature
from lampion.petitions.showing import KEPT_SECONDS
from lampion.petitions.tests.casts import a_case, a_draft
from lampion.petitions.tests.conftest import number

pytestmark = pytest.mark.django_db


@pytest.fixture
def stand(louvain, alice):
    said = {"day": timezone.localdate(), "place": "Place", "by": alice, "at": NOW}
    return Event.plan(louvain, EventKind.STAND, "Marché", **said)


def test_a_signature_by_the_address_of_a_group_and_stand_is_theirs(
    as_, alice, petition, louvain, stand, signs, confirms
):
    signs(f"?g=12&e={stand.pk}")
    signs("?g=12", email="b@example.org")
    signs("?g=12&e=999", email="c@example.org")
    signs("?g=404&e=x", email="d@example.org")
    confirms()
    assert number(petition) == 4
    found = sorted((one.group_id or 0, one.event_id or 0) for one in Signature.objects.all())
    assert found == [(0, 0), (louvain.pk, 0), (louvain.pk, 0), (louvain.pk, stand.pk)]
    page = as_(alice).get(f"/my-groups/{louvain.pk}/petitions/").content.decode()
    assert "3 signatures grâce à votre groupe, sur 4" in page
    assert f"/p/1/?g=12&amp;e={stand.pk}" in page


def test_a_stand_of_another_group_is_not_taken(petition, louvain, namur, stand, signs):
    signs(f"?g=7&e={stand.pk}")
    signature = Signature.objects.get()
    assert (signature.group, signature.event) == (namur, None)


def test_the_short_address_keeps_for_whom_one_signs(client, petition, louvain):
    answer = client.get("/p/1/?g=12")
    assert answer["Location"].endswith("/petitions/1/liberte-pour-samira/?g=12")
    assert "Louvain-la-Neuve" in client.get(answer["Location"]).content.decode()


def test_the_code_to_scan_is_a_picture_of_the_short_address(client, petition, louvain):
    svg = client.get("/petitions/1/code.svg?g=12")
    assert svg["Content-Type"] == "image/svg+xml"
    assert b"style=" not in svg.content
    png = client.get("/petitions/1/code.png?g=12")
    assert png.content.startswith(b"\x89PNG")
    assert png.content != client.get("/petitions/1/code.png").content


def test_a_case_knows_what_was_signed_for_it_by_group_and_month(petition, louvain, signs, confirms):
    signs("?g=12")
    signs(email="b@example.org")
    confirms()
    number(petition)
    month = timezone.localdate().replace(day=1)
    said = {(one.kind, one.group, one.month, one.count) for one in figures([petition.case_id])}
    assert said == {
        ("signatures-online", louvain.pk, month, 1),
        ("signatures-online", None, month, 1),
    }


def listeners(case, after="", most=9):
    known = {audience.key: audience for audience in audiences()}
    return known["signers"].listeners(case, after, most)


def test_news_of_a_case_reach_who_asked_and_confirmed_until_they_stop_them_by_one_click(
    client, petition, signs, confirms
):
    signs(email="silent@example.org")
    signs(email="asks@example.org", wants_news="on")
    confirms()
    signs(email="never@example.org", wants_news="on")
    [one] = listeners(petition.case_id)
    assert (one.to, one.language) == ("asks@example.org", "fr")
    way_out = "/" + one.way_out.split("/", 3)[3]
    assert client.get(way_out).status_code == 200
    assert len(listeners(petition.case_id)) == 1
    assert client.post(way_out, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert listeners(petition.case_id) == []
    assert number(petition) == 2


def test_signers_are_asked_for_piece_by_piece(petition, signs, confirms):
    for name in ("a", "b", "c"):
        signs(email=f"{name}@example.org", wants_news="on")
    confirms()
    first = listeners(petition.case_id, most=2)
    rest = listeners(petition.case_id, first[-1].place, 2)
    assert [one.to[0] for one in (*first, *rest)] == ["a", "b", "c"]
    assert listeners(petition.case_id, rest[-1].place) == []


def test_the_link_that_stops_news_confirms_and_withdraws_nothing(client, petition, signs, confirms):
    signs(wants_news="on")
    confirms()
    [one] = listeners(petition.case_id)
    token = one.way_out.rstrip("/").rsplit("/", 1)[1]
    assert client.get(f"/signatures/{token}/").status_code == 404
    assert client.post(f"/signatures/{token}/withdrawal/").status_code == 404


@pytest.mark.parametrize("token", ["1-" + "0" * 32, "x", "1", "0-" + "a" * 32])
def test_a_link_that_nobody_sent_leads_nowhere(client, petition, signs, token):
    signs()
    assert client.get(f"/signatures/{token}/").status_code == 404
    assert client.post(f"/signers/{token}/").status_code == 404


def test_it_is_signed_in_a_frame_of_another_site(client, belgium, petition, typed):
    belgium.revise({"embedders": ["https://www.namur.be"]}, by=None)
    page = client.get("/embed/petitions/1/")
    assert "frame-ancestors 'self' https://www.namur.be" in page["Content-Security-Policy"]
    signed = client.post("/embed/petitions/1/", typed())
    assert signed.status_code == 200
    assert "boîte" in signed.content.decode()
    assert Signature.objects.count() == 1
    elsewhere = client.post(
        "/embed/petitions/1/",
        typed(email="b@example.org"),
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert elsewhere.status_code == 422
    assert Signature.objects.count() == 1


def test_a_page_kept_in_memory_says_a_number_no_older_than_ten_seconds(
    client, petition, signs, confirms
):
    assert "<strong>0</strong>" in client.get(petition.get_absolute_url()).content.decode()
    signs()
    confirms()
    number(petition)
    cache.clear()  # as five seconds do
    assert "<strong>1</strong>" in client.get(petition.get_absolute_url()).content.decode()


def test_the_frame_on_another_site_is_kept_for_five_seconds(client, belgium, petition):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/embed/petitions/1/").status_code == 200
        return len(asked)

    belgium.revise({"embedders": ["https://www.namur.be"]}, by=None)
    assert questions() > 1
    assert questions() <= 1
    with time_machine.travel(timezone.now() + timedelta(seconds=KEPT_SECONDS + 1)):
        assert questions() > 1


def test_a_number_that_was_not_counted_for_long_says_of_which_day_it_is(
    client, petition, signs, confirms
):
    page = petition.get_absolute_url()
    assert "il y a dix secondes au plus" in client.get(page).text
    signs()
    confirms()  # and no worker counts
    with time_machine.travel(timezone.now() + timedelta(seconds=20)):
        assert "on compte encore ce qui est arrivé depuis" in client.get(page).text


def test_who_confirms_while_a_count_runs_is_counted_by_a_later_one(petition, signs, confirms):
    signs()
    confirms()
    now = timezone.now()
    waiting = DBTaskResult.objects.filter(args_kwargs__args__0=COUNT, run_after__gt=now)
    for _turn in range(2):
        count_soon_again(now)
        assert waiting.count() == 1
    waiting.delete()
    count_soon_again(now)
    assert not waiting.exists()  # the control: nobody confirmed since


def test_who_writes_a_petition_finds_it_on_its_case_and_another_is_asked_to_publish(
    as_, nora, karim, petition
):
    page = as_(nora).get(f"/office/cases/{petition.case_id}/").content.decode()
    assert "Liberté pour Samira" in page
    assert f"?case={petition.case_id}" in page


def test_the_public_page_of_a_case_leads_to_its_petition(client, petition):
    page = client.get(petition.case.get_absolute_url()).content.decode()
    assert petition.get_absolute_url() in page


def test_what_waits_for_a_second_person_names_nobody(belgium, nora, karim):
    draft = a_draft(a_case(belgium, nora, karim), by=karim)
    draft.propose(by=karim, at=NOW)
    waiting = matters(nora, timezone.localdate())
    [matter] = [one for one in waiting if one.key == f"petition-{draft.pk}"]
    assert str(draft.number) in matter.title
    assert "Samira" not in matter.title
