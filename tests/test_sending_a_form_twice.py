"""What is sent twice, by two taps or a slow line, has one effect; the form marks each sheet."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lampion.board.models import Answer, Post
from lampion.decisions.counting import Rule
from lampion.decisions.models import Comment, Decision, Proposal
from lampion.groups.models import Document
from lampion.meetings.models import AgendaPoint, Meeting
from lampion.people.models import SentForm
from lampion.tasks.models import Task
from tests.conftest import AT

HANDS = {"title": "Salle", "day": "2026-03-01", "method": "majority", "abstentions": "aside"}
HANDS |= {"quorum": "0", "present": "3", "yes": "3", "no": "0", "abstain": "0"}
RULE = {"method": "majority", "abstentions": "aside", "quorum": "0", "quorum_of": "voters"}
TASK = {"title": "Salle", "places": "1"}


def mark(page):
    return re.search(r'name="once" value="([^"]+)"', page.text)[1]


@pytest.fixture
def things(louvain, alice):
    """What some addresses are about, by the word that stands for it."""
    post = Post.publish(louvain, "question", "Qui vient ?", by=alice, at=AT)
    proposal = Proposal.make(louvain, "Un stand", rule=Rule("majority"), by=alice, at=AT)
    coming = AT.replace(year=AT.year + 1)
    meeting = Meeting.announce(louvain, coming, venue="Café", by=alice, at=AT)
    return {"group": louvain.pk, "post": post.pk, "proposal": proposal.pk, "meeting": meeting.pk}


FORMS = [
    ("/my-groups/{group}/board/", "", {"kind": "news", "words": "Le stand"}, Post, 2),
    ("/posts/{post}/", "", {"words": "Moi"}, Answer, 1),
    ("/my-groups/{group}/tasks/new/", "", TASK, Task, 1),
    ("/my-groups/{group}/proposals/", "", {"title": "Un film ?", **RULE}, Proposal, 2),
    ("/my-groups/{group}/shows-of-hands/", "", HANDS, Decision, 1),
    ("/proposals/{proposal}/", "comments/", {"text": "Oui"}, Comment, 1),
    ("/meetings/{meeting}/points/", "", {"title": "Bougies"}, AgendaPoint, 1),
]


@pytest.mark.parametrize(("page", "below", "said", "model", "count"), FORMS, ids=str)
def test_a_form_sent_twice_has_one_effect(as_, alice, things, page, below, said, model, count):
    client, page = as_(alice), page.format(**things)
    said = said | {"once": mark(client.get(page))}
    for _twice in range(2):
        answer = client.post(page + below, said)
        assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200
    assert model.objects.count() == count


def test_without_its_mark_a_form_is_kept_as_often_as_it_comes(as_, alice, things):
    """The control."""
    for _twice in range(2):
        as_(alice).post(f"/my-groups/{things['group']}/tasks/new/", TASK)
    assert Task.objects.count() == 2


def test_a_form_with_a_fault_may_be_sent_again_and_other_words_count(as_, alice, things):
    page = f"/my-groups/{things['group']}/tasks/new/"
    client = as_(alice)
    once = {"once": mark(client.get(page))}
    for _twice in range(2):
        assert client.post(page, TASK | once | {"title": ""}).status_code == 422
    assert not SentForm.objects.exists()
    for title in ("Salle", "Affiches"):
        client.post(page, TASK | once | {"title": title})
    assert Task.objects.count() == 2


def test_documents_are_added_once(as_, alice, things):
    page = f"/my-groups/{things['group']}/documents/"
    client = as_(alice)
    said = {"audience": "core", "folder": "", "once": mark(client.get(page))}
    for _twice in range(2):
        upload = SimpleUploadedFile("Tract.txt", b"Venez")
        assert client.post(page, said | {"documents": upload}).status_code == 302
    assert Document.objects.count() == 1
