from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest

from lampion.kit.registers import hang


def _account(request: HttpRequest) -> Mapping[str, object]:
    user = getattr(request, "user", None)
    return {
        "home": settings.LOGIN_REDIRECT_URL,
        "person": user if user is not None and user.is_authenticated else None,
    }


hang("account", 10, "people/account.html", _account)
