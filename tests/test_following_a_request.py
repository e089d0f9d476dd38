"""What the secretariat and a group note on a request, each with its actor and its day."""

import pytest
from django.utils import timezone

from lampion.enquiries import actions
from lampion.enquiries.actions import NotHanded
from lampion.enquiries.models import AlreadyEnded, Enquiry, Stage, Step
from tests.test_the_main_story import ask


def test_whoever_takes_a_request_follows_it(client, as_, nora, karim, louvain):
    ask(client)
    enquiry = Enquiry.objects.get()
    as_(karim).post(f"/office/enquiries/{enquiry.pk}/ownership/")
    assert enquiry.owner() == karim
    step = Step.current(enquiry)
    assert (step.stage, step.by) == (Stage.TAKEN, karim)


def test_a_request_is_assigned_to_a_colleague_and_not_to_a_stranger(as_, nora, karim, zoe, eloise):
    address = f"/office/enquiries/{eloise.pk}/ownership/"
    as_(nora).post(address, {"owner-person": karim.pk})
    assert eloise.owner() == karim
    as_(nora).post(address, {"owner-person": zoe.pk})
    assert eloise.owner() == karim
    assert eloise.ownerships.get(until=None).given_by == nora


def test_an_internal_note_is_seen_inside_only(client, as_, nora, karim, eloise):
    page = f"/office/enquiries/{eloise.pk}/"
    as_(nora).post(f"{page}notes/", {"note-text": "Rappeler après 18 h"})
    assert "Rappeler après 18 h" in as_(karim).get(page).text
    link = f"/enquiries/{Enquiry.link_token(eloise.form_key)}/"
    status = client.get(link)
    assert status.status_code == 200
    assert "Rappeler" not in status.text


def test_the_group_gives_a_request_back_and_says_why(as_, nora, alice, eloise):
    group = as_(alice)
    reason = {"return-reason": "Trop loin pour nous"}
    assert group.post(f"/newcomers/{eloise.pk}/return/", reason).status_code == 302
    assert Step.current(eloise).stage == Stage.RETURNED
    assert eloise.holding_group() is None
    assert group.get(f"/newcomers/{eloise.pk}/").status_code == 404
    assert "Trop loin pour nous" in as_(nora).get(f"/office/enquiries/{eloise.pk}/").text


def test_a_reason_that_is_too_long_is_said_and_kept(as_, alice, eloise):
    long = "Nous habitons trop loin. " * 40
    answer = as_(alice).post(f"/newcomers/{eloise.pk}/return/", {"return-reason": long})
    assert answer.status_code == 422
    assert long.strip() in answer.text
    assert Step.current(eloise).stage == Stage.HANDED


def test_a_request_that_was_given_to_another_group_is_no_longer_answered(
    as_, nora, alice, namur, eloise
):
    actions.hand_over(eloise, namur, by=nora, at=timezone.now())
    assert as_(alice).post(f"/newcomers/{eloise.pk}/acceptance/").status_code == 404
    assert eloise.holding_group() == namur


def test_an_outcome_closes_the_request_once(as_, alice, eloise):
    group, page = as_(alice), f"/newcomers/{eloise.pk}/"
    group.post(f"{page}acceptance/")
    group.post(f"{page}outcome/", {"outcome-stage": "met"})
    group.post(f"{page}outcome/", {"outcome-stage": "declined"})
    assert Step.current(eloise).stage == Stage.DECLINED
    group.post(f"{page}outcome/", {"outcome-stage": "contacted"})
    assert Step.current(eloise).stage == Stage.DECLINED
    assert [step.stage for step in eloise.steps.filter(by=alice)] == [
        Stage.ACCEPTED,
        Stage.MET,
        Stage.DECLINED,
    ]


def test_the_inbox_shows_the_most_pressing_first_with_age_and_owner(as_, nora, karim, eloise):
    page = as_(nora).get("/office/enquiries/").text
    assert "Éloïse" in page
    assert "Nora" in page
    assert as_(karim).get("/office/enquiries/?q=nobody").text.count("Éloïse") == 0


@pytest.mark.parametrize(
    ("problem", "said"),
    [(AlreadyEnded, "Cette demande est clôturée"), (NotHanded, "plus chez votre groupe")],
)
@pytest.mark.parametrize(("verb", "address"), [("accept", "acceptance/"), ("give_back", "return/")])
def test_what_somebody_else_did_meanwhile_is_said(
    as_, alice, eloise, monkeypatch, problem, said, verb, address
):
    def beaten(*args, **kwargs):
        raise problem

    monkeypatch.setattr(actions, verb, beaten)
    answer = as_(alice).post(f"/newcomers/{eloise.pk}/{address}", follow=True)
    assert answer.status_code == 200
    assert said in answer.text


def test_a_new_request_goes_to_whoever_follows_the_fewest(client, nora, karim, louvain):
    owners = []
    for number in range(4):
        ask(client, email=f"newcomer{number}@example.org")
        owners.append(Enquiry.objects.latest("pk").owner())
    assert owners == [nora, karim, nora, karim]
