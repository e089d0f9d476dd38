from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from lampion.files.models import StoredFile


@login_not_required
@require_safe
@cache_control(max_age=31536000, immutable=True, public=True)
def file(request: HttpRequest, pk: int, prefix: str) -> FileResponse:
    """Public pictures only; everything else does not exist here."""
    files = StoredFile.objects.filter(is_public=True, sha256__startswith=prefix)
    found = get_object_or_404(files, pk=pk)
    answer = FileResponse(default_storage.open(found.path), content_type=found.media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
