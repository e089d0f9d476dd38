from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.people.actions import ask_for_code
from lampion.people.assurance import is_enrolled
from lampion.people.forms import CodeForm, SignInForm
from lampion.people.known_browsers import known_as
from lampion.people.models import Invitation, Session, SignInCode, Throttle
from lampion.people.passkeys import are_possible
from lampion.people.proofs import enter, safe_address, sign_in_half
from lampion.people.requests import MemberRequest
from lampion.people.throttling import client_of

ASKS_PER_HOUR = 40


def _next(request: HttpRequest) -> str:
    return safe_address(request, request.GET.get("next", ""), settings.LOGIN_REDIRECT_URL)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        client = client_of(request)
        if Throttle.hit("sign-in", client, at=now, limit=ASKS_PER_HOUR, per=3600):
            email = form.cleaned_data["email"]
            known = known_as(request, email)
            browser = ask_for_code(email, get_language() or "fr", at=now, known=known)
            request.session["sign_in"] = browser
            request.session["next"] = _next(request)
            request.session.pop("half", None)
            return redirect("people:sign-in-code")
        form.add_error(None, _("Too many tries from your connection. Please wait an hour."))
    context = {"form": form, "passkeys": are_possible(), "query": request.GET.urlencode()}
    return render(request, "people/sign_in.html", context, status=_status(form.is_bound))


def _status(refused: bool) -> int:
    return 422 if refused else 200


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    browser = request.session.get("sign_in")
    if not browser:
        return redirect("people:sign-in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        person = SignInCode.redeem(browser, form.cleaned_data["code"], at=now)
        if person:
            wanted = request.session.get("next", settings.LOGIN_REDIRECT_URL)
            if is_enrolled(person):
                sign_in_half(request, person, wanted=wanted, at=now)
                return redirect("people:second-step")
            return enter(request, person, wanted, at=now)
        form.add_error(
            "code", _("This code does not fit, or is no longer valid. Ask for a new one.")
        )
    return render(request, "people/code.html", {"form": form}, status=_status(form.is_bound))


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    answer = redirect("/")
    # Nothing that a page kept on the device stays there (W3C Clear Site Data).
    answer["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@never_cache
@require_GET
def sessions(request: MemberRequest) -> HttpResponse:
    held = Session.objects.filter(person=request.user, expires_at__gt=timezone.now())
    return render(
        request, "people/sessions.html", {"sessions": held.order_by("-used_month", "-pk")}
    )


@require_POST
def session(request: MemberRequest, pk: int) -> HttpResponse:
    get_object_or_404(Session, pk=pk, person=request.user).delete()
    return redirect("people:sessions")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows; POST mails a code to the invited address, so the link alone signs nobody in."""
    now = timezone.now()
    invited = Invitation.objects.usable(token, now).select_related("person").first()
    if invited is None:
        return render(request, "people/invitation_over.html", status=404)
    if request.method == "POST":
        invited.accept(now)
        person = invited.person
        request.session["sign_in"] = ask_for_code(
            person.email or "", person.language, at=now, known=f"invitation {invited.pk}"
        )
        return redirect("people:sign-in-code")
    return render(request, "people/invitation.html", {"person": invited.person})
