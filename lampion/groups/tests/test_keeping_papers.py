"""The papers of a group: who sees which, and what of an upload is kept, under the limits of the section."""

import threading
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from lampion.files.checking import Checked
from lampion.files.models import StoredFile
from lampion.groups.models import Audience, Document, Folder, Full, Membership, Version
from lampion.groups.models.document import destroy_removed, used_bytes
from lampion.groups.models.mandate import leave
from lampion.sections.models import Parameter
from tests.conftest import AT

MOST = 10_000


def paper(group, name="Budget", *, by=None, audience=Audience.GROUP, words=b"words", **more):
    checked = Checked(words, "text/plain")
    said = {"by": by, "at": AT, "most_bytes": MOST, "audience": audience}
    return Document.add(group, name, checked, **said | more)


def bring(client, group, *files, **typed):
    said = {"audience": "core", "documents": list(files), **typed}
    return client.post(f"/my-groups/{group.pk}/documents/", said)


def text(name="a.txt", words=b"words"):
    return SimpleUploadedFile(name, words)


def test_the_core_adds_several_at_once_and_finds_them(as_, louvain, bilal, alice):
    folder = Folder.open(louvain, "Presse", by=alice, at=AT)
    answer = bring(as_(bilal), louvain, text("Tract été.txt"), text("b.csv"), folder=folder.pk)
    assert answer.status_code == 302
    page = as_(alice).get(f"/my-groups/{louvain.pk}/documents/?q=ETE").text
    assert "Tract été" in page
    assert "Bilal" in page
    assert ">b<" not in page


def test_what_is_refused_says_why_and_the_rest_is_kept(as_, louvain, bilal):
    html = text("b.pdf", b"<html><script>1</script>")
    answer = bring(as_(bilal), louvain, text(), html)
    assert answer.status_code == 422
    assert "b.pdf" in answer.text
    assert [one.name for one in Document.objects.all()] == ["a"]


@pytest.mark.parametrize(
    ("audience", "seen_by"),
    [("group", "alice bilal wim"), ("core", "alice bilal"), ("keepers", "alice")],
)
def test_only_those_meant_see_it_and_get_the_file(
    as_, louvain, alice, bilal, wim, hanna, zoe, namur, audience, seen_by
):
    document = paper(louvain, audience=audience)
    found = set()
    for person in (alice, bilal, wim, hanna, zoe):
        file = as_(person).get(f"/documents/{document.pk}/versions/1/")
        if file.streaming:
            file.getvalue()
        page = as_(person).get(f"/documents/{document.pk}/")
        assert page.status_code == file.status_code
        if file.status_code == 200:
            found.add(person.first_name.lower())
    assert found == set(seen_by.split())


def test_who_added_it_sees_it_until_they_leave(as_, louvain, alice, bilal):
    address = f"/documents/{paper(louvain, by=bilal, audience='keepers').pk}/"
    client = as_(bilal)
    assert client.get(address).status_code == 200
    leave(Membership.objects.get(person=bilal), by=alice, on=timezone.localdate())
    assert client.get(address).status_code == 404
    assert client.get(f"{address}versions/1/").status_code == 404


def test_a_file_is_handed_out_to_be_saved_and_runs_nothing(as_, louvain, wim):
    document = paper(louvain, "Un « budget »")
    answer = as_(wim).get(f"/documents/{document.pk}/versions/1/")
    assert answer.getvalue() == b"words"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    file = StoredFile.objects.get()
    assert as_(wim).get(f"/files/{file.pk}/{file.sha256[:16]}/").status_code == 404


def test_older_versions_stay(as_, louvain, bilal):
    document, client = paper(louvain), as_(bilal)
    client.post(f"/documents/{document.pk}/versions/", {"file": text(words=b"new words")})
    client.post(f"/documents/{document.pk}/versions/", {"file": text(words=b"new words")})
    assert document.versions.count() == 2
    assert client.get(f"/documents/{document.pk}/versions/2/").getvalue() == b"new words"
    assert client.get(f"/documents/{document.pk}/versions/1/").getvalue() == b"words"


