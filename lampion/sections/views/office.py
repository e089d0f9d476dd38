"""The secretariat's pages about the section itself."""

from copy import copy

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.files.actions import Refused, store_picture
from lampion.kit.access import require
from lampion.people.assurance import enrolled
from lampion.people.models import Person
from lampion.people.requests import MemberRequest
from lampion.sections import rules
from lampion.sections.actions import invite_staff
from lampion.sections.forms import (
    LogoForm,
    PageForm,
    ParameterForm,
    RegionForm,
    SectionForm,
    StaffForm,
)
from lampion.sections.home import address_in
from lampion.sections.models import Page, Parameter, Region, Scope, StaffAccess
from lampion.sections.reach import staffed_section, staffed_thing


@require_http_methods(["GET", "POST"])
def office_section(request: MemberRequest) -> HttpResponse:
    section = staffed_section(request, rules.can_edit_section)
    # A copy: a form writes into its instance, and the page around it still names the section as it is.
    form = SectionForm(request.POST or None, instance=copy(section))
    if request.method == "POST" and form.is_valid():
        section.revise(form.changes(), by=request.user)
        messages.success(request, _("Saved."))
        return redirect("sections:office-section")
    context = {"form": form, "logo_form": LogoForm(), "section": section}
    return render(request, "sections/office_section.html", context, status=_status(form.is_bound))


@require_POST
def office_section_logo(request: MemberRequest) -> HttpResponse:
    """A file becomes the logo; "remove" takes it away."""
    section = staffed_section(request, rules.can_edit_section)
    if "remove" in request.POST:
        section.revise({"logo": None}, by=request.user)
        messages.success(request, _("The logo is gone."))
        return redirect("sections:office-section")
    form = LogoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            logo = store_picture(
                form.cleaned_data["logo"], by=request.user, at=timezone.now(), longest=400
            )
            section.revise({"logo": logo}, by=request.user)
            messages.success(request, _("Saved."))
            return redirect("sections:office-section")
        except Refused as refused:
            form.add_error("logo", str(refused.reason))
    context = {"form": SectionForm(instance=section), "logo_form": form, "section": section}
    return render(request, "sections/office_section.html", context, status=422)


@require_http_methods(["GET", "POST"])
def office_regions(request: MemberRequest) -> HttpResponse:
    section = staffed_section(request, rules.can_edit_section)
    position = section.regions.count()
    form = RegionForm(request.POST or None, region=Region(section=section, position=position))
    if request.method == "POST" and form.is_valid():
        form.region.settle(form.names(), form.cleaned_data["provinces"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect("sections:office-regions")
    context = {"form": form, "regions": section.regions.all(), "section": section}
    return render(request, "sections/office_regions.html", context, status=_status(form.is_bound))


@require_http_methods(["GET", "POST"])
def office_region(request: MemberRequest, pk: int) -> HttpResponse:
    regions = Region.objects.select_related("section")
    region = staffed_thing(request, regions, rules.can_edit_section, pk=pk)
    form = RegionForm(request.POST or None, region=region)
    if request.method == "POST" and form.is_valid():
        region.settle(form.names(), form.cleaned_data["provinces"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect("sections:office-regions")
    context = {"form": form, "region": region}
    return render(request, "sections/office_region.html", context, status=_status(form.is_bound))


@require_POST
def office_region_removal(request: MemberRequest, pk: int) -> HttpResponse:
    regions = Region.objects.select_related("section")
    region = staffed_thing(request, regions, rules.can_edit_section, pk=pk)
    region.dissolve(by=request.user)
    messages.success(request, _("The region is off the map; its groups are still there."))
    return redirect("sections:office-regions")


def _status(refused: bool) -> int:
    return 422 if refused else 200


@require_http_methods(["GET", "POST"])
def office_parameters(request: MemberRequest) -> HttpResponse:
    section = staffed_section(request, rules.can_edit_section)
    new = Parameter(section=section, valid_from=timezone.localdate())
    form = ParameterForm(request.POST or None, instance=new)
    if request.method == "POST" and form.is_valid():
        new.adopt(by=request.user)
        messages.success(request, _("Saved."))
        return redirect("sections:office-parameters")
    context = {"form": form, "section": section, "parameters": section.parameters.all()}
    return render(
        request, "sections/office_parameters.html", context, status=_status(form.is_bound)
    )


@require_http_methods(["GET", "POST"])
def office_staff(request: MemberRequest) -> HttpResponse:
    section = staffed_section(request, rules.can_edit_section)
    today = timezone.localdate()
    form = StaffForm(request.POST or None, section=section)
    if request.method == "POST" and form.is_valid():
        invite_staff(
            section,
            form.cleaned_data["email"],
            **form.person(),
            scopes=[Scope(scope) for scope in form.cleaned_data["scopes"]],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("Invited: a mail is on its way."))
        return redirect("sections:office-staff")
    accesses = StaffAccess.objects.open(today).filter(section=section).select_related("person")
    staff: dict[Person, list[StaffAccess]] = {}
    for access in accesses:
        staff.setdefault(access.person, []).append(access)
    secured = enrolled(list(staff))
    rows = [(person, person.pk in secured, held) for person, held in staff.items()]
    context = {"form": form, "section": section, "staff": rows}
    return render(request, "sections/office_staff.html", context, status=_status(form.is_bound))


@require_POST
def office_staff_end(request: MemberRequest, pk: int) -> HttpResponse:
    today = timezone.localdate()
    accesses = StaffAccess.objects.open(today).select_related("section")
    access = staffed_thing(request, accesses, rules.can_edit_section, pk=pk)
    require(rules.can_end(request.user, access))
    access.end(by=request.user, on=today)
    messages.success(request, _("This access has ended."))
    return redirect("sections:office-staff")


@require_GET
def office_pages(request: MemberRequest) -> HttpResponse:
    section = staffed_section(request, rules.can_edit_pages)
    pages = section.pages.order_by("position", "slug")
    languages = dict.fromkeys([*section.languages, *dict(settings.LANGUAGES)])
    by_language = [
        (dict(settings.LANGUAGES)[code], [page for page in pages if page.language == code])
        for code in languages
    ]
    return render(request, "sections/office_pages.html", {"by_language": by_language})


@require_http_methods(["GET", "POST"])
def office_page(request: MemberRequest, pk: int) -> HttpResponse:
    pages = Page.objects.select_related("section")
    page = staffed_thing(request, pages, rules.can_edit_pages, pk=pk)
    form = PageForm(request.POST or None, initial={"title": page.title, "body": page.body})
    if request.method == "POST" and form.is_valid():
        page.publish(**form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Published."))
        return redirect("sections:office-page", pk)
    versions = page.versions.select_related("by")[:30]
    public_url = address_in(page.section, "sections:page", page.slug)
    context = {"form": form, "page": page, "versions": versions, "public_url": public_url}
    return render(request, "sections/office_page.html", context, status=_status(form.is_bound))
