"""From the preview to the last mail: approving, watching, pausing, stopping."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from lampion.news import actions
from lampion.news.forms import ApprovalForm
from lampion.news.letter import fingerprint, html_of
from lampion.news.models import Changed, Mailing, Phase
from lampion.news.models.phase import BEFORE
from lampion.news.rules import can_approve, needs_a_second
from lampion.news.views.reach import desk_of, written
from lampion.people.requests import MemberRequest


@never_cache
@require_GET
def preview(request: MemberRequest, pk: int) -> HttpResponse:
    found = written(request, pk)
    step = found.phase()
    if step.phase not in BEFORE:
        return desk_of(request).to("progress", pk)
    count, today = actions.count_readers(found), timezone.localdate()
    context = desk_of(request).context(found) | {
        "step": step,
        "proposed": step.phase == Phase.PROPOSED,
        "count": count,
        "second": needs_a_second(found, count, today),
        "verdict": can_approve(request.user, found, count, today),
        "approval": ApprovalForm(initial={"expected": count, "seen": fingerprint(found)}),
        "region": _region(found),
        "letter": html_of(found, 4),
    }
    return render(request, "news/preview.html", context)


def _region(mailing: Mailing) -> str:
    region = mailing.section.regions.filter(slug=mailing.region).first()
    return str(region or mailing.region)


@require_POST
def trial(request: MemberRequest, pk: int) -> HttpResponse:
    """The letter as it stands, to the writer's own address."""
    actions.send_trial(written(request, pk), request.user, at=timezone.now())
    messages.success(request, _("It is on its way to you: look at it as your readers will."))
    return desk_of(request).to("preview", pk)


@require_POST
def proposal(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask a second person to approve."""
    try:
        written(request, pk).propose(by=request.user, at=timezone.now())
        messages.success(request, _("Asked: a second person sees it on their home page."))
    except Changed:
        messages.error(request, _("Somebody was quicker: look at where it stands now."))
    return desk_of(request).to("preview", pk)


@require_POST
def approval(request: MemberRequest, pk: int) -> HttpResponse:
    desk, found, form = desk_of(request), written(request, pk), ApprovalForm(request.POST)
    if not form.is_valid():
        return desk.to("preview", pk)
    expected = form.cleaned_data["expected"]
    try:
        actions.approve(found, **form.cleaned_data, by=request.user, at=timezone.now())
    except (actions.OtherReaders, actions.OtherWords, actions.NotYours) as objection:
        messages.error(request, str(objection) or _changed(objection))
        return desk.to("preview", pk)
    except Changed:
        messages.error(request, _("Somebody was quicker: look at where it stands now."))
        return desk.to("progress", pk)
    said = ngettext(
        "Approved: it leaves in two minutes to %(count)s reader. Until then you can stop it.",
        "Approved: it leaves in two minutes to %(count)s readers. Until then you can stop it.",
        expected,
    )
    messages.success(request, said % {"count": expected})
    return desk_of(request).to("progress", pk)


def _changed(objection: Exception) -> str:
    if isinstance(objection, actions.OtherWords):
        return _("The letter was changed meanwhile: read it again.")
    return _("The number of readers changed meanwhile: look again.")


@never_cache
@require_GET
@vary_on_headers("HX-Request")
def progress(request: MemberRequest, pk: int) -> HttpResponse:
    """The page, or only its numbers for a page that is open."""
    found = written(request, pk)
    step = found.phase()
    if step.phase in BEFORE:
        return desk_of(request).to("preview", pk)
    context = desk_of(request).context(found) | {
        "step": step,
        "progress": actions.progress(found),
    }
    template = "news/progress_numbers.html" if request.htmx else "news/progress.html"
    return render(request, template, context)


@require_POST
def pause(request: MemberRequest, pk: int) -> HttpResponse:
    return _turn(request, pk, actions.pause, _("Paused: nothing more leaves until you go on."))


@require_POST
def resumption(request: MemberRequest, pk: int) -> HttpResponse:
    return _turn(request, pk, actions.resume, _("It goes on."))


@require_http_methods(["GET", "POST"])
def stopping(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more, POST drops what has not left."""
    if request.method == "POST":
        return _turn(request, pk, actions.stop, _("Stopped: what had not left never will."))
    found = written(request, pk)
    if not found.is_under_way():
        return desk_of(request).to("progress", pk)
    context = desk_of(request).context(found) | {"progress": actions.progress(found)}
    return render(request, "news/stopping.html", context)


@require_http_methods(["GET", "POST"])
def removal(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more, POST takes the page of the letter away, for everybody and for good."""
    desk, found = desk_of(request), written(request, pk)
    if not found.is_shown:
        return desk.to("progress", pk)
    if request.method == "POST":
        found.take_down(by=request.user, at=timezone.now())
        messages.success(request, _("Its page is gone. Who has the letter in a mail keeps it."))
        return desk.to("progress", pk)
    return render(request, "news/removal.html", desk.context(found))


def _turn(request: MemberRequest, pk: int, deed: actions.Deed, said: str) -> HttpResponse:
    try:
        deed(written(request, pk), by=request.user, at=timezone.now())
        messages.success(request, said)
    except Changed:
        messages.error(request, _("Somebody was quicker: look at where it stands now."))
    return desk_of(request).to("progress", pk)
