from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from lampion.kit.registers import Subject, keeper
from lampion.people.models import (
    AuthenticatorApp,
    ErasureMark,
    FactorReset,
    Invitation,
    Passkey,
    Person,
    RecoveryCode,
    Session,
    SignInCode,
)
from lampion.people.models.erasure import address_mark


def _export(subject: Subject) -> Iterable[Mapping[str, object]]:
    people = (
        Person.objects.filter(pk=subject.person.pk) if subject.person else Person.objects.none()
    )
    said = ("first_name", "last_name", "email", "phone", "language", "created_at")
    yield from people.values(*said, "name_open", "email_open", "phone_open")


def _forget(subject: Subject) -> int:
    """The person's row is emptied last, by whoever calls the keepers; here goes what hangs on it."""
    count = ErasureMark.leave([address_mark(address) for address in subject.emails])
    # Of nobody are the sessions of strangers, and codes that fit nobody.
    for model in (Session, SignInCode, Invitation) if subject.person else ():
        count += model.objects.filter(person=subject.person).delete()[0]
    return count


def _export_factors(subject: Subject) -> Iterable[Mapping[str, object]]:
    """Names and months; a key or a secret never leaves."""
    if subject.person is None:
        return
    for passkey in Passkey.objects.of(subject.person):
        made = passkey.made_at.strftime("%Y-%m")
        used = passkey.used_month.strftime("%Y-%m")
        yield {"passkey": passkey.name, "made": made, "last_used": used}
    for app in AuthenticatorApp.objects.filter(person=subject.person):
        yield {"authenticator_app": app.made_at.strftime("%Y-%m")}
    if left := RecoveryCode.objects.left(subject.person).count():
        yield {"recovery_codes_left": left}
    for reset in FactorReset.objects.filter(person=subject.person):
        yield {"reset_by_the_secretariat": reset.at.strftime("%Y-%m-%d")}


def _forget_factors(subject: Subject) -> int:
    held = (Passkey, AuthenticatorApp, RecoveryCode, FactorReset)
    return sum(model.objects.filter(person=subject.person).delete()[0] for model in held)


keeper(
    Passkey,
    title=_("Passkeys, app and recovery codes"),
    purpose=_("to make sure that nobody else signs in with your account"),
    basis=_("the safety of the people whose requests you may read"),
    duration=_("until you remove them or ask for erasure"),
    export=_export_factors,
    forget=_forget_factors,
    also=(AuthenticatorApp, RecoveryCode, FactorReset),
)
keeper(
    Person,
    title=_("Account"),
    purpose=_("to let you sign in and see what concerns you"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("until you ask for erasure"),
    export=_export,
    forget=_forget,
    also=(Session, SignInCode, Invitation),
    kept=_(
        "an empty row, so that dates and decisions still add up, and a mark that names nobody, so that no list brings you back"
    ),
)
