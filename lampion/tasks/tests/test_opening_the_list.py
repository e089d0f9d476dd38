"""The pages of tasks: who sees which, what a button does, and what comes to the agenda and to each one's home."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from conftest import person
from lampion.groups.models import Membership
from lampion.groups.models.mandate import leave
from lampion.kit.registers import group_matters, matters
from lampion.tasks.models import Share, Task


def soon(days):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def posters(louvain, alice, now):
    return Task.add(louvain, "Coller les affiches", by=alice, at=now, due_on=soon(3), for_all=True)


@pytest.fixture
def late(louvain, bilal, now):
    return Task.add(louvain, "Appeler l’école", by=None, at=now, people=[bilal], due_on=soon(-2))


def listed(louvain):
    return f"/my-groups/{louvain.pk}/tasks/"


def test_the_core_sees_every_task_the_network_what_is_open_to_it_or_its_own(
    as_, alice, wim, louvain, posters, late, now
):
    both = as_(alice).get(listed(louvain)).text
    assert "Coller les affiches" in both
    assert "Appeler l’école" in both
    network = as_(wim)
    assert "Coller les affiches" in network.get(listed(louvain)).text
    assert "Appeler l’école" not in network.get(listed(louvain)).text
    assert network.get(f"/tasks/{late.pk}/").status_code == 404
    Share.give(late, wim, by=alice, at=now)
    assert network.get(f"/tasks/{late.pk}/").status_code == 200
    assert "Appeler l’école" in network.get("/tasks/").text


def test_the_network_reads_neither_the_load_nor_the_history(as_, alice, wim, louvain, posters):
    assert "Comment le travail est partagé" in as_(alice).get(listed(louvain)).text
    assert "Comment le travail est partagé" not in as_(wim).get(listed(louvain)).text
    assert "Ce qui s’est passé" in as_(alice).get(f"/tasks/{posters.pk}/").text
    assert "Ce qui s’est passé" not in as_(wim).get(f"/tasks/{posters.pk}/").text


def test_whoever_leaves_sees_no_task_at_the_next_click(as_, bilal, louvain, late):
    client = as_(bilal)
    assert client.get(f"/tasks/{late.pk}/").status_code == 200
    leave(Membership.objects.active().get(person=bilal), by=None, on=soon(0))
    assert client.get(f"/tasks/{late.pk}/").status_code == 404
    assert "Appeler l’école" not in client.get("/tasks/").text
    assert client.post(f"/tasks/{late.pk}/completion/").status_code == 404


def test_one_button_takes_a_task_and_who_comes_second_is_told(as_, alice, wim, posters):
    network = as_(wim)
    assert "Elle est à vous" in network.post(f"/tasks/{posters.pk}/share/", follow=True).text
    answer = as_(alice).post(f"/tasks/{posters.pk}/share/", follow=True)
    assert "Quelqu’un a été plus rapide" in answer.text
    assert Share.objects.get().person == wim


def test_done_can_be_undone_from_the_message(as_, bilal, late):
    client = as_(bilal)
    answer = client.post(f"/tasks/{late.pk}/completion/", {"back": "/tasks/"}, follow=True)
    assert answer.redirect_chain[0][0] == "/tasks/"
    assert f'action="/tasks/{late.pk}/reopening/"' in answer.text
    client.post(f"/tasks/{late.pk}/reopening/")
    assert Task.objects.open().get() == late


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_a_button_leads_to_no_other_site(as_, bilal, late, back):
    answer = as_(bilal).post(f"/tasks/{late.pk}/completion/", {"back": back})
    assert answer["Location"] == f"/tasks/{late.pk}/"


def typed(**said):
    return {"title": "Réserver la salle", "places": "1", "checklist": "un\n\ndeux\nun", **said}


def test_written_down_with_people_and_a_checklist(as_, alice, bilal, louvain):
    address = listed(louvain) + "new/"
    said = typed(people=[alice.pk, bilal.pk], due_on=f"{soon(9)}", repeat="monthly")
    said["once"] = re.search(r'name="once" value="([^"]+)"', as_(alice).get(address).text)[1]
    for _twice in range(2):
        assert as_(alice).post(address, said).status_code == 302
    task = Task.objects.get()
    assert [step.words for step in task.steps.all()] == ["un", "deux"]
    assert {share.person for share in task.shares.all()} == {alice, bilal}


def test_what_is_wrong_is_said_and_what_was_typed_stays(as_, alice, louvain):
    answer = as_(alice).post(listed(louvain) + "new/", typed(repeat="weekly"))
    assert answer.status_code == 422
    assert "a besoin d’un premier jour" in answer.text
    assert "Réserver la salle" in answer.text


def test_only_people_of_the_group_can_be_chosen(as_, alice, zoe, hanna, louvain):
    for other in (zoe, hanna):
        answer = as_(alice).post(listed(louvain) + "new/", typed(people=[other.pk]))
        assert answer.status_code == 422
    assert not Task.objects.exists()


def test_changed_it_keeps_what_was_ticked_and_says_who_lost_it(as_, alice, bilal, louvain, now):
    words = {"people": [bilal], "checklist": ["un", "deux"]}
    task = Task.add(louvain, "Réserver", by=alice, at=now, **words)
    task.steps.get(words="deux").tick(by=bilal, at=now)
    said = typed(people=[alice.pk], checklist="deux\ntrois")
    assert as_(alice).post(f"/tasks/{task.pk}/details/", said).status_code == 302
    assert [(step.words, step.done_at is not None) for step in task.steps.all()] == [
        ("deux", True),
        ("trois", False),
    ]
    assert "Alice l’a reprise à Bilal" in as_(alice).get(f"/tasks/{task.pk}/").text


def test_a_line_is_ticked_by_tap_and_twice_is_once(as_, alice, louvain, now):
    task = Task.add(louvain, "Réserver", by=alice, at=now, checklist=["un"])
    step, client = task.steps.get(), as_(alice)
    for wanted in ("1", "1", "0"):
        client.post(f"/tasks/{task.pk}/steps/{step.pk}/", {"done": wanted})
        step.refresh_from_db()
        assert (step.done_at is not None) == (wanted == "1")


def test_handed_back_with_a_word_the_core_reads_it(as_, alice, bilal, late):
    as_(bilal).post(f"/tasks/{late.pk}/return/", {"word": "J’ai la grippe"})
    assert "J’ai la grippe" in as_(alice).get(f"/tasks/{late.pk}/").text


def test_late_and_due_tasks_come_to_each_one_s_home_and_to_the_agenda(
    alice, bilal, louvain, posters, late, now
):
    Task.add(louvain, "Un jour", by=None, at=now, people=[bilal])
    Task.add(louvain, "Dans un mois", by=None, at=now, people=[bilal], due_on=soon(30))
    mine = [matter for matter in matters(bilal, soon(0)) if matter.key.startswith("task")]
    assert [str(matter.title) for matter in mine] == [
        "En retard : Appeler l’école".replace(" :", "\xa0:")
    ]
    assert not [one for one in matters(alice, soon(0)) if one.key.startswith("task")]
    titles = [str(matter.title) for matter in group_matters([louvain.pk], soon(0))]
    assert any("Appeler l’école" in title for title in titles)
    assert any("Coller les affiches" in title for title in titles)
    assert not any("Un jour" in title for title in titles)


@pytest.fixture
def crowd(louvain, alice, bilal, now):
    people = [alice, bilal]
    for number in range(38):
        one = person(f"member{number}")
        Membership.welcome(louvain, one, by=None, on=soon(-300))
        people.append(one)
    for number in range(300):
        words = {"people": [people[number % 40]] if number % 5 else [], "checklist": ["un", "deux"]}
        task = Task.add(
            louvain, f"Tâche {number}", by=alice, at=now, due_on=soon(number - 150), **words
        )
        if number % 3 == 0:
            task.finish(by=alice, at=now)


@pytest.mark.parametrize(
    ("address", "most"),
    [("/my-groups/{}/tasks/", 22), ("/my-groups/{}/", 36), ("/my-groups/{}/tasks/new/", 18),
     ("/my-groups/{}/tasks/?show=done", 22), ("/my-groups/{}/tasks/sheet/", 18), ("/tasks/", 16)],
)  # fmt: skip
def test_a_year_of_tasks_and_forty_members_cost_no_more_questions(
    as_, alice, louvain, crowd, address, most, django_assert_max_num_queries
):
    client = as_(alice)
    with django_assert_max_num_queries(most):
        assert client.get(address.format(louvain.pk)).status_code == 200
