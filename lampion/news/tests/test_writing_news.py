"""Nora writes for the section, Alice to her own network; what was sent can be read by everybody."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from lampion.contacts.models import Theme
from lampion.groups.models import Holding, Power, SectionFunction
from lampion.news import actions
from lampion.news.letter import fingerprint, letter
from lampion.news.models import Mailing, Phase

WORDS = {"subject": "Réunion 🕯", "body": "Bonjour", "language": "fr", "listed": "on"}


def send(mailing, by):
    """Approve, and let the first mails be queued."""
    approve(mailing, by)
    actions.send_some(mailing, at=timezone.now() + timedelta(minutes=3))


def approve(mailing, by):
    actions.approve(
        mailing,
        expected=actions.count_readers(mailing),
        seen=fingerprint(mailing),
        by=by,
        at=timezone.now(),
    )


def test_a_responsable_writes_to_the_own_network_and_no_further(as_, alice, louvain, namur, eloise):
    answer = as_(alice).post(f"/mailings/new/?group={louvain.pk}", WORDS | {"preview": "1"})
    mailing = Mailing.objects.get()
    assert answer.url == f"/mailings/{mailing.pk}/preview/"
    assert (mailing.group, mailing.subject) == (louvain, "Réunion 🕯")
    page = as_(alice).get(answer.url).content.decode()
    assert "2 lect" in page
    assert as_(alice).post(f"/mailings/new/?group={namur.pk}", WORDS).status_code == 404
    assert as_(alice).post("/office/mailings/new/", WORDS).status_code == 404


def test_whom_a_function_lets_writes_for_the_group_and_from_its_end_no_more(
    as_, louvain, namur, bilal, eloise
):
    names = dict.fromkeys(("fr", "nl", "de", "en"), "Presse")
    client, new = as_(bilal), f"/mailings/new/?group={louvain.pk}"
    plain = SectionFunction.offer(louvain.section, names, [], by=None, at=timezone.now())
    Holding.give(louvain, bilal, plain, by=None, on=timezone.localdate())
    assert client.post(new, WORDS).status_code == 404
    assert new not in client.get("/home/").text
    plain.revise(names, [Power.NEWS], by=bilal, at=timezone.now())
    assert new in client.get("/home/").text
    draft = client.post(new, WORDS).url
    assert client.get(draft).status_code == 200
    assert client.post(f"/mailings/new/?group={namur.pk}", WORDS).status_code == 404
    Holding.objects.get(person=bilal).end(by=None, on=timezone.localdate())
    assert client.get(draft).status_code == 404


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
    assert client.get(mailing.get_absolute_url()).status_code == 404
    actions.send_some(mailing, at=timezone.now() + timedelta(minutes=3))
    assert "<strong>tous</strong>" in client.get(mailing.get_absolute_url()).content.decode()
    assert "Des nouvelles" in client.get("/news/").content.decode()


def test_what_is_not_listed_is_found_by_its_address_only(client, written, eloise, nora):
    mailing = written(listed=False)
    send(mailing, nora)
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
    html = letter(written(body=body), way_out="https://x.example/")["html"]
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
    html = letter(mailing, way_out="https://x.example/")["html"]
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
    as_(nora).post(
        f"/office/mailings/{mailing.pk}/approval/", {"expected": 0, "seen": fingerprint(mailing)}
    )
    assert mailing.phase().phase == Phase.DRAFT


def test_a_letter_is_taken_off_its_page_for_everybody(client, as_, nora, written, eloise):
    mailing = written()
    send(mailing, nora)
    assert client.get(mailing.get_absolute_url()).status_code == 200
    as_(nora).post(f"/office/mailings/{mailing.pk}/removal/")
    assert client.get(mailing.get_absolute_url()).status_code == 404
    assert "Des nouvelles" not in client.get("/news/").content.decode()


def test_words_that_were_not_seen_are_not_approved(as_, nora, written, eloise):
    mailing = written()
    seen = fingerprint(mailing)
    mailing.revise({"body": "Autre"}, by=nora, at=timezone.now())
    as_(nora).post(f"/office/mailings/{mailing.pk}/approval/", {"expected": 1, "seen": seen})
    assert mailing.phase().phase == Phase.DRAFT


def test_another_picture_takes_the_question_back_and_its_number_is_not_given_twice(
    as_, nora, written, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    mailing = written()
    address = f"/office/mailings/{mailing.pk}/pictures/"
    as_(nora).post(address, {"picture": picture()})
    mailing.propose(by=nora, at=timezone.now())
    before = fingerprint(mailing)
    as_(nora).post(f"{address}1/removal/")
    assert mailing.phase().phase == Phase.DRAFT
    as_(nora).post(address, {"picture": picture((9, 9))})
    assert [one.number for one in mailing.pictures.all()] == [2]
    assert fingerprint(Mailing.objects.get()) != before


def test_a_picture_taken_off_a_draft_is_gone(
    as_, nora, written, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    mailing = written()
    as_(nora).post(f"/office/mailings/{mailing.pk}/pictures/", {"picture": picture()})
    assert list(tmp_path.rglob("*.webp"))
    with django_capture_on_commit_callbacks(execute=True):
        as_(nora).post(f"/office/mailings/{mailing.pk}/pictures/1/removal/")
    assert not list(tmp_path.rglob("*.webp"))


def test_a_line_break_in_a_subject_becomes_a_space(as_, nora, louvain):
    as_(nora).post("/office/mailings/new/", WORDS | {"subject": "Une\nligne"})
    assert Mailing.objects.get().subject == "Une ligne"


def test_a_link_to_our_own_pages_is_whole_in_the_mail(written):
    html = letter(written(body="[ici](/groups/1/)"), way_out="https://x.example/")["html"]
    assert 'href="http://127.0.0.1:8000/groups/1/"' in html


def test_a_draft_whose_theme_ended_goes_to_nobody_and_stays_on_its_theme(
    as_, nora, written, eloise
):
    theme = Theme.objects.first()
    mailing = written(theme=theme)
    theme.end(by=nora, at=timezone.now())
    address = f"/office/mailings/{mailing.pk}/"
    words = WORDS | {"theme": theme.pk}
    as_(nora).post(address, words)
    mailing = Mailing.objects.get()
    assert mailing.theme == theme
    as_(nora).post(f"{address}approval/", {"expected": 1, "seen": fingerprint(mailing)})
    assert mailing.phase().phase == Phase.DRAFT
