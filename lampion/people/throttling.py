from django.conf import settings
from django.http import HttpRequest


def client_of(request: HttpRequest) -> str:
    """Return the client's address for a count that keeps no address: behind proxies, the one they name."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if settings.TRUSTED_PROXIES and len(forwarded) >= settings.TRUSTED_PROXIES:
        return str(forwarded[-settings.TRUSTED_PROXIES].strip())
    return str(request.META.get("REMOTE_ADDR", ""))
