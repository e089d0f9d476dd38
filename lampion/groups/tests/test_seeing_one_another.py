"""Members of a group see one another as far as each opened what is theirs; each look at a detail is counted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conftest import NOW
from lampion.groups.models import Membership, Reveal
from lampion.journal.models import Record
from lampion.kit.registers import matters
from lampion.people.models import Openness

PHONE = "0470 12 34 56"


def membership(person):
    return Membership.objects.active().get(person=person)


def opened(person, **fields):
    for name, value in {"phone": PHONE, "last_name": "Zidane", **fields}.items():
        setattr(person, name, value)
    person.save()
    return f"/members/{membership(person).pk}/"


def look(client, page, field="phone"):
    return client.post(f"{page}contact/", {"field": field})


@pytest.mark.parametrize(
    ("openness", "core", "responsable"),
    [(Openness.NOBODY, 403, 403), (Openness.RESPONSABLES, 403, 200), (Openness.GROUP, 200, 200)],
)
def test_a_phone_is_seen_by_those_to_whom_its_owner_opened_it(
    as_, alice, bilal, louvain, openness, core, responsable
):
    page = opened(bilal, phone_open=openness)
    zinedine = Membership.welcome(louvain, _other(), by=None, on=timezone.localdate(NOW)).person
    for reader, expected in ((zinedine, core), (alice, responsable)):
        client = as_(reader)
        assert PHONE not in client.get(page).text
        answer = look(client, page)
        assert answer.status_code == expected
        assert (PHONE in answer.text) == (expected == 200)


def _other():
    from conftest import person

    return person("dries")


def test_the_owner_sees_all_of_it_without_a_count(as_, bilal):
    page = opened(bilal)
    assert PHONE in as_(bilal).get(page).text
    assert not Reveal.objects.exists()


def test_no_list_and_no_page_of_others_holds_a_phone_or_an_address(as_, alice, bilal, louvain):
    opened(bilal, phone_open=Openness.GROUP, email_open=Openness.GROUP)
    page = as_(alice).get(f"/my-groups/{louvain.pk}/people/").text
    assert PHONE not in page
    assert "bilal@" not in page


def test_a_last_name_is_read_by_the_core_when_its_owner_opened_it(as_, bilal, louvain):
    opened(bilal)
    dries = Membership.welcome(louvain, _other(), by=None, on=timezone.localdate(NOW)).person
    people = f"/my-groups/{louvain.pk}/people/"
    assert "Zidane" not in as_(dries).get(people).text
    opened(bilal, name_open=Openness.GROUP)
    assert "Zidane" in as_(dries).get(people).text


def test_each_look_is_counted_and_in_the_journal_without_the_number(as_, alice, bilal):
    page = opened(bilal, phone_open=Openness.RESPONSABLES)
    client = as_(alice)
    look(client, page)
    look(client, page)
    assert list(Reveal.objects.order_by("pk").values_list("in_hour", flat=True)) == [1, 2]
    records = Record.objects.filter(verb="looked at a detail", by=alice)
    assert [record.details for record in records] == [{"field": "phone"}] * 2


def test_more_than_fifty_looks_in_an_hour_are_told_to_the_responsable(alice, bilal, louvain):
    told = Membership.welcome(louvain, _other(), by=None, on=timezone.localdate(NOW))
    for minute in range(50):
        Reveal.note(told, "phone", by=bilal, at=NOW + timedelta(seconds=minute))
    assert not [
        one for one in matters(alice, timezone.localdate(NOW)) if one.key.startswith("looks")
    ]
    Reveal.note(told, "phone", by=bilal, at=NOW + timedelta(minutes=2))
    (matter,) = [
        one for one in matters(alice, timezone.localdate(NOW)) if one.key.startswith("looks")
    ]
    assert bilal.name in matter.title
    assert not [
        one for one in matters(bilal, timezone.localdate(NOW)) if one.key.startswith("looks")
    ]


def test_looks_of_the_hour_before_do_not_count(bilal, louvain):
    told = Membership.welcome(louvain, _other(), by=None, on=timezone.localdate(NOW))
    Reveal.note(told, "phone", by=bilal, at=NOW - timedelta(hours=2))
    assert Reveal.note(told, "phone", by=bilal, at=NOW).in_hour == 1


def test_after_thirty_days_nobody_knows_who_looked(bilal, louvain):
    told = membership(bilal)
    Reveal.note(told, "phone", by=bilal, at=NOW)
    assert Reveal.sweep(NOW + timedelta(days=29)) == 0
    assert Reveal.sweep(NOW + timedelta(days=31)) == 1


def test_the_printed_list_holds_only_what_is_open_to_the_core_and_who_printed(
    as_, alice, bilal, louvain
):
    opened(bilal, phone_open=Openness.RESPONSABLES)
    sheet = f"/my-groups/{louvain.pk}/people/print/"
    assert PHONE not in as_(alice).get(sheet).text
    opened(bilal, phone_open=Openness.GROUP)
    page = as_(alice).get(sheet).text
    assert PHONE in page
    assert f"Fiche de {alice.name}" in page
    assert Record.objects.filter(verb="printed the members", by=alice).count() == 2


def test_the_network_sees_who_answers_for_the_group_and_nobody_else(
    as_, alice, bilal, wim, louvain
):
    page = as_(wim).get(f"/my-groups/{louvain.pk}/people/").text
    assert "Alice" in page
    assert "Wim" in page
    assert "Bilal" not in page


def test_i_say_who_i_am_in_my_language(as_, bilal):
    said = {
        "first_name": "Bilal",
        "last_name": "Zidane",
        "phone": PHONE,
        "name_open": "group",
        "phone_open": "group",
        "email_open": "responsables",
        "language": "nl",
    }
    answer = as_(bilal).post("/account/details/", said, follow=True)
    bilal.refresh_from_db()
    assert (bilal.phone, bilal.phone_open, bilal.language) == (PHONE, "group", "nl")
    assert answer.redirect_chain[-1][0].startswith("/nl/")
    (record,) = Record.objects.filter(verb="changed own details")
    assert "phone" in record.details["fields"]
    assert PHONE not in str(record.details)
