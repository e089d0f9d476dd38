"""At a write-a-thon somebody counts by thumb; the paper goes to the secretariat, which counts it again."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from lampion.cases.models import CaseReader, Offer
from lampion.events.models import Event, EventKind
from lampion.letters.models import Parcel, Sent
from tests.house.things_cases import adopt, publish


@pytest.fixture
def marathon(louvain, bilal, now) -> Event:
    said = {"day": timezone.localdate(now), "place": "Bibliothèque", "by": bilal, "at": now}
    return Event.plan(louvain, EventKind.WRITE_A_THON, "Marathon", **said)


def tap(case, what="letter", count="1", mark="page-1"):
    return {"case": case.pk, "what": what, "count": count, "mark": mark}


@pytest.fixture
def client_of_wim(as_, wim):
    return as_(wim)


def test_a_thumb_counts_by_case_and_kind_and_a_double_tap_counts_once(
    client_of_wim, marathon, samira, wim
):
    client, page = client_of_wim, f"/events/{marathon.pk}/letters/"
    for mark in ("a", "a", "b"):
        answer = client.post(f"{page}taps/", tap(samira, mark=mark))
        assert answer.url.endswith(f"#case-{samira.pk}")
    client.post(f"{page}taps/", tap(samira, "message", "10"))
    client.post(f"{page}taps/", tap(samira, "signature", "1"))
    counted = Sent.objects.filter(event=marathon).table()
    assert counted == {
        (samira.pk, "letter"): 2, (samira.pk, "message"): 10, (samira.pk, "signature"): 1,
    }  # fmt: skip
    said = client.get(page).text
    assert "<strong>13</strong>" in said
    assert {line.by for line in Sent.objects.all()} == {wim}


def test_a_slip_takes_back_ones_own_last_tap_and_no_others(
    as_, client_of_wim, bilal, marathon, samira
):
    page = f"/events/{marathon.pk}/letters/"
    client_of_wim.post(f"{page}taps/", tap(samira, mark="w"))
    as_(bilal).post(f"{page}taps/", tap(samira, count="10", mark="b"))
    wims, bilals = Sent.objects.order_by("pk")
    for line in (wims.pk, bilals.pk, "", "x", "9" * 30):
        client_of_wim.post(f"{page}slip/", {"line": line})
    assert Sent.objects.filter(event=marathon).total() == 10


def test_a_double_tap_on_taking_back_takes_back_once(client_of_wim, marathon, samira):
    page = f"/events/{marathon.pk}/letters/"
    for mark in ("a", "b", "c"):
        client_of_wim.post(f"{page}taps/", tap(samira, mark=mark))
    shown = re.search(r'name="line" value="(\d+)"', client_of_wim.get(page).text)[1]
    for _touch in range(2):
        client_of_wim.post(f"{page}slip/", {"line": shown})
    assert Sent.objects.total() == 2
    # The control: the page now shows another line, and that one can be taken back, too.
    shown = re.search(r'name="line" value="(\d+)"', client_of_wim.get(page).text)[1]
    client_of_wim.post(f"{page}slip/", {"line": shown})
    assert Sent.objects.total() == 1


def test_after_the_last_day_nothing_is_counted(client_of_wim, marathon, samira, now):
    with time_machine.travel(now + timedelta(days=21)):
        client_of_wim.post(f"/events/{marathon.pk}/letters/taps/", tap(samira))
    assert not Sent.objects.exists()


def test_strangers_and_cancelled_events_count_nothing(
    as_, zoe, namur, client_of_wim, bilal, marathon, samira, now
):
    page = f"/events/{marathon.pk}/letters/"
    assert as_(zoe).post(f"{page}taps/", tap(samira)).status_code == 404
    assert Client().get(page).status_code == 302
    marathon.cancel(by=bilal, at=now)
    client_of_wim.post(f"{page}taps/", tap(samira))
    assert not Sent.objects.exists()


def test_the_table_of_an_event_has_no_formula(client_of_wim, marathon, samira, nora, now):
    case = publish(now, name='+32 Ali; "x"')
    client_of_wim.post(f"/events/{marathon.pk}/letters/taps/", tap(case))
    said = client_of_wim.get(f"/events/{marathon.pk}/letters/table/").content.decode("utf-8-sig")
    assert '"\'+32 Ali; ""x""";1;0;0' in said


def names(client, marathon, query=""):
    """The names on the page in their order: of cases with buttons, and behind the fold."""
    said = client.get(f"/events/{marathon.pk}/letters/{query}").text
    return re.findall(r'<h2 id="name-\d+">([^<]+)<', said), re.findall(r'#case-\d+">([^<]+)<', said)


