"""A petition is handed over: the number and the words, names only of those who agreed, and not for long."""

import csv
import hashlib
import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from PIL import Image

from lampion.cases.models import Case, CaseNews, SamePerson
from lampion.journal.models import Record
from lampion.petitions import actions, deliveries
from lampion.petitions.counting import count, recount_paper
from lampion.petitions.deliveries import (
    agreed,
    cover_letter,
    empty_files,
    hand_over,
    make_files,
    prepare,
)
from lampion.petitions.models import (
    Closed,
    Delivery,
    DeliveryAnswer,
    DeliveryFile,
    DeliveryPicture,
    Gone,
    Handing,
    Identity,
    KeyDestroyed,
    NameUse,
    PetitionKey,
    Share,
    SheetCount,
    Signature,
)
from lampion.petitions.retention import forget_signers

NAMES = (
    ("Élodie “Lou” O’Brien", "Namur"),
    ('=HYPERLINK("https://evil.example")', "+32 475"),
    ("نور الهدى بنعلي", "Liège"),
    ("Дмитрий; Соколов", "Antwerpen"),
)


def signed(petition, name, locality, use, number):
    identity = Identity(
        name=name, email=f"s{number}@example.org", locality=locality, country="be", language="fr"
    )
    said = actions.Signed(petition=petition, identity=identity, use=use, wants_news=False)
    actions.sign(said, at=timezone.now())
    made = Signature.objects.order_by("pk").last()
    Signature.objects.filter(pk=made.pk).update(confirmed_at=timezone.now())
    return made


@pytest.fixture
def many(petition):
    """Four who agree that the addressee reads their name, one who only counts, one who never confirmed."""
    for number, (name, locality) in enumerate(NAMES):
        signed(petition, name, locality, NameUse.SHOWN, number)
    signed(petition, "Only Counted", "Huy", NameUse.COUNTED, 10)
    made = signed(petition, "Not Confirmed", "Huy", NameUse.SHOWN, 11)
    Signature.objects.filter(pk=made.pk).update(confirmed_at=None)
    return petition


@pytest.fixture
def listed(many, nora):
    made = prepare(many, language="fr", with_names=True, by=nora, at=timezone.now())
    make_files(timezone.now())
    return made


def table(listed, nora):
    file = DeliveryFile.objects.get(delivery=listed, kind="table")
    data = file.read(by=nora, at=timezone.now())
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def take_back_after_the_end(petition, nora):
    petition.close(by=nora, at=timezone.now())
    actions.take_back(
        Signature.objects.select_related("petition").order_by("pk")[0], at=timezone.now()
    )


def test_who_takes_back_after_the_end_is_on_no_list_and_stops_none(many, nora):
    take_back_after_the_end(many, nora)
    assert agreed(many) == 3
    made = prepare(many, language="fr", with_names=True, by=nora, at=timezone.now())
    assert make_files(timezone.now()) == 2
    named = [row[0] for row in table(made, nora)[1:]]
    assert NAMES[0][0] not in named
    assert len(named) == 3


def test_what_cannot_be_read_is_as_if_its_key_were_gone(many):
    key = PetitionKey.objects.get(petition=many).secrets
    with pytest.raises(KeyDestroyed):
        key.unseal(b"", "signature")


def test_one_list_that_fails_does_not_stop_the_others(many, nora, monkeypatch):
    def fails(delivery, rows):
        raise OSError

    prepare(many, language="fr", with_names=True, by=nora, at=timezone.now())
    monkeypatch.setattr(deliveries, "_list", fails)
    with pytest.raises(OSError):  # noqa: PT011 for the job, which is tried again
        make_files(timezone.now())
    made = DeliveryFile.objects.exclude(made_at=None)
    assert [file.kind for file in made] == ["table"]


def test_by_default_only_the_number_and_the_text_are_handed_over(as_, many, nora):
    office = as_(nora)
    said = {"language": "fr", "with_names": "number"}
    page = office.post(f"/office/petitions/{many.pk}/deliveries/", said)["Location"]
    made = Delivery.objects.get()
    assert (made.with_names, made.files.count()) == (False, 0)
    assert office.get(page).status_code == 200
    letter = office.get(f"/office/deliveries/{made.pk}/letter.pdf").content
    assert letter.startswith(b"%PDF-")
    assert "number" in choices(office, many)


def choices(office, petition):
    form = office.get(f"/office/petitions/{petition.pk}/deliveries/").context["form"]
    return [value for value, _label in form.fields["with_names"].choices]


def test_names_cannot_be_chosen_where_nobody_agreed(as_, petition, nora):
    office = as_(nora)
    assert choices(office, petition) == ["number"]
    said = {"language": "fr", "with_names": "names"}
    answer = office.post(f"/office/petitions/{petition.pk}/deliveries/", said)
    assert answer.status_code == 422
    assert not Delivery.objects.exists()


