"""What follows a case, on the pages of the case and among what waits for somebody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lampion.cases.figures import work_for
from lampion.cases.following import token_of
from lampion.cases.models import (
    Adoption,
    Case,
    CaseDocument,
    CaseNews,
    CasePicture,
    Deed,
    Question,
    Tier,
)
from lampion.cases.rules import led_by
from lampion.cases.timeline import MOST, Done, timeline, told
from lampion.groups.models import Group
from lampion.groups.rules import coordinates, takes_part
from lampion.kit.registers import Matter, group_matters_from, hang, matters_from
from lampion.people.models import Person
from lampion.places.world import country_name
from lampion.sections.models import Scope, StaffAccess
from lampion.sections.reach import offices_of

# How long news of a case stand on the agenda of the groups, and before who leads the work.
ON_AGENDA, FOR_LEAD = timedelta(days=45), timedelta(days=14)


def _case_page(request: HttpRequest, case: Case) -> Mapping[str, Any]:
    """News as they stand there; the numbers have a page of their own, for this one is kept in memory."""
    edition = case.shown_edition
    public = edition.tier == Tier.PUBLIC
    country = country_name(edition.country, get_language() or "fr")
    return {
        "news": told(case),
        "key": case.key if public else "",
        "figures_url": reverse("cases:figures", args=[case.key]) if public else "",
        "country": country,
        "country_url": reverse("cases:country", args=[edition.country, slugify(country) or "x"]),
    }


def _group_page(request: HttpRequest, case: Case, group: Group) -> Mapping[str, Any]:
    person = request.user
    assert isinstance(person, Person)
    leads = coordinates(person, group)
    deeds = Deed.objects.standing().filter(case=case).select_related("group", "by")[:MOST]
    done = [
        Done(deed, mine=deed.group_id == group.pk and (leads or deed.by_id == person.pk))
        for deed in deeds
    ]
    work = work_for(case, timezone.localdate(), group=group.pk)
    return {
        "case": case,
        "group": group,
        "takes_part": takes_part(person, group),
        "timeline": timeline(case, done),
        "sums": [one for one in work.sums if one.count],
        "answered": Question.objects.filter(case=case, group=group).count(),
        "mails_url": reverse("cases:mails", args=[token_of(case, person)]),
    }


def _office_page(request: HttpRequest, case: Case) -> Mapping[str, Any]:
    public = case.edition is not None and case.edition.tier == Tier.PUBLIC
    asked = Question.objects.filter(case=case).select_related("group")
    return {
        "case": case,
        "news": CaseNews.objects.filter(case=case).select_related("by")[:MOST],
        "questions": asked.order_by("answered_at", "-at")[:MOST],
        "deeds": Deed.objects.standing().filter(case=case).select_related("group")[:MOST],
        "frame": _frame(case) if public else "",
    }


def _frame(case: Case) -> str:
    """Return the line that shows the figures of the case on another site."""
    address = settings.SITE_URL + reverse("cases:embed-figures", args=[case.key])
    said = {"address": address, "title": case.shown_edition.name}
    return render_to_string("cases/frame.html", said).strip()


# --- what waits -------------------------------------------------------------------------------


def _told_to(groups: Sequence[int]) -> models.QuerySet[CaseNews]:
    """News let out about cases by which the groups stand."""
    adopted = Adoption.objects.open().filter(group__in=list(groups)).values("case")
    return CaseNews.objects.filter(case__in=adopted, released_at__isnull=False)


def _of_groups(groups: Sequence[int], on: date) -> Iterable[Matter]:
    """News to talk about at the next meeting, of cases that are shown: in one query."""
    return _news(Adoption.objects.open().filter(group__in=list(groups)), on - ON_AGENDA)


def _of_lead(person: Person, on: date) -> Iterable[Matter]:
    return _news(led_by(person), on - FOR_LEAD)


def _news(adoptions: Any, since: date) -> Iterable[Matter]:
    now, first = timezone.now(), datetime.combine(since, time.min, timezone.get_default_timezone())
    shown = Case.objects.shown(now).exclude(edition__tier=Tier.NAMED).values("pk")
    recent = {
        "case__news__released_at__gte": first,
        "case__news__withdrawn_at": None,
        "case__in": shown,
    }
    rows = adoptions.filter(**recent).values(
        "group", "group__name", "case__key", "case__edition__name",
        "case__news", "case__news__released_at",
    )  # fmt: skip
    for row in rows:
        yield Matter(
            f"case-news-{row['case__news']}-{row['group']}",
            _("News of a case to talk about"),
            reverse("cases:group-case", args=[row["group"], row["case__key"]]),
            timezone.localdate(row["case__news__released_at"]),
            where=row["group__name"],
            group=row["group"],
        )


def _staff(person: Person) -> models.QuerySet[StaffAccess]:
    open_now = StaffAccess.objects.open(timezone.localdate())
    return open_now.filter(person=person, scope=Scope.CASES)


def _to_read(person: Person) -> models.QuerySet[Case]:
    """Cases of which a question, or what a colleague wrote or added, waits."""
    asked = Question.objects.waiting().filter(case=OuterRef("pk")).order_by()
    drafts = CaseNews.objects.filter(case=OuterRef("pk"), released_at=None).exclude(by=person)
    added = [
        Exists(rows.filter(case=OuterRef("pk")).exclude(by=person).order_by())
        for rows in (CaseDocument.objects.waiting(), CasePicture.objects.waiting())
    ]
    mine = Case.objects.filter(section__in=_staff(person).values("section"))
    seen = (added[0] | added[1]) & Q(edition__isnull=False)
    return mine.filter(Exists(asked) | Exists(drafts.order_by()) | seen)


def _of_office(person: Person, on: date) -> Iterable[Matter]:
    """Questions of groups, and what a colleague wrote or added and a second person has to look at: in one query.

    What is added to a draft waits until the case is published: whoever reads that one sees it beside.
    """
    where = {one.section.pk: one.where for one in offices_of(person, on)}
    held = {"case__section__in": _staff(person).values("section")}
    published = held | {"case__edition__isnull": False}
    said = [
        rows.order_by()
        .annotate(what=Value(what), page=F(page))
        .values_list("what", "pk", "page", about, since, "case__section")
        for what, rows, page, about, since in (
            ("question", Question.objects.waiting().filter(**held), "pk", "group__name", "at"),
            ("news", _not_of(person, CaseNews.objects.filter(released_at=None, **held)), "pk", "title", "changed_at"),
            ("document", _not_of(person, CaseDocument.objects.waiting().filter(**published)), "case", "title", "at"),
            ("picture", _not_of(person, CasePicture.objects.waiting().filter(**published)), "case", "alt", "at"),
        )
    ]  # fmt: skip
    for what, pk, page, about, since, section in said[0].union(*said[1:], all=True):
        title, address = _OFFICE[what]
        yield Matter(
            f"case-{what}-{pk}",
            title % {"about": about},
            reverse(address, args=[page]),
            timezone.localdate(since),
            where=where.get(section, ""),
        )


def _not_of(person: Person, rows: Any) -> Any:
    return rows.exclude(by=person)


_OFFICE = {
    "question": (_("Question about a case: %(about)s"), "cases:office-question"),
    "news": (_("News of a case to read and let out"), "cases:office-news"),
    "document": (_("A document of a case to read and let out"), "cases:office-case"),
    "picture": (_("A picture of a case to look at and let out"), "cases:office-case"),
}


def hang_all() -> None:
    hang("case-page", 50, "cases/news_panel.html", _case_page)
    hang("case-group", 30, "cases/group_following.html", _group_page)
    hang("case-office", 30, "cases/office_following.html", _office_page)
    matters_from(_of_lead, when=led_by)
    matters_from(_of_office, of_groups=False, when=_to_read)
    group_matters_from(_of_groups, when=_told_to)
