"""Petitions on paper behind the doors: sheets of Louvain-la-Neuve, one of them back, some lost, a delivery."""

from __future__ import annotations

import io
from datetime import date, timedelta

from django.utils import timezone
from PIL import Image

from lampion.files.pages import check_pages
from lampion.people.models import Person
from lampion.petitions import actions
from lampion.petitions.deliveries import make_files, prepare
from lampion.petitions.models import (
    Bundle,
    Custody,
    DeliveryAnswer,
    DeliveryPicture,
    Petition,
    PetitionText,
    SheetScan,
    Step,
)
from lampion.petitions.paper import declare_lost, order_sheets
from tests.house.things import find_alice, find_louvain
from tests.house.things_cases import second_person, some_case, some_file


def some_signable(now) -> Petition:
    nora = Person.objects.get(email="nora@example.org")
    values = {
        "addressee": "Le ministre de la Justice",
        "goals": [100],
        "agreed_by": "sa sœur",
        "agreed_on": date(2026, 1, 5),
        "closes_at": now + timedelta(days=30),
    }
    words = {"title": "Liberté pour Samira", "text": "Elle est en prison.", "ask": "Libérez-la."}
    petition = Petition.begin(
        some_case(now), values, [PetitionText(language="fr", **words)], by=nora, at=now
    )
    petition.propose(by=nora, at=now)
    actions.publish(petition, by=second_person(), at=now)
    return Petition.objects.get(pk=petition.pk)


def some_bundle(now) -> Bundle:
    words = {"event": None, "school": "", "language": "fr", "count": 3, "lines": 10}
    petition, alice = some_signable(now), find_alice()
    return order_sheets(petition, group=find_louvain(), **words, by=alice, at=now)


def some_sheet(now):
    """Back from the market, and not counted."""
    sheet = some_bundle(now).sheets.select_related("petition", "bundle")[0]
    alice, today = find_alice(), timezone.localdate(now)
    for step in (Step.TAKEN, Step.RETURNED):
        Custody.note([sheet], step, person=alice, on=today, by=alice, at=now)
    return sheet


def some_scan(now):
    """A picture beside it, made by Alice, who has the paper."""
    sheet, out = some_sheet(now), io.BytesIO()
    Image.new("RGB", (1200, 1600), "white").save(out, "JPEG")
    out.seek(0)
    pages = check_pages(out, most_bytes=2**20, most_pages=1)
    SheetScan.lay(sheet, pages, by=find_alice(), at=now)
    return SheetScan.objects.get(sheet=sheet)


def some_loss(now):
    sheet, today = some_sheet(now), timezone.localdate(now)
    words = {"signed": 4, "on": today, "by": find_alice(), "at": now}
    return declare_lost(sheet.bundle, [sheet], "Dans le train.", **words)


def some_delivery(now):
    nora = Person.objects.get(email="nora@example.org")
    made = prepare(some_signable(now), language="fr", with_names=True, by=nora, at=now)
    make_files(now)
    return made


def some_answer(now) -> DeliveryAnswer:
    """Greet noted it: Nora may let it out."""
    on, greet = timezone.localdate(now), second_person()
    return DeliveryAnswer.note(some_delivery(now), "Nous vérifions.", on=on, by=greet, at=now)


def some_picture_of_delivery(now) -> DeliveryPicture:
    made, greet = some_delivery(now), second_person()
    return DeliveryPicture.add(made, some_file(now), "Devant la porte", by=greet, at=now)


SHEET = ("sheet", "sheet-custody", "sheet-counts", "sheet-scans")
SCAN = ("sheet-scan", "sheet-scan-removal")
BUNDLE = ("bundle", "bundle-file", "bundle-custody", "bundle-loss")
DELIVERY = (
    "delivery", "office-delivery-letter", "office-delivery-handing", "office-delivery-news",
    "office-delivery-answers",
    "office-delivery-picture", "delivery-picture",
)  # fmt: skip


def sheet_arguments(now) -> dict:
    return {
        "petitions:group-sheets": [find_louvain().pk],
        **{f"petitions:{page}": [lambda: some_bundle(now).pk] for page in BUNDLE},
        **{f"petitions:{page}": [lambda: some_sheet(now).code] for page in SHEET},
        **{
            f"petitions:{page}": [
                lambda: some_scan(now).sheet.code,
                lambda: SheetScan.objects.latest("pk").pk,
            ]
            for page in SCAN
        },
        **{f"petitions:{page}": [lambda: some_delivery(now).pk] for page in DELIVERY},
        **{
            f"petitions:office-delivery-picture-{deed}": [lambda: some_picture_of_delivery(now).pk]
            for deed in ("release", "removal")
        },
        **{
            f"petitions:office-answer-{deed}": [lambda: some_answer(now).pk]
            for deed in ("release", "withdrawal")
        },
        "petitions:office-delivery-names": [lambda: some_delivery(now).pk, "table"],
        "petitions:office-deliveries": [lambda: some_signable(now).pk],
        "petitions:office-loss": [lambda: some_loss(now).pk],
    }
