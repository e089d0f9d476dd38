"""The register of a group that shares its decisions, as the secretariat reads it: without who voted what."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lampion.decisions.models import Decision, Option
from lampion.decisions.wording import arithmetic, result_in_words
from lampion.groups.reach import shared_group
from lampion.people.requests import MemberRequest

A_PAGE = 50


@require_GET
def register(request: MemberRequest, pk: int) -> HttpResponse:
    group, typed = shared_group(request, pk, "decisions"), request.GET.get("q", "")
    found = Decision.objects.filter(group=group).matching(typed).select_related("proposal")
    options = Prefetch("proposal__options", Option.objects.all())
    page = Paginator(found.prefetch_related(options), A_PAGE).get_page(request.GET.get("page"))
    rows = [(one, result_in_words(one.outcome["result"]), _steps(one)) for one in page]
    context = {"group": group, "page": page, "rows": rows, "typed": typed}
    return render(request, "decisions/office_register.html", context)


def _steps(decision: Decision) -> list[str]:
    held = decision.proposal.options.all() if decision.proposal else []
    return arithmetic(decision.outcome["steps"], {option.pk: option.words for option in held})
