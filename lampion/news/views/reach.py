"""Two desks with the same views: the secretariat writes in its office, a responsable on the pages of members."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from lampion.kit.access import require
from lampion.news.models import Mailing
from lampion.news.models.mailing import MailingQuerySet
from lampion.news.rules import can_write
from lampion.people.requests import MemberRequest
from lampion.sections.reach import enter

OF_ONE = (
    "draft", "pictures", "discarding", "preview", "trial", "proposal", "approval", "progress", "pause",
    "resumption", "stopping", "removal",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Desk:
    office: bool

    @property
    def layout(self) -> str:
        return "kit/office.html" if self.office else "kit/page.html"

    def address(self, name: str, *args: int) -> str:
        return reverse(f"news:{'office-' if self.office else ''}{name}", args=args)

    def to(self, name: str, *args: int) -> HttpResponseRedirect:
        return redirect(self.address(name, *args))

    def addresses(self, mailing: Mailing | None = None) -> dict[str, str]:
        """Return name -> address of the desk's pages, and of those about `mailing`."""
        found = {name: self.address(name) for name in ("mailings", "new")}
        if mailing:
            found |= {name: self.address(name, mailing.pk) for name in OF_ONE}
        return found

    def context(self, mailing: Mailing | None = None) -> dict[str, object]:
        return {"layout": self.layout, "at": self.addresses(mailing), "mailing": mailing}

    def mailings(self, request: MemberRequest) -> MailingQuerySet:
        """What is written at this desk by the reader and their colleagues."""
        if self.office:
            return Mailing.objects.of_office(request.user, timezone.localdate())
        return Mailing.objects.of_groups(request.user)


def desk_of(request: MemberRequest) -> Desk:
    match = request.resolver_match
    return Desk(office=match is not None and (match.url_name or "").startswith("office-"))


def written(request: MemberRequest, pk: int) -> Mailing:
    """Return a mailing that the reader may work on at this desk; for all others there is no such page."""
    mailings = desk_of(request).mailings(request)
    found = get_object_or_404(
        mailings.select_related("section", "group__section", "theme").distinct(), pk=pk
    )
    require(can_write(request.user, found, timezone.localdate()))
    # A page that renews itself in another tab chooses nothing.
    if desk_of(request).office and "HX-Request" not in request.headers:
        enter(request, found.section)
    return found
