from lampion.sections.models.founding import FoundingLink
from lampion.sections.models.list_import import ListImport
from lampion.sections.models.member import SectionMember
from lampion.sections.models.page import Page, PageVersion
from lampion.sections.models.parameter import Parameter
from lampion.sections.models.section import Region, Section
from lampion.sections.models.staff import Scope, StaffAbsence, StaffAccess

__all__ = [
    "FoundingLink",
    "ListImport",
    "Page",
    "PageVersion",
    "Parameter",
    "Region",
    "Scope",
    "Section",
    "SectionMember",
    "StaffAbsence",
    "StaffAccess",
]
