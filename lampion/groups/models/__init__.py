from lampion.groups.models.document import Audience, Document, Folder, Full, Version
from lampion.groups.models.formation import Fulfilment, Mentorship, Requirement
from lampion.groups.models.group import Group, GroupQuerySet, Kind, Revision, ServedPostcode
from lampion.groups.models.life import LifeStage
from lampion.groups.models.mandate import Function, LastCoordinator, Mandate
from lampion.groups.models.membership import AlreadyMember, Circle, Membership
from lampion.groups.models.power import Power
from lampion.groups.models.stages import Stage

__all__ = [
    "AlreadyMember",
    "Audience",
    "Circle",
    "Document",
    "Folder",
    "Fulfilment",
    "Full",
    "Function",
    "Group",
    "GroupQuerySet",
    "Kind",
    "LastCoordinator",
    "LifeStage",
    "Mandate",
    "Membership",
    "Mentorship",
    "Power",
    "Requirement",
    "Revision",
    "ServedPostcode",
    "Stage",
    "Version",
]
