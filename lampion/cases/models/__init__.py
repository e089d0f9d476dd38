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
from lampion.cases.models.deed import Deed
from lampion.cases.models.document import CaseDocument, CasePicture, Consent, Marking
from lampion.cases.models.edition import Edition, Kind, SamePerson, Stale, Tier
from lampion.cases.models.feed import Feed, FeedEntry, Trouble
from lampion.cases.models.letting_out import ByTwo
from lampion.cases.models.news import CaseNews, NewsKind, NewsMark, Quiet
from lampion.cases.models.question import Answered, Question
from lampion.cases.models.urgent import NumberTaken, UrgentAction

__all__ = [
    "Adoption",
    "AlreadyAdopted",
    "Answered",
    "ByTwo",
    "Case",
    "CaseDocument",
    "CaseNews",
    "CasePicture",
    "CaseReader",
    "Closing",
    "Consent",
    "Deed",
    "Edition",
    "Feed",
    "FeedEntry",
    "Full",
    "Kind",
    "Marking",
    "NewsKind",
    "NewsMark",
    "NotAdopted",
    "NotOffered",
    "NumberTaken",
    "Offer",
    "Opening",
    "Question",
    "Quiet",
    "SamePerson",
    "Stale",
    "Suspension",
    "Tier",
    "Trouble",
    "UrgentAction",
    "Wish",
]
