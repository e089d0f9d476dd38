"""The links in mails about a signature: made of its key and the petition's own, kept nowhere."""

from __future__ import annotations

import hmac
import re

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from lampion.petitions.models import KeyDestroyed, Signature

SIGNATURE, NEWS = "signature", "news"
_TOKEN = re.compile(r"([1-9]\d{0,17})-([0-9a-f]{32})")


def token_of(signature: Signature, purpose: str) -> str:
    """Raises KeyDestroyed."""
    return f"{signature.pk}-{signature.petition.key.secrets.link(purpose, signature.pk)}"


def signature_of(token: str, purpose: str) -> Signature | None:
    """Return the signature that a link of ours is about; None for a forged link, or one that nobody can read any more."""
    read = _TOKEN.fullmatch(token)
    if read is None:
        return None
    known = Signature.objects.select_related(
        "petition__key", "petition__section", "petition__case", "group"
    )
    found = known.filter(pk=int(read[1])).exclude(sealed=None).first()
    if found is None:
        return None
    try:
        right = found.petition.key.secrets.link(purpose, found.pk)
    except KeyDestroyed:
        return None
    return found if hmac.compare_digest(right, read[2]) else None


def is_gone(token: str) -> bool:
    """Tell whether nobody has the signature of such a link any more: taken back, or forgotten in its time."""
    read = _TOKEN.fullmatch(token)
    if read is None:
        return False
    return not Signature.objects.filter(pk=int(read[1])).exclude(sealed=None).exists()


def link_to(signature: Signature, language: str) -> str:
    """Return the address of the page on which it is confirmed, and later taken back."""
    with override(language):
        path = reverse("petitions:signature", args=[token_of(signature, SIGNATURE)])
    return settings.SITE_URL + path


def way_out_of(signature: Signature) -> str:
    """Return the address at which one click stops the news of the case."""
    return settings.SITE_URL + reverse("signers:news", args=[token_of(signature, NEWS)])
