"""People at risk behind the doors: one public case by which Louvain-la-Neuve stands, and what hangs on it."""

from __future__ import annotations

from io import BytesIO

from django.utils import timezone
from PIL import Image

from lampion.cases.models import (
    Adoption,
    Case,
    CaseDocument,
    CasePicture,
    CaseReader,
    Consent,
    Edition,
    Marking,
    Offer,
    Tier,
)
from lampion.decisions.models import Decision
from lampion.files.actions import store_picture
from lampion.files.checking import Checked
from lampion.files.models import StoredFile
from lampion.people.models import Person
from lampion.sections.models import Section
from tests.house.things import find_alice, find_louvain

WORDS = {
    "name": "Samira K.",
    "pseudonym": True,
    "kind": "person",
    "country": "ma",
    "language": "fr",
    "summary": "Enseignante, en prison pour avoir parlé.",
    "story": "Elle a dit ce que tous savaient.",
    "addressee": "Le ministre de la Justice",
    "asks": "Libérez-la.",
    "short_goals": "",
    "long_goals": "",
    "dos": "",
    "donts": "Ne parlez pas de sa famille.",
    "languages": ["fr"],
    "tier": Tier.PUBLIC,
    "embargo_until": None,
    "expires_on": None,
}


def second_person() -> Person:
    return Person.objects.get_or_create(
        email="greet@example.org", defaults={"first_name": "Greet"}
    )[0]


def publish(now, section=None, *, by=None, **words) -> Case:
    """A case that Nora wrote and Greet published."""
    section = section or Section.objects.get(code="be")
    nora = by or Person.objects.get(email="nora@example.org")
    case = Case.begin(section, WORDS | words, by=nora, at=now)
    return publish_draft(case, now)


def publish_draft(case: Case, now) -> Case:
    draft = Edition.objects.get(case=case, published_at=None)
    case.propose(draft, by=draft.by, at=now)
    case.publish(draft, by=second_person(), at=now)
    case.refresh_from_db()
    return case


def some_yes(now) -> Decision:
    hands = {"yes": 3, "no": 0, "abstain": 0, "present": 3, "words": "", "method": "majority"}
    return Decision.record(
        find_louvain(), "x", **hands, by=find_alice(), at=now, on=timezone.localdate(now)
    )


def some_case(now) -> Case:
    return publish(now)


def some_hidden_case(now) -> Case:
    case = some_case(now)
    case.suspend(reason="sa famille est menacée", by=second_person(), at=now)
    return case


def some_draft(now) -> Case:
    nora = Person.objects.get(email="nora@example.org")
    return Case.begin(Section.objects.get(code="be"), WORDS, by=nora, at=now)


def adopt(case: Case, now, *, decision=None, lead=None) -> Adoption:
    decision = decision or some_yes(now)
    return Adoption.adopt(
        case, decision, lead=lead, most=5, by=find_alice(), at=now, on=timezone.localdate(now)
    )


def some_adoption(now) -> Adoption:
    return adopt(some_case(now), now)


def some_offer(now) -> Offer:
    case = publish(now, tier=Tier.ADOPTERS)
    Offer.make(case, find_louvain(), by=second_person(), at=now)
    return case.offers.get()


def some_reader(now):
    case = publish(now, tier=Tier.NAMED)
    CaseReader.name(case, find_alice(), by=second_person(), at=now)
    return case.readers.get()


def some_waiting_paper(now) -> CaseDocument:
    words = {"title": "Fiche", "index": "MDE 13/0041/2026", "marking": Marking.EXTERNAL}
    checked = Checked(b"Des faits.", "text/plain")
    said = words | {"language": "fr"}
    return CaseDocument.add(some_case(now), said, checked, by=second_person(), at=now)


def some_waiting_picture(now) -> CasePicture:
    words = {"alt": "Samira", "credit": "", "consent": Consent.EVERYBODY, "agreed": "sa sœur"}
    file = some_file(now)
    return CasePicture.add(some_case(now), words, file, by=second_person(), at=now)


def let_out(added, now):
    """By Nora, for Greet added it."""
    added.release(by=Person.objects.get(email="nora@example.org"), at=now)
    return added


def some_paper(now) -> CaseDocument:
    return let_out(some_waiting_paper(now), now)


def some_picture(now) -> CasePicture:
    return let_out(some_waiting_picture(now), now)


def some_file(now) -> StoredFile:
    out = BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, "PNG")
    out.seek(0)
    return store_picture(out, by=None, at=now, is_public=False)


OF_CASE = (
    "case", "edition", "settings", "suspension", "urgent", "offers", "readers",
    "document-new", "picture-new", "closing", "reopening",
)  # fmt: skip


def case_arguments(now) -> dict:
    group = find_louvain().pk
    return {
        "case-feeds:section-atom": ["be"],
        "cases:case": [lambda: some_case(now).key],
        "cases:document": [lambda: some_paper(now).case.key, lambda: CaseDocument.objects.get().pk],
        "cases:picture": [lambda: some_picture(now).key],
        "cases:group-cases": [group],
        "cases:wishes": [group],
        "cases:group-case": [group, lambda: some_case(now).key],
        "cases:adoption": [group, lambda: some_case(now).key],
        "cases:lead": [lambda: some_adoption(now).pk],
        "cases:hand-back": [lambda: some_adoption(now).pk],
        **{f"cases:office-{page}": [lambda: some_case(now).pk] for page in OF_CASE},
        "cases:office-resumption": [lambda: some_hidden_case(now).pk],
        "cases:office-proposal": [lambda: some_draft(now).pk],
        "cases:office-publication": [lambda: some_draft(now).pk],
        "cases:office-offer-withdrawal": [lambda: some_offer(now).pk],
        "cases:office-adoption-ending": [lambda: some_adoption(now).pk],
        "cases:office-reader-removal": [lambda: some_reader(now).pk],
        "cases:office-document-release": [lambda: some_waiting_paper(now).pk],
        "cases:office-picture-release": [lambda: some_waiting_picture(now).pk],
        "cases:office-document-removal": [lambda: some_paper(now).pk],
        "cases:office-picture-removal": [lambda: some_picture(now).pk],
    }
