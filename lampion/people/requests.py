from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from lampion.people.models import Person


class MemberRequest(HttpRequest):
    """A request behind LoginRequiredMiddleware: `user` is a signed-in person, never anonymous."""

    user: Person
    htmx: HtmxDetails
