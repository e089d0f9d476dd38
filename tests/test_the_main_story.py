"""A newcomer finds a group, asks, is handed to the group, accepted, answered and welcomed."""

import re

import pytest
import time_machine
from django.test import Client

from lampion.enquiries.models import Enquiry, Stage
from lampion.groups.models import Membership
from lampion.mail.models import Message

TYPED = {
    "intent": "join",
    "first_name": "Éloïse",
    "last_name": "Martin",
    "email": "eloise@example.org",
    "locality": "1348",
    "message": "Bonjour <b>à tous</b>",
    "old_enough": "on",
}


def ask(client: Client, group: int = 12, **typed: str):
    address = f"/enquiries/new/?group={group}"
    page = client.get(address).content.decode()
    keys = dict(re.findall(r'name="(form_key|consent_version)" value="([^"]+)"', page))
    with time_machine.travel(_later(), tick=True):
        return client.post(address, TYPED | keys | typed)


def _later():
    from datetime import datetime, timedelta
    from zoneinfo import ZoneInfo

    return datetime.now(ZoneInfo("Europe/Brussels")) + timedelta(seconds=30)


def test_home_finder_region_and_group_pages_answer(client, louvain, namur):
    assert "Louvain-la-Neuve" in client.get("/").text
    found = client.get("/find/?q=1348").text
    assert found.index("Louvain-la-Neuve") < found.index("/groups/7/namur/")
    assert "Namur" in client.get("/regions/wna/").text
    assert client.get("/groups/12/old-name/").url == "/groups/12/louvain-la-neuve/"
    assert "alice@example.org" not in client.get("/groups/12/louvain-la-neuve/").text
    near = client.get("/api/groups?near=1348&limit=1").json()
    assert near[0]["number"] == 12
    assert near[0]["km"] == 0.0


def test_an_unknown_place_keeps_what_was_typed(client, louvain):
    assert 'value="xyzzy"' in client.get("/find/?q=xyzzy").text


def test_a_newcomer_is_received_handed_over_accepted_answered_and_welcomed(
    client, as_, nora, alice, louvain
):
    answer = ask(client)
    assert answer.status_code == 302
    assert "eloise" not in answer.url
    assert client.get(answer.url).status_code == 200
    enquiry = Enquiry.objects.get()
    assert enquiry.owner() == nora
    assert Message.objects.get(topic="enquiry").to_address == "eloise@example.org"

    office = as_(nora)
    assert "Éloïse Martin" in office.get("/office/enquiries/").text
    page = office.get(f"/office/enquiries/{enquiry.pk}/").text
    assert "&lt;b&gt;" in page
    assert "<b>à tous" not in page
    office.post(f"/office/enquiries/{enquiry.pk}/handover/", {"handover-group": louvain.pk})

    group = as_(alice)
    assert "Éloïse Martin" in group.get("/newcomers/").text
    assert group.post(f"/newcomers/{enquiry.pk}/acceptance/").status_code == 302
    letter = {"letter-subject": "Bienvenue", "letter-body": "À mardi !", "letter-form_key": "k1"}
    group.post(f"/newcomers/{enquiry.pk}/letters/", letter)
    group.post(f"/newcomers/{enquiry.pk}/letters/", letter)
    assert enquiry.letters.count() == 1
    group.post(f"/newcomers/{enquiry.pk}/membership/")
    assert enquiry.steps.get(until=None).stage == Stage.JOINED
    assert Membership.objects.active().filter(group=louvain, person__first_name="Éloïse").exists()


def test_the_same_form_sent_twice_is_one_enquiry(client, louvain, nora):
    address = "/enquiries/new/?group=12"
    page = client.get(address).content.decode()
    keys = dict(re.findall(r'name="(form_key|consent_version)" value="([^"]+)"', page))
    with time_machine.travel(_later(), tick=True):
        first = client.post(address, TYPED | keys)
        second = client.post(address, TYPED | keys)
    assert first.url == second.url
    assert Enquiry.objects.count() == 1
    assert Message.objects.filter(topic="enquiry").count() == 1


def test_what_was_typed_survives_an_error(client, louvain):
    answer = ask(client, email="not-an-address", message="Ne perdez pas ceci")
    assert answer.status_code == 422
    assert "Ne perdez pas ceci" in answer.text
    assert not Enquiry.objects.exists()


def test_a_withdrawn_request_is_emptied(client, louvain, nora):
    url = ask(client).url
    assert client.get(f"{url}withdrawal/").status_code == 200
    assert Enquiry.objects.get().email
    client.post(f"{url}withdrawal/")
    enquiry = Enquiry.objects.get()
    assert (enquiry.email, enquiry.message, enquiry.last_name) == ("", "", "")
    assert client.get(url).status_code == 200


def test_another_groups_newcomer_is_as_if_it_did_not_exist(client, as_, nora, zoe, louvain, namur):
    ask(client)
    enquiry = Enquiry.objects.get()
    as_(nora).post(f"/office/enquiries/{enquiry.pk}/handover/", {"handover-group": louvain.pk})
    stranger = as_(zoe)
    assert stranger.get(f"/newcomers/{enquiry.pk}/").status_code == 404
    assert stranger.post(f"/newcomers/{enquiry.pk}/acceptance/").status_code == 404
    assert stranger.get(f"/office/enquiries/{enquiry.pk}/").status_code == 404
    assert stranger.get("/office/enquiries/").status_code == 404


@pytest.mark.parametrize("tries", [0, 5])
def test_a_code_signs_in_once_and_five_wrong_tries_lock_it(client, alice, tries):
    client.post("/sign-in/", {"email": "alice@example.org"})
    code = "".join(re.findall(r"\d{4} \d{4}", Message.objects.get().text)[0].split())
    wrong = "00000000" if code != "00000000" else "11111111"
    for _ in range(tries):
        assert client.post("/sign-in/code/", {"code": wrong}).status_code == 422
    answer = client.post("/sign-in/code/", {"code": code})
    assert answer.status_code == (422 if tries else 302)
    assert client.get("/home/").status_code == (302 if tries else 200)


def test_nobody_learns_who_has_an_account(client, alice):
    known = client.post("/sign-in/", {"email": "alice@example.org"})
    unknown = Client().post("/sign-in/", {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert Message.objects.count() == 1


def test_erasure_empties_the_person_and_their_requests(client, as_, nora, alice, louvain):
    ask(client)
    enquiry = Enquiry.objects.get()
    as_(nora).post(f"/office/enquiries/{enquiry.pk}/handover/", {"handover-group": louvain.pk})
    as_(alice).post(f"/newcomers/{enquiry.pk}/membership/")
    newcomer = Membership.objects.active().get(group=louvain, person__first_name="Éloïse").person
    assert as_(newcomer).post("/account/erasure/").status_code == 302
    newcomer.refresh_from_db()
    enquiry.refresh_from_db()
    assert (newcomer.email, newcomer.first_name, newcomer.is_active) == (None, "", False)
    assert (enquiry.email, enquiry.first_name, enquiry.message) == ("", "", "")
    assert not Message.objects.filter(to_address="eloise@example.org").exists()
