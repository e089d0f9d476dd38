"""The read API: rooms bring their routers, this file only gathers them."""

import hmac

from django.conf import settings
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.throttling import AnonRateThrottle

from lampion.cases.api import router as cases
from lampion.groups.api import countries
from lampion.groups.api import router as groups
from lampion.letters.api import router as letters
from lampion.people.throttling import client_of
from lampion.sections.api import router as regions


class ClientThrottle(AnonRateThrottle):
    """Counts a client under a keyed hash in this process's memory: no address is kept."""

    def get_ident(self, request: HttpRequest) -> str:
        address = client_of(request)
        return hmac.digest(settings.SECRET_KEY.encode(), address.encode(), "sha256").hex()


api = NinjaAPI(
    title="Lampion",
    version="1",
    description="Groups, regions, countries, people at risk and letters for them, read only. No personal data.",
    docs_url=None,
    urls_namespace="api",
    throttle=[ClientThrottle(settings.API_RATE)],
)
api.add_router("/groups", groups)
api.add_router("/regions", regions)
api.add_router("/countries", countries)
api.add_router("/cases", cases)
api.add_router("/letters", letters)
