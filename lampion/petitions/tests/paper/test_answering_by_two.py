"""What comes after the news of a handing over were told, an answer or a picture, waits for a second person again."""

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from lampion.cases.models import CaseNews, SamePerson
from lampion.kit.registers import matters
from lampion.petitions.deliveries import hand_over
from lampion.petitions.models import Delivery, DeliveryAnswer, DeliveryPicture, Share
from tests.house.things_cases import second_person, some_file
from tests.house.things_paper import some_delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(nora):
    """Handed over by Nora; Greet let its news out."""
    made, now = some_delivery(timezone.now()), timezone.now()
    said = {"on": timezone.localdate(), "how": "post", "words": "Au guichet."}
    news = hand_over(made, **said, by=nora, at=now)
    news.release(news.changed_at, by=second_person(), at=now)
    return Delivery.objects.told().get()


def page_of(client, delivery):
    cache.clear()
    return client.get(delivery.petition.get_absolute_url()).text


def status(client, address):
    answer = client.get(address)
    if answer.streaming:
        answer.getvalue()
    return answer.status_code


def test_an_answer_is_read_by_nobody_else_until_a_second_person_lets_it_out(
    as_, client, told, nora, alice
):
    answer = note(told, by=second_person())
    assert "Au guichet." in page_of(client, told)
    assert "Nous vérifions." not in page_of(client, told) + page_of(as_(alice), told)
    as_(nora).post(f"/office/delivery-answers/{answer.pk}/release/")
    assert "Nous vérifions." in page_of(client, told)
    as_(nora).post(f"/office/delivery-answers/{answer.pk}/withdrawal/")
    assert "Nous vérifions." not in page_of(client, told)
    assert "Nous vérifions." not in as_(nora).get(f"/office/deliveries/{told.pk}/").text


def test_words_that_the_second_person_took_out_of_the_news_show_nowhere(
    as_, client, nora, alice, louvain
):
    made, now = some_delivery(timezone.now()), timezone.now()
    Share.objects.create(
        petition=made.petition, source="paper", group=louvain, month=timezone.localdate(), number=1
    )
    said = {"on": timezone.localdate(), "how": "post", "words": "Par Leïla, la sœur."}
    news = hand_over(made, **said, by=nora, at=now)
    group = f"/my-groups/{louvain.pk}/sheets/"
    assert "Leïla" not in page_of(client, made) + as_(alice).get(group).text
    said = {"by": second_person(), "at": now, "seen": news.changed_at}
    news.revise({"words": "Par une bénévole."}, **said)
    news.release(news.changed_at, by=nora, at=now)
    assert Delivery.objects.told().exists()
    assert "Leïla" not in page_of(client, made) + as_(alice).get(group).text


def test_the_group_reads_the_words_once_they_are_let_out(as_, told, alice, louvain):
    Share.objects.create(
        petition=told.petition, source="paper", group=louvain, month=timezone.localdate(), number=1
    )
    assert "Au guichet." in as_(alice).get(f"/my-groups/{louvain.pk}/sheets/").text


def test_news_that_were_thrown_away_or_taken_back_are_written_anew(as_, nora, told):
    page, office = f"/office/deliveries/{told.pk}/", as_(nora)
    office.post(f"{page}news/")
    assert CaseNews.objects.count() == 1  # the control: they stand
    told.telling.news.withdraw(by=nora, at=timezone.now())
    assert "reprise" in office.get(page).text
    for _turn in range(2):
        office.post(f"{page}news/")
    draft = CaseNews.objects.get(released_at=None)
    assert "Au guichet." in draft.words
    draft.discard(by=nora, at=timezone.now())
    office.post(f"{page}news/")
    again = CaseNews.objects.get(released_at=None)
    again.release(again.changed_at, by=second_person(), at=timezone.now())
    assert Delivery.objects.told().get() == told


def note(delivery, *, by):
    on, at = timezone.localdate(), timezone.now()
    return DeliveryAnswer.note(delivery, "Nous vérifions.", on=on, by=by, at=at)


def test_a_picture_is_seen_by_nobody_else_until_a_second_person_lets_it_out(
    as_, client, told, nora, alice
):
    picture = show(told, by=second_person())
    address = f"/deliveries/{told.pk}/picture/"
    assert [status(one, address) for one in (client, as_(alice), as_(nora))] == [404, 404, 200]
    assert address not in page_of(client, told)
    as_(nora).post(f"/office/delivery-pictures/{picture.pk}/release/")
    assert [status(one, address) for one in (client, as_(alice))] == [200, 200]
    assert address in page_of(client, told)
    show(told, by=nora)
    assert status(client, address) == 404
    as_(nora).post(f"/office/delivery-pictures/{DeliveryPicture.objects.get().pk}/removal/")
    assert status(as_(nora), address) == 404


def show(delivery, *, by):
    now = timezone.now()
    return DeliveryPicture.add(delivery, some_file(now), "Devant la porte", by=by, at=now)


@pytest.mark.parametrize("make", [note, show])
def test_who_added_it_lets_it_out_neither_by_the_page_nor_in_the_database(as_, told, nora, make):
    added = make(told, by=nora)
    kind = "answers" if make is note else "pictures"
    address = f"/office/delivery-{kind}/{added.pk}/release/"
    assert as_(nora).post(address).status_code == 403
    with pytest.raises(SamePerson):
        added.release(by=nora, at=timezone.now())
    said = f"UPDATE {added._meta.db_table} SET released_by_id = %s, released_at = at"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(said, [nora.pk])
    with connection.cursor() as cursor:  # the control: another may
        cursor.execute(said, [second_person().pk])


def test_the_database_refuses_to_change_what_was_answered(told, nora):
    answer = note(told, by=nora)
    for said in (
        "UPDATE petitions_deliveryanswer SET words = 'x'",
        'UPDATE petitions_deliveryanswer SET "on" = at',
        "DELETE FROM petitions_deliveryanswer",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(said)
    answer.release(by=second_person(), at=timezone.now())  # the control


def test_they_wait_for_the_second_person_and_not_for_who_added_them(told, nora):
    def waits():
        found = matters(nora, timezone.localdate())
        return sorted(one.url for one in found if one.key.startswith("petition-"))

    note(told, by=second_person())
    show(told, by=second_person())
    assert waits() == [f"/office/deliveries/{told.pk}/"] * 2
    show(told, by=nora)
    assert waits() == [f"/office/deliveries/{told.pk}/"]
    DeliveryAnswer.objects.get().release(by=nora, at=timezone.now())
    assert waits() == []
