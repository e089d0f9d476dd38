"""The form in a frame on another site. See decision 7."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lampion.enquiries.models import Enquiry
from lampion.enquiries.views.asking import around, read_form
from lampion.sections.framing import for_frames
from lampion.sections.models import Section


# Exempt, because a frame on another site gets no cookie, and so no token. The deed needs none: it acts with
# nobody's authority, whoever is signed in. The form's key makes it once, the throttle holds, and browsers
# say when another site sends the form in its visitors' names.
@login_not_required
@csrf_exempt
@cache_control(private=True, max_age=0)
@require_http_methods(["GET", "POST"])
@for_frames
def embed_form(request: HttpRequest, section: Section) -> HttpResponse:
    """The thanks are the answer itself: the private link stands in no address of a frame."""
    form, enquiry = read_form(request, section, objection=_sent_from_elsewhere(request))
    if enquiry:
        thanks = {
            "section": section,
            "enquiry": enquiry,
            "token": Enquiry.link_token(enquiry.form_key),
        }
        return render(request, "enquiries/embed_thanks.html", thanks)
    status = 422 if form.is_bound else 200
    return render(request, "enquiries/embed_form.html", around(form), status=status)


def _sent_from_elsewhere(request: HttpRequest) -> str:
    """Browsers too old to say where a form comes from are believed: the throttle holds for them too."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none"):
        return ""
    return _("Another site sent this. Please send it once more from here.")
