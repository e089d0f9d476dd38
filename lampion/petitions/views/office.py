"""The secretariat writes a petition, a second person reads every word and opens it, its hour or somebody closes it."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.cases.models import Case, Tier
from lampion.cases.models.case import CaseQuerySet
from lampion.cases.rules import can_let_out
from lampion.files.actions import Refused, store_picture
from lampion.kit.access import require
from lampion.kit.formats import local_datetime, moment_in
from lampion.people.models import Person
from lampion.people.requests import MemberRequest
from lampion.people.sending import once
from lampion.petitions import actions, fraud
from lampion.petitions.forms import PetitionForm, PictureForm
from lampion.petitions.listing import group_rows, office_rows
from lampion.petitions.models import (
    CaseNotOpen,
    LastDayPassed,
    NotAgreed,
    NothingToSay,
    Petition,
    PetitionPicture,
    SamePerson,
    Stale,
)
from lampion.petitions.reach import office_petition
from lampion.petitions.rules import can_publish
from lampion.petitions.showing import number_of, short_url
from lampion.sections.models import Section
from lampion.sections.reach import staffed_section
from lampion.sections.rules import can_write_cases


@require_GET
def petitions(request: MemberRequest) -> HttpResponse:
    section = staffed_section(request, can_write_cases)
    context = {"section": section, "shelves": office_rows(section, timezone.now())}
    return render(request, "petitions/office_petitions.html", context)


@require_http_methods(["GET", "POST"])
@once
def new(request: MemberRequest) -> HttpResponse:
    section, now = staffed_section(request, can_write_cases), timezone.now()
    data = request.POST if request.method == "POST" else None
    chosen = request.GET.get("case", "")
    initial = {"case": chosen} if chosen.isdecimal() else {}
    form = PetitionForm(data, cases=_cases(section), at=now, initial=initial)
    if data is not None and form.is_valid():
        values = form.values()
        made = Petition.begin(values["case"], values, form.texts(), by=request.user, at=now)
        messages.success(request, _("The draft is there. Nobody outside the secretariat sees it."))
        return redirect("petitions:office-petition", made.pk)
    context = {"form": form, "petition": None, "section": section}
    status = 422 if form.is_bound else 200
    return render(request, "petitions/office_words.html", context, status=status)


def _cases(section: Section) -> CaseQuerySet:
    """What everybody may read: a petition is on a page for everybody."""
    shown = Case.objects.filter(section=section, edition__tier=Tier.PUBLIC)
    return shown.select_related("edition").order_by("edition__name", "pk")


@require_GET
def petition(request: MemberRequest, pk: int) -> HttpResponse:
    return render(request, "petitions/office_petition.html", _page(request, pk))


def _page(request: MemberRequest, pk: int) -> dict[str, object]:
    found, now = office_petition(request, pk), timezone.now()
    picture = PetitionPicture.objects.filter(petition=found).select_related("file", "by").first()
    return {
        "petition": found,
        "picture": picture,
        "picture_verdict": can_let_out(request.user, picture) if picture else None,
        "section": found.section,
        "case": found.case,
        "texts": found.texts.all(),
        "open": Petition.objects.signable(now).filter(pk=found.pk).exists(),
        "number": number_of(found, now) if found.published_at else None,
        "groups": group_rows(found),
        "verdict": can_publish(request.user, found),
        "picture_form": PictureForm(),
        "short_url": short_url(found),
    }


@require_http_methods(["GET", "POST"])
def words(request: MemberRequest, pk: int) -> HttpResponse:
    found, now = office_petition(request, pk), timezone.now()
    if found.published_at:
        messages.error(request, _("No word of it changes any more: people sign what it says."))
        return redirect("petitions:office-petition", pk)
    data = request.POST if request.method == "POST" else None
    form = PetitionForm(
        data, cases=_cases(found.section), at=now, initial=PetitionForm.initial_of(found)
    )
    seen = found.changed_at if data is None else moment_in(request.POST.get("seen", ""))
    if data is not None and form.is_valid():
        try:
            found.write(form.values(), form.texts(), by=request.user, at=now, seen=seen)
            messages.success(request, _("Saved."))
            return redirect("petitions:office-petition", pk)
        except Stale:
            form.add_error(None, _changed_by(found.by))
            seen = found.changed_at
    context = {"form": form, "petition": found, "section": found.section, "seen": seen}
    status = 422 if form.is_bound else 200
    return render(request, "petitions/office_words.html", context, status=status)


def _changed_by(person: Person | None) -> str:
    text = _(
        "%(name)s changed it while you were writing. Look at what stands there now: if you save once more, your words replace it."
    )
    return text % {"name": person.name if person else _("Somebody")}


@require_POST
def picture(request: MemberRequest, pk: int) -> HttpResponse:
    """The picture that others see when somebody shares the address. It is no word that people sign."""
    found, now = office_petition(request, pk), timezone.now()
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            _keep_picture(found, form, by=request.user, at=now)
            text = _(
                "It is there. Nobody else sees it until another of the secretariat lets it out."
            )
            messages.success(request, text)
            return redirect("petitions:office-petition", pk)
        except Refused as refusal:
            form.add_error("picture", str(refusal))
    context = _page(request, pk) | {"picture_form": form}
    return render(request, "petitions/office_petition.html", context, status=422)


@transaction.atomic
def _keep_picture(found: Petition, form: PictureForm, *, by: Person, at: datetime) -> None:
    """Raises Refused."""
    upload = form.cleaned_data["picture"]
    PetitionPicture.add(found, store_picture(upload, by=by, at=at, is_public=False), by=by, at=at)


@require_POST
def proposal(request: MemberRequest, pk: int) -> HttpResponse:
    found = _as_read(request, pk)
    try:
        found.propose(by=request.user, at=timezone.now())
        messages.success(request, _("A second person can publish it now."))
    except NotAgreed:
        messages.error(request, _("Say first who told us that the person or the family agrees."))
    except NothingToSay:
        messages.error(request, _("Write the words in at least one language."))
    except Stale:
        messages.error(request, _("It was changed meanwhile: read it again first."))
    return redirect("petitions:office-petition", pk)


@require_POST
def publication(request: MemberRequest, pk: int) -> HttpResponse:
    """Open exactly what the page showed."""
    found = _as_read(request, pk)
    require(can_publish(request.user, found))
    try:
        actions.publish(found, by=request.user, at=timezone.now())
        messages.success(request, _published(found))
    except LastDayPassed:
        messages.error(request, _("Its last day has passed: choose a later one first."))
    except CaseNotOpen:
        text = _("Nobody could sign it: its case is hidden, over, or not for everybody to read.")
        messages.error(request, text)
    except (Stale, SamePerson):
        messages.error(request, _("It was changed meanwhile: read it again first."))
    return redirect("petitions:office-petition", pk)


def _published(petition: Petition) -> str:
    if petition.opens_at and petition.opens_at > timezone.now():
        day = {"day": local_datetime(petition.opens_at)}
        return _("It is published: people can sign it from %(day)s on.") % day
    return _("It is published: people can sign it.")


def _as_read(request: MemberRequest, pk: int) -> Petition:
    """Return a petition, as of the moment that the form says it was read."""
    found = office_petition(request, pk)
    found.changed_at = moment_in(request.POST.get("seen", ""))
    return found


@require_http_methods(["GET", "POST"])
def closing(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more, POST closes before its hour."""
    found = office_petition(request, pk)
    if request.method == "GET":
        context = {
            "petition": found, "words": found.words(), "section": found.section,
            "held": fraud.held_by_signing().filter(petition=found).count(),
        }  # fmt: skip
        return render(request, "petitions/office_closing.html", context)
    if found.published_at:
        found.close(by=request.user, at=timezone.now())
        messages.success(request, _("It is closed."))
    return redirect("petitions:office-petition", pk)
