from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest

from lampion.kit.registers import hang
from lampion.people.assurance import standing_of


def _account(request: HttpRequest) -> Mapping[str, object]:
    user = getattr(request, "user", None)
    return {
        "home": settings.LOGIN_REDIRECT_URL,
        "person": user if user is not None and user.is_authenticated else None,
    }


def _missing_factor(request: HttpRequest) -> Mapping[str, object] | None:
    """Say by which day a second proof must be there, to who has none and needs one."""
    standing = standing_of(request)
    return {"standing": standing} if standing and standing.is_missing else None


hang("notices", 10, "people/missing_factor.html", _missing_factor)
hang("home", 90, "people/home_panel.html", lambda request: {})
hang("account", 10, "people/account.html", _account)
