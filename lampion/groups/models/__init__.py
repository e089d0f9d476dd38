from lampion.groups.models.document import Audience, Document, Folder, Full, Version
from lampion.groups.models.formation import Fulfilment, Mentorship, Requirement
from lampion.groups.models.function import (
    FunctionPower,
    Holding,
    NotOfTheCore,
    SectionFunction,
)
from lampion.groups.models.group import Group, GroupQuerySet, Kind, Revision, ServedPostcode
from lampion.groups.models.group_invitation import AlreadyInvited, GroupInvitation, Reply
from lampion.groups.models.hand_over import (
    HandOver,
    HandOverItem,
    HandOverLine,
    NotTheirs,
)
from lampion.groups.models.life import LifeStage
from lampion.groups.models.mandate import Function, LastCoordinator, Mandate, TooLong
from lampion.groups.models.membership import AlreadyMember, Circle, Membership
from lampion.groups.models.offer import Offer, Profile, Sort
from lampion.groups.models.pause import Pause
from lampion.groups.models.power import Power
from lampion.groups.models.pulse import Pulse
from lampion.groups.models.reveal import Field, Reveal
from lampion.groups.models.sharing import Sharing
from lampion.groups.models.stages import Stage

__all__ = [
    "AlreadyInvited",
    "AlreadyMember",
    "Audience",
    "Circle",
    "Document",
    "Field",
    "Folder",
    "Fulfilment",
    "Full",
    "Function",
    "FunctionPower",
    "Group",
    "GroupInvitation",
    "GroupQuerySet",
    "HandOver",
    "HandOverItem",
    "HandOverLine",
    "Holding",
    "Kind",
    "LastCoordinator",
    "LifeStage",
    "Mandate",
    "Membership",
    "Mentorship",
    "NotOfTheCore",
    "NotTheirs",
    "Offer",
    "Pause",
    "Power",
    "Profile",
    "Pulse",
    "Reply",
    "Requirement",
    "Reveal",
    "Revision",
    "SectionFunction",
    "ServedPostcode",
    "Sharing",
    "Sort",
    "Stage",
    "TooLong",
    "Version",
]