def test_only_who_confirmed_and_agreed_is_named_and_no_address_is(listed, nora, many):
    rows = table(listed, nora)
    assert agreed(many) == 4
    assert len(rows) == 5
    said = str(rows)
    assert "Only Counted" not in said
    assert "Not Confirmed" not in said
    assert "@example.org" not in said


def test_quotes_semicolons_and_other_scripts_come_out_of_the_table_as_they_were(listed, nora):
    named = [row[0] for row in table(listed, nora)[1:]]
    assert named == [NAMES[0][0], "'" + NAMES[1][0], NAMES[2][0], NAMES[3][0]]


def test_no_cell_of_the_table_is_a_formula(listed, nora):
    cells = [cell for row in table(listed, nora) for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")]
    assert [cell for cell in cells if cell.startswith(("'=", "'+"))]  # there were such cells


def test_the_lists_say_for_whom_by_whom_and_when_they_were_made(listed, nora):
    watermark = table(listed, nora)[0][2]
    assert listed.petition.addressee in watermark
    assert nora.name in watermark
    printed = DeliveryFile.objects.get(delivery=listed, kind="list")
    assert printed.read(by=nora, at=timezone.now()).startswith(b"%PDF-")


def test_the_fingerprint_is_that_of_the_file_and_stands_in_the_journal(as_, listed, nora):
    office = as_(nora)
    data = office.post(f"/office/deliveries/{listed.pk}/names/table/").content
    sha256 = hashlib.sha256(data).hexdigest()
    assert sha256 in office.get(f"/office/deliveries/{listed.pk}/").text
    verbs = Record.objects.about(listed).filter(details__sha256=sha256)
    assert set(verbs.values_list("verb", flat=True)) == {
        "listed names of signers",
        "read names of signers",
    }
    assert verbs.get(verb="read names of signers").by == nora


def test_every_opening_of_the_names_is_in_the_journal_and_a_link_alone_opens_nothing(
    as_, listed, nora
):
    office = as_(nora)
    address = f"/office/deliveries/{listed.pk}/names/list/"
    assert office.get(address).status_code == 405
    for _time in range(2):
        office.post(address)
    read = Record.objects.about(listed).filter(verb="read names of signers")
    assert read.count() == 2


def test_names_lie_sealed_in_the_database(listed):
    for file in DeliveryFile.objects.filter(delivery=listed):
        assert NAMES[0][0].encode() not in bytes(file.sealed)
        assert b"%PDF" not in bytes(file.sealed)


def test_the_lists_are_gone_on_their_day_and_their_fingerprint_stays(as_, listed, nora):
    today = timezone.localdate()
    assert empty_files(today + timedelta(days=6)) == 0
    assert empty_files(today + timedelta(days=7)) == 2
    file = DeliveryFile.objects.get(delivery=listed, kind="table")
    assert file.sealed is None
    assert len(file.sha256) == 64
    with pytest.raises(Gone):
        file.read(by=nora, at=timezone.now())
    answer = as_(nora).post(f"/office/deliveries/{listed.pk}/names/table/")
    assert answer.status_code == 302


def test_whoever_signed_is_forgotten_and_the_lists_with_them(many, listed, nora):
    many.close(by=nora, at=timezone.now())
    forget_signers(timezone.now() + timedelta(days=400))
    file = DeliveryFile.objects.get(delivery=listed, kind="table")
    with pytest.raises(KeyDestroyed):
        file.read(by=nora, at=timezone.now())


def test_of_a_hidden_case_nothing_is_prepared_printed_or_opened(as_, listed, many, nora):
    case = Case.objects.get(pk=many.case_id)
    case.suspend(reason="x", by=nora, at=timezone.now())
    with pytest.raises(Closed):
        prepare(many, language="fr", with_names=False, by=nora, at=timezone.now())
    office = as_(nora)
    for method, page in (("get", "letter.pdf"), ("post", "names/table/")):
        answer = getattr(office, method)(f"/office/deliveries/{listed.pk}/{page}")
        assert answer.status_code == 302
    assert not Record.objects.about(listed).filter(verb="read names of signers").exists()


def test_the_number_is_that_of_the_day_on_which_it_was_prepared(many, returned, alice, bilal, nora):
    for person in (alice, bilal):
        SheetCount.enter(returned, 6, by=person, at=timezone.now())
    count(timezone.now())
    made = prepare(many, language="fr", with_names=False, by=nora, at=timezone.now())
    assert (made.paper, made.number) == (6, made.online + 6)
    assert cover_letter(made, timezone.localdate()).startswith(b"%PDF-")


def release_the_news(by):
    news = CaseNews.objects.get()
    news.release(news.changed_at, by=by, at=timezone.now())


def test_it_is_handed_over_once_and_everybody_sees_when_and_once_told_what_was_answered(
    as_, client, listed, many, nora, karim
):
    office = as_(nora)
    said = {
        "handing-on": timezone.localdate().isoformat(),
        "handing-how": "embassy",
        "handing-words": "Par Nora.",
    }
    address = f"/office/deliveries/{listed.pk}/"
    public = many.get_absolute_url()
    assert "Par Nora." not in client.get(public).text
    office.post(f"{address}handing/", said)
    office.post(f"{address}handing/", said | {"handing-words": "Par un autre."})
    office.post(
        f"{address}answers/",
        {"answer-on": timezone.localdate().isoformat(), "answer-words": "Nous vérifions."},
    )
    page = client.get(public).text
    assert "à l’ambassade" in page
    assert "Par Nora." not in page
    assert "Nous vérifions." not in page
    release_the_news(karim)
    cache.clear()
    page = client.get(public).text
    assert "Par Nora." in page
    assert "Par un autre." not in page
    assert "Nous vérifions." not in page
    DeliveryAnswer.objects.get().release(by=karim, at=timezone.now())
    cache.clear()
    assert "Nous vérifions." in client.get(public).text
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE petitions_handing SET words = 'x'")


def test_its_news_is_drafted_once_and_told_by_a_second_person_only(as_, listed, many, nora, client):
    office = as_(nora)
    said = {
        "handing-on": timezone.localdate().isoformat(),
        "handing-how": "post",
        "handing-words": "Par Nora.",
    }
    page = office.post(f"/office/deliveries/{listed.pk}/handing/", said)["Location"]
    office.post(f"/office/deliveries/{listed.pk}/handing/", said)
    news = CaseNews.objects.get()
    assert page == f"/office/case-news/{news.pk}/"
    assert office.get(page).status_code == 200
    assert "Par Nora." in news.words
    assert "Liberté pour Samira" in news.words
    assert not news.is_told
    with pytest.raises(SamePerson):
        news.release(news.changed_at, by=nora, at=timezone.now())


def test_each_group_sees_its_share_and_when_it_was_handed_over(
    as_, many, returned, alice, bilal, nora, louvain
):
    for person in (alice, bilal):
        SheetCount.enter(returned, 6, by=person, at=timezone.now())
    count(timezone.now())
    made = prepare(many, language="fr", with_names=False, by=nora, at=timezone.now())
    made.hand_over(on=timezone.localdate(), how="post", words="", by=nora, at=timezone.now())
    [share] = as_(alice).get(f"/my-groups/{louvain.pk}/sheets/").context["shares"]
    assert (share.paper, share.online) == (6, 0)
    assert share.handed == Handing.objects.get()


def test_its_picture_is_for_whoever_may_see_the_petition_and_hides_with_it(
    as_, client, listed, many, nora, karim
):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    out.seek(0)
    out.name = "a.jpg"
    hand_over(listed, on=timezone.localdate(), how="post", words="", by=nora, at=timezone.now())
    said = {"picture-picture": out, "picture-said": "Devant la porte"}
    office = as_(nora)
    office.post(f"/office/deliveries/{listed.pk}/picture/", said)
    address = f"/deliveries/{listed.pk}/picture/"
    assert client.get(address).status_code == 404
    office.get(address).getvalue()
    release_the_news(karim)
    assert client.get(address).status_code == 404
    DeliveryPicture.objects.get().release(by=karim, at=timezone.now())
    shown = client.get(address)
    assert shown["Content-Type"] == "image/webp"
    shown.getvalue()
    Case.objects.get(pk=many.case_id).suspend(reason="x", by=nora, at=timezone.now())
    assert client.get(address).status_code == 404


def test_a_number_on_paper_that_went_wrong_is_set_right_at_night(petition, returned, alice, bilal):
    for person in (alice, bilal):
        SheetCount.enter(returned, 6, by=person, at=timezone.now())
    count(timezone.now())
    petition.tally.refresh_from_db()
    assert recount_paper(timezone.now()) == 0
    type(petition.tally).objects.update(paper=99)
    assert recount_paper(timezone.now()) == 1
    petition.tally.refresh_from_db()
    assert petition.tally.paper == 6
    shares = Share.objects.filter(petition=petition)
    shares.update(number=5)
    assert recount_paper(timezone.now()) == 1
    assert [one.number for one in shares] == [6]


def test_what_is_settled_and_not_yet_added_up_is_not_counted_twice(
    petition, returned, alice, bilal
):
    for person in (alice, bilal):
        SheetCount.enter(returned, 6, by=person, at=timezone.now())
    assert recount_paper(timezone.now()) == 0
    count(timezone.now())
    assert [one.number for one in Share.objects.filter(petition=petition)] == [6]
    petition.tally.refresh_from_db()
    assert petition.tally.paper == 6
