"""What newcomers see: the form, and the private page of their request."""

import contextlib
import hashlib
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lampion.enquiries import actions
from lampion.enquiries.exchange import written
from lampion.enquiries.forms import ReplyForm
from lampion.enquiries.models import SILENT, AlreadyEnded, Enquiry, Stage
from lampion.enquiries.views.asking import FORMS_PER_HOUR, around, read_form
from lampion.people.models import Throttle
from lampion.people.throttling import client_of
from lampion.sections.home import section_of


@login_not_required
@cache_control(private=True, max_age=0)
@require_http_methods(["GET", "POST"])
def enquiry_new(request: HttpRequest) -> HttpResponse:
    """Kept by the browser, so that "back" shows what was typed under the same key: one enquiry."""
    form, enquiry = read_form(request, section_of(request, request.GET.get("section")))
    if enquiry:
        return redirect("enquiries:status", Enquiry.link_token(enquiry.form_key))
    status = 422 if form.is_bound else 200
    return render(request, "enquiries/new.html", around(form), status=status)


def _known(token: str) -> Enquiry:
    enquiries = Enquiry.objects.select_related("section", "group", "merged_into")
    return get_object_or_404(enquiries, link_hash=Enquiry.hash_of(token))


@login_not_required
@never_cache
@require_safe
def enquiry_status(request: HttpRequest, token: str) -> HttpResponse:
    enquiry = _known(token)
    kept = enquiry.merged_into
    if kept and kept.email == enquiry.email:
        return redirect("enquiries:status", Enquiry.link_token(kept.form_key))
    return render(request, "enquiries/status.html", _status(enquiry, token, ReplyForm()))


def _status(enquiry: Enquiry, token: str, form: ReplyForm) -> dict[str, Any]:
    stage = enquiry.steps.get(until=None).stage
    silent = enquiry.forgotten_at or stage in SILENT or enquiry.merged_into_id
    steps = enquiry.steps.exclude(stage__in=[Stage.RETURNED, Stage.SPAM])
    return {
        "enquiry": enquiry,
        "token": token,
        "steps": list(steps.select_related("group")),
        "written": written(enquiry),
        "open": enquiry.is_open() and not enquiry.forgotten_at,
        "ended": not enquiry.is_open(),
        "withdrawn": stage == Stage.WITHDRAWN,
        "form": None if silent else form,
        "section": enquiry.section,
    }


@login_not_required
@never_cache
@require_POST
def enquiry_replies(request: HttpRequest, token: str) -> HttpResponse:
    """What the newcomer adds reaches whoever follows the request; the same form again is one message."""
    enquiry = _known(token)
    form = ReplyForm(request.POST)
    client, at = client_of(request), timezone.now()
    if form.is_valid() and not Throttle.hit("reply", client, at=at, limit=FORMS_PER_HOUR, per=3600):
        form.add_error(None, _("Many messages came from your connection. Please try again later."))
    if not form.is_valid():
        page = _status(enquiry, token, form)
        return render(request, "enquiries/status.html", page, status=422)
    key = hashlib.sha256(f"{token}:{form.cleaned_data['key']}".encode()).hexdigest()
    try:
        actions.write_again(enquiry, text=form.cleaned_data["text"], key=key, at=at)
        messages.success(request, _("Thank you: your message is with the person who follows you."))
    except actions.NoLongerAnswered:
        messages.error(request, _("This request is closed: your message was not kept."))
    return redirect("enquiries:status", token)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def enquiry_withdrawal(request: HttpRequest, token: str) -> HttpResponse:
    """GET explains, POST withdraws and empties: a mail scanner that follows the link changes nothing."""
    enquiry = _known(token)
    if request.method == "POST":
        with contextlib.suppress(AlreadyEnded):
            actions.withdraw(enquiry, at=timezone.now())
        return redirect("enquiries:status", token)
    context = {
        "enquiry": enquiry,
        "token": token,
        "open": enquiry.is_open(),
        "section": enquiry.section,
    }
    return render(request, "enquiries/withdrawal.html", context)
