"""Staff see what signs in waves, count it, set it aside in silence, and take that back as a whole."""

from datetime import timedelta

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lampion.events.models import Event, EventKind
from lampion.journal.models import Record
from lampion.kit.registers import matters
from lampion.petitions import fraud
from lampion.petitions.counting import note
from lampion.petitions.fraud_forms import ConditionForm
from lampion.petitions.fraud_trends import MOST, trends
from lampion.petitions.models import (
    Closed,
    Condition,
    Confirmed,
    Identity,
    Signature,
    hold_against_conditions,
)
from lampion.petitions.tests.casts import a_case, a_draft
from lampion.petitions.tests.conftest import number

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(petition, signs, confirms, post):
    """Six confirmed of one domain, two of another; and one of the first that did not confirm."""
    for one in range(6):
        signs(email=f"r{one}@wave.example", name=f"Robot {'abcdef'[one]}")
    for one in range(2):
        signs(email=f"h{one}@example.org", name="Anna Peeters", locality="5000 Namur")
    confirms()
    signs(email="r9@wave.example", name="Robot z")
    post()
    assert number(petition) == 8
    return petition


def condition(petition, **typed):
    form = ConditionForm(typed, petition=petition)
    assert form.is_valid(), form.errors
    made = form.condition()
    made.reason = "A wave on Monday"
    return made


def applied(petition, by, *, standing=False, **typed):
    made = condition(petition, **typed)
    made.standing = standing
    return fraud.apply(made, seen=fraud.met(made).touched, by=by, at=timezone.now())


def test_what_has_a_domain_in_common_is_counted_first_and_nothing_changes(wave):
    assert fraud.met(condition(wave, domain="wave.example")) == (7, 6, 0)
    assert number(wave) == 8
    assert not Signature.objects.exclude(set_aside_at=None).exists()


def test_set_aside_the_number_falls_by_those_who_counted_and_undone_it_rises_by_them(wave, nora):
    made = applied(wave, nora, domain="@Wave.example")
    assert made.touched == 7
    assert number(wave) == 2
    fraud.undo(made, by=nora, at=timezone.now())
    assert number(wave) == 8
    verbs = Record.objects.filter(subject=f"petitions.Condition:{made.pk}")
    assert [(one.verb, one.by_id) for one in verbs.order_by("pk")] == [
        ("set signatures aside", nora.pk),
        ("let signatures count", nora.pk),
    ]


def test_undone_twice_each_counts_once(wave, nora):
    made = applied(wave, nora, domain="wave.example")
    stale = Condition.objects.get(pk=made.pk)
    for one in (made, stale):
        fraud.undo(one, by=nora, at=timezone.now())
    assert number(wave) == 8
    # The control: were the second one noted too, the number would be wrong.
    note(Signature.objects.counted().filter(domain_mark=made.domain_mark), step=1)
    assert number(wave) == 14


def test_applied_twice_each_is_set_aside_once(wave, nora):
    first, second = (condition(wave, domain="wave.example") for _turn in range(2))
    fraud.apply(first, seen=7, by=nora, at=timezone.now())
    with pytest.raises(fraud.Different):
        fraud.apply(second, seen=7, by=nora, at=timezone.now())
    assert number(wave) == 2


def test_what_changed_by_more_than_one_in_twenty_is_shown_again(wave, nora):
    for seen, small in ((6, True), (8, True), (7, False)):
        made = condition(wave, domain="wave.example")
        if small:
            with pytest.raises(fraud.Different):
                fraud.apply(made, seen=seen, by=nora, at=timezone.now())
            assert made.pk is None
        else:
            fraud.apply(made, seen=seen, by=nora, at=timezone.now())


