"""The secretariat founds, edits, entrusts and closes groups; the last responsable stays."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from lampion.files.models import StoredFile
from lampion.groups.models import Function, Group, LastCoordinator, LifeStage, Mandate, Membership
from lampion.groups.models.mandate import leave
from lampion.mail.models import Message

TYPED = {
    "name": "Wavre",
    "kind": "local",
    "postcode": "1300",
    "locality": "Wavre",
    "served": "1301 1340",
    "languages": ["fr"],
    "rhythm": "Premier mardi",
}


def url(group, rest=""):
    return f"/office/groups/{group.pk}/{rest}"


def test_the_list_is_found_by_number_name_stage_and_missing_responsable(as_, nora, louvain, namur):
    office = as_(nora)
    assert "Namur" in office.get("/office/groups/").text
    found = office.get("/office/groups/?q=12").text
    assert "Louvain-la-Neuve" in found
    assert url(namur) not in found
    assert url(louvain) not in office.get("/office/groups/?state=dormant").text
    Mandate.objects.filter(group=namur).update(ended_on=date(2026, 5, 1))
    unmanned = office.get("/office/groups/?state=unmanned").text
    assert url(namur) in unmanned
    assert url(louvain) not in unmanned


def test_a_new_group_is_founded_with_its_place_and_area(as_, nora):
    answer = as_(nora).post("/office/groups/new/", TYPED | {"number": "33", "stage": "active"})
    group = Group.objects.get(number=33)
    assert answer.url == url(group)
    assert (group.locality_name, group.served_postcodes()) == ("Wavre", ["1300", "1301", "1340"])


@pytest.mark.parametrize(
    ("field", "typed"),
    [("postcode", "9999"), ("locality", "Namur"), ("served", "1300 0000"), ("number", "12")],
)
def test_what_is_wrong_is_said_beside_its_field(as_, nora, louvain, field, typed):
    said = TYPED | {"number": "33", "stage": "active", field: typed}
    answer = as_(nora).post("/office/groups/new/", said)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.text
    assert "Premier mardi" in answer.text


def test_an_edit_keeps_what_was_there_before(as_, nora, louvain):
    office = as_(nora)
    office.post(url(louvain, "details/"), TYPED)
    louvain.refresh_from_db()
    assert (louvain.name, louvain.postcode, louvain.province) == ("Wavre", "1300", "WBR")
    assert louvain.revisions.get().changes["name"] == ["Louvain-la-Neuve", "Wavre"]
    assert "Louvain-la-Neuve" in office.get(url(louvain)).text
    office.post(url(louvain, "details/"), TYPED)
    assert louvain.revisions.count() == 1


def test_a_responsable_is_named_and_invited_once(as_, nora, louvain):
    office = as_(nora)
    typed = {
        "mandate-first_name": "Mia",
        "mandate-last_name": "Legrand",
        "mandate-email": "Mia@Example.org",
        "mandate-function": "coordinator",
    }
    office.post(url(louvain, "mandates/"), typed)
    office.post(url(louvain, "mandates/"), typed)
    assert (
        Mandate.objects.open().filter(group=louvain, person__email="mia@example.org").count() == 1
    )
    assert Message.objects.filter(topic="invitation", to_address="mia@example.org").exists()


def test_the_last_responsable_of_an_active_group_stays(as_, nora, alice, louvain):
    mandate = Mandate.objects.get(group=louvain)
    answer = as_(nora).post(url(louvain, f"mandates/{mandate.pk}/ending/"), follow=True)
    assert "notice-danger" in answer.text
    mandate.refresh_from_db()
    assert mandate.ended_on is None
    with pytest.raises(LastCoordinator):
        leave(Membership.objects.get(group=louvain, person=alice), by=nora, on=date(2026, 5, 1))


def test_with_a_successor_or_asleep_the_responsable_may_go(as_, nora, alice, zoe, louvain):
    Mandate.give(louvain, zoe, Function.COORDINATOR, by=nora, on=date(2026, 4, 1))
    leave(Membership.objects.get(group=louvain, person=alice), by=nora, on=date(2026, 5, 1))
    as_(nora).post(url(louvain, "stages/"), {"stage-stage": "dormant", "stage-reason": "pause"})
    last = Mandate.objects.open().get(group=louvain)
    as_(nora).post(url(louvain, f"mandates/{last.pk}/ending/"))
    assert not Mandate.objects.open().filter(group=louvain).exists()
    assert LifeStage.objects.get(group=louvain, until=None).stage == "dormant"


def _jpeg():
    picture, exif = io.BytesIO(), Image.Exif()
    exif[0x8825] = {1: "N", 2: (50.0, 40.0, 12.0), 3: "E", 4: (4.0, 36.0, 50.0)}
    Image.new("RGB", (2000, 1000), "gold").save(picture, "JPEG", exif=exif)
    return picture.getvalue()


def test_a_picture_is_made_small_and_loses_its_place(as_, nora, louvain, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    assert Image.open(io.BytesIO(_jpeg())).getexif().get_ifd(0x8825)
    upload = SimpleUploadedFile("stand.jpg", _jpeg())
    typed = {"picture-picture": upload, "picture-picture_alt": "Le stand"}
    as_(nora).post(url(louvain, "picture/"), typed)
    kept = StoredFile.objects.get()
    stored = Image.open(io.BytesIO((tmp_path / kept.path).read_bytes()))
    assert (stored.format, max(stored.size), dict(stored.getexif())) == ("WEBP", 1600, {})
    assert kept.get_absolute_url() in as_(nora).get("/groups/12/louvain-la-neuve/").text


def test_what_is_no_picture_is_refused_beside_the_field(as_, nora, louvain):
    upload = SimpleUploadedFile("stand.jpg", b"<svg onload=alert(1)>")
    typed = {"picture-picture": upload, "picture-picture_alt": "Le stand"}
    answer = as_(nora).post(url(louvain, "picture/"), typed)
    assert answer.status_code == 422
    assert "id_picture-picture_error" in answer.text
    assert not StoredFile.objects.exists()


def test_a_group_of_another_section_is_as_if_it_did_not_exist(as_, nora, louvain):
    stranger = louvain.section.__class__.objects.create(code="nl", name="Elders", country="be")
    Group.objects.filter(pk=louvain.pk).update(section=stranger)
    for rest in ("", "details/"):
        assert as_(nora).get(url(louvain, rest)).status_code == 404
    assert as_(nora).post(url(louvain, "stages/"), {"stage-stage": "closed"}).status_code == 404


def test_a_member_of_a_group_has_no_office(as_, alice, louvain):
    for address in ("/office/groups/", url(louvain), "/office/groups/export.csv"):
        assert as_(alice).get(address).status_code == 404
