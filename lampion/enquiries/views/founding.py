from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lampion.enquiries.actions.founding import found
from lampion.enquiries.answering import proposed
from lampion.enquiries.forms.founding import FoundingForm
from lampion.enquiries.views.moving import says_what_moved
from lampion.enquiries.views.reach import movable_enquiry
from lampion.groups.nearby import near_postcode
from lampion.people.requests import MemberRequest


@require_http_methods(["GET", "POST"])
@says_what_moved("enquiries:inbox")
def founding(request: MemberRequest, pk: int) -> HttpResponse:
    """From "I would like to create a group" to a group in formation."""
    now = timezone.now()
    enquiry = movable_enquiry(request, pk)
    form = FoundingForm(request.POST or None, enquiry=enquiry)
    if request.method == "POST" and form.is_valid():
        group = found(enquiry, form.founding(), by=request.user, at=now)
        text = _("The group %(group)s is in formation; its founder is invited to sign in.")
        messages.success(request, text % {"group": group})
        return redirect("enquiries:enquiry", pk)
    near = near_postcode(enquiry.section, enquiry.postcode, enquiry.locality, limit=5)
    context = {"enquiry": enquiry, "form": form, "proposed": proposed(near, now)}
    status = 422 if form.is_bound else 200
    return render(request, "enquiries/founding.html", context, status=status)
