"""Things for tests of petitions: a public case, a draft, a petition that may be signed."""

from datetime import date, timedelta

from conftest import NOW
from lampion.cases.models import Case, Tier
from lampion.petitions import actions
from lampion.petitions.models import Petition, PetitionText

CLOSES = NOW + timedelta(days=90)


def a_case(section, nora, karim, **words) -> Case:
    written = {
        "name": "Samira Haddad",
        "country": "ma",
        "summary": "In prison for a poem.",
        "tier": Tier.PUBLIC,
    }
    case = Case.begin(section, written | words, by=nora, at=NOW)
    edition = case.editions.get()
    case.propose(edition, by=nora, at=NOW)
    edition.refresh_from_db()
    case.publish(edition, by=karim, at=NOW)
    case.refresh_from_db()
    return case


def a_draft(case, *, by, **values) -> Petition:
    written = {
        "addressee": "the Minister of Justice",
        "goals": [100, 1000, 10000],
        "agreed_by": "her sister Leïla",
        "agreed_on": date(2026, 2, 1),
        "closes_at": CLOSES,
    }
    texts = [
        PetitionText(
            language="fr",
            title="Liberté pour Samira",
            text="Samira est en prison pour un poème.",
            ask="Libérez-la.",
        ),
        PetitionText(
            language="nl",
            title="Vrijheid voor Samira",
            text="Samira zit in de gevangenis voor een gedicht.",
            ask="Laat haar vrij.",
        ),
    ]
    return Petition.begin(case, written | values, texts, by=by, at=NOW)


def a_petition(section, nora, karim, case=None, **values) -> Petition:
    draft = a_draft(case or a_case(section, nora, karim), by=nora, **values)
    draft.propose(by=nora, at=NOW)
    actions.publish(draft, by=karim, at=NOW)
    return Petition.objects.get(pk=draft.pk)
