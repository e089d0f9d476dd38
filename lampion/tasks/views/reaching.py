"""The task that an address names, for who may know of it; and where a deed leads back to."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme

from lampion.people.requests import MemberRequest
from lampion.tasks.models import Task


def reach(request: MemberRequest, pk: int) -> Task:
    seen = Task.objects.seen_by(request.user).select_related("group__section")
    return get_object_or_404(seen, pk=pk)


def back(request: MemberRequest, task: Task) -> HttpResponse:
    """Lead to the page on which the button stood, or to the task."""
    address = request.POST.get("back", "")
    if address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return redirect(address)
    return redirect("tasks:task", task.pk)