def test_what_the_group_adopted_comes_first_and_every_case_can_be_counted(
    client_of_wim, marathon, samira, now
):
    cases = {f"Cas {number:02}": publish(now, name=f"Cas {number:02}") for number in range(13)}
    adopt(samira, now)
    with_buttons, further = names(client_of_wim, marathon)
    assert with_buttons == ["Samira K.", *list(cases)[:11]]
    assert further == ["Cas 11", "Cas 12"]
    last = cases["Cas 12"]
    assert names(client_of_wim, marathon, f"?case={last.pk}")[0][-1] == "Cas 12"
    client_of_wim.post(f"/events/{marathon.pk}/letters/taps/", tap(last))
    assert (names(client_of_wim, marathon)[0][-1], Sent.objects.total()) == ("Cas 12", 1)


def test_a_telephone_that_goes_round_shows_nobody_who_is_for_named_people_or_other_groups(
    client_of_wim, wim, nora, marathon, samira, now
):
    named = publish(now, name="Nommée", tier="named")
    CaseReader.name(named, wim, by=nora, at=now)
    offered = publish(now, name="Proposé", tier="adopters")
    Offer.make(offered, marathon.group, by=nora, at=now)
    adopted = publish(now, name="Adoptée", tier="adopters")
    Offer.make(adopted, marathon.group, by=nora, at=now)
    adopt(adopted, now)
    assert names(client_of_wim, marathon) == (["Adoptée", "Samira K."], [])
    said = client_of_wim.get(f"/events/{marathon.pk}/letters/").text
    assert said.count("Ne montrez pas cet écran") == 1
    assert said.index("Adoptée") < said.index("Ne montrez pas") < said.index("Samira K.")
    for case in (named, offered):
        client_of_wim.post(f"/events/{marathon.pk}/letters/taps/", tap(case))
    assert not Sent.objects.exists()


@pytest.fixture
def parcel(louvain, bilal, marathon, samira, now) -> Parcel:
    Sent.tap(marathon, samira, "letter", 40, mark="x", by=bilal, at=now)
    numbers = {(samira.pk, "letter"): 40, (samira.pk, "message"): 0}
    return Parcel.send(
        louvain, numbers, event=marathon, by=bilal, at=now, on=timezone.localdate(now)
    )


def count(client, parcel, found):
    line = parcel.lines.get()
    return client.post(f"/office/parcels/{parcel.pk}/arrival/", {f"line-{line.pk}": found})


def test_what_was_counted_at_the_event_stands_in_the_boxes(
    as_, bilal, louvain, marathon, samira, now
):
    Sent.tap(marathon, samira, "letter", 40, mark="x", by=bilal, at=now)
    client, page = as_(bilal), f"/my-groups/{louvain.pk}/parcels/new/?event={marathon.pk}"
    assert 'value="40"' in client.get(page).text
    client.post(page, {f"letter-{samira.pk}": "40"})
    made = Parcel.objects.get()
    assert (made.event, made.lines.get().said) == (marathon, 40)
    assert Sent.objects.total() == 40


def test_whoever_counts_does_not_see_the_number_before(as_, nora, parcel):
    said = as_(nora).get(f"/office/parcels/{parcel.pk}/").text
    said = re.sub(r'value="[\w-]{16,}"', "", said)  # the marks of forms hold any digits
    assert "40" not in said.partition("<main")[2].partition("</main>")[0]


def test_the_same_number_settles_by_itself(as_, nora, parcel):
    count(as_(nora), parcel, "40")
    parcel.refresh_from_db()
    assert parcel.settled_at
    assert Sent.objects.total() == 40


def test_a_difference_is_shown_and_settled_by_what_was_found(as_, nora, bilal, louvain, parcel):
    office = as_(nora)
    count(office, parcel, "37")
    page = f"/office/parcels/{parcel.pk}/"
    assert "-3" in office.get(page).text
    assert "trouvé\xa0: 37" in as_(bilal).get(f"/my-groups/{louvain.pk}/letters/").text
    office.post(f"{page}settling/", {"holds": "found", "reason": "Trois feuilles blanches."})
    assert Sent.objects.filter(group=louvain).total() == 37
    office.post(f"{page}settling/", {"holds": "found", "reason": "encore"})
    assert Sent.objects.filter(group=louvain).total() == 37


def test_a_difference_settled_for_the_group_changes_no_number(as_, nora, louvain, parcel):
    office = as_(nora)
    count(office, parcel, "37")
    office.post(
        f"/office/parcels/{parcel.pk}/settling/", {"holds": "said", "reason": "Retrouvées."}
    )
    assert Sent.objects.filter(group=louvain).total() == 40


def test_counted_twice_the_first_count_holds(as_, nora, parcel):
    office = as_(nora)
    count(office, parcel, "37")
    count(office, parcel, "40")
    assert parcel.lines.get().found == 37


def test_the_database_settles_nothing_uncounted(parcel):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE letters_parcel SET settled_at = at")
