"""The secretariat's pages about addresses, themes and the words of consents."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.contacts.forms import ConsentTextForm, ContactSearchForm, ThemeForm, groups_of
from lampion.contacts.models import Channel, Consent, ConsentText, Contact, Purpose, Theme
from lampion.contacts.retention import leaving
from lampion.contacts.rules import can_see_contacts
from lampion.journal import models as journal
from lampion.people.requests import MemberRequest
from lampion.sections.models import Section
from lampion.sections.reach import staffed_section

LOOK_AHEAD = timedelta(days=30)


@never_cache
@require_http_methods(["GET", "POST"])
def contacts(request: MemberRequest) -> HttpResponse:
    """The address is sent in the body, so that it stands in no address and no log."""
    section = staffed_section(request, can_see_contacts)
    known = Contact.objects.filter(section=section)
    form = ContactSearchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = known.filter(email=form.cleaned_data["email"]).first()
        if found:
            return redirect("contacts:office-contact", found.pk)
        form.add_error("email", _("Nobody has this address here."))
    today = timezone.localdate()
    context = {
        "form": form,
        "agreeing": known.reachable().agreeing().count(),
        "refusing": known.filter(email__isnull=False).refusing().count(),
        "leaving": leaving(section, until=today + LOOK_AHEAD, on=today).count(),
        "unreachable": known.filter(unreachable_at__isnull=False, email__isnull=False).count(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "contacts/office_contacts.html", context, status=status)


def _reach(request: MemberRequest, pk: int) -> Contact:
    section = staffed_section(request, can_see_contacts)
    known = Contact.objects.filter(section=section, email__isnull=False)
    return get_object_or_404(known.select_related("section"), pk=pk)


@never_cache
@require_GET
def contact(request: MemberRequest, pk: int) -> HttpResponse:
    found = _reach(request, pk)
    context = {
        "contact": found,
        "agrees": Consent.stands(found),
        "refused": Consent.refused(found),
        "member_of": groups_of(found),
        "history": Consent.objects.history(found),
        "preferences": found.preferences.standing().select_related("theme", "group"),
        "failures": found.failures.filter(forgiven_at=None)[:10],
    }
    return render(request, "contacts/office_contact.html", context)


@never_cache
@require_GET
def proof(request: MemberRequest, pk: int) -> HttpResponse:
    found = _reach(request, pk)
    journal.write("exported consents", found, by=request.user)
    said = [one.proof() for one in Consent.objects.history(found)]
    answer = JsonResponse({"address": found.email, "consents": said})
    answer["Content-Disposition"] = f'attachment; filename="consents-{found.pk}.json"'
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
def withdrawal(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more, POST notes the no."""
    found = _reach(request, pk)
    if request.method == "POST":
        Consent.withdraw(found, at=timezone.now(), channel=Channel.OFFICE, by=request.user)
        messages.success(request, _("Noted: this person gets no more news."))
        return redirect("contacts:office-contact", pk)
    context = {
        "about": found.email,
        "question": _("Did this person ask to stop?"),
        "consequence": _(
            "They get no more news, and no more letters of groups. You cannot take this back: only they say yes again, with the link in one of our mails or in their account."
        ),
        "deed": _("Yes, they asked to stop"),
        "back": reverse("contacts:office-contact", args=[pk]),
    }
    return render(request, "contacts/office_question.html", context)


@require_POST
def reachability(request: MemberRequest, pk: int) -> HttpResponse:
    found = _reach(request, pk)
    found.is_reachable_again(by=request.user, at=timezone.now())
    messages.success(request, _("Noted: we write to this address again."))
    return redirect("contacts:office-contact", pk)


@require_http_methods(["GET", "POST"])
def themes(request: MemberRequest) -> HttpResponse:
    section = staffed_section(request, can_see_contacts)
    known = Theme.objects.open().filter(section=section)
    form = ThemeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        Theme(section=section, position=known.count()).settle(form.names(), by=request.user)
        messages.success(request, _("Saved."))
        return redirect("contacts:office-themes")
    status = 422 if form.is_bound else 200
    context = {"themes": known, "form": form}
    return render(request, "contacts/office_themes.html", context, status=status)


def _theme(request: MemberRequest, pk: int) -> Theme:
    section = staffed_section(request, can_see_contacts)
    return get_object_or_404(Theme.objects.open(), pk=pk, section=section)


@require_http_methods(["GET", "POST"])
def theme(request: MemberRequest, pk: int) -> HttpResponse:
    found = _theme(request, pk)
    form = ThemeForm(request.POST or None, names=found.names)
    if request.method == "POST" and form.is_valid():
        found.settle(form.names(), by=request.user)
        messages.success(request, _("Saved."))
        return redirect("contacts:office-themes")
    status = 422 if form.is_bound else 200
    context = {"theme": found, "form": form}
    return render(request, "contacts/office_theme.html", context, status=status)


@require_http_methods(["GET", "POST"])
def theme_ending(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more, POST ends it."""
    found = _theme(request, pk)
    if request.method == "POST":
        found.end(by=request.user, at=timezone.now())
        messages.success(request, _("Nothing more is written on this theme."))
        return redirect("contacts:office-themes")
    context = {
        "about": found,
        "question": _("End this theme?"),
        "consequence": _(
            "Nothing more is written on it, and nobody can choose it any more. This cannot be undone."
        ),
        "deed": _("End it for good"),
        "back": reverse("contacts:office-themes"),
    }
    return render(request, "contacts/office_question.html", context)


@require_GET
def consents(request: MemberRequest) -> HttpResponse:
    section = staffed_section(request, can_see_contacts)
    rows = [(code, name, _in_force(section, code)) for code, name in settings.LANGUAGES]
    return render(request, "contacts/office_consents.html", {"rows": rows})


def _in_force(section: Section, language: str) -> ConsentText | None:
    texts = ConsentText.objects.filter(section=section, purpose=Purpose.NEWS, language=language)
    return texts.order_by("-number").first()


@require_http_methods(["GET", "POST"])
def consent(request: MemberRequest, language: str) -> HttpResponse:
    """New words are a new version: those who agreed to the former keep having agreed to those."""
    section = staffed_section(request, can_see_contacts)
    if language not in dict(settings.LANGUAGES):
        raise Http404
    texts = ConsentText.objects.filter(section=section, purpose=Purpose.NEWS, language=language)
    last = _in_force(section, language)
    form = ConsentTextForm(request.POST or None, initial={"words": last.words if last else ""})
    if request.method == "POST" and form.is_valid():
        words, now = form.cleaned_data["words"], timezone.now()
        ConsentText.publish(section, Purpose.NEWS, language, words, at=now, by=request.user)
        messages.success(request, _("Published."))
        return redirect("contacts:office-consents")
    context = {
        "form": form,
        "language": dict(settings.LANGUAGES)[language],
        "texts": texts.order_by("-number"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "contacts/office_consent.html", context, status=status)
