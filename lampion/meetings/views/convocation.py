"""Convening a meeting, and answering: signed in, or by the link of the mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lampion.groups.rules import core_of, takes_part
from lampion.meetings.actions import convene, invite_late
from lampion.meetings.forms import AnswerForm
from lampion.meetings.models import AgendaPoint, Invitation, TooLate
from lampion.meetings.reach import meeting_to_come, meeting_to_prepare
from lampion.people.requests import MemberRequest


@require_http_methods(["GET", "POST"])
def convocation(request: MemberRequest, pk: int) -> HttpResponse:
    """GET shows to whom and what, POST writes."""
    meeting = meeting_to_prepare(request, pk)
    if request.method == "POST":
        count = convene(meeting, by=request.user, at=timezone.now())
        said = ngettext("%(count)s mail leaves.", "%(count)s mails leave.", count)
        messages.success(request, said % {"count": count})
        return redirect("meetings:meeting", meeting.pk)
    people = core_of(meeting.group, timezone.localdate())
    context = {
        "group": meeting.group,
        "meeting": meeting,
        "points": AgendaPoint.objects.on_agenda().filter(meeting=meeting),
        "people": [person for person in people if person.email],
        "without_address": [person for person in people if not person.email],
        "convened": meeting.is_convened(),
    }
    return render(request, "meetings/convocation.html", context)


@require_http_methods(["GET", "POST"])
def answer(request: MemberRequest, pk: int) -> HttpResponse:
    meeting = meeting_to_come(request, pk)
    if not meeting.is_convened():
        raise Http404
    if request.method == "POST":
        invitation = invite_late(meeting, request.user)
    else:  # whoever only looks is not noted as invited
        held = meeting.invitations.filter(person=request.user).first()
        invitation = held or Invitation(meeting=meeting, person=request.user)
    form = _form(request, invitation)
    if request.method == "POST" and _keep(request, invitation, form):
        return redirect("meetings:meeting", meeting.pk)
    context = {"group": meeting.group, "meeting": meeting, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "meetings/answer.html", context, status=status)


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def attendance(request: HttpRequest, token: str) -> HttpResponse:
    """By the link of the mail alone, which is the key: no cookie is needed. Who left the core has it no more."""
    invitation = get_object_or_404(Invitation.of_token(token))
    meeting = invitation.meeting
    if not takes_part(invitation.person, meeting.group):
        raise Http404
    form = _form(request, invitation)
    if request.method == "POST" and _keep(request, invitation, form):
        return redirect("meetings:attendance", token)
    context = {
        "meeting": meeting,
        "group": meeting.group,
        "invitation": invitation,
        "points": AgendaPoint.objects.on_agenda().filter(meeting=meeting),
        "form": form,
        "over": timezone.now() >= meeting.starts_at,
    }
    status = 422 if form.is_bound else 200
    return render(request, "meetings/attendance.html", context, status=status)


def _form(request: HttpRequest, invitation: Invitation) -> AnswerForm:
    core = core_of(invitation.meeting.group, timezone.localdate())
    others = [person for person in core if person.pk != invitation.person_id]
    said = {"answer": invitation.answer, "proxy": invitation.proxy_id}
    return AnswerForm(request.POST or None, initial=said, others=others)


def _keep(request: HttpRequest, invitation: Invitation, form: AnswerForm) -> bool:
    if not form.is_valid():
        return False
    try:
        invitation.say(**form.words(), at=timezone.now())
    except TooLate:
        form.add_error(None, _("The meeting has begun or is cancelled: answers change no more."))
        return False
    messages.success(request, _("Thank you: your answer is noted."))
    return True
