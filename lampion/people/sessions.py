"""Django's sessions on our own table: hashed keys, sealed content, owner and device."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from cryptography.fernet import InvalidToken
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from lampion.people.models.session import Session, hash_key
from lampion.people.sealing import seal, unseal


class SessionStore(SessionBase):
    def _sealed(self, key: str | None) -> str | None:
        """In SQL: it is asked for every page, and building it takes longer than asking."""
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT sealed FROM people_session WHERE key_hash = %s AND expires_at > %s",
                [hash_key(key or ""), now],
            )
            found = cursor.fetchone()
        return found[0] if found else None

    def load(self) -> dict[str, Any]:
        sealed = self._sealed(self.session_key)
        if sealed is not None:
            try:
                content: dict[str, Any] = json.loads(unseal(sealed))
            except InvalidToken:
                pass
            else:
                return content
        self._session_key = None
        return {}

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(key_hash=hash_key(session_key)).exists()

    def create(self) -> None:
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            return self.create()
        content = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        user = content.get("_auth_user_id")
        values = {
            "sealed": seal(json.dumps(content)),
            "expires_at": self.get_expiry_date(),
            "person_id": int(user) if user else None,
            "device": content.get("device", ""),
            "used_month": _month(),
        }
        rows = Session.objects.filter(key_hash=hash_key(self.session_key))
        if not must_create:
            if not rows.update(**values):
                raise UpdateError
            return None
        try:
            with transaction.atomic():
                Session.objects.create(key_hash=hash_key(self.session_key), **values)
        except IntegrityError:
            raise CreateError from None
        return None

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            Session.objects.filter(key_hash=hash_key(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        Session.objects.filter(expires_at__lt=timezone.now()).delete()


def _month() -> date:
    return timezone.localdate().replace(day=1)
