"""A petition is handed over: prepared, listed, handed, answered. Only for whoever keeps cases in the secretariat."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.cases.rules import can_let_out, visible_cases
from lampion.files.actions import store_picture
from lampion.files.refusal import Refused
from lampion.people.models import Person
from lampion.people.requests import MemberRequest
from lampion.people.sending import once
from lampion.petitions.deliveries import agreed, cover_letter, draft_again, hand_over, prepare
from lampion.petitions.delivery_forms import (
    AnswerForm,
    DeliveryForm,
    DeliveryPictureForm,
    HandingForm,
)
from lampion.petitions.models import (
    Closed,
    Delivery,
    DeliveryAnswer,
    DeliveryFile,
    DeliveryNews,
    DeliveryPicture,
    Gone,
    Handing,
    KeyDestroyed,
    Petition,
    Tally,
)
from lampion.petitions.paper_reach import office_delivery, office_petition
from lampion.petitions.showing import handed_out
from lampion.sections.rules import can_write_cases

TYPES = {"list": ("application/pdf", "pdf"), "table": ("text/csv; charset=utf-8", "csv")}


@require_http_methods(["GET", "POST"])
@once
def deliveries(request: MemberRequest, pk: int) -> HttpResponse:
    """GET shows what was handed over of a petition, POST prepares the next time."""
    petition = office_petition(request, pk)
    form = DeliveryForm(
        request.POST if request.method == "POST" else None,
        petition=petition,
        named=agreed(petition),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = prepare(petition, **form.cleaned_data, by=request.user, at=timezone.now())
            return redirect(made)
        except Closed:
            text = _("The case is hidden, closed or past its last day: nothing is handed over.")
            form.add_error(None, text)
    rows = Delivery.objects.filter(petition=petition).select_related("handing", "by")
    context = {
        "petition": petition,
        "title": petition.words().title,
        "tally": Tally.objects.filter(petition=petition).first(),
        "rows": [(one, getattr(one, "handing", None)) for one in rows],
        "form": form if petition.case.may_be_acted_on(timezone.now()) else None,
    }
    status = 422 if form.is_bound else 200
    return render(request, "petitions/deliveries.html", context, status=status)


@require_GET
def delivery(request: MemberRequest, pk: int) -> HttpResponse:
    return render(request, "petitions/delivery.html", _page(request, office_delivery(request, pk)))


def _page(request: MemberRequest, found: Delivery, **forms: Any) -> dict[str, Any]:
    handing = Handing.objects.filter(delivery=found).select_related("by").first()
    answers = DeliveryAnswer.objects.standing().filter(delivery=found)
    picture = DeliveryPicture.objects.filter(delivery=found).first()
    telling = DeliveryNews.objects.filter(delivery=found).standing().select_related("news").first()
    today = {"on": timezone.localdate()}
    return {
        "news": telling.news if telling else None,
        "delivery": found,
        "petition": found.petition,
        "title": found.petition.words().title,
        "files": DeliveryFile.objects.filter(delivery=found).defer("sealed"),
        "handing": handing,
        "told": Delivery.objects.told().filter(pk=found.pk).exists(),
        "answers": [(one, can_let_out(request.user, one)) for one in answers],
        "picture": picture,
        "picture_verdict": can_let_out(request.user, picture) if picture else None,
        "handing_form": None if handing else HandingForm(prefix="handing", initial=today),
        "answer_form": AnswerForm(prefix="answer", initial=today) if handing else None,
        "picture_form": DeliveryPictureForm(prefix="picture") if handing else None,
    } | forms


@require_GET
def letter(request: MemberRequest, pk: int) -> HttpResponse:
    """The letter that goes with it: number and words, no name. None while the case is hidden."""
    found = office_delivery(request, pk)
    if not found.petition.case.may_be_acted_on(timezone.now()):
        text = _("The case is hidden, closed or past its last day: nothing is handed over.")
        messages.error(request, text)
        return redirect(found)
    answer = HttpResponse(cover_letter(found, timezone.localdate()), content_type="application/pdf")
    name = f"{_('petition')}-{found.petition.number}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
def names(request: MemberRequest, pk: int, kind: str) -> HttpResponse:
    """Hand out a list of names to whoever delivers them; the journal keeps who read it, and when."""
    found = office_delivery(request, pk)
    file = get_object_or_404(DeliveryFile, delivery=found, kind=kind)
    if not found.petition.case.may_be_acted_on(timezone.now()):
        text = _("The case is hidden, closed or past its last day: nothing is handed over.")
        messages.error(request, text)
        return redirect(found)
    try:
        data = file.read(by=request.user, at=timezone.now())
    except (Gone, KeyDestroyed):
        messages.error(request, _("This list is not there, or no longer."))
        return redirect(found)
    media_type, ending = TYPES[file.kind]
    answer = HttpResponse(data, content_type=media_type)
    name = f"{_('petition')}-{found.petition.number}-{found.pk}.{ending}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
def handing(request: MemberRequest, pk: int) -> HttpResponse:
    found = office_delivery(request, pk)
    form = HandingForm(request.POST, prefix="handing")
    if not form.is_valid():
        context = _page(request, found, handing_form=form)
        return render(request, "petitions/delivery.html", context, status=422)
    news = hand_over(found, **form.cleaned_data, by=request.user, at=timezone.now())
    if news is None:
        return redirect(found)
    text = _("Noted: every group sees it with its share. Here is the draft of the news about it.")
    messages.success(request, text)
    return redirect("cases:office-news", news.pk)


@require_POST
def news(request: MemberRequest, pk: int) -> HttpResponse:
    """Draft the news about it anew, where nobody can let out the former ones any more."""
    found = office_delivery(request, pk)
    made = draft_again(found, by=request.user, at=timezone.now())
    return redirect("cases:office-news", made.pk) if made else redirect(found)


@require_POST
@once
def answers(request: MemberRequest, pk: int) -> HttpResponse:
    found = office_delivery(request, pk)
    form = AnswerForm(request.POST, prefix="answer")
    if not form.is_valid():
        context = _page(request, found, answer_form=form)
        return render(request, "petitions/delivery.html", context, status=422)
    DeliveryAnswer.note(found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _waits())
    return redirect(found)


@require_POST
def picture(request: MemberRequest, pk: int) -> HttpResponse:
    found = office_delivery(request, pk)
    form = DeliveryPictureForm(request.POST, request.FILES, prefix="picture")
    if form.is_valid() and _kept(request, found, form):
        messages.success(request, _waits())
        return redirect(found)
    context = _page(request, found, picture_form=form)
    return render(request, "petitions/delivery.html", context, status=422)


def _waits() -> str:
    return _("It is there. Nobody else sees it until another of the secretariat lets it out.")


@transaction.atomic
def _kept(request: MemberRequest, found: Delivery, form: DeliveryPictureForm) -> bool:
    now = timezone.now()
    try:
        file = store_picture(form.cleaned_data["picture"], by=request.user, at=now, is_public=False)
    except Refused as refused:
        form.add_error("picture", str(refused.reason))
        return False
    DeliveryPicture.add(found, file, form.cleaned_data["said"], by=request.user, at=now)
    return True


@login_not_required
@require_GET
@never_cache
def shown_picture(request: HttpRequest, pk: int) -> FileResponse:
    """Asked anew each time: a case that is hidden hides it at once.

    Outside the secretariat only once it is let out, and the news of the handing over are told.
    """
    found = get_object_or_404(
        DeliveryPicture.objects.select_related("file", "delivery__petition__section"), delivery=pk
    )
    if not _may_see(request, found):
        raise Http404
    return handed_out(found.file)


def _may_see(request: HttpRequest, picture: DeliveryPicture) -> bool:
    delivery, now, person = picture.delivery, timezone.now(), request.user
    petition = delivery.petition
    if isinstance(person, Person) and can_write_cases(
        person, petition.section, timezone.localdate(now)
    ):
        return True
    told = Delivery.objects.told().filter(pk=delivery.pk).exists()
    if not (told and picture.released_at):
        return False
    if Petition.objects.public(now).filter(pk=petition.pk).exists():
        return True
    return (
        isinstance(person, Person)
        and visible_cases(person, now).filter(pk=petition.case_id).exists()
    )
