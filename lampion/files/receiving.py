"""Uploads are measured while they come: what is too large is dropped, not kept until somebody looks."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

MOST_AT_ONCE = 200 * 1024 * 1024


class Measuring(FileUploadHandler):
    """Stands before the handlers that keep; `too_large` says how many files it dropped."""

    def __init__(self, request: HttpRequest, most_bytes: int) -> None:
        super().__init__(request)
        self.request: HttpRequest = request
        self.most_bytes, self.come, self.too_large = most_bytes, 0, 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.come = 0
        if int(self.request.META.get("CONTENT_LENGTH") or 0) > MOST_AT_ONCE:
            self.too_large += 1
            raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.come += len(raw_data)
        if self.come > self.most_bytes:
            self.too_large += 1
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


View = Callable[..., HttpResponse]


def measured(most_bytes: Callable[..., int]) -> Callable[[View], View]:
    """Let the view read no file above `most_bytes(request, …)`. The form's token is checked after, as ever.

    The number of files dropped is `dropped(request)`.
    """

    def wrap(view: View) -> View:
        protected = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            most = most_bytes(request, *args, **kwargs)
            measuring = Measuring(request, most)
            request.upload_handlers = [measuring, *request.upload_handlers]
            vars(request)["measuring"] = measuring
            return protected(request, *args, **kwargs)

        return inner

    return wrap


def dropped(request: HttpRequest) -> int:
    measuring: Measuring = vars(request)["measuring"]
    return measuring.too_large
