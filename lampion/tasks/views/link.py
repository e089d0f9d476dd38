"""What the link in a mail does, without signing in: GET shows the task, POST says that it is done."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lampion.tasks.models import DoneLink


# The secret in the address is the proof: no cookie is asked for, and none would prove more.
@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def done(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    usable = DoneLink.objects.usable(token, now).select_related("task__group", "person")
    link = get_object_or_404(usable)
    if request.method == "POST":
        if request.POST.get("undo"):
            closing = link.task.standing()
            if closing is not None:
                closing.undo(by=link.person, at=now)
        else:
            link.task.finish(by=link.person, at=now, by_link=True)
        return redirect("tasks:done-link", token)
    context = {"task": link.task, "closing": link.task.standing()}
    return render(request, "tasks/done_link.html", context)
