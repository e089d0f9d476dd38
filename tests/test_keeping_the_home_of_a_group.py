"""The home of a group is kept in memory for each member, and shows at the next click whatever changed."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lampion.board.models import Post
from lampion.decisions.actions import open_vote
from lampion.decisions.counting import Rule
from lampion.decisions.models import Proposal
from lampion.decisions.models.vote import Channel
from lampion.enquiries import actions as enquiries
from lampion.enquiries.models import Enquiry
from lampion.files.checking import Checked
from lampion.groups.models import Circle, Document, Mandate, Membership, Pulse, Stage
from lampion.groups.models.life import LifeStage
from lampion.groups.models.mandate import leave
from lampion.groups.models.pulse import MANY
from lampion.kit import registers
from lampion.meetings.actions import convene
from lampion.meetings.models import Meeting
from lampion.people.models import Person
from lampion.sections.models import Page, Section
from lampion.tasks.models import Task

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
SOON = timezone.localdate(NOW) + timedelta(days=3)
WARM = 3  # the session, the person, whether they belong to the group and anything changed


@pytest.fixture(autouse=True)
def _at_nine():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def clock(_at_nine):
    return _at_nine


@pytest.fixture
def home(louvain):
    """How the page of the group answers to somebody, without what is new each time."""

    def get(client: Client) -> str:
        answer = client.get(f"/my-groups/{louvain.pk}/")
        assert answer.status_code == 200
        return re.sub(r'value="[A-Za-z0-9]{64}"', "", answer.text)

    return get


@pytest.fixture
def scene(louvain, alice, bilal, eloise, zoe):
    """One of each, so that each deed has something to change."""
    meeting = Meeting.announce(louvain, NOW + timedelta(days=5), venue="Café", by=None, at=NOW)
    convene(meeting, by=None, at=NOW)
    Task.add(louvain, "Bougies", by=alice, at=NOW, people=[bilal], due_on=SOON, checklist=["Prix"])
    proposal = Proposal.make(louvain, "Une table", rule=Rule("majority"), by=alice, at=NOW)
    open_vote(proposal, closes_at=NOW + timedelta(days=4), by=alice, at=NOW)
    Post.publish(louvain, "question", "Qui vient ?", by=alice, at=NOW)
    said = {"by": alice, "at": NOW, "most_bytes": 1000, "audience": "group"}
    Document.add(louvain, "Affiche", Checked(b"x", "text/plain"), **said)


def finish_task(group, by):
    Task.objects.get(title="Bougies").finish(by=by, at=NOW)


def take_task_away(group, by):
    Task.objects.get(title="Bougies").shares.get().end(by=by, at=NOW)


def tick_step(group, by):
    Task.objects.get(title="Bougies").steps.get().tick(by=by, at=NOW)


def add_task(group, by):
    Task.add(group, "Affiches", by=by, at=NOW, due_on=SOON, places=2, for_all=True)


def propose(group, by):
    Proposal.make(group, "Une chaise", rule=Rule("majority"), by=by, at=NOW)


def vote(group, by):
    Proposal.objects.get().voters.get(person=by).vote("yes", by=by, at=NOW, channel=Channel.PAGE)


def withdraw(group, by):
    Proposal.objects.get().withdraw(by=by, at=NOW)


def announce(group, by):
    Meeting.announce(group, NOW + timedelta(days=9), venue="Parc", by=None, at=NOW)


def cancel(group, by):
    Meeting.objects.get().cancel(by=None, at=NOW)


def answer(group, by):
    Meeting.objects.get().invitations.get(person=by).say("comes", at=NOW)


def post(group, by):
    Post.publish(group, "news", "C’est gagné", by=by, at=NOW)


def reply(group, by):
    Post.objects.get().answer("Moi", by=by, at=NOW)


def remove_document(group, by):
    Document.objects.get().remove(by=by, at=NOW)


def rename_group(group, by):
    group.revise({"name": "Ottignies"}, by=None, at=NOW)


def rename_somebody(group, by):
    Person.objects.get(email="bilal@example.org").revise({"first_name": "Boris"}, by=by, at=NOW)


def end_mandate_soon(group, by):
    Mandate.objects.filter(group=group).update(until=SOON)


def give_newcomer_back(group, by):
    enquiries.give_back(Enquiry.objects.get(), group, reason="", by=by, at=NOW)


def form_again(group, by):
    LifeStage.enter(group, Stage.IN_FORMATION, by=None, on=timezone.localdate(NOW))


def rename_pages(group, by):
    Page.objects.filter(section=group.section).update(title="Autre titre")
    group.section.touch()


def leave_core(group, by):
    Membership.objects.get(group=group, person=by).change_circle(Circle.NETWORK, by=None)


def rename_section(group, by):
    Section.objects.filter(pk=group.section_id).update(public_phone="+32 2 555 01 01", name="Phare")
    group.section.touch()


DEEDS = [
    finish_task, take_task_away, tick_step, add_task, propose, vote, withdraw, announce, cancel,
    answer, post, reply, remove_document, rename_group, rename_somebody, rename_pages,
    rename_section,
]  # fmt: skip
ALICE_ALONE = [end_mandate_soon, give_newcomer_back, form_again]


each_deed = pytest.mark.parametrize(
    "deed", [*DEEDS, *ALICE_ALONE, leave_core], ids=lambda deed: deed.__name__
)


@each_deed
def test_what_changed_is_there_at_the_next_click(as_, home, scene, louvain, alice, bilal, deed):
    reader = alice if deed in ALICE_ALONE else bilal
    client = as_(reader)
    before = home(client)
    assert home(client) == before
    deed(louvain, reader)
    assert home(client) != before


@each_deed
def test_without_the_triggers_the_old_page_would_stay(
    as_, home, scene, louvain, alice, bilal, deed, monkeypatch
):
    """The control: what is drawn once is really kept."""
    reader = alice if deed in ALICE_ALONE else bilal
    client = as_(reader)
    monkeypatch.setattr(Pulse, "for_member", staticmethod(lambda group, person: (0, 0)))
    before = home(client)
    deed(louvain, reader)
    assert home(client) == before


def test_a_kept_page_asks_the_database_three_things(as_, home, scene, bilal):
    client = as_(bilal)
    first = home(client)
    with CaptureQueriesContext(connection) as asked:
        assert home(client) == first
    assert len(asked) == WARM


def test_two_workers_never_disagree(as_, home, scene, louvain, bilal, monkeypatch):
    """Each process keeps pages of its own; the number that tells of changes is in the database."""
    client, workers = as_(bilal), [LocMemCache("one", {}), LocMemCache("other", {})]

    def pages() -> list[str]:
        found = []
        for worker in workers:
            monkeypatch.setattr("lampion.groups.keeping.caches", {"homes": worker})
            found.append(home(client))
        return found

    old = pages()
    assert len({*old, *pages()}) == 1
    finish_task(louvain, bilal)
    new = pages()
    assert len(set(new)) == 1
    assert new != old


def test_what_changes_while_a_page_is_drawn_is_on_the_next(
    as_, home, scene, louvain, bilal, monkeypatch
):
    def slowly(*args) -> HttpResponse:
        drawn = render(*args)
        monkeypatch.setattr("lampion.groups.views.home.render", render)
        finish_task(louvain, bilal)
        return drawn

    monkeypatch.setattr("lampion.groups.views.home.render", slowly)
    client = as_(bilal)
    assert "Bougies" in home(client)
    assert "Bougies" not in home(client)


def test_whoever_is_removed_finds_nothing_at_the_next_click(as_, home, louvain, bilal):
    client = as_(bilal)
    home(client)
    leave(Membership.objects.get(person=bilal), by=None, on=timezone.localdate(NOW))
    assert client.get(f"/my-groups/{louvain.pk}/").status_code == 404


def test_nobody_gets_the_page_of_another(as_, home, scene, alice, bilal, wim):
    pages = [home(as_(person)) for person in (alice, bilal, wim)]
    assert [home(as_(person)) for person in (alice, bilal, wim)] == pages
    assert len(set(pages)) == 3


def test_each_language_has_its_own_page(as_, home, scene, bilal):
    client = as_(bilal)
    french, group = home(client), Task.objects.get().group_id
    for _twice in range(2):
        assert '<html lang="nl">' in client.get(f"/nl/my-groups/{group}/").text
        assert home(client) == french


@pytest.mark.parametrize("until", [timedelta(days=4), timedelta(days=5)], ids=["vote", "meeting"])
def test_what_ends_by_the_clock_ends_on_the_page(as_, home, scene, bilal, clock, until):
    client = as_(bilal)
    clock.move_to(NOW + until - timedelta(seconds=1))
    before = home(client)
    assert home(client) == before
    clock.move_to(NOW + until)
    assert home(client) != before


@pytest.mark.parametrize("until", [timedelta(days=4), timedelta(days=5)], ids=["vote", "meeting"])
def test_a_room_that_does_not_say_when_would_show_the_old_page(
    as_, home, scene, bilal, clock, until, monkeypatch
):
    monkeypatch.setattr(registers, "_moments", [])
    client = as_(bilal)
    clock.move_to(NOW + until - timedelta(seconds=1))
    before = home(client)
    clock.move_to(NOW + until)
    assert home(client) == before


def test_a_new_day_is_a_new_page(as_, home, louvain, alice, bilal, clock):
    Task.add(louvain, "Prix", by=alice, at=NOW, people=[bilal], due_on=timezone.localdate(NOW))
    client = as_(bilal)
    before = home(client)
    clock.move_to(datetime(2026, 3, 3, 23, 30, tzinfo=UTC))  # half past midnight in Brussels
    assert home(client) != before


def test_a_kept_form_works_in_each_browser_of_its_reader(home, scene, bilal):
    for _browser in range(2):
        client = Client(enforce_csrf_checks=True)
        client.force_login(bilal)
        page = client.get(f"/my-groups/{Task.objects.get().group_id}/").text
        tokens = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w{64})"', page))
        assert len(tokens) >= 1
        done = f"/tasks/{Task.objects.get().pk}/completion/"
        assert client.post(done, {"csrfmiddlewaretoken": "x" * 64}).status_code == 403
        assert client.post(done, {"csrfmiddlewaretoken": tokens.pop()}).status_code == 302
        Task.objects.get().standing().undo(by=bilal, at=NOW)


def test_what_was_said_after_a_deed_is_said_once(as_, home, scene, bilal):
    client = as_(bilal)
    before = home(client)
    path = f"/my-groups/{Task.objects.get().group_id}/"
    client.post(f"/tasks/{Task.objects.get().pk}/completion/", {"back": path})
    assert 'role="status"' in home(client)
    assert 'role="status"' not in home(client)
    assert home(client) != before


def test_a_page_with_a_form_that_counts_once_is_never_kept(as_, home, scene, bilal, monkeypatch):
    monkeypatch.setattr("lampion.groups.keeping.MARK", b"<h1")
    client = as_(bilal)
    home(client)
    with CaptureQueriesContext(connection) as asked:
        home(client)
    assert len(asked) > WARM


def test_gathered_pulses_never_give_an_old_number_again(louvain, bilal):
    seen = set()
    for _turn in range(40):
        Pulse.objects.create(about=f"g{louvain.pk}")
        number = Pulse.for_member(louvain.pk, bilal.pk)
        assert number not in seen
        seen.add(number)
        if Pulse.gather(NOW):
            assert Pulse.for_member(louvain.pk, bilal.pk) not in seen
            seen.add(Pulse.for_member(louvain.pk, bilal.pk))
        assert Pulse.objects.filter(about=f"g{louvain.pk}").count() <= MANY
    assert len(seen) > 40


def test_a_pulse_that_is_committed_late_counts(louvain, bilal):
    """Its key was given before that of one that is seen already."""
    late = Pulse.objects.create(about=f"g{louvain.pk}")
    Pulse.objects.create(about=f"g{louvain.pk}")
    with_it = Pulse.for_member(louvain.pk, bilal.pk)
    late.delete()
    assert Pulse.for_member(louvain.pk, bilal.pk) != with_it
