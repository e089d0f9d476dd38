from lampion.groups.models.group import Group, Kind, Revision, ServedPostcode
from lampion.groups.models.life import LifeStage, Stage
from lampion.groups.models.mandate import Function, LastCoordinator, Mandate
from lampion.groups.models.membership import AlreadyMember, Circle, Membership

__all__ = [
    "AlreadyMember",
    "Circle",
    "Function",
    "Group",
    "Kind",
    "LastCoordinator",
    "LifeStage",
    "Mandate",
    "Membership",
    "Revision",
    "ServedPostcode",
    "Stage",
]
