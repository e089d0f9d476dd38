"""What was decided is carried out: by tasks that the decision knows, and that know their decision."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from lampion.decisions.carrying import carrying
from lampion.decisions.models import Decision, EntrustedTask
from lampion.decisions.models.decision import NoLongerHolds
from lampion.kit.registers import group_matters
from lampion.tasks.models import NotAMember, Task

HANDS = {"yes": 6, "no": 2, "abstain": 1, "present": 9, "words": "", "method": "majority"}


@pytest.fixture
def decision(louvain, alice):
    said = HANDS | {"on": date(2026, 3, 3), "by": alice, "at": timezone.now()}
    return Decision.record(louvain, "Tenir un stand", **said)


@pytest.fixture
def entrust(decision, alice):
    def make(title="Réserver l’emplacement", **said):
        return decision.entrust(title, by=alice, at=timezone.now(), **said)

    return make


def state(decision, reader):
    found = carrying([decision], reader, timezone.localdate()).get(decision.pk)
    return found and found.badge[1]


def test_a_task_is_written_down_on_the_page_of_the_decision(as_, bilal, decision):
    client, page = as_(bilal), f"/decisions/{decision.pk}/"
    assert "Personne pour l’instant" in client.get(page).text
    said = {"title": "Réserver l’emplacement", "people": [bilal.pk], "due_on": "2026-12-01"}
    answer = client.post(f"{page}tasks/", said, follow=True)
    task = Task.objects.get()
    assert (task.group, task.due_on) == (decision.group, date(2026, 12, 1))
    assert [share.person for share in task.shares.all()] == [bilal]
    assert "Réserver l’emplacement" in answer.text
    assert f"/tasks/{task.pk}/" in answer.text


def test_a_task_without_words_is_refused_and_who_was_ticked_stays(as_, bilal, decision):
    answer = as_(bilal).post(f"/decisions/{decision.pk}/tasks/", {"people": [bilal.pk]})
    assert answer.status_code == 422
    assert answer.context["task_form"]["people"].value() == [str(bilal.pk)]
    assert not Task.objects.exists()


def test_the_same_form_sent_twice_makes_one_task(as_, bilal, decision):
    client, said = as_(bilal), {"title": "Réserver", "once": "x"}
    for _turn in range(2):
        client.post(f"/decisions/{decision.pk}/tasks/", said)
    assert Task.objects.count() == 1


def test_the_task_leads_back_to_its_decision_for_the_core_and_for_nobody_else(
    as_, bilal, wim, entrust, decision
):
    task = entrust()
    Task.objects.update(for_all=True)
    link = f"/decisions/{decision.pk}/"
    assert link in as_(bilal).get(f"/tasks/{task.pk}/").text
    text = as_(wim).get(f"/tasks/{task.pk}/").text
    assert task.title in text
    assert link not in text


def test_a_decision_says_how_it_stands_what_needs_somebody_before(entrust, decision, alice, bilal):
    now, yesterday = timezone.now(), timezone.localdate() - timedelta(days=1)
    assert state(decision, alice) is None
    taken = entrust(people=[bilal])
    assert state(decision, alice) == "info"
    free = entrust("Imprimer")
    assert state(decision, alice) == "warning"
    late = entrust("Écrire", people=[alice], due_on=yesterday)
    assert state(decision, alice) == "danger"
    late.drop(by=alice, at=now)
    free.finish(by=bilal, at=now)
    taken.finish(by=bilal, at=now)
    assert state(decision, alice) == "success"
    taken.standing().undo(by=bilal, at=now)
    assert state(decision, alice) == "info"


def test_the_register_says_who_carries_it_out(as_, alice, bilal, entrust, louvain):
    entrust(people=[bilal])
    entrust("Imprimer", people=[bilal]).finish(by=bilal, at=timezone.now())
    text = as_(alice).get(f"/my-groups/{louvain.pk}/decisions/register/").text
    assert "1 tâche faite sur 2" in text
    assert "Bilal" in text


def test_who_takes_care_of_it_is_noted_with_the_show_of_hands(as_, alice, bilal, louvain):
    day = timezone.localdate().isoformat()
    said = {"title": "Stand", "day": day, "method": "majority", "abstentions": "aside"}
    said |= {"quorum": "0", "present": "9", "yes": "6", "no": "2", "abstain": "1"}
    client, address = as_(alice), f"/my-groups/{louvain.pk}/shows-of-hands/"
    nameless = client.post(address, said | {"task-people": [bilal.pk]})
    assert nameless.status_code == 422
    assert not Decision.objects.exists()
    client.post(address, said | {"task-title": "Réserver", "task-people": [bilal.pk]})
    assert EntrustedTask.objects.get().task.title == "Réserver"
    client.post(address, said)
    assert (Decision.objects.count(), Task.objects.count()) == (2, 1)


def test_where_nothing_was_decided_no_task_is_written(as_, alice, bilal, louvain):
    day = timezone.localdate().isoformat()
    said = {"title": "Stand", "day": day, "method": "majority", "abstentions": "aside"}
    said |= {"quorum": "100", "present": "1", "yes": "1", "no": "0", "abstain": "0"}
    said |= {"task-title": "Réserver"}
    assert as_(alice).post(f"/my-groups/{louvain.pk}/shows-of-hands/", said).status_code == 422
    assert not Task.objects.exists()


def test_a_vote_that_is_counted_leads_to_who_takes_care_of_it(
    as_, opened, alice, bilal, carine, voter
):
    proposal = opened()
    for one in (alice, bilal, carine):
        voter(proposal, one).vote("yes", by=one, at=timezone.now(), channel="page")
    answer = as_(alice).post(f"/proposals/{proposal.pk}/closing/", follow=True)
    assert "Qui s’en charge" in answer.text


def test_a_decision_that_ended_takes_no_task_also_when_it_ended_meanwhile(
    as_, alice, bilal, decision, entrust
):
    said = {"kept": False, "note": "", "next_on": None}
    decision.review(**said, by=alice, at=timezone.now(), on=timezone.localdate())
    with pytest.raises(NoLongerHolds):
        entrust()
    assert as_(bilal).post(f"/decisions/{decision.pk}/tasks/", {"title": "x"}).status_code == 403
    assert not Task.objects.exists()


def test_a_task_for_somebody_of_another_group_is_refused_whole(entrust, zoe, namur):
    with pytest.raises(NotAMember):
        entrust(people=[zoe])
    assert not Task.objects.exists()


def test_what_comes_back_to_the_agenda_says_what_is_not_done(louvain, decision, entrust, alice):
    today = timezone.localdate()
    Decision.objects.update(review_on=today)

    def title():
        found = group_matters([louvain.pk], today)
        return str(next(one.title for one in found if one.key == f"decision-{decision.pk}"))

    assert "(" not in title()
    tasks = [entrust(), entrust("Imprimer")]
    assert "(2 tâches pas encore faites)" in title()
    tasks[0].finish(by=alice, at=timezone.now())
    tasks[1].drop(by=alice, at=timezone.now())
    assert "(" not in title()


def test_the_database_knows_one_decision_of_a_task(decision, entrust):
    task = entrust()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO decisions_entrustedtask (decision_id, task_id) VALUES (%s, %s)",
            [decision.pk, task.pk],
        )
