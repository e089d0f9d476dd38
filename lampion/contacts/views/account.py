"""The news in somebody's own account: what they get, all they ever said, and the proof of it."""

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.contacts.forms import PreferencesForm
from lampion.contacts.models import Channel, Consent, Contact
from lampion.contacts.views.choosing import begin_again, keep_choices, subscriptions_of
from lampion.people.requests import MemberRequest
from lampion.sections.home import home_section


def _contact(request: MemberRequest) -> Contact:
    """The reader's contact in this section, made now if there was none; who has an account has a proven address."""
    if not request.user.email:
        raise Http404
    return Contact.of_person(home_section(request), request.user)


@never_cache
@require_http_methods(["GET", "POST"])
def news(request: MemberRequest) -> HttpResponse:
    section, mine = home_section(request), Contact.objects.of([request.user.email or ""])
    contact = mine.filter(section=section).select_related("section").first()
    form = PreferencesForm(request.POST or None, contact=contact) if contact else None
    if request.method == "POST" and form and form.is_valid():
        keep_choices(form, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("contacts:account")
    context = subscriptions_of(section, form) | {
        "withdrawal_url": reverse("contacts:account-withdrawal"),
        "agreement_url": reverse("contacts:account-agreement"),
        "history": Consent.objects.history(*mine),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "contacts/account.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def withdrawal(request: MemberRequest) -> HttpResponse:
    """GET asks once more, POST stops everything."""
    contact = _contact(request)
    if request.method == "POST":
        Consent.withdraw(contact, at=timezone.now(), channel=Channel.ACCOUNT, by=request.user)
        messages.success(request, _("Done: you get no more news from us."))
        return redirect("contacts:account")
    context = {
        "contact": contact,
        "section": contact.section,
        "back": reverse("contacts:account"),
    }
    return render(request, "contacts/withdrawal.html", context)


@never_cache
@require_POST
def agreement(request: MemberRequest) -> HttpResponse:
    begin_again(request, _contact(request), Channel.ACCOUNT, by=request.user)
    return redirect("contacts:account")


@never_cache
@require_GET
def proof(request: MemberRequest) -> HttpResponse:
    mine = Contact.objects.of([request.user.email or ""])
    answer = JsonResponse({"consents": [said.proof() for said in Consent.objects.history(*mine)]})
    answer["Content-Disposition"] = 'attachment; filename="consents.json"'
    return answer
