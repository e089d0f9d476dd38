"""The board of a group: its members read and write, and nobody is mailed for it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lampion.board.models import Answer, Post
from lampion.groups.models import Membership
from lampion.groups.models.mandate import leave
from lampion.mail.models import Message
from tests.conftest import AT


@pytest.fixture
def question(louvain, bilal):
    return Post.publish(louvain, "question", "Qui a la clé ?", by=bilal, at=AT)


def write(client, group, **typed):
    said = {"kind": "idea", "words": "Un stand au marché"} | typed
    return client.post(f"/my-groups/{group.pk}/board/", said)


def test_every_circle_writes_and_nobody_is_mailed(as_, louvain, wim, alice):
    assert write(as_(wim), louvain).status_code == 302
    assert "Un stand au marché" in as_(alice).get(f"/my-groups/{louvain.pk}/board/").text
    assert not Message.objects.exists()


def test_it_is_new_until_one_has_looked(as_, louvain, question, alice, bilal):
    home = f"/my-groups/{louvain.pk}/"
    new, mine = 'class="waiting"', as_(alice)
    assert new in mine.get(home).text
    assert new not in as_(bilal).get(home).text
    assert new in mine.get(f"{home}board/").text
    assert new not in mine.get(f"{home}board/").text
    assert new not in mine.get(home).text


def test_a_file_comes_along_and_is_read_by_the_network(as_, louvain, bilal, wim):
    file = SimpleUploadedFile("Tract.txt", b"words")
    assert write(as_(bilal), louvain, file=file).status_code == 302
    post = Post.objects.get()
    assert "Tract" in as_(wim).get(f"/posts/{post.pk}/").text
    address = f"/documents/{post.document_id}/versions/1/"
    assert as_(wim).get(address).getvalue() == b"words"


def test_a_file_that_runs_is_refused_and_the_words_stay(as_, louvain, bilal):
    file = SimpleUploadedFile("a.svg", b"<svg><script>1</script></svg>")
    answer = write(as_(bilal), louvain, file=file)
    assert answer.status_code == 422
    assert "Un stand au marché" in answer.text
    assert not Post.objects.exists()


def test_a_question_is_answered_and_an_answer_taken_back(as_, question, wim, alice):
    client = as_(wim)
    client.post(f"/posts/{question.pk}/", {"words": "Moi, <b>toujours</b>"})
    page = as_(alice).get(f"/posts/{question.pk}/").text
    assert "&lt;b&gt;toujours" in page
    answer = Answer.objects.get()
    client.post(f"/answers/{answer.pk}/withdrawal/")
    assert "toujours" not in as_(alice).get(f"/posts/{question.pk}/").text
    answer.refresh_from_db()
    assert answer.words == ""


def test_the_writer_changes_it_and_a_responsable_takes_it_off(as_, question, wim, bilal, alice):
    address = f"/posts/{question.pk}/"
    typed = {"kind": "question", "words": "Qui a les clés ?"}
    assert as_(wim).post(f"{address}details/", typed).status_code == 403
    assert as_(bilal).post(f"{address}details/", typed).status_code == 302
    assert as_(alice).post(f"{address}withdrawal/").status_code == 302
    question.refresh_from_db()
    assert (question.words, as_(bilal).get(address).status_code) == ("", 404)


def test_who_left_reads_nothing_at_the_next_click(as_, question, bilal, alice):
    client = as_(bilal)
    assert client.get(f"/posts/{question.pk}/").status_code == 200
    leave(Membership.objects.get(person=bilal), by=alice, on=timezone.localdate())
    assert client.get(f"/posts/{question.pk}/").status_code == 404


def test_more_posts_ask_no_more_questions(as_, louvain, bilal, wim, django_assert_max_num_queries):
    for number in range(20):
        Post.publish(louvain, "news", f"Nouvelle {number}", by=wim, at=AT)
    member = as_(bilal)
    with django_assert_max_num_queries(24):
        assert member.get(f"/my-groups/{louvain.pk}/board/").status_code == 200
