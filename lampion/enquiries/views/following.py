"""One request as the secretariat follows it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lampion.enquiries import actions, rules
from lampion.enquiries.answering import proposed
from lampion.enquiries.exchange import exchange
from lampion.enquiries.forms import (
    HandoverForm,
    HoldForm,
    LetterForm,
    MergeForm,
    NoteForm,
    OutcomeForm,
    OwnerForm,
)
from lampion.enquiries.models import WAITING, Deed, Enquiry, Note, ReadyAnswer, Stage, Step
from lampion.enquiries.ready import filled
from lampion.enquiries.retention import hold, let_go
from lampion.enquiries.views.moving import says_what_moved
from lampion.enquiries.views.reach import movable_enquiry, office_enquiry
from lampion.groups.nearby import near_postcode
from lampion.kit.saying import say_done
from lampion.people.models import Person
from lampion.people.requests import MemberRequest
from lampion.sections.models import Section, StaffAccess

OUTCOMES = (Stage.ANSWERED, Stage.DECLINED, Stage.NO_ANSWER, Stage.SPAM)


def colleagues(section: Section) -> Any:
    staff = StaffAccess.objects.open(timezone.localdate()).filter(section=section)
    return Person.objects.filter(pk__in=staff.values("person"))


def say_deed(request: MemberRequest, text: str, enquiry: Enquiry) -> None:
    """Say what was done, with the button that undoes it if there is something to undo."""
    deed = Deed.objects.filter(enquiry=enquiry, by=request.user, undone_at=None).first()
    undo = reverse("enquiries:undoing", args=[deed.batch]) if deed else ""
    say_done(request, text, undo=undo)


def _page(request: MemberRequest, enquiry: Enquiry, **forms: Any) -> dict[str, Any]:
    today, now = timezone.localdate(), timezone.now()
    step = Step.current(enquiry)
    near = near_postcode(enquiry.section, enquiry.postcode, enquiry.locality, limit=6)
    holder = enquiry.holding_group()
    open_elsewhere = [one for one in near if holder is None or one.group.pk != holder.pk]
    deeds = enquiry.deeds.select_related("by", "step_after", "enquiry")[:20]
    return {
        "enquiry": enquiry,
        "step": step,
        "steps": enquiry.steps.select_related("by", "group"),
        "owner": enquiry.owner(),
        "holder": holder,
        "late": step.stage in WAITING and enquiry.due_on < today,
        "may_move": rules.can_move(request.user, enquiry, today),
        "proposed": proposed(open_elsewhere, now),
        "twins": Enquiry.objects.perhaps_the_same(enquiry).distinct()[:5],
        "merged": enquiry.merged.all(),
        "exchange": exchange(enquiry),
        "held": enquiry.holds.filter(until=None).select_related("by").first(),
        "undoable": next((deed for deed in deeds if deed.can_be_undone(now)), None),
        "answers": ReadyAnswer.objects.fitting(enquiry),
        "owner_form": OwnerForm(prefix="owner", people=colleagues(enquiry.section)),
        "note_form": NoteForm(prefix="note"),
        "letter_form": LetterForm(prefix="letter", initial=_begun(request, enquiry)),
        "handover_form": HandoverForm(
            prefix="handover", section=enquiry.section, initial={"group": enquiry.group_id}
        ),
        "outcome_form": OutcomeForm(stages=OUTCOMES, prefix="outcome"),
        "hold_form": HoldForm(prefix="hold"),
    } | forms


def _begun(request: MemberRequest, enquiry: Enquiry) -> dict[str, str]:
    """Begin the answer with the ready one that was chosen."""
    chosen = request.GET.get("answer", "")
    answers = ReadyAnswer.objects.fitting(enquiry)
    answer = answers.filter(pk=int(chosen)).first() if chosen[:9].isdecimal() else None
    return filled(answer, enquiry, by=request.user, at=timezone.now()) if answer else {}


@require_GET
def enquiry(request: MemberRequest, pk: int) -> HttpResponse:
    found = office_enquiry(request, pk)
    return render(request, "enquiries/enquiry.html", _page(request, found))


@require_POST
@says_what_moved("enquiries:inbox")
def ownership(request: MemberRequest, pk: int) -> HttpResponse:
    """Take the request oneself, or give it to a colleague when one is named."""
    found = movable_enquiry(request, pk)
    if "owner-person" not in request.POST:
        try:
            seen = request.POST.get("seen")
            actions.take(found, by=request.user, at=timezone.now(), seen=seen)
            say_deed(request, _("You follow this request."), found)
        except actions.TakenMeanwhile as taken:
            name = taken.person.name if taken.person else "–"
            text = _("%(name)s took this request meanwhile. Nothing was changed.")
            messages.warning(request, text % {"name": name})
        return redirect("enquiries:enquiry", pk)
    form = OwnerForm(request.POST, prefix="owner", people=colleagues(found.section))
    if form.is_valid():
        person = form.cleaned_data["person"]
        actions.assign(found, person, by=request.user, at=timezone.now())
        say_deed(request, _("Assigned."), found)
    else:
        messages.error(request, _("Choose a colleague."))
    return redirect("enquiries:enquiry", pk)


@require_POST
@says_what_moved("enquiries:inbox")
def note(request: MemberRequest, pk: int) -> HttpResponse:
    found = office_enquiry(request, pk)
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
    found = movable_enquiry(request, pk)
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
    found = movable_enquiry(request, pk)
    form = HandoverForm(request.POST, prefix="handover", section=found.section)
    if form.is_valid():
        group = form.cleaned_data["group"]
        actions.hand_over(found, group, by=request.user, at=timezone.now())
        say_deed(request, _("Handed to the group %(group)s.") % {"group": group}, found)
    else:
        messages.error(request, _("Choose a group that is open to newcomers."))
    return redirect("enquiries:enquiry", pk)


@require_POST
@says_what_moved("enquiries:inbox")
def outcome(request: MemberRequest, pk: int) -> HttpResponse:
    found = movable_enquiry(request, pk)
    form = OutcomeForm(request.POST, stages=OUTCOMES, prefix="outcome")
    if form.is_valid():
        stage = Stage(form.cleaned_data["stage"])
        actions.close(found, stage, by=request.user, at=timezone.now())
        say_deed(request, _("Closed."), found)
    else:
        messages.error(request, _("Choose how it ended."))
    return redirect("enquiries:enquiry", pk)


@require_POST
@says_what_moved("enquiries:inbox")
def merging(request: MemberRequest, pk: int) -> HttpResponse:
    """The named request becomes part of this one."""
    found = movable_enquiry(request, pk)
    form = MergeForm(request.POST, twins=Enquiry.objects.perhaps_the_same(found))
    if form.is_valid():
        twin = form.cleaned_data["twin"]
        actions.merge(twin, found, by=request.user, at=timezone.now())
        say_deed(request, _("The two requests are one."), twin)
    else:
        messages.error(request, _("Choose a request that looks like the same."))
    return redirect("enquiries:enquiry", pk)


@require_POST
def holding(request: MemberRequest, pk: int) -> HttpResponse:
    """Keep a closed request longer, with a reason; "let-go" ends it."""
    found, now = office_enquiry(request, pk), timezone.now()
    if "let-go" in request.POST:
        let_go(found, by=request.user, at=now)
        messages.success(request, _("No longer held back."))
        return redirect("enquiries:enquiry", pk)
    form = HoldForm(request.POST, prefix="hold")
    if not form.is_valid():
        page = _page(request, found, hold_form=form)
        return render(request, "enquiries/enquiry.html", page, status=422)
    hold(found, reason=form.cleaned_data["reason"], by=request.user, at=now)
    messages.success(request, _("Held back: this request is not emptied."))
    return redirect("enquiries:enquiry", pk)
