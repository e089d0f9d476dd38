"""Which cookies we set, what for, and for how long: the privacy page says it."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lampion.kit.registers import Text
from lampion.people import known_browsers


@dataclass(frozen=True, slots=True)
class Cookie:
    name: str
    purpose: Text
    duration: Text


COOKIES = (
    Cookie(
        settings.SESSION_COOKIE_NAME,
        _("You stay signed in from one page to the next."),
        _("Until you sign out, fourteen days at most."),
    ),
    Cookie(
        settings.CSRF_COOKIE_NAME,
        _("No other site can send a form in your name."),
        _("A year at most."),
    ),
    Cookie(
        "messages",
        _("After a deed, the next page says once what was done."),
        _("Until you have read it."),
    ),
    Cookie(
        known_browsers.COOKIE,
        _("Where you signed in before, nobody can keep you from signing in again."),
        _("A year at most."),
    ),
)
