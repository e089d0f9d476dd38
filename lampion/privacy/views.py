from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from lampion.contacts.models import WayOut
from lampion.groups.models import LastCoordinator, Membership
from lampion.groups.models.mandate import leave
from lampion.kit.registers import keepers
from lampion.people.models import Person
from lampion.people.requests import MemberRequest
from lampion.privacy.actions import HasAccount, forget, forget_address, subject_of
from lampion.privacy.cookies import COOKIES
from lampion.privacy.panels import responsible
from lampion.privacy.reading import read
from lampion.sections.home import section_of


@login_not_required
@require_GET
def notices(request: HttpRequest, code: str | None = None) -> HttpResponse:
    """The privacy page of a section is made from what the rooms really keep."""
    context = responsible(section_of(request, code)) | {"keepers": keepers, "cookies": COOKIES}
    return render(request, "privacy/notices.html", context)


@never_cache
@require_GET
def my_data(request: MemberRequest) -> HttpResponse:
    subject = subject_of(request.user)
    kept = [(keeper, list(keeper.export(subject))) for keeper in keepers]
    if request.GET.get("format") == "json":
        answer = JsonResponse({keeper.model._meta.label: rows for keeper, rows in kept})
        answer["Content-Disposition"] = 'attachment; filename="data.json"'
        return answer
    readable = [read(keeper, rows) for keeper, rows in kept]
    context = {
        "kept": [one for one in readable if one.rows],
        "nothing": [one.keeper for one in readable if not one.rows],
    }
    return render(request, "privacy/my_data.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def erasure(request: MemberRequest) -> HttpResponse:
    if request.method == "GET":
        return render(request, "privacy/erasure.html", {"keepers": keepers, "last": False})
    now = timezone.now()
    person = request.user
    try:
        with transaction.atomic():
            for membership in Membership.objects.active().filter(person=person):
                leave(membership, by=person, on=timezone.localdate(now))
            forget(person, at=now)
    except LastCoordinator:
        context = {"keepers": keepers, "last": True}
        return render(request, "privacy/erasure.html", context, status=409)
    logout(request)
    return redirect("/")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def address_erasure(request: HttpRequest, token: str) -> HttpResponse:
    """With the private link of a mail: GET explains, POST erases what is kept under an address without an account."""
    ways = WayOut.objects.usable(token).select_related("contact__section")
    contact = get_object_or_404(ways, contact__isnull=False).contact
    email, section = contact.email or "", contact.section
    context = {"token": token, "section": section, "done": False, "account": False}
    if request.method == "POST":
        try:
            forget_address(email)
            context["done"] = True
        except HasAccount:
            context["account"] = True
    else:
        context["account"] = Person.objects.with_email(email).exists()
    status = 409 if request.method == "POST" and context["account"] else 200
    return render(request, "privacy/address_erasure.html", context, status=status)
