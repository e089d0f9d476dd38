from lampion.cases.models.adoption import (
    Adoption,
    AlreadyAdopted,
    Full,
    NotAdopted,
    NotOffered,
    Offer,
    Wish,
)
from lampion.cases.models.case import Case, CaseReader, Closing, Opening, Suspension
from lampion.cases.models.document import CaseDocument, CasePicture, Consent, Marking
from lampion.cases.models.edition import Edition, Kind, SamePerson, Stale, Tier
from lampion.cases.models.urgent import NumberTaken, UrgentAction

__all__ = [
    "Adoption",
    "AlreadyAdopted",
    "Case",
    "CaseDocument",
    "CasePicture",
    "CaseReader",
    "Closing",
    "Consent",
    "Edition",
    "Full",
    "Kind",
    "Marking",
    "NotAdopted",
    "NotOffered",
    "NumberTaken",
    "Offer",
    "Opening",
    "SamePerson",
    "Stale",
    "Suspension",
    "Tier",
    "UrgentAction",
    "Wish",
]
