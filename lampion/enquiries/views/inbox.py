"""The secretariat's inbox: every request with who follows it, its age and its day."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lampion.enquiries import actions, rules
from lampion.enquiries.forms import HandoverForm, LetterForm, NoteForm, OutcomeForm, OwnerForm
from lampion.enquiries.models import (
    WAITING,
    Enquiry,
    Intent,
    Note,
    Ownership,
    Stage,
    Step,
)
from lampion.enquiries.views.moving import says_what_moved
from lampion.groups.nearby import near_postcode
from lampion.kit.access import require
from lampion.people.models import Person
from lampion.people.requests import MemberRequest
from lampion.sections.models import Section, StaffAccess
from lampion.sections.reach import staffed_section
from lampion.sections.rules import can_answer_enquiries

PER_PAGE = 50
OUTCOMES = (Stage.ANSWERED, Stage.DECLINED, Stage.NO_ANSWER, Stage.SPAM)
FILTERS = ("open", "mine", "late", "closed")


def _wanted(request: MemberRequest, section: Section, on: date) -> Any:
    show = request.GET.get("show", "open")
    enquiries = Enquiry.objects.filter(section=section)
    if show == "mine":
        enquiries = enquiries.open().owned_by(request.user)
    elif show == "late":
        enquiries = enquiries.overdue(on)
    elif show == "closed":
        enquiries = enquiries.exclude(pk__in=Enquiry.objects.open().values("pk")).order_by("-pk")
    else:
        enquiries = enquiries.open()
    if request.GET.get("intent") in Intent.values:
        enquiries = enquiries.filter(intent=request.GET["intent"])
    return enquiries.matching(request.GET.get("q", ""))


@require_GET
def inbox(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate()
    section = staffed_section(request)
    require(can_answer_enquiries(request.user, section, today))
    page = Paginator(_wanted(request, section, today), PER_PAGE).get_page(request.GET.get("page"))
    stages = Step.now_of(page)
    owners = Ownership.objects.filter(until=None, enquiry__in=list(page)).select_related("person")
    names = {row.enquiry_id: row.person.name for row in owners}
    now = timezone.now()
    rows = [
        {
            "enquiry": enquiry,
            "days": max(0, (now - enquiry.received_at).days),
            "stage": stages[enquiry.pk].label,
            "owner": names.get(enquiry.pk, ""),
            "late": stages[enquiry.pk] in WAITING and enquiry.due_on < today,
        }
        for enquiry in page
    ]
    return render(
        request,
        "enquiries/inbox.html",
        {
            "rows": rows,
            "page": page,
            "show": request.GET.get("show", "open"),
            "typed": request.GET.get("q", ""),
            "section": section,
            "today": today,
        },
    )


def _reach(request: MemberRequest, pk: int) -> Enquiry:
    enquiries = Enquiry.objects.in_office_of(request.user, timezone.localdate())
    return get_object_or_404(enquiries.select_related("section", "group").distinct(), pk=pk)


def _page(request: MemberRequest, enquiry: Enquiry, **forms: Any) -> dict[str, Any]:
    today = timezone.localdate()
    staff = StaffAccess.objects.open(today).filter(section=enquiry.section).values("person")
    step = Step.current(enquiry)
    wanted = {"group": enquiry.group_id} if enquiry.group_id else {}
    return {
        "enquiry": enquiry,
        "step": step,
        "steps": enquiry.steps.select_related("by", "group"),
        "owner": enquiry.owner(),
        "holder": enquiry.holding_group(),
        "late": step.stage in WAITING and enquiry.due_on < today,
        "may_move": rules.can_move(request.user, enquiry, today),
        "near": near_postcode(enquiry.section, enquiry.postcode, limit=5),
        "notes": enquiry.notes.select_related("by"),
        "letters": enquiry.letters.select_related("by"),
        "owner_form": OwnerForm(prefix="owner", people=Person.objects.filter(pk__in=staff)),
        "note_form": forms.get("note_form") or NoteForm(prefix="note"),
        "letter_form": forms.get("letter_form") or LetterForm(prefix="letter"),
        "handover_form": HandoverForm(prefix="handover", section=enquiry.section, initial=wanted),
        "outcome_form": OutcomeForm(stages=OUTCOMES, prefix="outcome"),
    }


@require_GET
def enquiry(request: MemberRequest, pk: int) -> HttpResponse:
    found = _reach(request, pk)
    require(rules.can_follow(request.user, found, timezone.localdate()))
    return render(request, "enquiries/enquiry.html", _page(request, found))


def _act(request: MemberRequest, pk: int) -> Enquiry:
    found = _reach(request, pk)
    require(rules.can_move(request.user, found, timezone.localdate()))
    return found


@require_POST
@says_what_moved("enquiries:inbox")
def ownership(request: MemberRequest, pk: int) -> HttpResponse:
    """Take the request oneself, or give it to a colleague when one is named."""
    found = _act(request, pk)
    if "owner-person" not in request.POST:
        actions.take(found, by=request.user, at=timezone.now())
        return redirect("enquiries:enquiry", pk)
    people = Person.objects.filter(
        pk__in=StaffAccess.objects.open(timezone.localdate())
        .filter(section=found.section)
        .values("person")
    )
    form = OwnerForm(request.POST, prefix="owner", people=people)
    if form.is_valid():
        found.belong_to(form.cleaned_data["person"], by=request.user, at=timezone.now())
        messages.success(request, _("Assigned."))
    return redirect("enquiries:enquiry", pk)


@require_POST
@says_what_moved("enquiries:inbox")
def note(request: MemberRequest, pk: int) -> HttpResponse:
    found = _reach(request, pk)
    require(rules.can_follow(request.user, found, timezone.localdate()))
    form = NoteForm(request.POST, prefix="note")
    if not form.is_valid():
        return render(
            request, "enquiries/enquiry.html", _page(request, found, note_form=form), status=422
        )
    text = form.cleaned_data["text"]
    Note.objects.create(enquiry=found, by=request.user, at=timezone.now(), text=text)
    return redirect("enquiries:enquiry", pk)


@require_POST
@says_what_moved("enquiries:inbox")
def letter(request: MemberRequest, pk: int) -> HttpResponse:
    found = _act(request, pk)
    form = LetterForm(request.POST, prefix="letter")
    if not form.is_valid():
        return render(
            request, "enquiries/enquiry.html", _page(request, found, letter_form=form), status=422
        )
    actions.write(found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Your answer is on its way."))
    return redirect("enquiries:enquiry", pk)


@require_POST
@says_what_moved("enquiries:inbox")
def handover(request: MemberRequest, pk: int) -> HttpResponse:
    found = _act(request, pk)
    form = HandoverForm(request.POST, prefix="handover", section=found.section)
    if form.is_valid():
        group = form.cleaned_data["group"]
        actions.hand_over(found, group, by=request.user, at=timezone.now())
        messages.success(request, _("Handed to the group %(group)s.") % {"group": group})
    else:
        messages.error(request, _("Choose a group that is open to newcomers."))
    return redirect("enquiries:enquiry", pk)


@require_POST
@says_what_moved("enquiries:inbox")
def outcome(request: MemberRequest, pk: int) -> HttpResponse:
    found = _act(request, pk)
    form = OutcomeForm(request.POST, stages=OUTCOMES, prefix="outcome")
    if form.is_valid():
        found.move(Stage(form.cleaned_data["stage"]), by=request.user, at=timezone.now())
    return redirect("enquiries:enquiry", pk)
