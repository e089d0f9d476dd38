"""An authority answers: a member notes it with a scan, the group sees it, the secretariat reads it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lampion.journal.models import Record
from lampion.letters.models import Reply


def typed(case, now, **more):
    return {
        "case": case.pk, "who": "Le ministre", "received_on": str(timezone.localdate(now)),
        "words": "Il a transmis.",
    } | more  # fmt: skip


@pytest.fixture
def reply(as_, bilal, louvain, samira, now, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    scan = SimpleUploadedFile("lettre.txt", b"Madame, Monsieur")
    answer = as_(bilal).post(f"/my-groups/{louvain.pk}/replies/new/", typed(samira, now, scan=scan))
    assert answer.status_code == 302
    return Reply.objects.get()


def test_the_group_sees_it_and_the_secretariat_reads_it(as_, wim, nora, louvain, reply):
    member, office = as_(wim), as_(nora)
    assert "Il a transmis." in member.get(f"/my-groups/{louvain.pk}/letters/").text
    assert member.get(f"/letter-replies/{reply.pk}/scan/").getvalue() == b"Madame, Monsieur"
    assert "Il a transmis." in office.get("/office/replies/").text
    assert "Réponses à des lettres, à lire" in office.get("/home/").text
    assert office.get(f"/office/replies/{reply.pk}/scan/").getvalue() == b"Madame, Monsieur"
    office.post(f"/office/replies/{reply.pk}/seeing/")
    assert "Réponses à des lettres, à lire" not in office.get("/home/").text
    assert "lue par le secrétariat" in member.get(f"/my-groups/{louvain.pk}/letters/").text


def test_others_find_no_scan_and_members_none_while_the_case_is_suspended(
    as_, zoe, wim, nora, samira, namur, reply, now
):
    page = f"/letter-replies/{reply.pk}/scan/"
    assert as_(zoe).get(page).status_code == 404
    samira.suspend(reason="x", by=nora, at=now)
    assert as_(wim).get(page).status_code == 404


def test_a_page_that_runs_is_no_scan(as_, bilal, louvain, samira, now):
    scan = SimpleUploadedFile("x.txt", b"<script>alert(1)</script>")
    answer = as_(bilal).post(f"/my-groups/{louvain.pk}/replies/new/", typed(samira, now, scan=scan))
    assert answer.status_code == 422
    assert not Reply.objects.exists()


@pytest.mark.parametrize("who", ["bilal", "alice", "nora"])
def test_whoever_added_a_scan_a_responsable_and_the_secretariat_remove_it(
    as_, wim, louvain, reply, who, request, tmp_path, django_capture_on_commit_callbacks
):
    person = request.getfixturevalue(who)
    client, page = as_(person), f"/letter-replies/{reply.pk}/scan/removal/"
    lists = f"/my-groups/{louvain.pk}/letters/"
    assert as_(wim).get(page).status_code == 403
    assert page not in as_(wim).get(lists).text
    if who == "nora":
        page, lists = f"/office/replies/{reply.pk}/scan/removal/", "/office/replies/"
    assert f'href="{page}"' in client.get(lists).text
    assert "pour toujours" in client.get(page).text
    assert [one.read_bytes() for one in tmp_path.rglob("*.txt")] == [b"Madame, Monsieur"]
    with django_capture_on_commit_callbacks(execute=True):
        for _touch in range(2):
            assert client.post(page).status_code == 302
    assert not list(tmp_path.rglob("*.txt"))
    reply.refresh_from_db()
    assert (reply.file, reply.words) == (None, "Il a transmis.")
    assert as_(wim).get(f"/letter-replies/{reply.pk}/scan/").status_code == 404
    assert [line.by for line in Record.objects.filter(verb="removed scan of reply")] == [person]
