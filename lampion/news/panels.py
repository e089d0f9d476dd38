from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Case, Q, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lampion.groups.models import Group, Power
from lampion.kit.registers import Matter, hang, matters_from
from lampion.news.models import Mailing, Phase, Step
from lampion.people.models import Person
from lampion.sections.reach import offices_of, opens
from lampion.sections.rules import can_write_news


def _office_menu(request: HttpRequest) -> Mapping[str, Any] | None:
    if not opens(request, can_write_news):
        return None
    return {"current": request.path.startswith(reverse("news:office-mailings"))}


def _group_page(request: HttpRequest, group: Group) -> Mapping[str, Any] | None:
    listed = Mailing.objects.archived().filter(group=group, listed=True)[:3]
    return {"mailings": listed} if listed else None


def _home(request: HttpRequest) -> Mapping[str, Any] | None:
    person = request.user
    assert isinstance(person, Person)
    return {"groups": Group.objects.where_opens(person, Power.NEWS)}


def _to_approve(person: Person, on: date) -> Iterable[Matter]:
    """What waits for a second person: not for who wrote it or asked."""
    office = Mailing.objects.of_office(person, on)
    where = {one.section.pk: one.where for one in offices_of(person, on)}
    asked = Step.objects.filter(until=None, phase=Phase.PROPOSED).filter(
        Q(mailing__in=office) | Q(mailing__in=Mailing.objects.of_groups(person))
    )
    others = asked.exclude(by=person).exclude(mailing__by=person).select_related("mailing")
    for step in others.annotate(office=Case(When(mailing__in=office, then=True), default=False)):
        yield Matter(
            f"mailing-{step.mailing_id}",
            _("News to approve: %(subject)s") % {"subject": step.mailing.subject},
            reverse(
                f"news:{'office-preview' if step.office else 'preview'}", args=[step.mailing_id]
            ),
            timezone.localdate(step.at),
            where=where.get(step.mailing.section_id, ""),
        )


hang("office-menu", 25, "news/office_menu.html", _office_menu)
hang("group-page", 20, "news/group_panel.html", _group_page)
hang("home", 45, "news/home_panel.html", _home)
matters_from(_to_approve, of_groups=False)
