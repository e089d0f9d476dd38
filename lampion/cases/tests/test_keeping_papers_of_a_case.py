"""Each paper and picture of a case is seen by those it is for, from its hour to its last day, and by nobody else."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from lampion.cases.models import CaseDocument, CasePicture, CaseReader, Consent, Marking, Tier
from lampion.files.checking import Checked
from tests.house.things_cases import adopt, publish, second_person, some_picture

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


def paper(case, by, **said):
    words = {"title": "Fiche", "marking": Marking.EXTERNAL, "language": "fr"} | said
    made = CaseDocument.add(case, words, Checked(b"Faits.", "text/plain"), by=by, at=NOW)
    if made.waits:
        made.release(by=second_person(), at=NOW)
    return made


def opens(client, document) -> bool:
    answer = client.get(f"/cases/{document.case.key}/documents/{document.pk}/")
    if answer.streaming:
        answer.getvalue()
    return answer.status_code == 200


def test_an_internal_paper_is_for_the_groups_that_stand_by_the_case(
    client, as_, nora, louvain, bilal, namur, zoe
):
    case = publish(NOW)
    inside, outside = paper(case, nora, marking=Marking.INTERNAL), paper(case, nora)
    adopt(case, NOW)
    assert opens(client, outside)
    assert not opens(client, inside)
    assert not opens(as_(zoe), inside)
    assert opens(as_(bilal), inside)
    assert "INTERNAL" not in client.get(case.get_absolute_url()).content.decode()
    assert "INTERNAL" in as_(bilal).get(case.get_absolute_url()).content.decode()


def test_a_paper_is_there_from_its_hour_to_its_last_day(client, nora, clock):
    case = publish(NOW)
    document = paper(case, nora, embargo_until=LATER, expires_on=date(2026, 3, 6))
    assert not opens(client, document)
    clock.move_to(LATER)
    assert opens(client, document)
    clock.move_to(datetime(2026, 3, 7, 9, 0, tzinfo=UTC))
    assert not opens(client, document)


def test_a_paper_that_was_removed_is_gone(client, as_, nora):
    document = paper(publish(NOW), nora)
    as_(nora).post(f"/office/case-documents/{document.pk}/removal/")
    assert not opens(client, document)


def test_the_bytes_of_a_removed_paper_go_too(nora, django_capture_on_commit_callbacks):
    document = paper(publish(NOW), nora)
    path = document.file.path
    assert default_storage.exists(path)  # the control
    for _turn in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            document.remove(by=nora, at=NOW)
        document.refresh_from_db()
    assert not default_storage.exists(path)
    assert document.title


def test_a_paper_of_a_case_of_named_people_is_theirs_alone(
    client, as_, nora, louvain, alice, bilal
):
    case = publish(NOW, tier=Tier.NAMED)
    document = paper(case, nora, marking=Marking.INTERNAL)
    CaseReader.name(case, alice, by=nora, at=NOW)
    assert [opens(one, document) for one in (client, as_(bilal), as_(alice))] == [
        False,
        False,
        True,
    ]
    CaseReader.objects.get().end(by=nora, at=NOW)
    assert not opens(as_(alice), document)


@pytest.mark.parametrize(
    ("consent", "everybody", "adopters"),
    [(Consent.EVERYBODY, 200, 200), (Consent.ADOPTERS, 404, 200), (Consent.NOBODY, 404, 404)],
)
def test_a_face_is_seen_by_whom_its_owner_agreed_to(
    client, as_, nora, louvain, bilal, consent, everybody, adopters
):
    picture = some_picture(NOW)
    CasePicture.objects.update(consent=consent)
    adopt(picture.case, NOW)
    address = picture.get_absolute_url()
    found = []
    for reader in (client, as_(bilal), as_(nora)):
        answer = reader.get(address)
        found.append(answer.status_code)
        if answer.streaming:
            answer.getvalue()
    assert found == [everybody, adopters, 200]


def test_the_database_shows_no_face_without_a_consent(nora):
    picture = some_picture(NOW)
    said = "UPDATE cases_casepicture SET agreed = '', consent = %s WHERE id = %s"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(said, ["everybody", picture.pk])
    with connection.cursor() as cursor:  # the control: what nobody sees needs none
        cursor.execute(said, ["nobody", picture.pk])


def test_a_picture_leaves_with_its_bytes(as_, nora):
    picture = some_picture(NOW)
    as_(nora).post(f"/office/case-pictures/{picture.pk}/removal/")
    assert not CasePicture.objects.exists()
    assert as_(nora).get(picture.get_absolute_url()).status_code == 404


def test_a_paper_that_runs_is_refused_beside_its_field(as_, nora):
    case = publish(NOW)
    said = {"title": "x", "marking": "external", "language": "fr"}
    page = f"/office/cases/{case.pk}/documents/"
    evil = SimpleUploadedFile("x.svg", b"<svg onload='alert(1)'></svg>", "image/svg+xml")
    assert as_(nora).post(page, said | {"document": evil}).status_code == 422
    good = SimpleUploadedFile("x.txt", b"Des faits.", "text/plain")
    assert as_(nora).post(page, said | {"document": good}).status_code == 302
    assert CaseDocument.objects.count() == 1
