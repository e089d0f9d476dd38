"""What somebody does with the link in a mail, without signing in: choose, stop, begin again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from lampion.contacts.forms import PreferencesForm
from lampion.contacts.models import Channel, Consent, Contact, WayOut
from lampion.contacts.views.choosing import begin_again, keep_choices, subscriptions_of


def _contact(token: str) -> Contact:
    ways = WayOut.objects.usable(token).select_related("contact__section")
    return get_object_or_404(ways, token_hash__isnull=False).contact


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def one_click(request: HttpRequest, token: str) -> HttpResponse:
    """A mail program's own button (RFC 8058): POST stops the news, without cookie or page.

    A reader, or a scanner that follows links, comes with GET, and is only led to the page.
    """
    contact = _contact(token)
    if request.method == "POST":
        Consent.withdraw(contact, at=timezone.now(), channel=Channel.ONE_CLICK)
        return HttpResponse(_("Done: no more news."), content_type="text/plain; charset=utf-8")
    with override(contact.language):
        return redirect(reverse("contacts:subscriptions", args=[token]))


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def subscriptions(request: HttpRequest, token: str) -> HttpResponse:
    contact = _contact(token)
    form = PreferencesForm(request.POST or None, contact=contact)
    if request.method == "POST" and form.is_valid():
        keep_choices(form, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("contacts:subscriptions", token)
    context = subscriptions_of(contact.section, form) | {
        "token": token,
        "withdrawal_url": reverse("contacts:withdrawal", args=[token]),
        "agreement_url": reverse("contacts:agreement", args=[token]),
    }
    status = 422 if form.is_bound else 200
    return render(request, "contacts/subscriptions.html", context, status=status)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def withdrawal(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks once more, POST stops everything."""
    contact = _contact(token)
    if request.method == "POST":
        Consent.withdraw(contact, at=timezone.now(), channel=Channel.PRIVATE_LINK)
        messages.success(request, _("Done: you get no more news from us."))
        return redirect("contacts:subscriptions", token)
    back = reverse("contacts:subscriptions", args=[token])
    context = {"contact": contact, "section": contact.section, "back": back}
    return render(request, "contacts/withdrawal.html", context)


@login_not_required
@never_cache
@require_POST
def agreement(request: HttpRequest, token: str) -> HttpResponse:
    contact = _contact(token)
    begin_again(request, contact, Channel.PRIVATE_LINK)
    return redirect("contacts:subscriptions", token)