def test_whoever_is_set_aside_sees_no_difference(wave, nora, signs, confirms, client):
    honest = signs(email="before@example.org")
    [link] = confirms()
    before = client.get(link).content
    applied(wave, nora, standing=True, domain="wave.example")
    held = signs(email="after@wave.example")
    assert (held.status_code, held["Location"]) == (honest.status_code, honest["Location"])
    [other] = confirms()
    page = client.get(other)
    assert page.status_code == 200
    assert len(page.content) == pytest.approx(len(before), abs=20)
    assert number(wave) == 3
    assert Signature.objects.latest("pk").set_aside_at


def test_what_is_not_kept_on_holds_nobody_who_signs_later(wave, nora, signs, confirms):
    applied(wave, nora, domain="wave.example")
    signs(email="later@wave.example")
    confirms()
    assert number(wave) == 3


def test_undone_a_condition_holds_nobody_any_more(wave, nora, signs, confirms):
    made = applied(wave, nora, standing=True, domain="wave.example")
    fraud.undo(made, by=nora, at=timezone.now())
    signs(email="later@wave.example")
    confirms()
    assert number(wave) == 9


def test_who_signed_while_a_condition_came_is_held_when_they_confirm(wave, nora, signs, confirms):
    signs(email="slow@example.org", name="Robot slow")
    applied(wave, nora, standing=True, name="slow ROBOT", confirmed="yes")
    confirms()
    assert number(wave) == 8
    assert Signature.objects.latest("pk").set_aside_why.startswith("condition:")


def test_all_that_is_said_must_be_true(wave):
    met = fraud.met(condition(wave, domain="wave.example", name="c Robot"))
    assert met.touched == 1
    assert fraud.met(condition(wave, domain="wave.example", place="5000 Namur")).touched == 0
    assert fraud.met(condition(wave, place="5000 Namur")).touched == 2
    assert fraud.met(condition(wave, domain="wave.example", confirmed="no")) == (1, 0, 0)


def test_a_condition_asks_the_same_of_one_as_of_all(wave, louvain):
    now = timezone.now()
    stand = Event.plan(
        louvain,
        EventKind.STAND,
        "Marché",
        day=timezone.localdate(now),
        place="Place",
        by=None,
        at=now,
    )
    row = Signature.objects.earliest("pk")
    Signature.objects.filter(pk=row.pk).update(group=louvain, event=stand, lookalike=True)
    row.refresh_from_db()
    asked = [
        {"domain_mark": row.domain_mark},
        {"name_mark": row.name_mark},
        {"lookalike": True},
        {"place": row.place},
        {"group": louvain},
        {"event": stand},
        {"since": row.made_at},
        {"until": row.made_at},
        {"until": now + timedelta(days=1), "confirmed": Confirmed.NO},
        {"lookalike": True, "confirmed": Confirmed.YES},
    ]
    for values in asked:
        made = Condition(petition=wave, **values)
        found = set(made.signatures())
        assert {one for one in Signature.objects.all() if made.is_met_by(one)} == found, values


def test_a_typed_name_is_kept_only_as_its_mark(wave, nora):
    made = applied(wave, nora, name="Anna Peeters")
    kept = Condition.objects.filter(pk=made.pk).values().get()
    assert made.touched == 2
    assert "peeters" not in str(kept).casefold()
    with pytest.raises(FieldDoesNotExist):
        Condition._meta.get_field("name")


def test_a_school_that_signing_held_counts_and_may_be_held_again(wave, nora):
    school = Signature.objects.filter(confirmed_at__isnull=False)[:3]
    pks = [one.pk for one in school]
    note(school, step=-1)
    Signature.objects.filter(pk__in=pks).update(
        set_aside_at=timezone.now(), set_aside_why="connection"
    )
    assert number(wave) == 5
    for _turn in range(2):
        fraud.let_count(wave, "connection", by=nora, at=timezone.now())
        assert number(wave) == 8
    for _turn in range(2):
        fraud.set_aside_again(wave, "connection", by=nora, at=timezone.now())
        assert number(wave) == 5


