from lampion.sections.models.page import Page, PageVersion
from lampion.sections.models.parameter import Parameter
from lampion.sections.models.section import Region, Section
from lampion.sections.models.staff import Scope, StaffAccess

__all__ = ["Page", "PageVersion", "Parameter", "Region", "Scope", "Section", "StaffAccess"]
