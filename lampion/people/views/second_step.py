"""The second proof: after the code by mail, instead of it, or once more before something is changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lampion.people import passkeys, proofs
from lampion.people.actions import ask_for_code
from lampion.people.assurance import is_enrolled
from lampion.people.factors import use_recovery_code
from lampion.people.forms import AppCodeForm, RecoveryForm
from lampion.people.models import AuthenticatorApp, Passkey, Person, Throttle
from lampion.people.requests import MemberRequest
from lampion.people.throttling import client_of

CODES_PER_HOUR = 10
CHALLENGES_PER_HOUR = 60


@dataclass(slots=True)
class Attempt:
    """What somebody sent as second proof, and what is wrong with it."""

    app_form: AppCodeForm
    recovery_form: RecoveryForm
    proven: bool = False
    problem: str = ""


def _attempt(request: HttpRequest, person: Person, purpose: str, *, at: datetime) -> Attempt:
    """Look at a POST: a signed challenge, a recovery code, or a code from the app."""
    typed = request.POST
    attempt = Attempt(
        AppCodeForm(typed if "app_code" in typed else None),
        RecoveryForm(typed if "recovery_code" in typed else None),
    )
    if "credential" in typed:
        attempt.proven = _signed(request, person, purpose, at=at) is not None
        attempt.problem = "" if attempt.proven else _problem()
        return attempt
    way = "recovery_code" if "recovery_code" in typed else "app_code"
    form = attempt.recovery_form if way == "recovery_code" else attempt.app_form
    if not form.is_valid():
        return attempt
    if not Throttle.hit("second-step", str(person.pk), at=at, limit=CODES_PER_HOUR, per=3600):
        attempt.problem = _("Too many tries. Please wait an hour.")
        return attempt
    accept = use_recovery_code if way == "recovery_code" else AuthenticatorApp.accept
    attempt.proven = accept(person, form.cleaned_data[way], at=at)
    if not attempt.proven:
        form.add_error(way, _("This code does not fit, or was used already."))
    return attempt


def _problem() -> str:
    return _("This passkey was not accepted. Try again, or choose another way.")


def _signed(
    request: HttpRequest, person: Person | None, purpose: str, *, at: datetime
) -> Passkey | None:
    challenge = proofs.take_challenge(request, purpose, at=at)
    if challenge is None:
        return None
    try:
        return passkeys.recognise(
            request.POST.get("credential", ""), challenge, person=person, at=at
        )
    except passkeys.Refused:
        return None


def _ways(person: Person) -> dict[str, bool]:
    return {
        "passkeys": passkeys.are_possible() and Passkey.objects.of(person).exists(),
        "app": AuthenticatorApp.objects.filter(person=person).exists(),
    }


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """For who typed the code by mail, within ten minutes; others begin anew, and learn nothing."""
    now = timezone.now()
    half = proofs.half_signed_in(request, at=now)
    if half is None:
        return redirect("people:sign-in")
    person, wanted = half
    attempt = Attempt(AppCodeForm(), RecoveryForm())
    if request.method == "POST":
        attempt = _attempt(request, person, "second-step", at=now)
        if attempt.proven:
            return proofs.enter(request, person, wanted, at=now)
    context = {"attempt": attempt, **_ways(person)}
    status = 422 if request.method == "POST" else 200
    return render(request, "people/second_step.html", context, status=status)


@login_not_required
@never_cache
@require_POST
def second_step_challenge(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    half = proofs.half_signed_in(request, at=now)
    if half is None:
        return JsonResponse({}, status=403)
    challenge = proofs.new_challenge(request, "second-step", at=now)
    return JsonResponse(passkeys.request_options(challenge, half[0]))


@login_not_required
@never_cache
@require_POST
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """A passkey that verified its holder is two proofs in one: no code by mail is needed."""
    now = timezone.now()
    passkey = _signed(request, None, "sign-in", at=now)
    if passkey is None:
        return render(request, "people/passkey_refused.html", status=422)
    wanted = proofs.safe_address(request, request.GET.get("next", ""), settings.LOGIN_REDIRECT_URL)
    return proofs.enter(request, passkey.person, wanted, at=now)


@login_not_required
@never_cache
@require_POST
def passkey_challenge(request: HttpRequest) -> HttpResponse:
    """The same for everybody: it names no key and no person."""
    now = timezone.now()
    client = client_of(request)
    if not Throttle.hit("passkey", client, at=now, limit=CHALLENGES_PER_HOUR, per=3600):
        return JsonResponse({}, status=429)
    challenge = proofs.new_challenge(request, "sign-in", at=now)
    return JsonResponse(passkeys.request_options(challenge, None))


@never_cache
@require_http_methods(["GET", "POST"])
def proof(request: MemberRequest) -> HttpResponse:
    """Asks once more who is there, then comes back: the second proof, or for who has none a code by mail."""
    now, person = timezone.now(), request.user
    wanted = proofs.safe_address(request, request.GET.get("next", ""), settings.LOGIN_REDIRECT_URL)
    if not is_enrolled(person):
        return _proof_by_mail(request, wanted, at=now)
    attempt = Attempt(AppCodeForm(), RecoveryForm())
    if request.method == "POST":
        attempt = _attempt(request, person, "proof", at=now)
        if attempt.proven:
            proofs.note_proof(request, at=now)
            return redirect(wanted)
    context = {"attempt": attempt, **_ways(person)}
    status = 422 if request.method == "POST" else 200
    return render(request, "people/proof.html", context, status=status)


def _proof_by_mail(request: MemberRequest, wanted: str, *, at: datetime) -> HttpResponse:
    if request.method == "POST":
        person = request.user
        request.session["sign_in"] = ask_for_code(
            person.email or "", person.language, at=at, known=f"person {person.pk}"
        )
        request.session["next"] = wanted
        return redirect("people:sign-in-code")
    return render(request, "people/proof_by_mail.html")


@never_cache
@require_POST
def proof_challenge(request: MemberRequest) -> HttpResponse:
    challenge = proofs.new_challenge(request, "proof", at=timezone.now())
    return JsonResponse(passkeys.request_options(challenge, request.user))
