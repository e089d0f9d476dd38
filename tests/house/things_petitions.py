"""Petitions behind the doors: one that may be signed and one that is being written, both of the public case."""

from __future__ import annotations

import io
from datetime import date, timedelta

from PIL import Image

from lampion.files.actions import store_picture
from lampion.people.models import Person
from lampion.petitions import actions, fraud
from lampion.petitions.links import NEWS, SIGNATURE, token_of
from lampion.petitions.models import (
    Condition,
    Identity,
    NameUse,
    Petition,
    PetitionPicture,
    PetitionText,
    Signature,
)
from tests.house.things import find_louvain
from tests.house.things_cases import publish, second_person

TEXTS = {
    "fr": ("Libérez Samira", "Elle enseignait.", "Libérez-la."),
    "nl": ("Laat Samira vrij", "Zij gaf les.", "Laat haar vrij."),
}


def some_draft(now, *, by: Person | None = None) -> Petition:
    values = {
        "addressee": "Le ministre de la Justice",
        "goals": [100, 1000],
        "agreed_by": "Sa sœur",
        "agreed_on": date(2026, 1, 1),
        "closes_at": now + timedelta(days=30),
    }
    texts = [
        PetitionText(language=code, title=title, text=text, ask=ask)
        for code, (title, text, ask) in TEXTS.items()
    ]
    by = by or Person.objects.get(email="nora@example.org")
    return Petition.begin(publish(now), values, texts, by=by, at=now)


def some_open(now) -> Petition:
    draft = some_draft(now)
    draft.propose(by=draft.by, at=now)
    actions.publish(draft, by=second_person(), at=now)
    return Petition.objects.get(pk=draft.pk)


def some_waiting_picture(now) -> PetitionPicture:
    """For sharing; Greet added it."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "PNG")
    file = store_picture(io.BytesIO(out.getvalue()), by=None, at=now, is_public=False)
    return PetitionPicture.add(some_open(now), file, by=second_person(), at=now)


def some_picture(now) -> PetitionPicture:
    made = some_waiting_picture(now)
    made.release(by=Person.objects.get(email="nora@example.org"), at=now)
    return made


def some_waiting(now) -> Petition:
    """Written by somebody else, and waiting for a second person."""
    draft = some_draft(now, by=second_person())
    draft.propose(by=draft.by, at=now)
    return draft


def some_signature(now) -> Signature:
    identity = Identity(
        name="Anna Peeters", email="anna@example.org", locality="1000 Bruxelles", country="be",
        language="fr",
    )  # fmt: skip
    petition = some_open(now)
    signed = actions.Signed(
        petition=petition, identity=identity, use=NameUse.COUNTED, wants_news=True
    )
    actions.sign(signed, at=now)
    return Signature.objects.select_related("petition__key").get(petition=petition)


def some_condition(now) -> Condition:
    nora = Person.objects.get(email="nora@example.org")
    condition = Condition(petition=some_open(now), lookalike=True, reason="Une vague")
    return fraud.apply(condition, seen=0, by=nora, at=now)


def petition_arguments(now) -> dict:
    number = [lambda: some_open(now).number]
    written = ("office-petition", "office-words", "office-picture", "office-proposal")
    return {
        "petitions:petition": [*number, "liberez-samira"],
        **{
            f"petitions:{page}": number
            for page in ("signatures", "proof", "thanks", "short", "embed")
        },
        "petitions:picture": [lambda: some_picture(now).petition.number],
        "petitions:office-picture-release": [lambda: some_waiting_picture(now).pk],
        "petitions:office-picture-removal": [lambda: some_picture(now).pk],
        "petitions:code": [*number, "svg"],
        **{
            f"petitions:{page}": [lambda: token_of(some_signature(now), SIGNATURE)]
            for page in ("signature", "withdrawal")
        },
        "signers:news": [lambda: token_of(some_signature(now), NEWS)],
        "petitions:group-petitions": [lambda: find_louvain().pk],
        **{f"petitions:{page}": [lambda: some_draft(now).pk] for page in written},
        **{
            f"petitions:{page}": [lambda: some_open(now).pk]
            for page in (
                "office-desk",
                "office-desk-trends",
                "office-desk-conditions",
                "office-desk-aside",
            )
        },
        "petitions:office-desk-undoing": [
            lambda: some_condition(now).petition_id,
            lambda: Condition.objects.get().pk,
        ],
        "petitions:office-publication": [lambda: some_waiting(now).pk],
        "petitions:office-closing": [lambda: some_open(now).pk],
    }
