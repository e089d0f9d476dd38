"""The secretariat writes a case, a second person reads every word and publishes it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.cases.forms import EditionForm
from lampion.cases.listing import office_rows, where_and_how
from lampion.cases.models import Case, Edition, SamePerson, Stale
from lampion.cases.reach import office_case
from lampion.cases.rules import can_publish
from lampion.kit.access import require
from lampion.kit.formats import moment_in
from lampion.people.requests import MemberRequest
from lampion.people.sending import once
from lampion.sections.reach import staffed_section
from lampion.sections.rules import can_write_cases


@require_GET
def office_cases(request: MemberRequest) -> HttpResponse:
    section = staffed_section(request, can_write_cases)
    context = {"section": section, "shelves": office_rows(section, timezone.now())}
    return render(request, "cases/office_cases.html", context)


@require_http_methods(["GET", "POST"])
@once
def office_new(request: MemberRequest) -> HttpResponse:
    section = staffed_section(request, can_write_cases)
    form = EditionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        case = Case.begin(section, form.words(), by=request.user, at=timezone.now())
        messages.success(request, _("The draft is there. Nobody outside the secretariat sees it."))
        return redirect("cases:office-case", case.pk)
    status = 422 if form.is_bound else 200
    context = {"form": form, "case": None, "section": section}
    return render(request, "cases/office_edition.html", context, status=status)


@require_http_methods(["GET", "POST"])
def office_edition(request: MemberRequest, pk: int) -> HttpResponse:
    """The draft of a case; where there is none, a new one from what is shown."""
    case = office_case(request, pk)
    base, meanwhile = case.newest(), None
    initial = EditionForm.initial_of(base) if base else {}
    form = EditionForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            case.write(form.words(), seen=form.read_at(), by=request.user, at=timezone.now())
        except Stale:
            base = meanwhile = case.newest()
            assert meanwhile is not None, "something is newer than what was read"
            form.changed_meanwhile(meanwhile.changed_at)
        else:
            messages.success(request, _("Saved."))
            return redirect("cases:office-case", case.pk)
    status = 422 if form.is_bound else 200
    draft = base if base and not base.published_at else None
    theirs = where_and_how(meanwhile) | {"edition": meanwhile} if meanwhile else {}
    context = {"form": form, "case": case, "section": case.section, "draft": draft} | theirs
    return render(request, "cases/office_edition.html", context, status=status)


@require_POST
def office_proposal(request: MemberRequest, pk: int) -> HttpResponse:
    case = office_case(request, pk)
    draft = _draft(request, case)
    try:
        case.propose(draft, by=request.user, at=timezone.now())
        messages.success(request, _("A second person can publish it now."))
    except Stale:
        messages.error(request, _("It was changed meanwhile: read it again first."))
    return redirect("cases:office-case", case.pk)


@require_http_methods(["GET", "POST"])
def office_publication(request: MemberRequest, pk: int) -> HttpResponse:
    """GET shows every word as it will be read; POST publishes exactly that."""
    case = office_case(request, pk)
    draft = _draft(request, case)
    verdict = can_publish(request.user, draft)
    if request.method == "POST":
        require(verdict)
        try:
            case.publish(draft, by=request.user, at=timezone.now())
            messages.success(request, _("It is published."))
        except (Stale, SamePerson):
            messages.error(request, _("It was changed meanwhile: read it again first."))
        return redirect("cases:office-case", case.pk)
    context = where_and_how(draft) | {
        "case": case,
        "edition": draft,
        "verdict": verdict,
        "section": case.section,
    }
    return render(request, "cases/office_publication.html", context)


def _draft(request: MemberRequest, case: Case) -> Edition:
    """Return the draft of a case, as of the moment that the form says it was read."""
    draft = get_object_or_404(
        Edition.objects.select_related("by", "case__section"), case=case, published_at=None
    )
    if request.method == "POST":
        draft.changed_at = moment_in(request.POST.get("seen", ""))
    return draft
