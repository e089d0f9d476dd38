"""News as they are read; what a group did; what it asks, and the answer of the secretariat."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from lampion.cases.answering import Told, answer
from lampion.cases.following import choice_of, choose_mails
from lampion.cases.following_forms import DeedForm, MailsForm, QuestionForm, ReplyForm
from lampion.cases.following_rules import can_withdraw_deed
from lampion.cases.listing import office_name
from lampion.cases.models import Answered, Case, CaseNews, Deed, Question, Quiet, Tier
from lampion.cases.reach import case_of_group, readable_cases
from lampion.cases.rules import visible_cases
from lampion.cases.timeline import as_told
from lampion.groups.models import Group
from lampion.groups.rules import can_take_part
from lampion.kit.access import require
from lampion.people.models import Person
from lampion.people.requests import MemberRequest
from lampion.people.sending import once
from lampion.places.world import country_name
from lampion.sections.caching import kept_while_unchanged
from lampion.sections.reach import staffed_thing
from lampion.sections.rules import can_write_cases


@login_not_required
@require_GET
@kept_while_unchanged
def news(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    cases = Case.objects.public(timezone.now()).with_edition()
    return _show(request, get_object_or_404(cases, key=key), pk)


@never_cache
@require_GET
def own_news(request: MemberRequest, key: str, pk: int) -> HttpResponse:
    """For who was told by mail of a case that not everybody may read."""
    cases = visible_cases(request.user, timezone.now()).with_edition()
    return _show(request, get_object_or_404(cases, key=key), pk)


def _show(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    found = get_object_or_404(CaseNews.objects.filter(case=case).told(), pk=pk)
    edition = case.shown_edition
    context = {
        "case": case,
        "section": case.section,
        "edition": edition,
        "public": edition.tier == Tier.PUBLIC,
        "country": country_name(edition.country, get_language() or "fr"),
        "told": as_told(found),
    }
    return render(request, "cases/news.html", context)


# --- of a group that stands by the case -------------------------------------------------------


def _standing(request: MemberRequest, pk: int, key: str) -> tuple[Case, Group]:
    """Return a case and the group that stands by it today; to who only reads it there is no such page."""
    case, group, adoption = case_of_group(request, pk, key)
    if adoption is None:
        raise Http404
    return case, group


@never_cache
@require_http_methods(["GET", "POST"])
@once
def deeds(request: MemberRequest, pk: int, key: str) -> HttpResponse:
    case, group = _standing(request, pk, key)
    require(can_take_part(request.user, group))
    typed = request.POST if request.method == "POST" else None
    form = DeedForm(typed, today=timezone.localdate())
    if form.is_valid():
        said = form.cleaned_data
        Deed.note(case, group, said["words"], day=said["day"], by=request.user, at=timezone.now())
        messages.success(request, _("Noted. Thank you: the other groups see that it goes on."))
        return redirect("cases:group-case", pk, key)
    return render(request, "cases/deed.html", _sheet(case, group, form), status=_status(form))


def _status(form: Any) -> int:
    return 422 if form.is_bound else 200


def _sheet(case: Case, group: Group, form: Any) -> dict[str, Any]:
    return {"case": case, "group": group, "edition": case.shown_edition, "form": form}


@never_cache
@require_http_methods(["GET", "POST"])
def deed_withdrawal(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more: what is taken away does not come back."""
    mine = Deed.objects.standing().filter(
        group__in=Group.objects.joined_by(request.user),
        case__in=readable_cases(request).values("pk"),
    )
    deed = get_object_or_404(mine.select_related("group", "case__edition"), pk=pk)
    require(can_withdraw_deed(request.user, deed))
    if request.method == "GET":
        context = {
            "group": deed.group,
            "name": deed.case.shown_edition.name,
            "back": reverse("cases:group-case", args=[deed.group_id, deed.case.key]),
            "question": _("Take it away?"),
            "about": deed.words,
            "what_goes": _("It leaves the pages of all groups, and nothing brings it back."),
            "deed": _("Take it away"),
        }
        return render(request, "cases/once_more.html", context)
    deed.withdraw(by=request.user, at=timezone.now())
    messages.success(request, _("It is gone."))
    return redirect("cases:group-case", deed.group_id, deed.case.key)


@never_cache
@require_http_methods(["GET", "POST"])
@once
def questions(request: MemberRequest, pk: int, key: str) -> HttpResponse:
    case, group = _standing(request, pk, key)
    if request.method == "POST":
        require(can_take_part(request.user, group))
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        Question.ask(case, group, form.cleaned_data["words"], by=request.user, at=timezone.now())
        messages.success(
            request, _("The secretariat has your question, and answers here and by mail.")
        )
        return redirect("cases:questions", pk, key)
    asked = Question.objects.filter(case=case, group=group).select_related("by", "answered_by")
    context = _sheet(case, group, form) | {
        "questions": asked,
        "verdict": can_take_part(request.user, group),
    }
    return render(request, "cases/questions.html", context, status=_status(form))


@never_cache
@require_http_methods(["GET", "POST"])
def office_question(request: MemberRequest, pk: int) -> HttpResponse:
    asked = Question.objects.select_related("case__edition", "case__section", "group", "by")
    question = staffed_thing(request, asked, can_write_cases, path="case__section", pk=pk)
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        words = form.cleaned_data["words"]
        try:
            told = answer(question, words, by=request.user, at=timezone.now())
        except Answered:
            question.refresh_from_db()
            if (question.answered_by_id, question.answer) == (request.user.pk, words):
                return redirect("cases:office-question", pk)
            form.add_error(None, _("A colleague was quicker: their answer stands."))
        else:
            messages.success(request, _said_of(told))
            return redirect("cases:office-question", pk)
    context = {
        "question": question,
        "case": question.case,
        "name": office_name(question.case),
        "form": form,
    }
    return render(request, "cases/office_question.html", context, status=_status(form))


def _said_of(told: Told) -> str:
    """Return whether whoever asked hears of the answer by mail."""
    if told is Told.NOW:
        return _("Answered: whoever asked gets a mail that names nobody.")
    if told is Told.LATER:
        return _("Answered. The case is hidden: the mail to whoever asked waits until it is shown.")
    return _(
        "Answered. Whoever asked gets no mail: they left, or have no address. Their group reads it on its page."
    )


# --- mails about it, or none ------------------------------------------------------------------


def _chosen(token: str) -> tuple[Case, Person]:
    found = choice_of(token)
    if found is None:
        raise Http404
    return found


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def mails(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows, POST keeps. The page names no case: whoever has the link reads it."""
    case, person = _chosen(token)
    wants = not Quiet.objects.filter(case=case, person=person).exists()
    typed = request.POST if request.method == "POST" else None
    form = MailsForm(typed, initial={"mails": "yes" if wants else "no"})
    if form.is_valid():
        choose_mails(case, person, mails=form.cleaned_data["mails"], at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect(request.path)
    return render(request, "cases/mails.html", {"form": form}, status=_status(form))


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def one_click(request: HttpRequest, token: str) -> HttpResponse:
    """A mail program's own button (RFC 8058): POST stops the mails; GET, also of a scanner, only leads to the page."""
    case, person = _chosen(token)
    if request.method == "POST":
        choose_mails(case, person, mails=False, at=timezone.now())
        said = _("Done: no more mails about this.")
        return HttpResponse(said, content_type="text/plain; charset=utf-8")
    with override(person.language):
        return redirect(reverse("cases:mails", args=[token]))
