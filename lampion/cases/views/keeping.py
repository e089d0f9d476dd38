"""The secretariat's page of a case: hide it at once, number it, offer it, name who may read it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.cases import actions
from lampion.cases.forms import (
    OfferForm,
    ReaderForm,
    ReasonForm,
    ResumptionForm,
    SettingsForm,
    UrgentForm,
    default_year,
)
from lampion.cases.models import (
    Adoption,
    ByTwo,
    Case,
    CaseReader,
    Edition,
    NotAdopted,
    NumberTaken,
    Offer,
    Stale,
    Tier,
    UrgentAction,
    Wish,
)
from lampion.cases.reach import office_case
from lampion.cases.rules import can_let_out, most_groups, usual_groups
from lampion.kit.access import Verdict
from lampion.mail.models import Message
from lampion.people.models import Person
from lampion.people.requests import MemberRequest
from lampion.people.sending import once
from lampion.sections.reach import staffed_thing
from lampion.sections.rules import can_write_cases

Added = TypeVar("Added", bound=ByTwo)


@require_GET
def office_page(request: MemberRequest, pk: int) -> HttpResponse:
    return _page(request, office_case(request, pk))


def _page(request: MemberRequest, case: Case, **refused: Any) -> HttpResponse:
    """Show the page of a case; `refused`: the form, by its name, in which something is to be mended."""
    today = timezone.localdate()
    draft = Edition.objects.filter(case=case, published_at=None).select_related("by").first()
    context = {
        "case": case,
        "section": case.section,
        "draft": draft,
        "shown": case.edition,
        "editions": Edition.objects.filter(case=case)
        .exclude(published_at=None)
        .select_related("by", "published_by"),
        "suspension": case.suspension(),
        "closing": case.closing(),
        "sheets": case.urgent_actions.all(),
        "adoptions": Adoption.objects.filter(case=case).select_related(
            "group", "lead", "decision", "ended_by"
        ),
        "offers": Offer.objects.open().filter(case=case).select_related("group"),
        "wishes": Wish.objects.open().filter(case=case).select_related("group"),
        "readers": case.readers.filter(ended_at=None).select_related("person"),
        "documents": _with_verdicts(
            request, case.documents.there().select_related("by", "released_by")
        ),
        "pictures": _with_verdicts(
            request, case.pictures.select_related("file", "by", "released_by")
        ),
        "most": most_groups(case, today),
        "forms": _forms(case, today) | refused,
    }
    return render(request, "cases/office_case.html", context, status=422 if refused else 200)


def _forms(case: Case, today: date) -> dict[str, Any]:
    """Return what the page of a case offers to fill in."""
    return {
        "settings": SettingsForm(
            section=case.section,
            usual=usual_groups(case.section, today),
            initial={"themes": case.themes.all(), "most_groups": case.most_groups},
        ),
        "urgent": UrgentForm(initial=default_year(today)),
        "offer": OfferForm(section=case.section),
        "reader": ReaderForm(),
    }


def _with_verdicts(request: MemberRequest, added: Iterable[Added]) -> list[tuple[Added, Verdict]]:
    """Each with whether the reader may let it out."""
    return [(one, can_let_out(request.user, one)) for one in added]


def _to(case: Case) -> HttpResponse:
    return redirect("cases:office-case", case.pk)


@require_POST
def office_settings(request: MemberRequest, pk: int) -> HttpResponse:
    case = office_case(request, pk)
    usual = usual_groups(case.section, timezone.localdate())
    form = SettingsForm(request.POST, section=case.section, usual=usual)
    if not form.is_valid():
        return _page(request, case, settings=form)
    case.set_up(
        form.cleaned_data["themes"], form.cleaned_data["most_groups"], by=request.user,
        at=timezone.now(),
    )  # fmt: skip
    messages.success(request, _("Saved."))
    return _to(case)


@require_http_methods(["GET", "POST"])
def office_suspension(request: MemberRequest, pk: int) -> HttpResponse:
    """Hidden at once and everywhere: the reason is asked for, nothing else."""
    case = office_case(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        case.suspend(reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        messages.success(request, _("It is hidden everywhere, and no mail about it leaves."))
        return _to(case)
    context = {"case": case, "form": form, "section": case.section, "shown": case.edition}
    status = 422 if form.is_bound else 200
    return render(request, "cases/office_suspension.html", context, status=status)


@require_http_methods(["GET", "POST"])
def office_closing(request: MemberRequest, pk: int) -> HttpResponse:
    """The work ends without good news; those are told by a piece of news, which closes it too."""
    case = office_case(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        case.close(good=False, words=reason, by=request.user, at=timezone.now())
        messages.success(request, _("It is closed: nothing is sent or signed for it any more."))
        return _to(case)
    context = {"case": case, "form": form, "section": case.section, "shown": case.edition}
    status = 422 if form.is_bound else 200
    return render(request, "cases/office_closing.html", context, status=status)


@require_POST
def office_reopening(request: MemberRequest, pk: int) -> HttpResponse:
    case = office_case(request, pk)
    if closing := case.closing():
        closing.undo(by=request.user, at=timezone.now())
        messages.success(request, _("The work on it goes on."))
    return _to(case)


@never_cache
@require_http_methods(["GET", "POST"])
def office_resumption(request: MemberRequest, pk: int) -> HttpResponse:
    """GET says why it is hidden and what leaves with it; POST shows it again, if that is still why."""
    case = office_case(request, pk)
    suspension = case.suspension()
    if request.method == "POST":
        form = ResumptionForm(request.POST, case=case)
        try:
            if not form.is_valid():
                raise Stale
            form.cleaned_data["seen"].end(by=request.user, at=timezone.now())
        except Stale:
            messages.error(request, _("It was hidden anew meanwhile: read why before you show it."))
            return redirect("cases:office-resumption", case.pk)
        messages.success(request, _("It can be read again by whom it is for."))
        return _to(case)
    if suspension is None:
        return _to(case)
    context = {
        "case": case,
        "shown": case.edition,
        "suspension": suspension,
        "form": ResumptionForm(case=case, initial={"seen": suspension.pk}),
        "waiting": Message.objects.waiting().filter(topic=case.topic).count(),
    }
    return render(request, "cases/office_resumption.html", context)


@require_POST
@once(back="cases:office-case")
def office_urgent(request: MemberRequest, pk: int) -> HttpResponse:
    case = office_case(request, pk)
    form = UrgentForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            case_number = said["number"], said["year"]
            UrgentAction.issue(
                case, *case_number, by=request.user, at=timezone.now(), on=said["issued_on"]
            )
            messages.success(request, _("The number is given."))
            return _to(case)
        except NumberTaken:
            form.add_error("number", _("Another case has this number."))
    return _page(request, case, urgent=form)


@require_POST
def office_offers(request: MemberRequest, pk: int) -> HttpResponse:
    case = office_case(request, pk)
    form = OfferForm(request.POST, section=case.section)
    if not form.is_valid():
        return _page(request, case, offer=form)
    Offer.make(case, form.cleaned_data["group"], by=request.user, at=timezone.now())
    messages.success(request, _("The group can read it now, and choose it."))
    return _to(case)


@require_POST
def office_offer_withdrawal(request: MemberRequest, pk: int) -> HttpResponse:
    offers = Offer.objects.open().select_related("case__section", "case__edition")
    offer = staffed_thing(request, offers, can_write_cases, path="case__section", pk=pk)
    offer.withdraw(by=request.user, at=timezone.now())
    messages.success(request, _said_of(offer))
    return _to(offer.case)


def _said_of(offer: Offer) -> str:
    """Return what the end of an offer changed for its group."""
    standing = Adoption.objects.sharing().filter(case=offer.case, group=offer.group_id)
    if standing.exists():
        return _("The offer has ended, but the group stands by the case, and still finds it.")
    edition = offer.case.edition
    if edition is not None and edition.tier == Tier.PUBLIC:
        return _("The offer has ended. Everybody may read this case, the group too.")
    return _("The group no longer finds it.")


@require_http_methods(["GET", "POST"])
def office_adoption_ending(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks why; POST takes the case from one group."""
    standing = Adoption.objects.open().select_related("case__section", "group")
    adoption = staffed_thing(request, standing, can_write_cases, path="case__section", pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason, today = form.cleaned_data["reason"], timezone.localdate()
        try:
            actions.take_from(adoption, reason=reason, by=request.user, at=timezone.now(), on=today)
        except NotAdopted:
            messages.info(request, _("The group stood by it no longer."))
        else:
            messages.success(request, _("The group stands by it no longer, and is told so."))
        return _to(adoption.case)
    context = {"adoption": adoption, "case": adoption.case, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "cases/office_adoption_ending.html", context, status=status)


@require_POST
def office_readers(request: MemberRequest, pk: int) -> HttpResponse:
    case = office_case(request, pk)
    form = ReaderForm(request.POST)
    if form.is_valid():
        person = Person.objects.filter(email=form.cleaned_data["email"].lower()).first()
        if person:
            CaseReader.name(case, person, by=request.user, at=timezone.now())
            messages.success(request, _("%(name)s may read it now.") % {"name": person.name})
            return _to(case)
        form.add_error("email", _("Nobody with this address has an account here."))
    return _page(request, case, reader=form)


@require_POST
def office_reader_removal(request: MemberRequest, pk: int) -> HttpResponse:
    readers = CaseReader.objects.filter(ended_at=None).select_related("case__section", "person")
    reader = staffed_thing(request, readers, can_write_cases, path="case__section", pk=pk)
    reader.end(by=request.user, at=timezone.now())
    messages.success(request, _("From now on they do not find it."))
    return _to(reader.case)
