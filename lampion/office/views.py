from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from lampion.people.requests import MemberRequest
from lampion.sections.models import Section


@require_GET
def office(request: MemberRequest) -> HttpResponse:
    if not Section.objects.staffed_by(request.user, timezone.localdate()).exists():
        raise Http404
    return redirect("enquiries:inbox")
