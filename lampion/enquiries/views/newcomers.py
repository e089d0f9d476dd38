"""What a group's responsables see: the newcomers that were handed to them."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from lampion.enquiries import actions, rules
from lampion.enquiries.actions import NotHanded
from lampion.enquiries.exchange import exchange
from lampion.enquiries.forms import LetterForm, NoteForm, OutcomeForm, ReturnForm, WelcomeForm
from lampion.enquiries.models import Enquiry, Note, Stage, Step
from lampion.enquiries.views.moving import says_what_moved
from lampion.groups.models import AlreadyMember, Group
from lampion.kit.access import require
from lampion.people.requests import MemberRequest

OUTCOMES = (Stage.CONTACTED, Stage.MET, Stage.DECLINED, Stage.NO_ANSWER)


def _reach(request: MemberRequest, pk: int) -> Enquiry:
    enquiries = Enquiry.objects.handed_to_groups_of(request.user)
    return get_object_or_404(enquiries.select_related("section").distinct(), pk=pk)


def _group(enquiry: Enquiry) -> Group:
    group = enquiry.holding_group()
    if group is None:
        raise NotHanded
    return group


@require_GET
def newcomers(request: MemberRequest) -> HttpResponse:
    handed = Enquiry.objects.handed_to_groups_of(request.user).distinct()
    now = timezone.now()
    stages = Step.now_of(handed)
    rows = [
        (enquiry, stages[enquiry.pk], max(0, (now - enquiry.received_at).days))
        for enquiry in handed
    ]
    context = {
        "waiting": [row for row in rows if row[1] == Stage.HANDED],
        "others": [row for row in rows if row[1] != Stage.HANDED],
    }
    return render(request, "enquiries/newcomers.html", context)


@require_GET
@says_what_moved("enquiries:newcomers")
def newcomer(request: MemberRequest, pk: int) -> HttpResponse:
    enquiry = _reach(request, pk)
    return render(request, "enquiries/newcomer.html", _page(request, enquiry))


def _page(request: MemberRequest, enquiry: Enquiry, **forms: Any) -> dict[str, Any]:
    group = _group(enquiry)
    return {
        "enquiry": enquiry,
        "section": enquiry.section,
        "group": group,
        "step": Step.current(enquiry),
        "waits": enquiry.steps.filter(until=None, stage=Stage.HANDED).exists(),
        "may_answer": rules.can_answer(request.user, enquiry),
        "exchange": exchange(enquiry, of=group),
        "letter_form": forms.get("letter_form") or LetterForm(prefix="letter"),
        "note_form": forms.get("note_form") or NoteForm(prefix="note"),
        "return_form": forms.get("return_form") or ReturnForm(prefix="return"),
        "known": actions.known_member(enquiry, at=timezone.now()) is not None,
        "welcome_form": WelcomeForm(prefix="welcome"),
        "outcome_form": OutcomeForm(stages=OUTCOMES, prefix="outcome"),
    }


def _act(request: MemberRequest, pk: int) -> tuple[Enquiry, Group, datetime]:
    enquiry = _reach(request, pk)
    require(rules.can_answer(request.user, enquiry))
    return enquiry, _group(enquiry), timezone.now()


@require_POST
@says_what_moved("enquiries:newcomers")
def acceptance(request: MemberRequest, pk: int) -> HttpResponse:
    enquiry, group, at = _act(request, pk)
    actions.accept(enquiry, group, by=request.user, at=at)
    messages.success(
        request, gettext("Thank you. Now write or call: a first sign within days counts most.")
    )
    return redirect("enquiries:newcomer", pk)


@require_POST
@says_what_moved("enquiries:newcomers")
def give_back(request: MemberRequest, pk: int) -> HttpResponse:
    enquiry, group, at = _act(request, pk)
    form = ReturnForm(request.POST, prefix="return")
    if not form.is_valid():
        page = _page(request, enquiry, return_form=form)
        return render(request, "enquiries/newcomer.html", page, status=422)
    reason = form.cleaned_data["reason"]
    actions.give_back(enquiry, group, reason=reason, by=request.user, at=at)
    messages.success(request, gettext("The request is back with the secretariat."))
    return redirect("enquiries:newcomers")


@require_POST
@says_what_moved("enquiries:newcomers")
def letter(request: MemberRequest, pk: int) -> HttpResponse:
    enquiry, _, at = _act(request, pk)
    form = LetterForm(request.POST, prefix="letter")
    if not form.is_valid():
        page = _page(request, enquiry, letter_form=form)
        return render(request, "enquiries/newcomer.html", page, status=422)
    actions.write(enquiry, **form.cleaned_data, by=request.user, at=at)
    messages.success(request, gettext("Your message is on its way."))
    return redirect("enquiries:newcomer", pk)


@require_POST
@says_what_moved("enquiries:newcomers")
def note(request: MemberRequest, pk: int) -> HttpResponse:
    enquiry = _reach(request, pk)
    require(rules.can_receive(request.user, enquiry))
    form = NoteForm(request.POST, prefix="note")
    if not form.is_valid():
        page = _page(request, enquiry, note_form=form)
        return render(request, "enquiries/newcomer.html", page, status=422)
    text = form.cleaned_data["text"]
    group = _group(enquiry)
    Note.objects.create(enquiry=enquiry, group=group, by=request.user, at=timezone.now(), text=text)
    return redirect("enquiries:newcomer", pk)


@require_POST
@says_what_moved("enquiries:newcomers")
def outcome(request: MemberRequest, pk: int) -> HttpResponse:
    enquiry, group, at = _act(request, pk)
    form = OutcomeForm(request.POST, stages=OUTCOMES, prefix="outcome")
    if form.is_valid():
        enquiry.move(Stage(form.cleaned_data["stage"]), by=request.user, at=at, group=group)
        messages.success(request, gettext("Noted."))
    else:
        messages.error(request, gettext("Choose how it ended."))
    return redirect("enquiries:newcomer", pk)


@require_POST
@says_what_moved("enquiries:newcomers")
def membership(request: MemberRequest, pk: int) -> HttpResponse:
    enquiry, group, at = _act(request, pk)
    try:
        said = WelcomeForm(request.POST, prefix="welcome").said()
        actions.welcome(enquiry, group, by=request.user, at=at, **said)
    except AlreadyMember:
        messages.error(request, gettext("Somebody with this address already belongs to the group."))
    else:
        messages.success(
            request, gettext("Welcomed. An invitation to sign in is on its way by mail.")
        )
    return redirect("enquiries:newcomer", pk)
