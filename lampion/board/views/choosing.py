"""How often the digest comes: chosen in the account, or by the link in the mail without signing in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lampion.board.forms import DigestForm
from lampion.board.models import DigestChoice, Rhythm
from lampion.board.models.digest import person_of
from lampion.people.models import Person
from lampion.people.requests import MemberRequest


def _person(token: str) -> Person:
    person = person_of(token)
    if person is None:
        raise Http404
    return person


def _choose(request: HttpRequest, person: Person) -> HttpResponse:
    """GET shows, POST keeps."""
    typed = request.POST if request.method == "POST" else None
    form = DigestForm(typed, initial={"rhythm": DigestChoice.of(person)})
    if form.is_valid():
        DigestChoice.choose(person, form.cleaned_data["rhythm"], at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect(request.path)
    status = 422 if form.is_bound else 200
    return render(request, "board/digest.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def account(request: MemberRequest) -> HttpResponse:
    return _choose(request, request.user)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def private(request: HttpRequest, token: str) -> HttpResponse:
    return _choose(request, _person(token))


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def one_click(request: HttpRequest, token: str) -> HttpResponse:
    """A mail program's own button (RFC 8058): POST stops the digest; GET, also of a scanner, only leads to the page."""
    person = _person(token)
    if request.method == "POST":
        DigestChoice.choose(person, Rhythm.NEVER, at=timezone.now())
        return HttpResponse(_("Done: no more digests."), content_type="text/plain; charset=utf-8")
    with override(person.language):
        return redirect(reverse("board:digest", args=[token]))
