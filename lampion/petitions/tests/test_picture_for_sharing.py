"""The picture that others see when somebody shares a petition: let out by a second person, seen as long as the petition is."""

import io

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from PIL import Image

from conftest import NOW
from lampion.cases.models import SamePerson
from lampion.files.models import StoredFile
from lampion.kit.registers import matters
from lampion.petitions.models import Petition, PetitionPicture
from lampion.petitions.tests.casts import a_case, a_draft
from tests.house.things_cases import second_person
from tests.house.things_petitions import some_waiting_picture

pytestmark = pytest.mark.django_db
ADDRESS = "/petitions/1/picture.webp"


def give_picture(office, petition, colour="red"):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    out.seek(0)
    out.name = "a.png"
    return office.post(f"/office/petitions/{petition.pk}/picture/", {"picture": out})


def let_out(by):
    picture = PetitionPicture.objects.get()
    picture.release(by=by, at=timezone.now())
    return picture


def seen(client, address=ADDRESS):
    answer = client.get(address)
    if answer.status_code == 200:
        answer.getvalue()
    return answer.status_code


def test_it_hides_with_the_case_and_its_file_has_no_address_of_its_own(
    as_, client, petition, nora, karim
):
    give_picture(as_(nora), petition)
    let_out(second_person())
    answer = client.get(ADDRESS)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert "no-store" in answer["Cache-Control"]
    answer.getvalue()
    assert ADDRESS in client.get(petition.get_absolute_url()).text
    assert seen(client, StoredFile.objects.get().get_absolute_url()) == 404
    petition.case.suspend(reason="x", by=nora, at=timezone.now())
    assert seen(client) == 404
    assert seen(as_(nora)) == 200
    assert seen(as_(karim)) == 404


def test_of_a_draft_only_who_writes_cases_sees_it(as_, client, belgium, nora, karim):
    draft = a_draft(a_case(belgium, nora, karim), by=nora, closes_at=NOW)
    give_picture(as_(nora), draft)
    assert [seen(one) for one in (client, as_(karim), as_(nora))] == [404, 404, 200]


def test_another_picture_leaves_nothing_of_the_former(
    as_, petition, nora, django_capture_on_commit_callbacks
):
    give_picture(as_(nora), petition)
    former = StoredFile.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        give_picture(as_(nora), petition, "blue")
    assert StoredFile.objects.get() == PetitionPicture.objects.get().file != former
    assert not default_storage.exists(former.path)


def test_it_is_nowhere_until_a_second_person_lets_it_out(as_, client, nora, alice):
    picture = some_waiting_picture(timezone.now())
    page = picture.petition.get_absolute_url()
    address = f"/petitions/{picture.petition.number}/picture.webp"
    assert [seen(one, address) for one in (client, as_(alice), as_(nora))] == [404, 404, 200]
    assert "og:image" not in client.get(page).text
    as_(nora).post(f"/office/petition-pictures/{picture.pk}/release/")
    assert [seen(one, address) for one in (client, as_(alice))] == [200, 200]
    assert address in client.get(page).text


def test_who_added_it_does_not_let_it_out(as_, petition, nora):
    office = as_(nora)
    give_picture(office, petition)
    picture = PetitionPicture.objects.get()
    assert office.post(f"/office/petition-pictures/{picture.pk}/release/").status_code == 403
    with pytest.raises(SamePerson):
        let_out(nora)
    for said in (
        "UPDATE petitions_petitionpicture SET released_at = at, released_by_id = by_id",
        f"UPDATE petitions_petition SET picture_id = {picture.file_id}",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(said)
    let_out(second_person())
    assert Petition.objects.get().picture == picture.file  # the control


def test_another_one_waits_again_and_a_click_on_the_former_lets_nothing_out(
    as_, client, petition, nora
):
    give_picture(as_(nora), petition)
    former = let_out(second_person())
    assert seen(client) == 200
    give_picture(as_(nora), petition, "blue")
    assert seen(client) == 404
    PetitionPicture.objects.update(by=second_person())
    answer = as_(nora).post(f"/office/petition-pictures/{former.pk}/release/")
    assert answer.status_code == 404
    assert seen(client) == 404


def test_it_is_taken_away_at_once_by_one_person(as_, client, petition, nora):
    give_picture(as_(nora), petition)
    picture = let_out(second_person())
    as_(nora).post(f"/office/petition-pictures/{picture.pk}/removal/")
    assert seen(client) == 404
    assert "og:image" not in client.get(petition.get_absolute_url()).text
    assert not StoredFile.objects.exists()


def test_it_waits_for_the_second_person_and_not_for_who_added_it(nora):
    picture = some_waiting_picture(timezone.now())

    def waits():
        found = matters(nora, timezone.localdate())
        return [one.url for one in found if one.key.startswith("petition-picture")]

    assert waits() == [f"/office/petitions/{picture.petition_id}/"]
    PetitionPicture.objects.update(by=nora)
    assert waits() == []
