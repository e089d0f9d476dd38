from lampion.people.models.erasure import ErasureMark
from lampion.people.models.invitation import Invitation
from lampion.people.models.person import Person, normalise_email
from lampion.people.models.session import Session
from lampion.people.models.sign_in import SignInCode
from lampion.people.models.throttle import Throttle

__all__ = [
    "ErasureMark",
    "Invitation",
    "Person",
    "Session",
    "SignInCode",
    "Throttle",
    "normalise_email",
]