@pytest.mark.parametrize("standing", [True, False])
def test_who_meets_another_condition_is_not_let_count_when_the_first_is_undone(
    wave, nora, signs, confirms, standing
):
    first = applied(wave, nora, domain="wave.example")
    second = condition(wave, name="Robot a")
    second.standing = standing
    fraud.apply(second, seen=0, by=nora, at=timezone.now())  # the first has set it aside already
    signs(email="new@example.org", name="Robot a")
    confirms()
    fraud.undo(first, by=nora, at=timezone.now())
    held = Signature.objects.filter(set_aside_why=second.why).exclude(set_aside_at=None)
    # Of eight all but "Robot a"; and who signed since only where the condition was not kept on.
    assert (held.count(), number(wave)) == ((2, 7) if standing else (1, 8))
    fraud.undo(second, by=nora, at=timezone.now())
    assert number(wave) == 9


def test_what_signing_held_does_not_count_while_a_condition_meets_it(wave, nora):
    anna = Signature.objects.filter(place="be:5000:namur")
    note(anna, step=-1)
    anna.update(set_aside_at=timezone.now(), set_aside_why="connection")
    made = condition(wave, place="5000 Namur")
    fraud.apply(made, seen=0, by=nora, at=timezone.now())
    fraud.let_count(wave, "connection", by=nora, at=timezone.now())
    assert number(wave) == 6
    assert set(anna.values_list("set_aside_why", flat=True)) == {made.why}
    fraud.undo(made, by=nora, at=timezone.now())
    assert number(wave) == 8  # the control


def test_what_signing_held_is_a_matter_of_the_secretariat_until_somebody_looked(as_, wave, nora):
    def waits():
        found = [str(one.title) for one in matters(nora, timezone.localdate())]
        closing = as_(nora).get(f"/office/petitions/{wave.pk}/closing/").context["held"]
        return any("attendent un regard" in one for one in found), closing

    assert waits() == (False, 0)
    school = Signature.objects.filter(confirmed_at__isnull=False)[:3]
    pks = [one.pk for one in school]
    note(school, step=-1)
    held = Signature.objects.filter(pk__in=pks)
    held.update(set_aside_at=timezone.now(), set_aside_why="hot")
    assert waits() == (True, 3)
    fraud.let_count(wave, "hot", by=nora, at=timezone.now())
    assert waits() == (False, 0)


def test_signs_alone_are_no_name_that_all_have_in_common(wave):
    form = ConditionForm({"name": "…"}, petition=wave)
    assert not form.is_valid()
    assert "name" in form.errors


def test_a_closed_petition_refuses_every_deed(wave, nora):
    made = applied(wave, nora, domain="wave.example")
    wave.close(by=nora, at=timezone.now())
    words = {"by": nora, "at": timezone.now()}
    deeds = (
        lambda: fraud.undo(made, **words),
        lambda: fraud.apply(condition(wave, lookalike="on"), seen=0, **words),
        lambda: fraud.let_count(wave, "hot", **words),
        lambda: fraud.set_aside_again(wave, "hot", **words),
    )
    for deed in deeds:
        with pytest.raises(Closed):
            deed()
    assert number(wave) == 2


def test_what_signs_most_is_said_by_opening_one_signature_of_each_line(wave, signs, monkeypatch):
    for one in range(5):
        signs(email=f"m{one}@example.net", name="Mickey Mouse")
    opened, identity = [], Signature.identity

    def counting(self, key) -> Identity:
        opened.append(self.pk)
        return identity(self, key)

    monkeypatch.setattr(Signature, "identity", counting)
    shown = trends(wave, timezone.now())
    assert [(one.said, one.day) for one in shown.domains] == [
        ("wave.example", 7),
        ("example.net", 5),
    ]
    assert [(one.said, one.day) for one in shown.names] == [("Mickey Mouse", 5)]
    assert shown.lookalikes == []
    assert len(opened) == 3 <= 3 * MOST


