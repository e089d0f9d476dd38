"""What `seed_world --life` writes past the verbs is what the verbs would have written."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Count

from lampion.board.models import Post
from lampion.decisions.models import Decision, PhaseRow, Proposal
from lampion.decisions.models.proposal import Phase
from lampion.groups.models import Group, Membership, Pulse
from lampion.meetings.models import Invitation, Meeting, MeetingStage
from lampion.people.models import Person
from lampion.tasks.models import Closing, Share, Task
from tests.house.test_pulses import watched

ROOMS = [Person, Membership, Meeting, MeetingStage, Invitation, Task, Share, Closing, Decision,
         Proposal, PhaseRow, Post]  # fmt: skip


@pytest.fixture
def world(db):
    call_command("seed_world", groups=2, life=True, verbosity=0)
    return list(Group.objects.order_by("number"))


def test_each_group_has_lived_a_year(world):
    for model, count in ((Membership, 40), (Meeting, 12), (Task, 300), (Decision, 60)):
        found = model.objects.values("group").annotate(count=Count("pk")).order_by("group")
        assert [one["count"] for one in found] == [count, count]
    assert Task.objects.open().count() == 2 * 30


@pytest.mark.parametrize("model", ROOMS, ids=lambda model: model.__name__)
def test_every_row_passes_the_checks_of_its_model(world, model):
    rows = list(model.objects.all())
    assert rows
    for row in rows if len(rows) < 200 else rows[::7]:
        fields = row._meta.concrete_fields
        row.clean_fields(exclude={one.name for one in fields if not getattr(row, one.attname)})
        row.validate_unique()
        row.validate_constraints()
    connection.check_constraints([model._meta.db_table])


def test_the_pages_of_such_a_group_show(world, as_):
    member = Membership.objects.filter(group=world[0]).first().person
    client, here = as_(member), f"/my-groups/{world[0].pk}"
    for page in ("", "tasks/", "decisions/", "decisions/register/", "people/", "board/"):
        assert client.get(f"{here}/{page}").status_code == 200
    assert "A new table" in client.get(f"{here}/").text
    assert client.get("/home/").status_code == 200


def test_the_verbs_go_on_where_it_ends(world, alice):
    group, task = world[0], Task.objects.open().filter(group=world[0]).first()
    person = task.shares.get().person
    task.finish(by=person, at=task.added_at)
    hands = {"yes": 3, "no": 0, "abstain": 0, "present": 3, "words": "", "method": "majority"}
    said = {"by": person, "at": task.added_at, "on": task.due_on}
    assert Decision.record(group, "Suite", **hands, **said).number == 61
    Proposal.objects.filter(group=group).get().withdraw(by=person, at=task.added_at)
    assert Proposal.objects.at_phase(Phase.DISCUSSION).count() == 1


def test_the_triggers_are_there_again(world):
    task = Task.objects.open().first()
    person = task.shares.get().person_id
    before = Pulse.for_member(task.group_id, person)
    assert before != (0, 0)
    task.drop(by=None, at=task.added_at)
    assert Pulse.for_member(task.group_id, person) != before
    assert len(watched()) > 30


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads small tables whole")
def test_what_somebody_promised_is_found_without_reading_all_tasks(world):
    person = Membership.objects.filter(group=world[0]).first().person
    assert "SCAN tasks_task" not in Task.objects.open().of(person).explain()
    assert "SCAN tasks_task" in Task.objects.filter(title="Task 1").explain()  # so it would say it
