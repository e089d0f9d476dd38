from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from lampion.decisions.carrying import still_open
from lampion.decisions.models import Decision, EntrustedTask, Phase, Proposal, Scrutineer, Voter
from lampion.decisions.models.decision import DecisionQuerySet
from lampion.groups.models import Group, Membership
from lampion.groups.rules import takes_part
from lampion.groups.sharing import Kind, shareable
from lampion.kit.registers import (
    Matter,
    Text,
    group_matters_from,
    hang,
    matters_from,
    moments_from,
)
from lampion.people.models import Person
from lampion.tasks.models import Task


def _menu(request: HttpRequest, group: Group) -> Mapping[str, Any] | None:
    person = request.user
    assert isinstance(person, Person)
    if not takes_part(person, group):
        return None
    match = request.resolver_match
    return {"group": group, "current": match is not None and match.namespace == "decisions"}


def _home(request: HttpRequest, groups: Sequence[Group]) -> Mapping[str, Any]:
    """What is under way in the groups of whose core somebody is."""
    person = request.user
    assert isinstance(person, Person)
    core = Membership.objects.active().core().filter(person=person)
    mine = core.filter(group__in=[group.pk for group in groups]).values("group")
    proposals = list(
        Proposal.objects.under_way()
        .filter(group__in=mine)
        .annotate(waits_for_me=_waits_for(person))
        .select_related("group")
        .order_by("closes_at", "-made_at")[:10]
    )
    return {"proposals": proposals, "several": len(groups) > 1}


def _waits_for(person: Person) -> Any:
    unsaid = Voter.objects.filter(proposal=OuterRef("pk"), person=person).not_voted()
    return Exists(unsaid.filter(proposal__closed_at=None, proposal__closes_at__gt=timezone.now()))


def _vote_ends(group: int, after: datetime) -> datetime | None:
    open_votes = Proposal.objects.filter(group=group, closed_at=None, closes_at__gt=after)
    return open_votes.order_by("closes_at").values_list("closes_at", flat=True).first()


def _waiting(person: Person) -> QuerySet[Proposal]:
    """Votes that wait for somebody, shares of a key to take, boxes to open."""
    core = Membership.objects.active().core().filter(person=person)
    held = Scrutineer.objects.filter(person=person).waiting(timezone.now())
    mine = held.filter(box__proposal=OuterRef("pk"))
    votes = Q(_waits_for(person), pk__in=Proposal.objects.at_phase(Phase.VOTE).values("pk"))
    rows = Proposal.objects.filter(group__in=core.values("group")).annotate(
        votes=Case(When(votes, then=True), default=False),
        share=Subquery(mine.values("pk")[:1]),
        asked_at=Subquery(mine.values("box__asked_at")[:1]),
        kept_at=Subquery(mine.values("kept_at")[:1]),
    )
    return rows.filter(Q(votes=True) | Q(share__isnull=False))


def _of_votes(person: Person, on: date) -> Iterable[Matter]:
    shown = ("votes", "share", "asked_at", "kept_at", "opened_at", "closes_at")
    for row in _waiting(person).values("pk", "title", "group", "group__name", *shown):
        if row["votes"]:
            since, due_on = (
                timezone.localdate(row["opened_at"]),
                timezone.localdate(row["closes_at"]),
            )
            yield _matter(row, f"vote-{row['pk']}", row["title"], "proposal", since, due_on)
        if row["share"]:
            yield _of_scrutineer(row)


def _of_scrutineer(row: dict[str, Any]) -> Matter:
    page, words, since = "share", _("Take your share of the key: %(title)s"), row["asked_at"]
    if row["kept_at"]:
        page, words = "counting", _("Open the box: %(title)s")
        since = row["closes_at"] or since
    title, key = words % {"title": row["title"]}, f"scrutineer-{row['share']}"
    return _matter(row, key, title, page, timezone.localdate(since))


def _matter(
    row: dict[str, Any], key: str, title: Text, page: str, since: date, due_on: date | None = None
) -> Matter:
    url = reverse(f"decisions:{page}", args=[row["pk"]])
    return Matter(key, title, url, since, due_on, where=row["group__name"], group=row["group"])


def _discussed(groups: Sequence[int]) -> QuerySet[Proposal]:
    return Proposal.objects.at_phase(Phase.DISCUSSION).filter(group__in=list(groups))


def _reviewed(groups: Sequence[int]) -> DecisionQuerySet:
    """Decisions that have a day on which they are looked at again."""
    held = Decision.objects.filter(ended_on=None, review_on__isnull=False)
    return held.filter(group__in=list(groups))


def _to_talk_about(groups: Sequence[int], on: date) -> Iterable[Matter]:
    """Proposals that the group could decide when it meets."""
    for proposal in _discussed(groups):
        yield Matter(
            key=f"proposal-{proposal.pk}",
            title=proposal.title,
            url=reverse("decisions:proposal", args=[proposal.pk]),
            since=timezone.localdate(proposal.made_at),
            group=proposal.group_id,
        )


def _to_review(groups: Sequence[int], on: date) -> Iterable[Matter]:
    """Decisions whose day has come to be looked at again."""
    due = list(_reviewed(groups).to_review(on))
    waiting = still_open(due) if due else {}
    for decision in due:
        title: Text = _("Look again at: %(title)s") % {"title": decision.title}
        if left := waiting.get(decision.pk):
            undone = ngettext_lazy("%(left)d task not done", "%(left)d tasks not done", left)
            title = format_lazy("{} ({})", title, undone % {"left": left})
        yield Matter(
            key=f"decision-{decision.pk}",
            title=title,
            url=reverse("decisions:decision", args=[decision.pk]),
            since=decision.decided_on,
            due_on=decision.review_on,
            group=decision.group_id,
        )


def _carried_out(request: HttpRequest, task: Task) -> Mapping[str, Any] | None:
    """The decision that a task carries out, for who reads decisions."""
    person = request.user
    assert isinstance(person, Person)
    found = EntrustedTask.objects.filter(task=task).select_related("decision").first()
    if found is None or not takes_part(person, task.group):
        return None
    return {"decision": found.decision}


shareable(
    Kind(
        key="decisions",
        order=20,
        title=_("Decisions"),
        says=_(
            "The register: what was decided, when, and how it was counted; not who voted what, nor what was said about it."
        ),
        page="decisions:office-register",
    )
)
hang("task-page", 10, "decisions/task_panel.html", _carried_out)
hang("group-menu", 40, "decisions/menu.html", _menu)
hang("group-home", 20, "decisions/home_panel.html", _home)
moments_from(_vote_ends)
matters_from(_of_votes, when=_waiting)
group_matters_from(_to_talk_about, when=_discussed)
group_matters_from(_to_review, when=_reviewed)
