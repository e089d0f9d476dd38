"""One effect for a form that is sent twice: by two taps, a slow line, or the button that reloads."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, overload

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from lampion.people.models import SentForm

# From here on, an answer says that nothing was kept.
FAULTY = 400
View = Callable[..., HttpResponse]


@overload
def once(view: View) -> View: ...
@overload
def once(*, back: str) -> Callable[[View], View]: ...
def once(view: View | None = None, *, back: str = "") -> View | Callable[[View], View]:
    """Let a POST of a form that carries `{% once %}` through one time; other words in it are another form.

    The deed and the mark are kept together or not at all: a form that has faults may be sent again.
    back: the route, with the same arguments, that a second one leads to; else the address itself.
    """
    return _guarded(view, back) if view else partial(_guarded, back=back)


def _guarded(view: View, back: str) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST" or not request.POST.get("once"):
            return view(request, *args, **kwargs)
        with transaction.atomic():
            if SentForm.note(_mark(request), at=timezone.now()):
                answer = view(request, *args, **kwargs)
                if answer.status_code >= FAULTY:
                    transaction.set_rollback(True)
                return answer
        messages.info(request, _("This arrived already: it is there once."))
        return redirect(back, *args, **kwargs) if back else redirect(request.path)

    return guarded


def _mark(request: HttpRequest) -> str:
    """Hash who sends what where: the words as they were typed, and each file by its name and size."""
    said = hashlib.sha256(f"{request.path}|{getattr(request.user, 'pk', '')}".encode())
    for name in sorted(set(request.POST) - {"csrfmiddlewaretoken"}):
        said.update(repr((name, request.POST.getlist(name))).encode())
    for name in sorted(request.FILES):
        said.update(repr([(one.name, one.size) for one in request.FILES.getlist(name)]).encode())
    return said.hexdigest()
