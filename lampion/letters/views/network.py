"""Who writes for a group: its members say so themselves, a responsable notes others, who agree first."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.groups.models import Group
from lampion.groups.reach import own_group
from lampion.kit.access import require
from lampion.letters import actions
from lampion.letters.forms import OutsiderForm, OwnWritingForm
from lampion.letters.leaving import leave
from lampion.letters.models import AlreadyThere, Writer
from lampion.letters.rules import can_lead_letters
from lampion.people.requests import MemberRequest
from lampion.people.sending import once


def _outsider_form(data: QueryDict | None = None, **more: Any) -> OutsiderForm:
    """Beside another form with the same fields: each label leads to its own."""
    languages = [(code, str(name)) for code, name in settings.LANGUAGES]
    return OutsiderForm(data, languages=languages, auto_id="outsider_%s", **more)


@require_GET
def writers(request: MemberRequest, pk: int) -> HttpResponse:
    """Every member sees whether they write; who leads the letters sees everybody who does."""
    return _page(request, own_group(request, pk))


def _page(
    request: MemberRequest, group: Group, *,
    own: OwnWritingForm | None = None, outsider: OutsiderForm | None = None,
) -> HttpResponse:  # fmt: skip
    leads = bool(can_lead_letters(request.user, group))
    there = Writer.objects.there().filter(group=group).select_related("person")
    language = get_language() or "fr"
    context = {
        "group": group,
        "leads": leads,
        "mine": there.filter(person=request.user).first(),
        "writers": sorted(there, key=lambda one: one.name.casefold()) if leads else [],
        "own": own or OwnWritingForm(),
        "outsider": outsider or _outsider_form(initial={"language": language}),
        "words": actions.consent_words(group.name, language),
        "today": timezone.localdate(),
    }
    status = 422 if own or outsider else 200
    return render(request, "letters/writers.html", context, status=status)


@require_POST
@once(back="letters:writers")
def own_writing(request: MemberRequest, pk: int) -> HttpResponse:
    """Somebody says "I write too", under the words that the page shows."""
    group = own_group(request, pk)
    form = OwnWritingForm(request.POST)
    if not form.is_valid():
        return _page(request, group, own=form)
    words = actions.consent_words(group.name, get_language() or "fr")
    try:
        Writer.join(group, request.user, words=words, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Thank you: the next letters come to you too."))
    except AlreadyThere:
        messages.info(request, _("You write already."))
    return redirect("letters:writers", pk)


@require_POST
def own_leaving(request: MemberRequest, pk: int) -> HttpResponse:
    group = own_group(request, pk)
    for writer in Writer.objects.there().filter(group=group, person=request.user):
        leave(writer, by=request.user, at=timezone.now())
    messages.success(
        request, _("No more letters come to you. You can come back whenever you like.")
    )
    return redirect("letters:writers", pk)


@require_POST
@once(back="letters:writers")
def outsiders(request: MemberRequest, pk: int) -> HttpResponse:
    group = own_group(request, pk)
    require(can_lead_letters(request.user, group))
    form = _outsider_form(request.POST)
    if not form.is_valid():
        return _page(request, group, outsider=form)
    said, now = dict(form.cleaned_data), timezone.now()
    on_paper = said.pop("on_paper")
    try:
        writer = Writer.add(group, by=request.user, at=now, **said)
    except AlreadyThere:
        form.add_error("email", _("This address is in the network already."))
        return _page(request, group, outsider=form)
    if on_paper:
        actions.note_paper_consent(writer, by=request.user, at=now)
        messages.success(request, _("They are in the network."))
    else:
        actions.invite(writer, at=now)
        messages.success(request, _("We asked them by e-mail. They are in once they say yes."))
    return redirect("letters:writers", pk)


@never_cache
@require_http_methods(["GET", "POST"])
def ending(request: MemberRequest, pk: int) -> HttpResponse:
    """Somebody told the group that they stop: whoever leads the letters notes it. GET asks once more."""
    mine = Group.objects.joined_by(request.user)
    known = Writer.objects.there().filter(group__in=mine).select_related("group__section", "person")
    writer = get_object_or_404(known, pk=pk)
    require(can_lead_letters(request.user, writer.group))
    if request.method == "GET":
        context = {"writer": writer, "group": writer.group}
        return render(request, "letters/writer_ending.html", context)
    leave(writer, by=request.user, at=timezone.now())
    messages.success(request, _("They are out of the network, and their addresses are erased."))
    return redirect("letters:writers", writer.group_id)
