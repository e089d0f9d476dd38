"""A parcel offers the cases of the group; what arrives and was not counted yet is counted, and nothing twice."""

import pytest
from django.utils import timezone

from lampion.letters.models import Parcel, Sent
from tests.house.things_cases import adopt, publish


def numbers_of(text):
    return text.count('type="number"')


def test_the_form_offers_what_the_group_adopted_and_adds_others_one_by_one(
    as_, bilal, louvain, samira, now
):
    others = [publish(now, name=f"Cas {number}") for number in range(5)]
    adopt(samira, now)
    client, page = as_(bilal), f"/my-groups/{louvain.pk}/parcels/new/"
    assert numbers_of(client.get(page).text) == 3
    typed = {f"letter-{samira.pk}": "4", "another": others[2].pk, "once": "a"}
    answer = client.post(page, typed)
    assert (numbers_of(answer.text), Parcel.objects.count()) == (6, 0)
    assert 'value="4"' in answer.text
    typed |= {"another": others[3].pk, "more": [others[2].pk], "add": "1"}
    answer = client.post(page, typed)
    assert (numbers_of(answer.text), Parcel.objects.count()) == (9, 0)
    sent = {f"letter-{samira.pk}": "4", f"message-{others[2].pk}": "2", "another": "", "once": "a"}
    client.post(page, sent | {"more": [others[2].pk, others[3].pk]})
    lines = Parcel.objects.get().lines.values_list("case__edition__name", "what", "said")
    assert list(lines) == [("Samira K.", "letter", 4), ("Cas 2", "message", 2)]


def test_no_case_is_added_that_the_member_may_not_read(as_, bilal, louvain, samira, now):
    hidden = publish(now, name="Réservé", tier="adopters")
    client, page = as_(bilal), f"/my-groups/{louvain.pk}/parcels/new/"
    for typed in ({"another": hidden.pk}, {"more": [hidden.pk, "x", "9" * 30], "add": "1"}):
        answer = client.post(page, typed)
        assert answer.status_code == 422
        assert "Réservé" not in answer.text
        assert numbers_of(answer.text) == 0


def test_a_number_whose_box_is_gone_is_said_and_stays_on_the_screen(as_, bilal, louvain, samira):
    # The page showed boxes for Samira; her case is none of the group any more when its form comes.
    client, page = as_(bilal), f"/my-groups/{louvain.pk}/parcels/new/"
    typed = {f"letter-{samira.pk}": "7", f"message-{samira.pk}": "0", "another": ""}
    answer = client.post(page, typed | {"once": "a"})
    assert (answer.status_code, Parcel.objects.count()) == (422, 0)
    assert "a quitté la liste entre-temps" in answer.text
    assert answer.text.count("a quitté la liste entre-temps") == 2  # above, and beside its box
    assert 'value="7"' in answer.text
    # Whoever has read that sends it again, from the page as it is now.
    client.post(page, typed | {"more": samira.pk, "once": "b"})
    assert Parcel.objects.get().lines.get().said == 7


@pytest.mark.parametrize("adds", [{}, {"add": "1"}])
def test_a_number_for_a_case_that_is_hidden_now_is_said_without_its_name(
    as_, bilal, nora, louvain, samira, now, adds
):
    adopt(samira, now)
    other = publish(now, name="Autre")
    adopt(other, now)
    samira.suspend(reason="x", by=nora, at=now)
    client, page = as_(bilal), f"/my-groups/{louvain.pk}/parcels/new/"
    typed = {f"letter-{samira.pk}": "7", f"letter-{other.pk}": "5", "another": "", "once": "a"}
    answer = client.post(page, typed | {"more": samira.pk} | adds)
    assert (answer.status_code, Parcel.objects.count()) == (422, 0)
    assert "n’est pas gardé\xa0: 7." in answer.text
    assert 'value="5"' in answer.text
    assert "Samira" not in answer.text
    del typed[f"letter-{samira.pk}"]
    client.post(page, typed)
    assert Parcel.objects.get().lines.get().said == 5


def arrives(group, case, said, found, *, by, at, holds=True):
    """A parcel of letters comes from the group, is counted, and settled if the numbers differ."""
    made = Parcel.send(
        group, {(case.pk, "letter"): said}, event=None, by=by, at=at, on=timezone.localdate(at)
    )
    made.count({made.lines.get().pk: found}, by=by, at=at)
    if found != said:
        made.settle(ours=holds, reason="x", by=by, at=at, on=timezone.localdate(at))
    return made


@pytest.mark.parametrize(
    ("counted", "found", "holds", "total"),
    [
        (0, 40, True, 40),  # nothing was counted: what arrived is
        (0, 50, True, 50),
        (0, 40, False, 50),
        (20, 40, True, 40),
        (50, 40, True, 40),
        (50, 60, True, 60),
        (50, 40, False, 50),
        (80, 40, True, 70),  # what was posted without a parcel stays
    ],
)
def test_what_arrives_is_counted_if_it_was_not_before_and_never_twice(
    as_, nora, bilal, louvain, samira, now, counted, found, holds, total
):
    if counted:
        Sent.note_total(
            louvain, samira, "letter", counted, by=bilal, at=now, on=timezone.localdate(now)
        )
    arrives(louvain, samira, 50, found, by=nora, at=now, holds=holds)
    assert Sent.objects.filter(group=louvain).total() == total
    if found == 40:
        said = as_(bilal).get(f"/my-groups/{louvain.pk}/letters/").text
        assert "annoncé\xa0: 50, trouvé\xa0: 40" in said


def test_two_parcels_of_which_one_was_counted_are_each_counted_once(
    nora, bilal, louvain, samira, now
):
    Sent.note_total(louvain, samira, "letter", 50, by=bilal, at=now, on=timezone.localdate(now))
    arrives(louvain, samira, 50, 45, by=nora, at=now)
    assert Sent.objects.total() == 45
    arrives(louvain, samira, 30, 20, by=nora, at=now)
    assert Sent.objects.total() == 65


def test_what_writers_posted_themselves_covers_no_parcel(nora, louvain, namur, samira, letter, now):
    for group in (louvain, namur):
        Sent.of_appeal(letter, at=now, mark=None, channel="visitor", group=group)
    arrives(louvain, samira, 3, 2, by=nora, at=now)
    assert Sent.objects.filter(group=louvain).total() == 3
    assert Sent.objects.filter(group=namur).total() == 1
