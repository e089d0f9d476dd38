"""What is handed over: a letter with number and words, and for those who agreed to it a list of names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from lampion.cases.models import CaseNews, NewsKind
from lampion.journal import models as journal
from lampion.kit.formats import local_date, local_datetime
from lampion.kit.spreadsheets import write_csv
from lampion.kit.tasks import wake
from lampion.kit.typesetting import typeset
from lampion.people.models import Person
from lampion.petitions.models import (
    Delivery,
    DeliveryFile,
    DeliveryNews,
    FileKind,
    Handing,
    NameUse,
    Petition,
    PetitionKey,
    Signature,
    Tally,
)
from lampion.petitions.sheets import drawn, paragraphs
from lampion.sections.models import Parameter
from lampion.sections.models.parameter import Name

FOLDER = Path(__file__).parent / "typst"
MAKE = gettext_noop("make the lists of names for deliveries")
# A printed list of more is a book: the table has them all.
MOST_PRINTED = 20_000


@transaction.atomic
def prepare(
    petition: Petition, *, language: str, with_names: bool, by: Person, at: datetime
) -> Delivery:
    """Freeze the number as it stands, and have the names listed if they go with it. Raises Closed."""
    tally = Tally.objects.get(petition=petition)
    made = Delivery.prepare(
        petition, language=language, online=tally.online, paper=tally.paper, with_names=with_names,
        by=by, at=at,
    )  # fmt: skip
    if with_names:
        wake(MAKE)
    return made


def agreed(petition: Petition) -> int:
    """Return how many who signed online agreed that the addressee reads their name."""
    count: int = _agreed(petition).count()
    return count


def _agreed(petition: Petition) -> Any:
    known = Signature.objects.counted().filter(sealed__isnull=False)
    return known.filter(petition=petition, use=NameUse.SHOWN)


def names(delivery: Delivery, key: PetitionKey) -> Iterator[tuple[str, str]]:
    """Give name and locality of those who agreed, as they signed, until it was prepared. Raises KeyDestroyed."""
    until = _agreed(delivery.petition).filter(confirmed_at__lte=delivery.at)
    for signature in until.order_by("pk").iterator(chunk_size=2000):
        identity = signature.identity(key.secrets)
        yield identity.name, identity.locality


def make_files(at: datetime) -> int:
    """Make the lists that wait; returns how many. Whose key is destroyed has none any more.

    Raises what stopped one of them, once all others are made.
    """
    waiting = DeliveryFile.objects.filter(made_at=None, gone_at=None)
    rows = waiting.select_related("delivery__petition__section", "delivery__by").order_by("pk")
    made, problem = 0, None
    for file in rows:
        try:
            made += _make(file, at)
        except Exception as error:  # noqa: BLE001 whatever stops one list, the others are made
            problem = error
    if problem:
        raise problem
    return made


@transaction.atomic
def _make(file: DeliveryFile, at: datetime) -> bool:
    held = DeliveryFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    key = PetitionKey.objects.get(petition=file.delivery.petition_id)
    if held.made_at or held.gone_at or not key.wrapped:
        return False
    delivery = file.delivery
    rows = list(names(delivery, key))
    if held.kind == FileKind.LIST and len(rows) > MOST_PRINTED:
        DeliveryFile.objects.filter(pk=held.pk).update(gone_at=at, named=len(rows))
        return False
    with override(delivery.language):
        write = _table if held.kind == FileKind.TABLE else _list
        data = write(delivery, rows)
    days = Parameter.objects.value(
        delivery.petition.section, Name.DELIVERY_DAYS, on=timezone.localdate(at)
    )
    # One that is made anew stays no longer for that.
    leaves_on = held.leaves_on or timezone.localdate(at) + timedelta(days=days)
    held.keep(data, len(rows), key, leaves_on=leaves_on, at=at)
    details = {"kind": held.kind, "sha256": held.sha256, "names": len(rows)}
    journal.write("listed names of signers", delivery, by=delivery.by, at=at, details=details)
    return True


def list_anew(petition: Petition, at: datetime) -> None:
    """Somebody who may be listed left: what is not handed over is listed without them, of what is nothing stays.

    Also what is being made in this moment: it is waited for.
    """
    files = DeliveryFile.objects.filter(delivery__petition=petition, gone_at=None)
    files.filter(delivery__handing__isnull=False).update(sealed=None, gone_at=at)
    waiting = files.filter(delivery__handing=None)
    if waiting.update(sealed=None, made_at=None, sha256="", size=None, named=None):
        wake(MAKE)


def empty_files(on: date) -> int:
    """Empty the lists whose day has come; returns how many. Their fingerprint stays."""
    due = DeliveryFile.objects.filter(gone_at=None, leaves_on__lte=on)
    return due.update(sealed=None, gone_at=timezone.now())


def made_by(delivery: Delivery) -> str:
    """Say on every page and in the table for whom, by whom and when it was made."""
    name = delivery.by.name if delivery.by else ""
    said = {"to": delivery.petition.addressee, "name": name, "number": delivery.pk}
    said["when"] = local_datetime(delivery.at)
    return _("Only for: %(to)s. Made by %(name)s, %(when)s, delivery %(number)s.") % said


@transaction.atomic
def hand_over(
    delivery: Delivery, *, on: date, how: str, words: str, by: Person, at: datetime
) -> CaseNews | None:
    """Note that it was handed over, and draft the news of it, which a second person tells; twice is once."""
    handing, fresh = delivery.hand_over(on=on, how=how, words=words, by=by, at=at)
    return _draft(delivery, handing, by=by, at=at) if fresh else None


@transaction.atomic
def draft_again(delivery: Delivery, *, by: Person, at: datetime) -> CaseNews | None:
    """Draft the news anew where the former ones were thrown away or taken back; None: they stand, or it is not handed over."""
    held = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    handing = Handing.objects.filter(delivery=held).first()
    if handing is None or DeliveryNews.objects.filter(delivery=held).standing().exists():
        return None
    return _draft(delivery, handing, by=by, at=at)


def _draft(delivery: Delivery, handing: Handing, *, by: Person, at: datetime) -> CaseNews:
    with override(delivery.language):
        said = _(
            "On %(day)s the petition “%(title)s” was handed over, %(how)s, with %(number)s signatures."
        )
        said %= {
            "day": local_date(handing.on),
            "title": delivery.petition.words(delivery.language).title,
            "how": handing.get_how_display(),
            "number": number_format(delivery.number, force_grouping=True),
        }
        title = _("The petition is handed over")
    text = "\n\n".join(filter(None, [said, handing.words]))
    draft = {"kind": NewsKind.UPDATE, "language": delivery.language, "title": title, "words": text}
    news = CaseNews.begin(delivery.petition.case, draft, by=by, at=at)
    DeliveryNews.objects.update_or_create(delivery=delivery, defaults={"news": news})
    return news


def _table(delivery: Delivery, rows: list[tuple[str, str]]) -> bytes:
    headers = [_("Name"), _("Locality"), made_by(delivery)]
    return write_csv(headers, [(name, locality, "") for name, locality in rows])


def _list(delivery: Delivery, rows: list[tuple[str, str]]) -> bytes:
    petition = delivery.petition
    data = {
        "title": petition.words(delivery.language).title,
        "petition": _("Petition no. %(number)s") % {"number": petition.number},
        "to_label": _("To:"),
        "to": petition.addressee,
        "explains": _(
            "Of %(all)s people who signed, %(named)s agreed that the addressee reads their name and locality. Nobody else may read this list, copy it or keep it."
        )
        % {
            "all": number_format(delivery.number, force_grouping=True),
            "named": number_format(len(rows), force_grouping=True),
        },
        "columns": ["", _("Name"), _("Locality")],
        "names": rows,
        "watermark": _("Confidential – delivery %(number)s") % {"number": delivery.pk},
        "made": made_by(delivery),
    }
    return typeset(FOLDER / "names.typ", data, language=delivery.language)


def cover_letter(delivery: Delivery, on: date) -> bytes:
    """Return the letter that goes with the petition: its number and its words, no name."""
    with override(delivery.language):
        return typeset(FOLDER / "cover.typ", _cover(delivery, on), language=delivery.language)


def _cover(delivery: Delivery, on: date) -> dict[str, Any]:
    petition = delivery.petition
    section, said = petition.section, petition.words(delivery.language)
    public = Petition.objects.public(timezone.now()).filter(pk=petition.pk).exists()
    page = settings.SITE_URL + reverse("petitions:short", args=[petition.number])
    return {
        "sender": [section.legal_name or section.name, *section.address.splitlines()],
        "qr": drawn(page) if public else "",
        "qr_alt": _("QR square that leads to the page of the petition"),
        "to": petition.addressee,
        "when": local_date(on),
        "title": said.title,
        "number": number_format(delivery.number, force_grouping=True),
        "number_label": _("people signed this petition"),
        "parts": _("%(online)s confirmed online, %(paper)s on paper, counted twice. As of %(day)s.")
        % {
            "online": number_format(delivery.online, force_grouping=True),
            "paper": number_format(delivery.paper, force_grouping=True),
            "day": local_date(delivery.at),
        },
        "paragraphs": paragraphs(said.text),
        "ask": paragraphs(said.ask),
        "closing": _("We ask for an answer, which we will tell to all who signed."),
    }
