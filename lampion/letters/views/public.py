"""What everybody sees: the letters to write today, each on its page, on paper, or in one's own mail program."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import quote

from babel import Locale
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lampion.cases.models import Tier
from lampion.groups.models import Group
from lampion.groups.nearby import open_group
from lampion.letters.forms import SendingForm, WriterForm, fresh_mark
from lampion.letters.models import Appeal, Channel, Late, Sent
from lampion.letters.paper import own_letter
from lampion.letters.rules import NOT_NOW, postage, readable_appeals
from lampion.people.models import Person, Throttle
from lampion.people.throttling import client_of
from lampion.places.world import country_name
from lampion.sections.caching import kept_while_unchanged
from lampion.sections.home import home_section

PER_PAGE = 24
# Sixty pupils behind one Wi-Fi each say it twice.
PAPERS_PER_HOUR, SENDINGS_PER_HOUR = 60, 120
# A mail program takes no longer address than this from a link.
LONGEST_LINK = 8000


def _readable(request: HttpRequest, key: str) -> Appeal:
    """Return a letter that whoever asks may write today; any other answers like nothing at all."""
    person = request.user if isinstance(request.user, Person) else None
    return get_object_or_404(readable_appeals(person, timezone.now()).told(), key=key)


def _group(request: HttpRequest, appeal: Appeal) -> Group | None:
    """Return the group for which somebody writes, as the address says."""
    said = request.GET.get("group", "")
    number = int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0
    return open_group(appeal.case.section, number)


@login_not_required
@require_safe
@kept_while_unchanged
def letters(request: HttpRequest) -> HttpResponse:
    section = home_section(request)
    person = request.user if isinstance(request.user, Person) else None
    found = readable_appeals(person, timezone.now()).told().filter(case__section=section)
    page = Paginator(found.urgent_first(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "letters/letters.html", {"section": section, "page": page})


@login_not_required
@require_safe
@kept_while_unchanged
def letter(request: HttpRequest, key: str) -> HttpResponse:
    appeal = _readable(request, key)
    return _page(request, appeal, WriterForm(appeal=appeal))


def _page(
    request: HttpRequest, appeal: Appeal, form: WriterForm, *, mail_link: str = ""
) -> HttpResponse:
    edition, target = appeal.case.shown_edition, appeal.target
    context = {
        "appeal": appeal,
        "edition": edition,
        "public": edition.tier == Tier.PUBLIC,
        "section": appeal.case.section,
        "form": form,
        "group": _group(request, appeal),
        "asked": "asked" in request.GET,
        "mail_link": mail_link,
        "language": language_name(appeal.language),
        "country": country_name(target.country, get_language() or "fr"),
        "points": filled(appeal.points),
        "rules": filled(appeal.rules),
        "never": filled(appeal.never) + filled(edition.donts),
        "stamp": postage(appeal.case.section, target, timezone.localdate()),
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "letters/letter.html", context, status=status)


def filled(text: str) -> list[str]:
    return [line.strip(" -•\t") for line in text.splitlines() if line.strip(" -•\t")]


def language_name(code: str) -> str:
    return str(Locale.parse(get_language() or "fr").languages.get(code, code))


# It keeps nothing and shows its reader only what they typed: a token would prove nothing, and would keep the page
# from being held in memory.
@csrf_exempt
@login_not_required
@never_cache
@require_POST
def paper(request: HttpRequest, key: str) -> HttpResponse:
    """The letter as it was adapted: a PDF, or a link that opens one's own mail program. Nothing is kept."""
    appeal, now = _readable(request, key), timezone.now()
    form = WriterForm(request.POST, appeal=appeal)
    if form.is_valid() and not Throttle.hit(
        "letter", client_of(request), at=now, limit=PAPERS_PER_HOUR, per=3600
    ):
        form.add_error(None, _("Many letters came from your connection. Please try again later."))
    if not form.is_valid():
        return _page(request, appeal, form)
    if "mail" in request.POST and appeal.goes_by_mail:
        return _page(request, appeal, form, mail_link=_mail_link(appeal, form))
    made = own_letter(
        appeal,
        form.cleaned_data["text"],
        form.who(),
        on=timezone.localdate(now),
        copy=form.cleaned_data.get("copy", False),
    )
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{_("letter")}.pdf"'
    return answer


def _mail_link(appeal: Appeal, form: WriterForm) -> str:
    """Return the address that opens a mail; a text too long for one is left out, and copied from the page."""
    sender, text = form.who(), form.cleaned_data["text"].replace("\r\n", "\n")
    body = "\n".join([text, "", *sender.lines[:1], *sender.lines[-1:]]).replace("\n", "\r\n")
    said = {"subject": appeal.case.shown_edition.name}
    if form.cleaned_data.get("copy") and appeal.target.embassy_email:
        said["cc"] = appeal.target.embassy_email
    whole = _link(appeal.target.email, said | {"body": body})
    return whole if len(whole) <= LONGEST_LINK else _link(appeal.target.email, said)


def _link(to: str, said: dict[str, str]) -> str:
    words = "&".join(f"{name}={quote(value, safe='@')}" for name, value in said.items())
    return f"mailto:{quote(to, safe='@')}?{words}"


# The signed mark in the form is its proof: it counts once, and counts nobody.
@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def sending(request: HttpRequest, key: str) -> HttpResponse:
    """Counts letters that somebody says were sent, and keeps nothing about who says so."""
    appeal = _readable(request, key)
    group = _group(request, appeal)
    form = SendingForm(request.POST if request.method == "POST" else None)
    form.fields["mark"].initial = fresh_mark()
    if request.method == "POST" and form.is_valid() and _counted(request, appeal, group, form):
        back = redirect("letters:letter", key)
        if group:
            back["Location"] += f"?group={group.number}"
        return back
    context: dict[str, Any] = {
        "appeal": appeal,
        "section": appeal.case.section,
        "public": appeal.case.shown_edition.tier == Tier.PUBLIC,
        "group": group,
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "letters/sending.html", context, status=status)


def _counted(request: HttpRequest, appeal: Appeal, group: Group | None, form: SendingForm) -> bool:
    now = timezone.now()
    if not Throttle.hit(
        "letter-sent", client_of(request), at=now, limit=SENDINGS_PER_HOUR, per=3600
    ):
        form.add_error(None, _("Many letters came from your connection. Please try again later."))
        return False
    mark = hashlib.sha256(f"form:{form.cleaned_data['mark']}".encode()).hexdigest()
    said = {"count": form.cleaned_data["count"], "group": group, "channel": Channel.VISITOR}
    try:
        fresh = Sent.of_appeal(appeal, at=now, mark=mark, **said)
    except Late:
        form.add_error(None, NOT_NOW)
        return False
    if fresh:
        messages.success(request, _("Thank you! Your letter is counted, without your name."))
    else:
        messages.info(request, _("You said so before: it is counted once."))
    return True
