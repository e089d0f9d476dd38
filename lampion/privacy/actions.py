from datetime import datetime

from django.db import transaction

from lampion.journal import models as journal
from lampion.kit.registers import Subject, keepers
from lampion.people.models import Person


def subject_of(person: Person) -> Subject:
    return Subject(person, frozenset({person.email} if person.email else ()))


@transaction.atomic
def forget(person: Person, *, at: datetime) -> dict[str, int]:
    """Let every room release what it keeps about `person`; returns rows touched per model.

    The upper rooms first: they find what is about somebody through the rows of those below.
    """
    subject = subject_of(person)
    journal.write("forgotten", person, by=None, at=at)
    touched = {keeper.model._meta.label: keeper.forget(subject) for keeper in reversed(keepers)}
    person.forget()
    return touched
