from lampion.people.models.authenticator import AuthenticatorApp
from lampion.people.models.erasure import ErasureMark
from lampion.people.models.invitation import Invitation
from lampion.people.models.openness import Openness
from lampion.people.models.passkey import Passkey
from lampion.people.models.person import Person, normalise_email
from lampion.people.models.recovery import RecoveryCode
from lampion.people.models.reset import FactorReset
from lampion.people.models.sent_form import SentForm
from lampion.people.models.session import Session
from lampion.people.models.sign_in import SignInCode
from lampion.people.models.throttle import Throttle

__all__ = [
    "AuthenticatorApp",
    "ErasureMark",
    "FactorReset",
    "Invitation",
    "Openness",
    "Passkey",
    "Person",
    "RecoveryCode",
    "SentForm",
    "Session",
    "SignInCode",
    "Throttle",
    "normalise_email",
]
