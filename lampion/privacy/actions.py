from datetime import datetime

from django.db import transaction

from lampion.journal import models as journal
from lampion.kit.registers import Subject, keepers
from lampion.people.models import Person


def subject_of(person: Person) -> Subject:
    return Subject(person, frozenset({person.email} if person.email else ()))


@transaction.atomic
def forget(person: Person, *, at: datetime) -> dict[str, int]:
    """Let every room release what it keeps about `person`; returns rows touched per model."""
    journal.write("forgotten", person, by=None, at=at)
    touched = _release(subject_of(person))
    person.forget()
    return touched


class HasAccount(Exception):
    """Somebody signs in with this address: the account is erased there, by its owner."""


@transaction.atomic
def forget_address(email: str) -> dict[str, int]:
    """Let every room release what it keeps under an address that belongs to no account. Raises HasAccount."""
    if Person.objects.with_email(email).exists():
        raise HasAccount
    return _release(Subject(None, frozenset({email})))


def _release(subject: Subject) -> dict[str, int]:
    """The upper rooms first: they find what is about somebody through the rows of those below."""
    return {keeper.model._meta.label: keeper.forget(subject) for keeper in reversed(keepers)}
