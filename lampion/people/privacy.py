from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from lampion.kit.registers import Subject, keeper
from lampion.people.models import ErasureMark, Invitation, Person, Session, SignInCode
from lampion.people.models.erasure import address_mark


def _export(subject: Subject) -> Iterable[Mapping[str, object]]:
    people = (
        Person.objects.filter(pk=subject.person.pk) if subject.person else Person.objects.none()
    )
    return people.values("first_name", "last_name", "email", "phone", "language", "created_at")


def _forget(subject: Subject) -> int:
    """The person's row is emptied last, by whoever calls the keepers; here goes what hangs on it."""
    count = ErasureMark.leave([address_mark(address) for address in subject.emails])
    for model in (Session, SignInCode, Invitation):
        count += model.objects.filter(person=subject.person).delete()[0]
    return count


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
