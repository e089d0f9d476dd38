from collections.abc import Mapping

from django.http import HttpRequest
from django.urls import reverse

from lampion.kit.registers import hang


def _erasure(request: HttpRequest, token: str) -> Mapping[str, str]:
    return {"url": reverse("privacy:address-erasure", args=[token])}


hang("subscriptions", 10, "privacy/erasure_panel.html", _erasure)
