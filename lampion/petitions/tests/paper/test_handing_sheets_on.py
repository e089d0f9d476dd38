"""Who took which sheets, where and when; back, lost, destroyed: it is known of each, and told to whom it waits for."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from lampion.events.models import Event, EventKind
from lampion.kit.registers import group_matters, matters
from lampion.mail.models import Message
from lampion.petitions.models import Bundle, Custody, Loss, NotNow, Sheet, SheetCount, Step
from lampion.petitions.paper import declare_lost, order_sheets


def sheet_of(bundle):
    return bundle.sheets.select_related("petition", "bundle")[0]


def note(bundle, client, step, sheets=None, **said):
    keys = [one.pk for one in sheets or [sheet_of(bundle)]]
    values = {"sheets": keys, "step": step, "on": timezone.localdate().isoformat()}
    return client.post(f"/bundles/{bundle.pk}/custody/", values | said)


def titles(person, on=None):
    with override("en"):
        return [str(one.title) for one in matters(person, on or timezone.localdate())]


def test_the_core_orders_sheets_and_the_network_does_not(as_, petition, louvain, alice, wim, nora):
    order = {"petition": petition.pk, "count": 5, "lines": 10, "language": "fr", "once": "a"}
    address = f"/my-groups/{louvain.pk}/sheets/"
    assert as_(wim).post(address, order).status_code == 403
    client = as_(alice)
    first = client.post(address, order)
    assert client.post(address, order).status_code == 302  # sent twice by a slow line
    assert Bundle.objects.get().sheets.count() == 5
    assert client.get(first["Location"]).status_code == 200


def test_a_language_without_a_text_and_a_closed_petition_are_refused(as_, petition, louvain, alice):
    order = {"petition": petition.pk, "count": 5, "lines": 10, "language": "de"}
    answer = as_(alice).post(f"/my-groups/{louvain.pk}/sheets/", order)
    assert answer.status_code == 422
    assert not Bundle.objects.exists()


def test_it_is_known_who_took_which_sheet_where_and_when(as_, bundle, alice, bilal):
    client = as_(alice)
    note(bundle, client, "taken", person=bilal.pk, place="Marché de Wavre")
    page = client.get(sheet_of(bundle).get_absolute_url()).text
    assert "Marché de Wavre" in page
    row = Custody.objects.get()
    assert (row.person, row.by, row.step) == (bilal, alice, Step.TAKEN)


def test_sheets_are_given_to_the_core_who_can_bring_them_back(as_, bundle, alice, wim):
    client = as_(alice)
    assert note(bundle, client, "taken", person=wim.pk).status_code == 422
    assert not Custody.objects.exists()
    assert wim.name not in client.get(f"/bundles/{bundle.pk}/").text


def test_whoever_has_sheets_is_told_to_bring_them_back_and_then_another_to_count(
    as_, bundle, alice, bilal, zoe, namur
):
    note(bundle, as_(alice), "taken", person=bilal.pk)
    assert "Bring 1 signed sheet back" in titles(bilal)
    note(bundle, as_(bilal), "returned")
    assert "Bring 1 signed sheet back" not in titles(bilal)
    assert "Count 1 signed sheet" in titles(alice)
    SheetCount.enter(sheet_of(bundle), 4, by=alice, at=timezone.now())
    assert "Count 1 signed sheet" not in titles(alice)
    assert "Count 1 signed sheet" in titles(bilal)
    assert not [one for one in titles(zoe) if "sheet" in one]
    with override("en"):
        [talked] = group_matters([bundle.group_id], timezone.localdate())
        assert str(talked.title) == "1 signed sheet to count"


def test_counted_sheets_are_destroyed_on_their_day_and_it_is_noted_by_whom(
    as_, returned, alice, bilal
):
    for person in (alice, bilal):
        SheetCount.enter(returned, 4, by=person, at=timezone.now())
    month = timezone.localdate() + timedelta(days=30)
    assert "Destroy 1 counted sheet" in titles(alice, month)
    asks = as_(bilal).post(f"/sheets/{returned.code}/custody/", {"step": "destroyed"})
    assert "Est-elle détruite" in asks.text
    assert Custody.objects.filter(sheet=returned).last().step == Step.RETURNED
    as_(bilal).post(f"/sheets/{returned.code}/custody/", {"step": "destroyed", "sure": "1"})
    last = Custody.objects.filter(sheet=returned).last()
    assert (last.step, last.by) == (Step.DESTROYED, bilal)
    assert "Destroy 1 counted sheet" not in titles(alice, month)


def test_what_is_lost_reaches_the_secretariat_at_once_and_is_judged_once(
    as_, returned, alice, nora, karim
):
    said = {"sheets": [returned.pk], "signed": 6, "words": "Dans le train.", "once": "b"}
    said["on"] = timezone.localdate().isoformat()
    address = f"/bundles/{returned.bundle_id}/loss/"
    client = as_(alice)
    client.post(address, said)
    client.post(address, said)
    loss = Loss.objects.get()
    [letter] = Message.objects.filter(topic="sheets")
    assert letter.to_address == nora.email
    assert "Samira" not in letter.subject + letter.text
    assert "train" not in letter.text
    assert [one for one in titles(nora) if "lost" in one]
    office = as_(nora)
    decided = {"told": "yes", "words": "Six noms: l’autorité est prévenue."}
    office.post(f"/office/losses/{loss.pk}/", decided)
    office.post(f"/office/losses/{loss.pk}/", decided | {"told": "no"})
    loss.refresh_from_db()
    assert loss.judgement.told_authority
    assert loss.judgement.by == nora
    assert not [one for one in titles(nora) if "lost" in one]


def test_a_lost_sheet_is_not_counted_until_it_is_found(as_, returned, alice, bilal):
    words = {"signed": None, "on": timezone.localdate(), "by": alice, "at": timezone.now()}
    declare_lost(returned.bundle, [returned], "Perdue.", **words)
    with pytest.raises(NotNow):
        SheetCount.enter(returned, 4, by=bilal, at=timezone.now())
    as_(bilal).post(f"/sheets/{returned.code}/custody/", {"step": "returned"})
    SheetCount.enter(returned, 4, by=bilal, at=timezone.now())


def test_all_sheets_of_a_step_are_noted_or_none(as_, bundle, alice):
    sheets = list(bundle.sheets.all()[:2])
    note(bundle, as_(alice), "taken", [sheets[0]])
    answer = note(bundle, as_(alice), "destroyed", sheets)
    assert answer.status_code == 422
    assert Custody.objects.count() == 1


def test_an_event_of_the_group_and_a_school_are_named_on_the_sheets(as_, petition, louvain, alice):
    now = timezone.now()
    day = timezone.localdate()
    stand = Event.plan(louvain, EventKind.STAND, "Marché", day=day, place="Wavre", by=alice, at=now)
    order = {"petition": petition.pk, "count": 1, "lines": 10, "language": "fr", "event": stand.pk}
    as_(alice).post(f"/my-groups/{louvain.pk}/sheets/", order)
    made = Bundle.objects.get()
    assert (made.event, made.where()) == (stand, "Marché")
    assert (
        as_(alice).post(f"/my-groups/{louvain.pk}/sheets/", order | {"school": "École"}).status_code
        == 422
    )


def test_the_number_on_the_paper_leads_to_its_page(as_, bundle, alice, zoe, namur):
    code = sheet_of(bundle).code
    assert (
        as_(alice).get("/sheets/", {"code": f" {code.lower()} "})["Location"].endswith(f"{code}/")
    )
    assert as_(alice).get("/sheets/", {"code": "9-9999-A"}).status_code == 404
    assert as_(zoe).get("/sheets/", {"code": code}).status_code == 404
    assert Sheet.objects.count() == 10


def test_the_pages_of_sheets_ask_no_more_for_more_sheets(
    as_, petition, louvain, alice, django_assert_max_num_queries
):
    order = {"language": "fr", "count": 60, "lines": 10, "event": None, "school": ""}
    for _turn in range(3):
        made = order_sheets(petition, group=louvain, **order, by=alice, at=timezone.now())
    member = as_(alice)
    for page, most in ((f"/my-groups/{louvain.pk}/sheets/", 34), (f"/bundles/{made.pk}/", 30)):
        with django_assert_max_num_queries(most):
            assert member.get(page).status_code == 200


def test_a_number_with_a_slip_is_said_and_kept_as_it_was_typed(as_, returned, bilal):
    answer = as_(bilal).get("/sheets/", {"code": f"{returned.code[:-1]}!"})
    assert answer.status_code == 404
    assert f'value="{returned.code[:-1]}!"' in answer.text
    assert as_(bilal).get("/sheets/", {"code": returned.code}).status_code == 302
