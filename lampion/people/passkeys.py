"""The two ceremonies of WebAuthn, for the name that this site answers to (LAMPION_URL)."""

from __future__ import annotations

import json
import re
from datetime import datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import webauthn
from cryptography.exceptions import UnsupportedAlgorithm
from django.conf import settings
from django.db import transaction
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from lampion.people.factors import NewKey
from lampion.people.models import Passkey, Person

# What the library raises for an answer that is no answer: it comes from whoever likes to send one.
_BROKEN = (
    WebAuthnException,
    UnsupportedAlgorithm,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RecursionError,
)
LONGEST_ANSWER = 20_000
_ID = re.compile(r"[A-Za-z0-9_-]{1,1400}")


class Refused(Exception):
    """The answer proves nothing: wrong key, other site, old or foreign challenge, copied key."""


def relying_party() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def are_possible() -> bool:
    """Passkeys belong to a name: a site that is only known by its number has none."""
    try:
        ip_address(relying_party())
    except ValueError:
        return True
    return False


def creation_options(person: Person, challenge: bytes) -> dict[str, Any]:
    """Return what navigator.credentials.create() wants, as plain JSON. The handle is a number that names nobody."""
    options = webauthn.generate_registration_options(
        rp_id=relying_party(),
        rp_name="Lampion",
        user_id=person.pk.to_bytes(8, "big"),
        user_name=person.email or person.name,
        user_display_name=person.name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_descriptors(person),
    )
    return _plain(options)


def request_options(challenge: bytes, person: Person | None) -> dict[str, Any]:
    """Return what navigator.credentials.get() wants: of this person, or of whoever the key says it is."""
    options = webauthn.generate_authentication_options(
        rp_id=relying_party(),
        challenge=challenge,
        allow_credentials=_descriptors(person) if person else None,
        user_verification=UserVerificationRequirement.PREFERRED
        if person
        else UserVerificationRequirement.REQUIRED,
    )
    return _plain(options)


def verify_new(answer: str, challenge: bytes) -> NewKey:
    """Return the new key that a browser made. Raises Refused."""
    try:
        made = webauthn.verify_registration_response(
            credential=_read(answer),
            expected_challenge=challenge,
            expected_rp_id=relying_party(),
            expected_origin=settings.SITE_URL,
        )
    except _BROKEN:
        raise Refused from None
    return NewKey(
        bytes_to_base64url(made.credential_id), made.credential_public_key, made.sign_count
    )


@transaction.atomic
def recognise(answer: str, challenge: bytes, *, person: Person | None, at: datetime) -> Passkey:
    """Return the passkey that signed the challenge, and note its use. Raises Refused.

    person: whose it must be; None: the key says it, and has to verify its holder (finger, face, PIN).
    """
    try:
        said = _read(answer)
        known = Passkey.objects.select_for_update(of=("self",)).select_related("person")
        passkey = known.filter(credential_id=said["id"], person__is_active=True).first()
        if passkey is None or (person is not None and passkey.person_id != person.pk):
            raise Refused
        proof = webauthn.verify_authentication_response(
            credential=said,
            expected_challenge=challenge,
            expected_rp_id=relying_party(),
            expected_origin=settings.SITE_URL,
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=person is None,
        )
        _check_handle(said, passkey)
    except _BROKEN:
        raise Refused from None
    passkey.use(proof.new_sign_count, at=at)
    return passkey


def _check_handle(said: dict[str, Any], passkey: Passkey) -> None:
    """A key that names its holder must name the one we know it of."""
    handle = said["response"].get("userHandle")
    if handle and int.from_bytes(base64url_to_bytes(handle), "big") != passkey.person_id:
        raise Refused


def _descriptors(person: Person) -> list[PublicKeyCredentialDescriptor]:
    known = Passkey.objects.of(person).values_list("credential_id", flat=True)
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known]


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST_ANSWER:
        raise ValueError
    said: dict[str, Any] = json.loads(answer)
    if not _ID.fullmatch(said["id"]):
        raise ValueError
    return said


def _plain(options: Any) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return plain
