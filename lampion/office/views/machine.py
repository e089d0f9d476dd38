"""The page of the machine: for whoever settles the section, without a name or address of anybody."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.mail.models import LONGEST
from lampion.office.actions import hold_mail, release_mail, run_task_again
from lampion.office.machine import Topic, look, topics
from lampion.people.requests import MemberRequest
from lampion.sections.models import Section
from lampion.sections.reach import staffed_section
from lampion.sections.rules import can_steer_the_machine


@require_GET
def machine(request: MemberRequest) -> HttpResponse:
    """The whole page, or for htmx what changes on it; with "renewal=off" it stands still (WCAG 2.2.2)."""
    staffed_section(request, can_steer_the_machine)
    template = "office/machine_state.html" if request.htmx else "office/machine.html"
    renews = request.GET.get("renewal") != "off"
    answer = render(request, template, look(timezone.now()) | {"renews": renews})
    patch_vary_headers(answer, ["HX-Request"])
    return answer


@require_POST
def task_rerun(request: MemberRequest, pk: UUID) -> HttpResponse:
    section = staffed_section(request, can_steer_the_machine)
    if run_task_again(section, pk, by=request.user, at=timezone.now()):
        messages.success(request, _("It runs again at the next opportunity."))
    else:
        messages.info(request, _("It runs again already."))
    return redirect("office:machine")


def _reach(request: MemberRequest, key: str) -> tuple[Section, Topic]:
    section = staffed_section(request, can_steer_the_machine)
    for topic in topics():
        if topic.key == key and topic.may_be_held:
            return section, topic
    raise Http404


@require_http_methods(["GET", "POST"])
def topic_hold(request: MemberRequest, topic: str) -> HttpResponse:
    """GET asks once more, POST holds back."""
    section, found = _reach(request, topic)
    if request.method == "POST":
        hold_mail(section, topic, by=request.user, at=timezone.now())
        messages.success(request, _("Kept back: these mails wait until you let them go."))
        return redirect("office:machine")
    consequence = ngettext(
        "%(count)s mail stays here until you let it go, and is thrown away %(days)s days after it was written. New mails leave as usual.",
        "%(count)s mails stay here until you let them go, and are thrown away %(days)s days after they were written. New mails leave as usual.",
        found.free,
    )
    context = {
        "topic": found,
        "question": _("Keep these mails back?"),
        "consequence": consequence % {"count": found.free, "days": LONGEST.days},
        "deed": _("Keep back for now"),
    }
    return render(request, "office/topic.html", context)


@require_http_methods(["GET", "POST"])
def topic_release(request: MemberRequest, topic: str) -> HttpResponse:
    """GET asks once more, POST lets go."""
    section, found = _reach(request, topic)
    if request.method == "POST":
        release_mail(section, topic, by=request.user, at=timezone.now())
        messages.success(request, _("Let go: these mails leave now."))
        return redirect("office:machine")
    consequence = ngettext("%(count)s mail leaves now.", "%(count)s mails leave now.", found.held)
    context = {
        "topic": found,
        "question": _("Let these mails go?"),
        "consequence": consequence % {"count": found.held},
        "deed": _("Let go"),
    }
    return render(request, "office/topic.html", context)
