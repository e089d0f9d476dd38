"""The secretariat says who is away; each for oneself, and whoever edits the staff for everybody."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lampion.kit.access import require
from lampion.people.models import Person
from lampion.people.requests import MemberRequest
from lampion.sections import rules
from lampion.sections.forms import AbsenceForm
from lampion.sections.models import StaffAbsence, StaffAccess
from lampion.sections.reach import staffed_section, staffed_thing


@require_http_methods(["GET", "POST"])
def office_absences(request: MemberRequest) -> HttpResponse:
    section, today = staffed_section(request), timezone.localdate()
    staff = StaffAccess.objects.open(today).filter(section=section).values("person")
    people = Person.objects.filter(pk__in=staff)
    form = AbsenceForm(request.POST or None, people=people, initial={"person": request.user.pk})
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        person = said.pop("person")
        require(rules.can_announce_absence(request.user, person, section, today))
        StaffAbsence.announce(section, person, **said, by=request.user)
        messages.success(request, _("Noted. Requests go to a colleague on these days."))
        return redirect("sections:office-absences")
    absences = StaffAbsence.objects.filter(section=section, ends_on__gte=today)
    rows = [
        (one, rules.can_announce_absence(request.user, one.person, section, today).allowed)
        for one in absences.select_related("person")
    ]
    status = 422 if form.is_bound else 200
    context = {"form": form, "rows": rows, "today": today}
    return render(request, "sections/office_absences.html", context, status=status)


@require_POST
def office_absence(request: MemberRequest, pk: int) -> HttpResponse:
    """Call an absence off."""
    today, absences = timezone.localdate(), StaffAbsence.objects.select_related("person", "section")
    absence = staffed_thing(request, absences, pk=pk)
    require(rules.can_announce_absence(request.user, absence.person, absence.section, today))
    absence.call_off(by=request.user)
    messages.success(request, _("This absence is called off."))
    return redirect("sections:office-absences")
