"""The secretariat writes the letters that people are asked to send; a second person publishes each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.cases.models import Case, SamePerson, Stale
from lampion.kit.access import require
from lampion.kit.formats import moment_in
from lampion.letters.actions import change_target, end_target
from lampion.letters.forms import AppealForm, TargetForm
from lampion.letters.models import Appeal, Ended, InUse, Kind, Sent, Target
from lampion.letters.rules import CARD_RULES, can_change_target, can_publish
from lampion.letters.views.public import filled, language_name
from lampion.people.models import Person
from lampion.people.requests import MemberRequest
from lampion.people.sending import once
from lampion.sections.reach import staffed_section, staffed_thing
from lampion.sections.rules import can_write_cases

_GONE = gettext_lazy("Nothing new goes to this addressee: choose another one first.")


def _appeal(request: MemberRequest, pk: int) -> Appeal:
    found = Appeal.objects.select_related("case__section", "case__edition", "target", "by")
    return staffed_thing(request, found, can_write_cases, path="case__section", pk=pk)


def _case(request: MemberRequest, pk: int) -> Case:
    return staffed_thing(request, Case.objects.with_edition(), can_write_cases, pk=pk)


@require_GET
def office_letters(request: MemberRequest) -> HttpResponse:
    section = staffed_section(request, can_write_cases)
    mine = Appeal.objects.told().filter(case__section=section)
    now = timezone.now()
    open_now = set(mine.open(now).values_list("pk", flat=True))
    cases = Case.objects.with_edition().filter(section=section).shown(now).active(now)
    context = {
        "section": section,
        "drafts": mine.filter(published_at=None, withdrawn_at=None),
        "open": mine.filter(pk__in=open_now).urgent_first(),
        "over": mine.exclude(pk__in=open_now).exclude(published_at=None)[:40],
        "cases": cases,
    }
    return render(request, "letters/office_letters.html", context)


@require_http_methods(["GET", "POST"])
@once
def office_new(request: MemberRequest, pk: int) -> HttpResponse:
    """A new letter for a case; ?kind=card begins with the rules of cards."""
    case, today = _case(request, pk), timezone.localdate()
    wished = case.edition.languages if case.edition else []
    initial: dict[str, Any] = {"starts_on": today, "language": next(iter(wished), "fr")}
    if request.GET.get("kind") == Kind.CARD:
        initial |= {"kind": Kind.CARD, "rules": "\n".join(map(str, CARD_RULES)), "anonymous": True}
    form = AppealForm(
        request.POST if request.method == "POST" else None, section=case.section, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        made = Appeal.write(case, form.words(), by=request.user, at=timezone.now())
        messages.success(request, _("The draft is there. Nobody outside the secretariat sees it."))
        return redirect("letters:office-letter", made.pk)
    context = {"form": form, "case": case, "section": case.section, "appeal": None}
    status = 422 if form.is_bound else 200
    return render(request, "letters/office_writing.html", context, status=status)


@require_http_methods(["GET", "POST"])
def office_text(request: MemberRequest, pk: int) -> HttpResponse:
    appeal, stale = _appeal(request, pk), False
    form = AppealForm(
        request.POST if request.method == "POST" else None,
        section=appeal.case.section,
        initial={name: getattr(appeal, name) for name in Appeal.WRITTEN},
    )
    if request.method == "POST" and form.is_valid():
        try:
            appeal.rewrite(
                form.words(),
                seen=moment_in(request.POST.get("seen", "")),
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, _("Saved."))
            return redirect("letters:office-letter", pk)
        except Stale:
            # Beside what was typed stands what was saved meanwhile: whoever has read it may save over it.
            appeal = _appeal(request, pk)
            form.add_error(None, _overtaken(appeal, request.user))
            stale = True
    context = {
        "form": form,
        "case": appeal.case,
        "section": appeal.case.section,
        "appeal": appeal,
        "seen": appeal.changed_at
        if stale or not form.is_bound
        else moment_in(request.POST.get("seen", "")),
        "stale": stale,
    }
    status = 422 if form.is_bound else 200
    return render(request, "letters/office_writing.html", context, status=status)


def _overtaken(appeal: Appeal, reader: Person) -> str:
    """Return why what was typed is not saved."""
    if appeal.published_at or appeal.withdrawn_at:
        return _(
            "It was published or withdrawn meanwhile: nothing of this is saved. Copy what you typed into a new letter."
        )
    if appeal.by_id == reader.pk:
        return _(
            "You changed it meanwhile in another window: nothing of this is saved yet. Compare, then save again."
        )
    name = appeal.by.name if appeal.by else ""
    return _(
        "A colleague changed it meanwhile (%(name)s): nothing of this is saved yet. Read below what they wrote, bring both together, then save again."
    ) % {"name": name}


@require_GET
def office_letter(request: MemberRequest, pk: int) -> HttpResponse:
    """All of it as it will be read, and what may be done next."""
    appeal, now = _appeal(request, pk), timezone.now()
    edition = appeal.case.edition
    context = {
        "appeal": appeal,
        "section": appeal.case.section,
        "edition": edition,
        "language": language_name(appeal.language),
        "points": filled(appeal.points),
        "rules": filled(appeal.rules),
        "never": filled(appeal.never) + filled(edition.donts if edition else ""),
        "open": appeal.may_be_sent(now),
        "verdict": can_publish(request.user, appeal),
        "sent": Sent.objects.filter(appeal=appeal).total(),
    }
    return render(request, "letters/office_letter.html", context)


@require_POST
def office_proposal(request: MemberRequest, pk: int) -> HttpResponse:
    appeal = _appeal(request, pk)
    try:
        appeal.propose(
            seen=moment_in(request.POST.get("seen", "")), by=request.user, at=timezone.now()
        )
        messages.success(request, _("A second person can publish it now."))
    except Ended:
        messages.error(request, _GONE)
    except Stale:
        messages.error(request, _("It was changed meanwhile: read it again first."))
    return redirect("letters:office-letter", pk)


@require_POST
def office_publication(request: MemberRequest, pk: int) -> HttpResponse:
    appeal = _appeal(request, pk)
    require(can_publish(request.user, appeal))
    try:
        appeal.publish(
            seen=moment_in(request.POST.get("seen", "")), by=request.user, at=timezone.now()
        )
        messages.success(request, _("It is published."))
    except Ended:
        messages.error(request, _GONE)
    except (SamePerson, Stale):
        messages.error(request, _("It was changed meanwhile: read it again first."))
    return redirect("letters:office-letter", pk)


@never_cache
@require_http_methods(["GET", "POST"])
def office_withdrawal(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more, POST withdraws it: nothing brings it back."""
    appeal = _appeal(request, pk)
    if request.method == "POST":
        appeal.withdraw(by=request.user, at=timezone.now())
        messages.success(request, _("Nobody is asked to write it any more."))
        return redirect("letters:office-letter", pk)
    context = {"appeal": appeal, "section": appeal.case.section}
    return render(request, "letters/office_withdrawal.html", context)


