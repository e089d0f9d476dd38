from datetime import datetime

from lampion.kit.registers import every
from lampion.people.models import SentForm, SignInCode, Throttle
from lampion.people.sessions import SessionStore


def _sessions(at: datetime) -> None:
    SessionStore.clear_expired()


every(60, "forget old sign-in codes", SignInCode.sweep)
every(60, "forget old counts", Throttle.sweep)
every(24 * 60, "forget which forms were sent", SentForm.sweep)
every(60, "end old sessions", _sessions)
