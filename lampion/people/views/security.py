"""The page on which people see and change how they prove who they are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pyotp
import segno
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.people import factors, passkeys, proofs
from lampion.people.assurance import is_enrolled, standing_of
from lampion.people.forms import AppCodeForm, PasskeyNameForm
from lampion.people.models import AuthenticatorApp, Passkey, RecoveryCode
from lampion.people.models.authenticator import new_secret, step_of
from lampion.people.models.recovery import HOW_MANY
from lampion.people.proofs import freshly_proven
from lampion.people.requests import MemberRequest
from lampion.people.rules import can_remove_factor, factors_held


@never_cache
@require_GET
def security(request: MemberRequest) -> HttpResponse:
    person = request.user
    context = {
        "standing": standing_of(request),
        "passkeys": Passkey.objects.of(person),
        "possible": passkeys.are_possible(),
        "app": AuthenticatorApp.objects.filter(person=person).first(),
        "codes_left": RecoveryCode.objects.left(person).count(),
        "codes_made": HOW_MANY,
        "has_factor": is_enrolled(person),
    }
    return render(request, "people/security.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@freshly_proven
def passkey_new(request: MemberRequest) -> HttpResponse:
    form, problem = PasskeyNameForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        challenge = proofs.take_challenge(request, "registration", at=now)
        try:
            if challenge is None:
                raise passkeys.Refused
            key = passkeys.verify_new(request.POST.get("credential", ""), challenge)
            codes = factors.add_passkey(
                request.user, key, form.cleaned_data["name"], **_now(request)
            )
        except (passkeys.Refused, factors.AlreadyKnown):
            problem = _("The passkey was not made. Try again, or choose the app.")
        else:
            messages.success(request, _("The passkey is there."))
            return _show_codes(request, codes)
    context = {"form": form, "problem": problem, "possible": passkeys.are_possible()}
    status = 422 if request.method == "POST" else 200
    return render(request, "people/passkey_new.html", context, status=status)


def _now(request: MemberRequest) -> dict[str, Any]:
    return {"session": request.session.session_key, "at": timezone.now()}


def _show_codes(request: MemberRequest, codes: list[str]) -> HttpResponse:
    """The codes wait in the sealed session until the next page, which shows them once."""
    if not codes:
        return redirect("people:security")
    request.session["recovery_codes"] = codes
    return redirect("people:recovery-codes")


@never_cache
@require_POST
@freshly_proven
def passkey_new_challenge(request: MemberRequest) -> HttpResponse:
    challenge = proofs.new_challenge(request, "registration", at=timezone.now())
    return JsonResponse(passkeys.creation_options(request.user, challenge))


@never_cache
@require_http_methods(["GET", "POST"])
@freshly_proven
def passkey(request: MemberRequest, pk: int) -> HttpResponse:
    mine = get_object_or_404(Passkey.objects.of(request.user), pk=pk)
    form = PasskeyNameForm(request.POST or None, initial={"name": mine.name})
    if request.method == "POST" and form.is_valid():
        factors.rename_passkey(mine, form.cleaned_data["name"], at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("people:security")
    context = {"form": form, "passkey": mine}
    status = 422 if request.method == "POST" else 200
    return render(request, "people/passkey.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
@freshly_proven
def passkey_removal(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more, POST removes."""
    mine = get_object_or_404(Passkey.objects.of(request.user), pk=pk)
    if request.method == "POST":
        try:
            factors.remove_passkey(mine, at=timezone.now())
        except PermissionDenied as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The passkey is gone. Remove it from your device too."))
        return redirect("people:security")
    question = _("Remove this passkey?")
    return _ask(request, question, _("Nobody can sign in with it any more."), about=mine.name)


def _ask(request: MemberRequest, question: str, consequence: str, about: str) -> HttpResponse:
    person = request.user
    context = {
        "about": about,
        "question": question,
        "consequence": consequence,
        "verdict": can_remove_factor(person, timezone.localdate()),
        "last": factors_held(person) == 1,
    }
    return render(request, "people/factor_removal.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@freshly_proven
def app(request: MemberRequest) -> HttpResponse:
    """The secret waits in the sealed session until a first code is right; only then it counts."""
    now, form = timezone.now(), AppCodeForm(request.POST or None)
    secret: str = request.session.setdefault("app_secret", new_secret())
    if request.method == "POST" and form.is_valid():
        codes = _install(request, form, secret, at=now)
        if codes is not None:
            messages.success(request, _("The app is set up."))
            return _show_codes(request, codes)
    person = request.user
    uri = pyotp.TOTP(secret).provisioning_uri(
        name=person.email or person.name, issuer_name="Lampion"
    )
    drawn = segno.make(uri, error="m").svg_inline(omitsize=True, border=4, light="#fff")
    context = {
        "form": form,
        "qr": mark_safe(drawn),
        "groups": [secret[start : start + 4] for start in range(0, len(secret), 4)],
        "held": AuthenticatorApp.objects.filter(person=person).exists(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "people/app.html", context, status=status)


def _install(
    request: MemberRequest, form: forms.Form, secret: str, *, at: datetime
) -> list[str] | None:
    step = step_of(secret, form.cleaned_data["app_code"], at=at)
    if step is None:
        form.add_error(
            "app_code", _("This code does not fit. Is the clock of your telephone right?")
        )
        return None
    codes = factors.set_up_app(request.user, secret, step, **_now(request))
    del request.session["app_secret"]
    return codes


@never_cache
@require_http_methods(["GET", "POST"])
@freshly_proven
def app_removal(request: MemberRequest) -> HttpResponse:
    """GET asks once more, POST removes."""
    held = get_object_or_404(AuthenticatorApp, person=request.user)
    if request.method == "POST":
        try:
            factors.remove_app(held, at=timezone.now())
        except PermissionDenied as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The app makes codes for us no longer."))
        return redirect("people:security")
    consequence = _("Its codes no longer fit. To use it again, you set it up anew.")
    return _ask(request, _("Remove the app?"), consequence, about=_("App that makes codes"))


@never_cache
@require_http_methods(["GET", "POST"])
@freshly_proven
def recovery_codes(request: MemberRequest) -> HttpResponse:
    """GET shows new codes, once; else it offers to make new ones, which POST does."""
    if request.method == "POST":
        if not is_enrolled(request.user):
            return redirect("people:security")
        return _show_codes(request, factors.renew_recovery_codes(request.user, at=timezone.now()))
    codes = request.session.pop("recovery_codes", [])
    context = {"codes": codes, "today": timezone.localdate()}
    name = "people/recovery_codes.html" if codes else "people/recovery_codes_new.html"
    return render(request, name, context)
