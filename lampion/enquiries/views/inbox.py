"""The secretariat's inbox: every request with who follows it, its age and its day."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from lampion.enquiries import actions
from lampion.enquiries.forms import BulkForm, FilterForm, KeptFilterForm
from lampion.enquiries.models import (
    WAITING,
    AlreadyEnded,
    Enquiry,
    KeptFilter,
    Letter,
    Ownership,
    Reply,
    Stage,
    Step,
)
from lampion.enquiries.views.following import OUTCOMES, colleagues
from lampion.kit.saying import say_done
from lampion.people.requests import MemberRequest
from lampion.sections.models import Section
from lampion.sections.reach import staffed_section
from lampion.sections.rules import can_answer_enquiries

PER_PAGE = 50


def _shown(request: MemberRequest, section: Section, on: date) -> Any:
    show = request.GET.get("show", "open")
    enquiries = Enquiry.objects.filter(section=section)
    if show == "mine":
        return enquiries.open().owned_by(request.user)
    if show == "late":
        return enquiries.overdue(on)
    if show == "all":
        return enquiries.order_by("-pk")
    if show == "closed":
        return enquiries.closed().order_by("-pk")
    return enquiries.open()


def _rows(page: Any, today: date) -> list[dict[str, Any]]:
    stages = Step.now_of(page)
    owners = Ownership.objects.filter(until=None, enquiry__in=list(page)).select_related("person")
    names = {row.enquiry_id: row.person.name for row in owners}
    wrote = _waiting_for_an_answer(page)
    now = timezone.now()
    return [
        {
            "enquiry": enquiry,
            "days": max(0, (now - enquiry.received_at).days),
            "stage": stages[enquiry.pk].label,
            "owner": names.get(enquiry.pk, ""),
            "late": stages[enquiry.pk] in WAITING and enquiry.due_on < today,
            "wrote": enquiry.pk in wrote,
        }
        for enquiry in page
    ]


def _waiting_for_an_answer(page: Any) -> set[int]:
    """Requests whose newcomer wrote after everybody else."""
    letters = Letter.objects.filter(enquiry=OuterRef("enquiry"), at__gt=OuterRef("at"))
    last = Reply.objects.filter(~Exists(letters), enquiry__in=list(page))
    return set(last.values_list("enquiry", flat=True))


def _page(found: Any, number: str, *, searched: bool) -> Page[Any]:
    """What fits on one page is counted by reading it: a rare word is looked for once, not twice.

    By keys, which an index knows: the rows of all that do not match are never read.
    """
    if searched and number in ("", "1"):
        keys = list(found.values_list("pk", flat=True)[: PER_PAGE + 1])
        if len(keys) <= PER_PAGE:
            rows = Enquiry.objects.in_bulk(keys)
            return Paginator([rows[key] for key in keys], PER_PAGE).get_page(1)
    return Paginator(found, PER_PAGE).get_page(number)


@require_GET
def inbox(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate()
    section = staffed_section(request, can_answer_enquiries)
    people = colleagues(section)
    form = FilterForm(request.GET, people=people)
    found = form.narrow(_shown(request, section, today))
    page = _page(found, request.GET.get("page", ""), searched="q" in form.wanted())
    context = {
        "rows": _rows(page, today),
        "page": page,
        "show": request.GET.get("show", "open"),
        "form": form,
        "narrowed": set(form.wanted()) - {"show"},
        "kept": _kept(request, section),
        "keep_form": KeptFilterForm(),
        "bulk": _bulk_form(None, section),
        "section": section,
        "today": today,
        "here": request.get_full_path(),
    }
    return render(request, "enquiries/inbox.html", context)


def _kept(request: MemberRequest, section: Section) -> list[tuple[KeptFilter, str]]:
    kept = KeptFilter.objects.filter(section=section, person=request.user)
    return [(one, "?" + urlencode(one.query)) for one in kept]


@require_POST
def kept_filters(request: MemberRequest) -> HttpResponse:
    """Keep the view that is shown under a name; a name kept before shows this view from now on."""
    section = staffed_section(request, can_answer_enquiries)
    form = KeptFilterForm(request.POST)
    wanted = FilterForm(request.POST, people=colleagues(section)).wanted()
    if form.is_valid():
        KeptFilter.objects.update_or_create(
            section=section,
            person=request.user,
            name=form.cleaned_data["name"],
            defaults={"query": wanted},
        )
        messages.success(request, _("This view is kept."))
    return redirect(f"{reverse('enquiries:inbox')}?{urlencode(wanted)}")


@require_POST
def kept_filter_removal(request: MemberRequest, pk: int) -> HttpResponse:
    get_object_or_404(KeptFilter, pk=pk, person=request.user).delete()
    messages.success(request, _("This view is forgotten."))
    return redirect("enquiries:inbox")


def _bulk_form(data: Any, section: Section) -> BulkForm:
    return BulkForm(
        data,
        enquiries=Enquiry.objects.filter(section=section),
        people=colleagues(section),
        section=section,
        outcomes=OUTCOMES,
    )


def _deed(form: BulkForm, **said: Any) -> Callable[[Enquiry], None]:
    wanted = form.cleaned_data
    if wanted["deed"] == BulkForm.TAKE:
        return lambda enquiry: actions.take(enquiry, **said)
    if wanted["deed"] == BulkForm.ASSIGN:
        return lambda enquiry: actions.assign(enquiry, wanted["person"], **said)
    if wanted["deed"] == BulkForm.HAND:
        return lambda enquiry: actions.hand_over(enquiry, wanted["group"], **said)
    return lambda enquiry: actions.close(enquiry, Stage(wanted["deed"]), **said)


@require_POST
def bulk(request: MemberRequest) -> HttpResponse:
    """One deed on all that are ticked; those that somebody closed meanwhile are left, and said."""
    section = staffed_section(request, can_answer_enquiries)
    form = _bulk_form(request.POST, section)
    if form.is_valid():
        batch = uuid.uuid4()
        deed = _deed(form, by=request.user, at=timezone.now(), batch=batch)
        done, closed = _each(form.cleaned_data["chosen"].order_by("pk"), deed)
        text = ngettext("%(count)d request: done.", "%(count)d requests: done.", done)
        undo = reverse("enquiries:undoing", args=[batch])
        say_done(request, text % {"count": done}, undo=undo if done else "")
        if closed:
            text = ngettext(
                "%(count)d was closed already.", "%(count)d were closed already.", closed
            )
            messages.warning(request, text % {"count": closed})
    else:
        for faults in form.errors.values():
            messages.error(request, " ".join(str(fault) for fault in faults))
    return redirect(_back(request))


def _each(chosen: Any, deed: Callable[[Enquiry], None]) -> tuple[int, int]:
    done = closed = 0
    for enquiry in chosen:
        try:
            if not enquiry.is_open():
                raise AlreadyEnded
            deed(enquiry)
            done += 1
        except AlreadyEnded:
            closed += 1
    return done, closed


def _back(request: MemberRequest) -> str:
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return back if safe else reverse("enquiries:inbox")
