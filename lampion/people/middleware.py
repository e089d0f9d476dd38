from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

Next = Callable[[HttpRequest], HttpResponseBase]


def private_pages(get_response: Next) -> Next:
    """What a signed-in person sees stays in no cache: not a proxy's, and not on the disk of a shared computer."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        answer = get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and "Cache-Control" not in answer:
            answer["Cache-Control"] = "no-store, private"
        return answer

    return middleware
