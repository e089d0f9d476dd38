from lampion.petitions.models.key import KeyDestroyed, PetitionKey
from lampion.petitions.models.petition import (
    NotAgreed,
    NothingToSay,
    Petition,
    PetitionText,
    SamePerson,
    Stale,
)
from lampion.petitions.models.signature import Identity, NameUse, Signature
from lampion.petitions.models.tally import Change, PlaceNumber, Share, Source, Tally

__all__ = [
    "Change",
    "Identity",
    "KeyDestroyed",
    "NameUse",
    "NotAgreed",
    "NothingToSay",
    "Petition",
    "PetitionKey",
    "PetitionText",
    "PlaceNumber",
    "SamePerson",
    "Share",
    "Signature",
    "Source",
    "Stale",
    "Tally",
]