def test_a_name_or_domain_of_few_stays_closed_and_is_nobody_s_business(wave, signs, nora, as_):
    for one in range(4):
        signs(email=f"m{one}@peeters-family.example", name="Lies Peeters")
    client, desk = as_(nora), f"/office/petitions/{wave.pk}/desk/trends/"
    page = client.post(desk).content.decode()
    assert "Peeters" not in page
    assert "peeters-family.example" not in page
    signs(email="m5@peeters-family.example", name="Lies Peeters")
    page = client.post(desk).content.decode()
    assert "Lies Peeters" in page
    assert "peeters-family.example" in page


def test_a_domain_made_to_look_like_another_is_shown_from_the_first_on(wave, signs):
    signs(email="one@gmai1.com", name="Somebody")
    row = Signature.objects.latest("pk")
    assert row.lookalike
    assert [one.said for one in trends(wave, timezone.now()).lookalikes] == ["gmai1.com"]


def test_what_is_usual_rises_less_than_what_is_new(wave, signs):
    month = timezone.now() - timedelta(days=10)
    old = Signature.objects.filter(domain_mark=condition(wave, domain="example.org").domain_mark)
    old.update(made_at=month)
    shown = trends(wave, timezone.now())
    assert [(one.said, one.share, one.usual) for one in shown.domains] == [
        ("wave.example", 100.0, 0.0)
    ]


def test_nothing_in_common_is_no_condition(petition):
    for typed in ({}, {"confirmed": "yes"}, {"domain": "not a domain"}, {"place": "Nowhere 12345"}):
        assert not ConditionForm(typed, petition=petition).is_valid(), typed


def test_a_condition_of_another_petition_holds_nobody(wave, nora):
    made = applied(wave, nora, standing=True, lookalike="on")
    row = Signature(petition_id=wave.pk + 1, lookalike=True, made_at=timezone.now())
    hold_against_conditions(row, at=timezone.now())
    assert row.set_aside_at is None
    row.petition_id = made.petition_id
    hold_against_conditions(row, at=timezone.now())
    assert row.set_aside_why == made.why


def test_the_desk_counts_shows_and_applies_what_was_seen(wave, nora, as_):
    desk = f"/office/petitions/{wave.pk}/desk/"
    client = as_(nora)
    page = client.get(desk).content.decode()
    assert "wave.example" not in page
    page = client.post(f"{desk}trends/").content.decode()
    assert "wave.example" in page
    assert Record.objects.filter(verb="looked at what signs most", by=nora).count() == 1
    page = client.post(f"{desk}conditions/", {"domain": "wave.example"}).content.decode()
    assert 'name="seen" value="7"' in page
    typed = {"domain": "wave.example", "reason": "A wave", "seen": "7"}
    again = client.post(f"{desk}conditions/", typed | {"seen": "70"})
    assert again.status_code == 422
    assert 'name="seen" value="7"' in again.content.decode()
    assert client.post(f"{desk}conditions/", typed).status_code == 302
    assert number(wave) == 2
    made = Condition.objects.get()
    assert "A wave" in client.get(desk).content.decode()
    client.post(f"{desk}conditions/{made.pk}/undoing/")
    assert number(wave) == 8


def test_the_desk_asks_as_few_questions_for_many_conditions(wave, nora, as_):
    client, desk = as_(nora), f"/office/petitions/{wave.pk}/desk/"

    def questions():
        with CaptureQueriesContext(connection) as asked:
            assert client.post(f"{desk}trends/").status_code == 200
        return len(asked)

    applied(wave, nora, domain="wave.example")
    questions()
    one = questions()
    for _turn in range(12):
        applied(wave, nora, domain="wave.example")
    assert questions() == one


def test_a_petition_that_nobody_published_has_no_desk(belgium, nora, karim, as_):
    draft = a_draft(a_case(belgium, nora, karim), by=nora)
    assert as_(nora).get(f"/office/petitions/{draft.pk}/").status_code == 200
    assert as_(nora).get(f"/office/petitions/{draft.pk}/desk/").status_code == 404
