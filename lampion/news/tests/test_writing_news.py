"""Nora writes for the section, Alice to her own network; what was sent can be read by everybody."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from lampion.news import actions
from lampion.news.models import Mailing, Phase

WORDS = {"subject": "Réunion 🕯", "body": "Bonjour", "language": "fr", "listed": "on"}


def approve(mailing, by):
    actions.approve(mailing, expected=actions.count_readers(mailing), by=by, at=timezone.now())


def test_a_responsable_writes_to_the_own_network_and_no_further(as_, alice, louvain, namur, eloise):
    answer = as_(alice).post(f"/mailings/new/?group={louvain.pk}", WORDS | {"preview": "1"})
    mailing = Mailing.objects.get()
    assert answer.url == f"/mailings/{mailing.pk}/preview/"
    assert (mailing.group, mailing.subject) == (louvain, "Réunion 🕯")
    page = as_(alice).get(answer.url).content.decode()
    assert "2 lect" in page
    assert as_(alice).post(f"/mailings/new/?group={namur.pk}", WORDS).status_code == 404
    assert as_(alice).post("/office/mailings/new/", WORDS).status_code == 404


def test_another_group_and_another_colleague_see_nothing_of_it(as_, written, zoe, karim, namur):
    mailing = written()
    for person in (zoe, karim):
        for rest in ("", "preview/", "progress/"):
            for desk in ("", "/office"):
                address = f"{desk}/mailings/{mailing.pk}/{rest}"
                assert as_(person).get(address).status_code == 404


def test_what_is_missing_is_said_and_what_was_typed_stays(as_, nora, louvain):
    answer = as_(nora).post(
        "/office/mailings/new/", {"subject": "", "body": "Mes mots", "language": "fr"}
    )
    assert answer.status_code == 422
    assert "Mes mots" in answer.content.decode()
    assert not Mailing.objects.exists()


def test_a_draft_is_on_no_public_page_and_what_left_is(client, written, eloise, nora):
    mailing = written()
    assert client.get(mailing.get_absolute_url()).status_code == 404
    assert "Des nouvelles" not in client.get("/news/").content.decode()
    approve(mailing, nora)
    assert "<strong>tous</strong>" in client.get(mailing.get_absolute_url()).content.decode()
    assert "Des nouvelles" in client.get("/news/").content.decode()


def test_what_is_not_listed_is_found_by_its_address_only(client, written, eloise, nora):
    mailing = written(listed=False)
    approve(mailing, nora)
    assert client.get(mailing.get_absolute_url()).status_code == 200
    assert "Des nouvelles" not in client.get("/news/").content.decode()


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://tracker.example/pixel.png)",
        "<img src=https://tracker.example/p.png>",
    ],
)
def test_no_script_and_no_picture_from_elsewhere_is_ever_sent(written, body):
    html = actions.letter(written(body=body), way_out="https://x.example/")["html"]
    assert "<script" not in html
    assert "javascript:" not in html.replace("[x](javascript:alert(1))", "")
    assert "<img" not in html


def picture(size=(8, 8)):
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, "PNG")
    return SimpleUploadedFile("a.png", out.getvalue())


def test_a_picture_is_named_in_the_text_by_its_number(as_, nora, written, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    mailing = written(body="Voici ![une bougie](1) et ![rien](2)")
    as_(nora).post(f"/office/mailings/{mailing.pk}/pictures/", {"picture": picture()})
    html = actions.letter(mailing, way_out="https://x.example/")["html"]
    address = mailing.pictures.get().file.get_absolute_url()
    assert f'<img src="http://127.0.0.1:8000{address}" alt="une bougie">' in html
    assert "rien" in html
    assert html.count("<img") == 1


def test_what_is_no_picture_is_said_at_its_field(as_, nora, written):
    mailing = written()
    file = SimpleUploadedFile("a.png", b"<svg onload=alert(1)>")
    answer = as_(nora).post(f"/office/mailings/{mailing.pk}/pictures/", {"picture": file})
    assert answer.status_code == 422
    assert not mailing.pictures.exists()


def test_a_draft_is_thrown_away_and_what_was_approved_is_not(as_, nora, written, eloise):
    mailing = written()
    as_(nora).post(f"/office/mailings/{mailing.pk}/discarding/")
    assert not Mailing.objects.exists()
    mailing = written()
    approve(mailing, nora)
    as_(nora).post(f"/office/mailings/{mailing.pk}/discarding/")
    assert mailing.phase().phase == Phase.SENDING


def test_the_numbers_of_an_open_page_come_as_a_fragment(as_, nora, written, eloise):
    mailing = written()
    approve(mailing, nora)
    address = f"/office/mailings/{mailing.pk}/progress/"
    whole, part = as_(nora).get(address), as_(nora).get(address, headers={"HX-Request": "true"})
    assert "<html" in whole.content.decode()
    assert "<html" not in part.content.decode()
    assert "HX-Request" in part.headers["Vary"]


def test_news_without_a_reader_are_not_sent(as_, nora, written):
    mailing = written()
    as_(nora).post(f"/office/mailings/{mailing.pk}/approval/", {"expected": 0})
    assert mailing.phase().phase == Phase.DRAFT
