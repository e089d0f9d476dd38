"""What a person may do with their own account."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from lampion.kit.access import YES, Verdict, no
from lampion.kit.registers import second_factor_due
from lampion.people.models import AuthenticatorApp, Passkey, Person


def factors_held(person: Person) -> int:
    apps = AuthenticatorApp.objects.filter(person=person)
    return Passkey.objects.of(person).count() + apps.count()


def can_remove_factor(person: Person, on: date) -> Verdict:
    """Whoever must have a second factor keeps one."""
    if factors_held(person) > 1 or second_factor_due(person, on) is None:
        return YES
    return no(
        _("What is open to you needs a second proof: add another one first, then remove this one.")
    )
