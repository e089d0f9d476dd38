"""A group lets the secretariat read its tasks or its decisions, each alone, and takes it back."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from conftest import enrol, person
from lampion.decisions.models import Decision
from lampion.groups.models import Group, Holding, Power, SectionFunction, Sharing
from lampion.journal.models import Record
from lampion.meetings.actions import approve, lay_before_group
from lampion.meetings.models import AgendaPoint, Attendance, Meeting, Passage
from lampion.sections.models import Scope, StaffAccess
from lampion.tasks.models import Task

HANDS = {"yes": 6, "no": 2, "abstain": 1, "present": 9, "words": "Le samedi", "method": "majority"}
KINDS = ("tasks", "decisions", "minutes")


@pytest.fixture
def group(louvain, alice, bilal):
    """With a task that Bilal has, a decision, and nothing shared yet."""
    now = timezone.now()
    bilal.last_name = "Haddad"
    bilal.save(update_fields=["last_name"])
    said = {"note": "La clé est chez Dario", "checklist": ["Appeler"], "people": [bilal]}
    Task.add(louvain, "Réserver la salle", by=alice, at=now, **said)
    Decision.record(louvain, "Tenir un stand", **HANDS, by=alice, at=now, on=date(2026, 3, 3))
    return louvain


def page(group, kind):
    return f"/office/groups/{group.pk}/{kind}/"


def choose(client, group, kind, open_=True):
    return client.post(f"/my-groups/{group.pk}/sharing/{kind}/", {"open": "1" if open_ else "0"})


@pytest.mark.parametrize("kind", KINDS)
def test_the_secretariat_reads_it_from_the_next_click_until_the_group_takes_it_back(
    as_, alice, nora, group, kind
):
    other = next(one for one in KINDS if one != kind)
    client, office = as_(alice), as_(nora)
    assert office.get(page(group, kind)).status_code == 404
    choose(client, group, kind)
    answer = office.get(page(group, kind))
    assert answer.status_code == 200
    assert page(group, kind) in office.get(f"/office/groups/{group.pk}/").text
    assert office.get(page(group, other)).status_code == 404
    choose(client, group, kind, open_=False)
    assert office.get(page(group, kind)).status_code == 404
    assert page(group, kind) not in office.get(f"/office/groups/{group.pk}/").text


def test_who_works_for_another_section_or_does_not_keep_groups_never_reads_it(
    as_, alice, nora, karim, zoe, bilal, group
):
    elsewhere = group.section.__class__.objects.create(code="nl", name="Elders", country="be")
    stranger = enrol(person("sara"))
    StaffAccess.grant(elsewhere, stranger, *Scope, by=None, on=date(2026, 1, 1))
    choose(as_(alice), group, "tasks")
    expected = {nora: 200, karim: 403, stranger: 404, zoe: 404, bilal: 404}
    got = {one: as_(one).get(page(group, "tasks")).status_code for one in expected}
    assert got == expected
    Group.objects.filter(pk=group.pk).update(section=elsewhere)
    assert as_(nora).get(page(group, "tasks")).status_code == 404


def test_the_secretariat_reads_what_and_when_and_first_names_and_changes_nothing(
    as_, alice, nora, group
):
    choose(as_(alice), group, "tasks")
    text = as_(nora).get(page(group, "tasks")).text
    main = text[text.index("<main") : text.index("</main")]
    assert "Réserver la salle" in main
    assert "Bilal" in main
    assert not [word for word in ("Haddad", "Dario", "Appeler", "<form") if word in main]


def test_of_decisions_it_reads_the_register_and_not_who_voted_what(as_, alice, nora, group):
    choose(as_(alice), group, "decisions")
    office = as_(nora)
    text = office.get(page(group, "decisions")).text
    main = text[text.index("<main") : text.index("</main")]
    assert "Tenir un stand" in main
    assert "Le samedi" in main
    assert 'method="post"' not in main
    assert "Alice" not in main
    assert "Tenir un stand" not in office.get(page(group, "decisions"), {"q": "camion"}).text


def test_of_minutes_it_reads_what_is_approved_and_first_names(as_, alice, bilal, nora, group):
    now = timezone.now()
    choose(as_(alice), group, "minutes")
    office, address = as_(nora), page(group, "minutes")
    meeting = Meeting.announce(group, now - timedelta(days=28), venue="Café", by=alice, at=now)
    point = AgendaPoint.propose(meeting, "Bougies", by=alice, at=now, taken=True)
    Passage.write(point, "Vingt boîtes.", version=0, by=alice, at=now)
    Attendance.tick(meeting, bilal, here=True, by=alice, at=now)
    lay_before_group(meeting, by=alice, at=now)
    assert office.get(f"{address}{meeting.pk}/").status_code == 404
    approve(meeting, title="Approuvé", on=timezone.localdate(now), by=alice, at=now, **HANDS)
    assert f"{address}{meeting.pk}/" in office.get(address).text
    text = office.get(f"{address}{meeting.pk}/").text
    main = text[text.index("<main") : text.index("</main")]
    assert "Vingt boîtes." in main
    assert "Bilal" in main
    assert not [word for word in ("Haddad", "<form", "amendments/") if word in main]


def test_what_is_shared_does_not_open_the_pages_of_the_group(as_, alice, nora, group):
    for kind in KINDS:
        choose(as_(alice), group, kind)
    task, decision = Task.objects.get(), Decision.objects.get()
    office = as_(nora)
    for address in (f"/my-groups/{group.pk}/tasks/", f"/tasks/{task.pk}/",
                    f"/decisions/{decision.pk}/", f"/my-groups/{group.pk}/decisions/register/"):  # fmt: skip
        assert office.get(address).status_code == 404
    assert office.post(f"/tasks/{task.pk}/completion/").status_code == 404


def test_members_read_on_the_page_that_it_is_shared_and_since_when(as_, alice, bilal, group):
    tasks = f"/my-groups/{group.pk}/tasks/"
    assert "Le secrétariat peut lire" not in as_(bilal).get(tasks).text
    choose(as_(alice), group, "tasks")
    assert "Le secrétariat peut lire" in as_(bilal).get(tasks).text
    assert "(Alice)" in as_(bilal).get(f"/my-groups/{group.pk}/sharing/").text


def test_a_responsable_decides_or_whoever_manages_the_people_others_not(
    as_, alice, bilal, wim, group
):
    for one in (bilal, wim):
        assert choose(as_(one), group, "tasks").status_code == 403
    names = dict.fromkeys(("fr", "nl", "de", "en"), "Accueil")
    said = {"by": None, "at": timezone.now()}
    welcome = SectionFunction.offer(group.section, names, [Power.PEOPLE], **said)
    Holding.give(group, bilal, welcome, by=None, on=date(2026, 3, 2))
    assert choose(as_(bilal), group, "tasks").status_code == 302
    assert choose(as_(alice), group, "diary").status_code == 404
    assert Sharing.objects.get().by == bilal


def test_clicked_twice_it_is_shared_once_and_the_journal_knows_who(as_, alice, group):
    for wanted in (True, True, False, False, True):
        choose(as_(alice), group, "tasks", open_=wanted)
    assert Sharing.objects.count() == 2
    assert Sharing.objects.open().count() == 1
    assert Record.objects.filter(verb="shared", by=alice).count() == 2
    assert Record.objects.filter(verb="shared no more", by=alice).count() == 1


def test_the_database_knows_one_open_sharing_of_a_kind(alice, group):
    Sharing.begin(group, "tasks", by=alice, at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO groups_sharing (group_id, kind, since, by_id)"
            " SELECT group_id, kind, since, by_id FROM groups_sharing"
        )
