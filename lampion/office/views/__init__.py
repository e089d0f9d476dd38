from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.office.actions import AlreadyFounded, found_house
from lampion.office.forms import FoundingForm
from lampion.people.actions import ask_for_code
from lampion.people.requests import MemberRequest
from lampion.sections import rules
from lampion.sections.models import FoundingLink
from lampion.sections.reach import enter, named_section, staffed_section

FRONT = (
    ("enquiries:inbox", rules.can_answer_enquiries),
    ("groups:office-groups", rules.can_edit_groups),
    ("news:office-mailings", rules.can_write_news),
    ("sections:office-members", rules.can_see_members),
    ("sections:office-pages", rules.can_edit_pages),
    ("sections:office-section", rules.can_edit_section),
)


@require_GET
def office(request: MemberRequest) -> HttpResponse:
    """The front door leads to the first page that is open to the reader there."""
    section, today = staffed_section(request), timezone.localdate()
    pages = (page for page, rule in FRONT if rule(request.user, section, today))
    return redirect(next(pages, "sections:office-absences"))


@require_POST
def shown_section(request: MemberRequest, code: str) -> HttpResponse:
    """Show another section in which the reader works."""
    enter(request, named_section(request, code))
    return redirect("office:office")


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