def test_it_is_renamed_moved_removed_and_put_back(as_, louvain, alice, bilal):
    document, folder = paper(louvain, by=bilal), Folder.open(louvain, "Presse", by=alice, at=AT)
    client, address = as_(bilal), f"/documents/{document.pk}/"
    client.post(address, {"name": "Comptes.txt", "audience": "core", "folder": folder.pk})
    document.refresh_from_db()
    assert (document.name, document.audience, document.folder) == ("Comptes", "core", folder)
    client.post(f"{address}removal/")
    assert client.get(address).status_code == 404
    assert "Comptes" in as_(alice).get(f"/my-groups/{louvain.pk}/documents/").text
    client.post(f"{address}return/")
    assert client.get(address).status_code == 200
    as_(alice).post(f"/folders/{folder.pk}/removal/")
    assert Document.objects.get().folder is None


def test_what_is_removed_is_erased_after_a_month(
    louvain, alice, django_capture_on_commit_callbacks
):
    document = paper(louvain, words=b"to be erased")
    path = document.versions.get().file.path
    document.remove(by=alice, at=AT)
    assert destroy_removed(AT + timedelta(days=29)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert destroy_removed(AT + timedelta(days=31)) == 1
    assert not Version.objects.exists()
    assert not StoredFile.objects.exists()
    assert not default_storage.exists(path)


def test_above_its_quota_the_group_keeps_nothing_more(as_, louvain, bilal, belgium):
    Parameter(section=belgium, name="group-mb", value=1, valid_from=timezone.localdate()).adopt(
        by=None
    )
    client = as_(bilal)
    assert bring(client, louvain, text(words=b"a" * 700_000)).status_code == 302
    answer = bring(client, louvain, text(words=b"b" * 700_000))
    assert answer.status_code == 422
    assert used_bytes(louvain) == 700_000


def test_of_forty_megabytes_only_what_is_allowed_is_taken(as_, louvain, bilal, monkeypatch):
    taken = _count_what_is_written(monkeypatch)
    pdf = SimpleUploadedFile("a.pdf", b"%PDF-" + b"0" * 40 * 1024 * 1024)
    answer = bring(as_(bilal), louvain, pdf)
    assert answer.status_code == 422
    assert "20" in answer.text
    assert not Document.objects.exists()
    assert 0 < sum(taken) <= 20 * 1024 * 1024


def test_who_may_not_add_sends_nothing_that_is_kept(as_, louvain, zoe, monkeypatch):
    taken = _count_what_is_written(monkeypatch)
    answer = bring(as_(zoe), louvain, text(words=b"0" * 5_000_000))
    assert (answer.status_code, sum(taken)) == (404, 0)


def _count_what_is_written(monkeypatch):
    from django.core.files.uploadhandler import TemporaryFileUploadHandler

    taken, write = [], TemporaryFileUploadHandler.receive_data_chunk

    def count(handler, raw, start):
        taken.append(len(raw))
        return write(handler, raw, start)

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", count)
    return taken


def test_a_form_without_its_token_adds_nothing(louvain, bilal):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(bilal)
    assert bring(client, louvain, text()).status_code == 403
    assert not Document.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_do_not_go_over_the_quota(louvain):
    start, found = threading.Barrier(2), []

    def add(words):
        start.wait()
        try:
            paper(louvain, words=words, most_bytes=1500)
            found.append("kept")
        except Full:
            found.append("full")
        finally:
            connection.close()

    threads = [threading.Thread(target=add, args=[sign * 1000]) for sign in (b"a", b"b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["full", "kept"]
    assert used_bytes(louvain) == 1000


def test_the_home_shows_the_newest_that_one_may_see(
    as_, louvain, bilal, wim, django_assert_num_queries
):
    paper(louvain, "For all")
    paper(louvain, "For the core", audience="core")
    home = f"/my-groups/{louvain.pk}/"
    assert "For the core" in as_(bilal).get(home).text
    seen = as_(wim).get(home).text
    assert "For all" in seen
    assert "For the core" not in seen