@require_GET
def office_targets(request: MemberRequest) -> HttpResponse:
    section = staffed_section(request, can_write_cases)
    context = {"section": section, "targets": Target.objects.there().filter(section=section)}
    return render(request, "letters/office_targets.html", context)


@require_http_methods(["GET", "POST"])
@once
def office_target_new(request: MemberRequest) -> HttpResponse:
    section = staffed_section(request, can_write_cases)
    form = TargetForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        Target.add(section, form.words(), by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("letters:office-targets")
    status = 422 if form.is_bound else 200
    context = {"form": form, "section": section, "target": None, "verdict": True}
    return render(request, "letters/office_target.html", context, status=status)


@require_http_methods(["GET", "POST"])
def office_target(request: MemberRequest, pk: int) -> HttpResponse:
    known = Target.objects.there().select_related("section")
    target = staffed_thing(request, known, can_write_cases, pk=pk)
    initial = {name: getattr(target, name) for name in Target.WRITTEN}
    form = TargetForm(request.POST if request.method == "POST" else None, initial=initial)
    verdict = can_change_target(target)
    if request.method == "POST" and form.is_valid():
        try:
            change_target(target, form.words(), by=request.user, at=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("letters:office-targets")
        except InUse:
            verdict = can_change_target(target)
    status = 422 if form.is_bound else 200
    context = {"form": form, "section": target.section, "target": target, "verdict": verdict}
    return render(request, "letters/office_target.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def office_target_ending(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more and says which letters go there, POST ends it."""
    known = Target.objects.there().select_related("section")
    target = staffed_thing(request, known, can_write_cases, pk=pk)
    if request.method == "POST":
        end_target(target, by=request.user, at=timezone.now())
        messages.success(request, _("No new letter goes there."))
        return redirect("letters:office-targets")
    going = Appeal.objects.told().filter(target=target, withdrawn_at=None)
    context = {
        "target": target,
        "section": target.section,
        "drafts": going.filter(published_at=None),
        "open": going.open(timezone.now()),
    }
    return render(request, "letters/office_target_ending.html", context)
