from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from django.db.models import Min, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

import lampion.petitions.paper_panels
import lampion.petitions.waiting_panels  # noqa: F401 and what waits for a second person
from lampion.cases.loop import Audience, Figure, FigureKind, Listener, audience, figures_from
from lampion.cases.models import Case, Tier
from lampion.groups.models import Group
from lampion.kit.registers import Matter, hang, matters_from
from lampion.people.models import Person
from lampion.petitions.links import way_out_of
from lampion.petitions.mails import NEWS
from lampion.petitions.models import KeyDestroyed, Petition, Share, Signature, Source
from lampion.petitions.models.petition import PetitionQuerySet
from lampion.petitions.reach import whole
from lampion.petitions.showing import KEPT_SECONDS, last_counted, query_of
from lampion.sections.caching import hold_until
from lampion.sections.models import Scope, Section, StaffAccess
from lampion.sections.reach import offices_of

ONLINE, PAPER = "signatures-online", "signatures-paper"
KINDS = {Source.ONLINE: ONLINE, Source.PAPER: PAPER}
SHOWN = 3


def _group_menu(request: HttpRequest, group: Group) -> Mapping[str, Any]:
    match = request.resolver_match
    return {"group": group, "current": match is not None and match.namespace == "petitions"}


def _case_acts(
    request: HttpRequest, case: Case, group: Group | None = None
) -> Mapping[str, Any] | None:
    """group: for whom what is done there counts."""
    found = whole(Petition.objects.signable(timezone.now())).filter(case=case)
    return {"petitions": found, "query": query_of(group)} if found else None


def _case_office(request: HttpRequest, case: Case) -> Mapping[str, Any] | None:
    """A petition is on a page for everybody: of a case that only some may read there is none."""
    found = whole(Petition.objects.filter(case=case))
    public = case.edition is not None and case.edition.tier == Tier.PUBLIC
    return {"petitions": found, "case": case} if public or found else None


def _cases_office(request: HttpRequest) -> Mapping[str, Any]:
    return {}


def _proposed(person: Person) -> PetitionQuerySet:
    """Petitions that wait for a second person: not for who wrote them."""
    offices = StaffAccess.objects.open(timezone.localdate())
    mine = offices.filter(person=person, scope=Scope.CASES).values("section")
    waiting = Petition.objects.filter(published_at=None, proposed_at__isnull=False)
    return waiting.filter(section__in=mine).exclude(by=person)


def _to_publish(person: Person, on: date) -> Iterable[Matter]:
    # Matters go out in mails that a suspension does not hold: they name nobody.
    where = {one.section.pk: one.where for one in offices_of(person, on)}
    for petition in _proposed(person):
        assert petition.proposed_at is not None
        yield Matter(
            f"petition-{petition.pk}",
            _("Petition no. %(number)s to publish") % {"number": petition.number},
            reverse("petitions:office-petition", args=[petition.pk]),
            timezone.localdate(petition.proposed_at),
            where=where.get(petition.section_id, ""),
        )


def _petition_office(request: HttpRequest, petition: Petition) -> Mapping[str, Any] | None:
    return {"petition": petition} if petition.published_at else None


def _figures(cases: Sequence[int]) -> Iterable[Figure]:
    shares = Share.objects.filter(petition__case__in=cases).order_by()
    rows = shares.values_list("petition__case", "source", "group", "month")
    for case, source, group, month, number in rows.annotate(sum=Sum("number")):
        if number:
            yield Figure(case, KINDS[Source(source)], group, month, number)


def _online(count: int) -> str:
    return ngettext("signature online", "signatures online", count)


def _on_paper(count: int) -> str:
    return ngettext("signature on paper", "signatures on paper", count)


def _listeners(case: int, after: str, most: int) -> Sequence[Listener]:
    """Who signed for the case and asked what becomes of it, each mailbox and name once for each petition.

    after: key of the petition and of the signature.
    """
    first, last = (int(key) for key in after.split("-")) if after else (0, 0)
    petitions = Petition.objects.filter(case=case, key__destroyed_at=None, pk__gte=first)
    found: list[Listener] = []
    for petition in petitions.select_related("key").order_by("pk"):
        wanted = Signature.objects.counted().filter(petition=petition, wants_news=True)
        later = wanted.filter(pk__gt=last if petition.pk == first else 0).order_by("pk")
        for signature in later[: most - len(found)]:
            signature.petition = petition
            # Its key may go meanwhile.
            with suppress(KeyDestroyed):
                found.append(_listener(signature))
        if len(found) == most:
            break
    return found


def _listener(signature: Signature) -> Listener:
    identity = signature.identity(signature.petition.key.secrets)
    return Listener(
        to=identity.email,
        language=identity.language,
        way_out=way_out_of(signature),
        key=f"signature:{signature.pk}",
        place=f"{signature.petition_id}-{signature.pk}",
        late=(NEWS, signature.pk),
    )


def _front(request: HttpRequest, section: Section) -> Mapping[str, Any] | None:
    """On the public home: what may be signed now, what ends first at the top.

    The page is kept no longer than its numbers may be old, and not past the hour at which one opens or ends.
    """
    now = timezone.now()
    mine = Petition.objects.filter(section=section)
    opening = mine.published().filter(opens_at__gt=now).aggregate(first=Min("opens_at"))["first"]
    if opening:
        hold_until(request, opening)
    found = list(whole(mine.signable(now)).order_by("closes_at", "pk")[:SHOWN])
    if not found:
        return None
    hold_until(request, min(found[0].closes_at, now + timedelta(seconds=KEPT_SECONDS)))
    return {"rows": [(one, last_counted(one)) for one in found]}


hang("front-acts", 10, "petitions/front_panel.html", _front)
hang("group-menu", 46, "petitions/menu.html", _group_menu)
hang("petition-office", 10, "petitions/fraud_link.html", _petition_office)
hang("case-acts", 10, "petitions/case_acts.html", _case_acts)
hang("case-office", 10, "petitions/case_office.html", _case_office)
hang("cases-office", 10, "petitions/cases_office.html", _cases_office)
matters_from(_to_publish, of_groups=False, when=_proposed)
figures_from(
    _figures,
    FigureKind(ONLINE, 10, _("signatures online"), _online),
    FigureKind(PAPER, 11, _("signatures on paper"), _on_paper),
)
audience(Audience("signers", 10, _("those who signed and asked what becomes of it"), _listeners))
