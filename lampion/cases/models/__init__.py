from lampion.cases.models.adoption import (
    Adoption,
    AlreadyAdopted,
    Full,
    NotAdopted,
    NotOffered,
    Offer,
    Wish,
)
from lampion.cases.models.case import Case, CaseReader, Closing, Suspension
from lampion.cases.models.edition import Edition, Kind, SamePerson, Stale, Tier
from lampion.cases.models.urgent import NumberTaken, UrgentAction

__all__ = [
    "Adoption",
    "AlreadyAdopted",
    "Case",
    "CaseReader",
    "Closing",
    "Edition",
    "Full",
    "Kind",
    "NotAdopted",
    "NotOffered",
    "NumberTaken",
    "Offer",
    "SamePerson",
    "Stale",
    "Suspension",
    "Tier",
    "UrgentAction",
    "Wish",
]
