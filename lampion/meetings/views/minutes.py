"""The minutes to read, to lay before the group, to amend, to approve and to print."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.decisions.forms import HandsForm
from lampion.decisions.models.decision import NoDecision
from lampion.groups.models import Group
from lampion.groups.rules import can_take_part
from lampion.groups.sharing import sharing_of
from lampion.kit.access import require
from lampion.kit.formats import local_date
from lampion.kit.saying import printable
from lampion.meetings.actions import approve, lay_before_group
from lampion.meetings.composing import compose, read
from lampion.meetings.forms import AmendmentForm, AnswerToAmendmentForm
from lampion.meetings.models import (
    AgendaPoint,
    Amendment,
    ApprovedMinutes,
    ChangedMeanwhile,
    Meeting,
    MinutesClosed,
    StillOpen,
)
from lampion.meetings.reach import meeting_of_core, meeting_to_write, own_meeting, point_of_core
from lampion.meetings.rules import (
    can_amend,
    can_approve,
    can_settle_amendments,
    can_take_minutes,
    takes_minutes,
)
from lampion.meetings.sheets import minutes_pdf
from lampion.meetings.views.writing import hands_of, missed_in_words, typed
from lampion.people.requests import MemberRequest
from lampion.people.sending import once


@require_GET
def minutes(request: MemberRequest, pk: int) -> HttpResponse:
    meeting = meeting_of_core(request, pk)
    person, frozen = request.user, _frozen(meeting)
    amendments = Amendment.objects.filter(point__meeting=meeting).select_related("by", "point")
    may_amend = can_amend(person, meeting)
    context = {
        "group": meeting.group,
        "meeting": meeting,
        "minutes": read(frozen.content if frozen else compose(meeting)),
        "approved": frozen,
        "whole": frozen.is_whole() if frozen else True,
        "drafted": meeting.has_minutes(),
        "sharing": sharing_of(meeting.group, "minutes") if frozen else None,
        "takes": takes_minutes(person, meeting),
        "may_take": can_take_minutes(person, meeting, timezone.now()),
        "may_amend": may_amend,
        "may_settle": may_amend and can_settle_amendments(person, meeting),
        "may_approve": may_amend and can_approve(person, meeting),
        "waiting": [one for one in amendments if one.taken is None],
        "settled": [one for one in amendments if one.taken is not None],
    }
    return render(request, "meetings/minutes.html", context)


def _frozen(meeting: Meeting) -> ApprovedMinutes | None:
    return ApprovedMinutes.objects.filter(meeting=meeting).select_related("decision").first()


@require_GET
def pdf(request: MemberRequest, pk: int) -> HttpResponse:
    """The minutes on paper; what is not approved says so on every page."""
    meeting = meeting_of_core(request, pk)
    frozen = _frozen(meeting)
    content = read(frozen.content if frozen else compose(meeting))
    language = get_language() or "fr"
    answer = HttpResponse(
        minutes_pdf(meeting, content, frozen, language=language), content_type="application/pdf"
    )
    day = timezone.localdate(meeting.starts_at).isoformat()
    answer["Content-Disposition"] = f'inline; filename="{_("minutes")}-{day}.pdf"'
    return answer


@require_http_methods(["GET", "POST"])
def submission(request: MemberRequest, pk: int) -> HttpResponse:
    """GET shows what is written and what lacks, POST lays it before the group."""
    meeting = meeting_to_write(request, pk)
    if request.method == "POST":
        lay_before_group(meeting, by=request.user, at=timezone.now())
        messages.success(
            request, _("The minutes lie before the group: everybody can read and amend them.")
        )
        return redirect("meetings:minutes", pk)
    content = read(compose(meeting))
    context = {
        "group": meeting.group,
        "meeting": meeting,
        "minutes": content,
        "silent": [one["title"] for one in content["points"] if not _says_something(one)],
    }
    return render(request, "meetings/submission.html", context)


def _says_something(point: dict[str, Any]) -> bool:
    return bool(point["text"].strip() or point["decisions"] or point["tasks"])


@require_http_methods(["GET", "POST"])
@once
def amendments(request: MemberRequest, pk: int) -> HttpResponse:
    """Propose other words for what the minutes say of a point."""
    point = point_of_core(request, pk)
    require(can_amend(request.user, point.meeting))
    passage = getattr(point, "passage", None)
    form = AmendmentForm(typed(request), initial={"text": passage.text if passage else ""})
    if request.method == "POST" and form.is_valid():
        said = {name: printable(form.cleaned_data[name]) for name in ("text", "why")}
        try:
            Amendment.propose(point, **said, by=request.user, at=timezone.now())
            messages.success(request, _("Proposed: who took the minutes answers."))
            return redirect("meetings:minutes", point.meeting_id)
        except MinutesClosed:
            form.add_error(None, _("The group approved these minutes meanwhile."))
    context = {"group": point.meeting.group, "point": point, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "meetings/amendments.html", context, status=status)


@require_POST
def amendment(request: MemberRequest, pk: int) -> HttpResponse:
    """Answer: take the words into the minutes, or not."""
    mine = Meeting.objects.filter(group__in=Group.objects.joined_by(request.user))
    proposed = Amendment.objects.filter(point__meeting__in=mine)
    found = get_object_or_404(proposed.select_related("point__meeting__group__section"), pk=pk)
    meeting = found.point.meeting
    require(can_take_part(request.user, meeting.group))
    require(can_settle_amendments(request.user, meeting))
    form = AnswerToAmendmentForm(request.POST)
    answer = printable(form.cleaned_data["answer"]) if form.is_valid() else ""
    taken = request.POST.get("taken") == "yes"
    try:
        found.settle(taken=taken, answer=answer, by=request.user, at=timezone.now())
        messages.success(request, _("Answered."))
    except ChangedMeanwhile:
        messages.error(
            request,
            _(
                "The minutes say something else by now: this amendment no longer fits. Answer no, and propose it anew."
            ),
        )
    except MinutesClosed:
        messages.error(request, _("The group approved these minutes meanwhile."))
    return redirect("meetings:minutes", meeting.pk)


@require_http_methods(["GET", "POST"])
@once
def approval(request: MemberRequest, pk: int) -> HttpResponse:
    """The group says whether the minutes are right: a show of hands, under a point of a later meeting if there is one."""
    meeting = own_meeting(request, pk)
    require(can_approve(request.user, meeting))
    point = _point_of(request, meeting)
    form = HandsForm(typed(request), initial=_proposed(meeting, point))
    if request.method == "POST" and form.is_valid():
        try:
            made = approve(
                meeting, point=point, **form.values(), by=request.user, at=timezone.now()
            )
            said = _("The minutes are approved: nobody changes them any more.")
            messages.success(
                request, said if made.adopted else _("The group did not approve them.")
            )
            return redirect("meetings:minutes", pk)
        except NoDecision as missed:
            form.add_error(None, missed_in_words(missed))
        except StillOpen:
            form.add_error(None, _("An amendment waits for its answer: answer it first."))
        except MinutesClosed:
            form.add_error(
                None,
                _("These minutes are approved already, or those of the later meeting are closed."),
            )
    context = {
        "group": meeting.group,
        "meeting": meeting,
        "form": form,
        "waits": Amendment.objects.filter(point__meeting=meeting, taken=None).exists(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "meetings/approval.html", context, status=status)


def _point_of(request: MemberRequest, meeting: Meeting) -> AgendaPoint | None:
    """Return the point of a later meeting at which the group speaks of these minutes, if whoever asks writes there."""
    key = request.GET.get("point", "")
    points = AgendaPoint.objects.on_agenda().filter(matter=f"minutes-{meeting.pk}")
    points = points.filter(meeting__group=meeting.group, meeting__takers__person=request.user)
    return points.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 12 else None


def _proposed(meeting: Meeting, point: AgendaPoint | None) -> dict[str, Any]:
    day = local_date(timezone.localdate(meeting.starts_at))
    title = _("The minutes of %(day)s are approved") % {"day": day}
    there = hands_of(point.meeting) if point else {"day": timezone.localdate()}
    return there | {"title": title}
