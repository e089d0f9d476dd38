"""The news in somebody's own account: what they get, all they ever said, and the proof of it."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.contacts.forms import PreferencesForm
from lampion.contacts.models import Channel, Consent, Contact
from lampion.contacts.views.choosing import begin_again, keep_choices, subscriptions_of
from lampion.groups.models import Group
from lampion.people.requests import MemberRequest
from lampion.sections.home import home_section
from lampion.sections.models import Section

# In the address of these pages: the code of a section that is not the home one.
NAMED = "section"


def _sections(request: MemberRequest) -> list[Section]:
    """Return the sections that know the reader, by their address or their groups; the home section knows everybody."""
    person, home = request.user, home_section(request)
    contacts = Contact.objects.of([person.email or ""]).values("section")
    groups = Group.objects.joined_by(person).values("section")
    known = Section.objects.filter(Q(pk__in=contacts) | Q(pk__in=groups) | Q(pk=home.pk))
    return sorted(known, key=lambda section: (section.pk != home.pk, section.name))


def _section(request: MemberRequest) -> Section:
    """Return the section whose news the page is about: the one that its address names, else the home section."""
    named, sections = request.GET.get(NAMED), _sections(request)
    for section in sections:
        if named in (None, section.code):
            return section
    raise Http404


def _address(route: str, section: Section) -> str:
    address = reverse(f"contacts:{route}")
    return address if section.is_home else f"{address}?{urlencode({NAMED: section.code})}"


def _contact(request: MemberRequest) -> Contact:
    """The reader's contact in the section, made now if there was none; who has an account has a proven address."""
    if not request.user.email:
        raise Http404
    return Contact.of_person(_section(request), request.user)


@never_cache
@require_http_methods(["GET", "POST"])
def news(request: MemberRequest) -> HttpResponse:
    section = _section(request)
    mine = Contact.objects.of([request.user.email or ""]).filter(section=section)
    contact = mine.select_related("section").first()
    form = PreferencesForm(request.POST or None, contact=contact) if contact else None
    if request.method == "POST" and form and form.is_valid():
        keep_choices(form, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect(_address("account", section))
    context = subscriptions_of(section, form) | {
        "sections": [(one, _address("account", one)) for one in _sections(request)],
        "withdrawal_url": _address("account-withdrawal", section),
        "agreement_url": _address("account-agreement", section),
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
        return redirect(_address("account", contact.section))
    context = {
        "contact": contact,
        "section": contact.section,
        "back": _address("account", contact.section),
    }
    return render(request, "contacts/withdrawal.html", context)


@never_cache
@require_POST
def agreement(request: MemberRequest) -> HttpResponse:
    contact = _contact(request)
    begin_again(request, contact, Channel.ACCOUNT, by=request.user)
    return redirect(_address("account", contact.section))


@never_cache
@require_GET
def proof(request: MemberRequest) -> HttpResponse:
    mine = Contact.objects.of([request.user.email or ""])
    history = Consent.objects.history(*mine).select_related("text__section")
    said = [{"section": one.text.section.name} | one.proof() for one in history]
    answer = JsonResponse({"consents": said})
    answer["Content-Disposition"] = 'attachment; filename="consents.json"'
    return answer
