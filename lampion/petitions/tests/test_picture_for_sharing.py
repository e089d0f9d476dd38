"""The picture that others see when somebody shares a petition is seen as long as the petition is."""

import io

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from conftest import NOW
from lampion.files.models import StoredFile
from lampion.petitions.tests.casts import a_case, a_draft

pytestmark = pytest.mark.django_db
ADDRESS = "/petitions/1/picture.webp"


def give_picture(office, petition, colour="red"):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    out.seek(0)
    out.name = "a.png"
    return office.post(f"/office/petitions/{petition.pk}/picture/", {"picture": out})


def seen(client, address=ADDRESS):
    answer = client.get(address)
    if answer.status_code == 200:
        answer.getvalue()
    return answer.status_code


def test_it_hides_with_the_case_and_its_file_has_no_address_of_its_own(
    as_, client, petition, nora, karim
):
    give_picture(as_(nora), petition)
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
    petition.refresh_from_db()
    assert StoredFile.objects.get() == petition.picture != former
    assert not default_storage.exists(former.path)
