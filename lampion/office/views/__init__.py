from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from lampion.office.actions import AlreadyFounded, found_house
from lampion.office.forms import FoundingForm
from lampion.people.actions import ask_for_code
from lampion.people.requests import MemberRequest
from lampion.sections.models import FoundingLink
from lampion.sections.reach import staffed_section


@require_GET
def office(request: MemberRequest) -> HttpResponse:
    staffed_section(request)
    return redirect("enquiries:inbox")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def founding(request: HttpRequest, token: str) -> HttpResponse:
    """The link opens the first section once; then a code by mail signs in, as for everybody."""
    now = timezone.now()
    link = get_object_or_404(FoundingLink.objects.usable(token, now))
    form = FoundingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = form.person()
        try:
            found_house(link, **form.section(), person=person, at=now)
        except AlreadyFounded:
            raise Http404 from None
        request.session["sign_in"] = ask_for_code(person.email or "", person.language, at=now)
        return redirect("people:sign-in-code")
    status = 422 if form.is_bound else 200
    return render(request, "office/founding.html", {"form": form}, status=status)
