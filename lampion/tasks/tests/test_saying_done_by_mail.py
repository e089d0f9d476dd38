"""Bilal says by the link in a mail that his task is done; nobody else can, nor he once he left."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from lampion.groups.models import Membership
from lampion.groups.models.mandate import leave
from lampion.tasks.models import Closing, DoneLink, Outcome, Share, Task, done_link


@pytest.fixture
def task(louvain, alice, bilal):
    return Task.add(louvain, "Porter la lettre", by=alice, at=timezone.now(), people=[bilal])


@pytest.fixture
def link(task, bilal):
    return done_link(task, bilal, timezone.now()).removeprefix(settings.SITE_URL)


def test_get_shows_the_task_and_post_says_that_it_is_done_without_any_cookie(link, task):
    client = Client(enforce_csrf_checks=True)
    assert "Porter la lettre" in client.get(link).text
    assert not client.cookies
    assert Task.objects.open().get() == task
    assert "Cette tâche est faite" in client.post(link, follow=True).text
    assert not Task.objects.open().exists()


def test_twice_is_once_and_a_slip_is_undone(client, link, bilal):
    for _twice in range(2):
        client.post(link)
    closing = Closing.objects.get()
    assert (closing.by, closing.by_link) == (bilal, True)
    client.post(link, {"undo": "1"})
    assert Task.objects.open().exists()


def test_after_leaving_the_link_is_nothing(client, link, bilal):
    leave(Membership.objects.active().get(person=bilal), by=None, on=timezone.localdate())
    assert client.get(link).status_code == 404
    assert client.post(link).status_code == 404
    assert not Closing.objects.exists()


def test_handed_back_or_dropped_the_link_is_nothing(client, link, task, alice, bilal):
    dropped = task.drop(by=alice, at=timezone.now())
    assert client.post(link).status_code == 404
    dropped.undo(by=alice, at=timezone.now())
    assert client.get(link).status_code == 200
    Share.objects.get().end(by=bilal, at=timezone.now())
    assert client.post(link).status_code == 404
    assert not Task.objects.closed_as(Outcome.DONE).exists()


def test_another_secret_opens_nothing(client, link):
    assert client.get(link[:-3] + "xx/").status_code == 404


def test_the_database_holds_no_secret_that_opens(client, link):
    token = link.rstrip("/").rpartition("/")[2]
    held = DoneLink.objects.get()
    assert token not in held.token_hash
    assert client.get(link.replace(token, held.token_hash)).status_code == 404


def test_old_links_open_nothing_and_are_forgotten(client, link):
    old = timezone.now() - timedelta(days=200)
    DoneLink.objects.update(made_at=old)
    assert client.get(link).status_code == 404
    assert DoneLink.sweep(timezone.now()) == 1
