"""The page on which people say who they are and to whom they open it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lampion.people.forms import DetailsForm
from lampion.people.requests import MemberRequest


@never_cache
@require_http_methods(["GET", "POST"])
def details(request: MemberRequest) -> HttpResponse:
    person = request.user
    form = DetailsForm(request.POST or None, initial=DetailsForm.initial_of(person))
    if request.method == "POST" and form.is_valid():
        person.revise(form.cleaned_data, by=person, at=timezone.now())
        with override(person.language):
            messages.success(request, _("Saved."))
            return redirect(reverse("people:details"))
    status = 422 if form.is_bound else 200
    context = {"form": form, "person": person}
    return render(request, "people/details.html", context, status=status)
