from lampion.groups.models.group import Group, GroupQuerySet, Kind, Revision, ServedPostcode
from lampion.groups.models.import_ import GroupImport
from lampion.groups.models.life import LifeStage, Stage
from lampion.groups.models.mandate import Function, LastCoordinator, Mandate
from lampion.groups.models.membership import AlreadyMember, Circle, Membership

__all__ = [
    "AlreadyMember",
    "Circle",
    "Function",
    "Group",
    "GroupImport",
    "GroupQuerySet",
    "Kind",
    "LastCoordinator",
    "LifeStage",
    "Mandate",
    "Membership",
    "Revision",
    "ServedPostcode",
    "Stage",
]
