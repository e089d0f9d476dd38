"""What a person may do in a group. The only place that compares functions."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from lampion.groups.models import (
    Document,
    Function,
    Group,
    Holding,
    Mandate,
    Membership,
    Power,
)
from lampion.groups.models.document import DocumentQuerySet
from lampion.kit.access import YES, Verdict, no
from lampion.people.models import Person

LAST_COORDINATOR = _(
    "An active group keeps a responsable: name the successor first, or let the group sleep."
)

CORE_ANSWERS = _("Whoever answers for something is of the core: end the mandate or function first.")


def belongs(person: Person, group: Group) -> bool:
    return Membership.objects.active().filter(group=group, person=person).exists()


def takes_part(person: Person, group: Group) -> bool:
    """Whether somebody is of the core: it meets, decides, and reads what was said."""
    core = Membership.objects.active().core()
    return core.filter(group=group, person=person).exists()


def core_of(group: Group, on: date) -> list[Person]:
    """Return who is of the core and does not rest that day, by name: who is convened, and who votes."""
    core = Membership.objects.there(on).core().filter(group=group)
    return [membership.person for membership in core.select_related("person")]


def coordinates(person: Person, group: Group) -> bool:
    return Mandate.objects.held_by(person, Function.COORDINATOR).filter(group=group).exists()


def can_take_part(person: Person, group: Group) -> Verdict:
    if takes_part(person, group):
        return YES
    return no(_("The core of the group meets and decides: ask a responsable to join it."))


def holds(person: Person, group: Group, power: Power) -> bool:
    """Whether a function that somebody holds in the group opens `power`. A responsable has them all."""
    if coordinates(person, group):
        return True
    return Holding.objects.opening(person, power).filter(group=group).exists()


def can_receive_newcomers(person: Person, group: Group) -> Verdict:
    if holds(person, group, Power.NEWCOMERS):
        return YES
    return no(_("Only a responsable of the group answers its newcomers."))


def can_announce_meetings(person: Person, group: Group) -> Verdict:
    if holds(person, group, Power.MEETINGS):
        return YES
    return no(_("Only a responsable of the group announces its meetings."))


def can_lead_decisions(person: Person, group: Group) -> Verdict:
    if holds(person, group, Power.DECISIONS):
        return YES
    return no(_("Only a responsable of the group opens and closes its votes."))


def can_keep_documents(person: Person, group: Group) -> Verdict:
    if holds(person, group, Power.DOCUMENTS):
        return YES
    return no(_("Only a responsable of the group puts its papers in order."))


def can_elect(person: Person, group: Group) -> Verdict:
    """Mandates are given by the group: a responsable notes it, nobody whom a function lets manage people."""
    if coordinates(person, group):
        return YES
    return no(_("Only a responsable of the group notes who was elected."))


def visible_documents(person: Person, group: Group) -> DocumentQuerySet:
    """The papers of the group that somebody may see today; of another group none."""
    keeps = holds(person, group, Power.DOCUMENTS)
    return Document.objects.there().filter(group=group).open_to(person, keeps=keeps)


def can_change_document(person: Person, document: Document) -> Verdict:
    if document.by_id == person.pk or holds(person, document.group, Power.DOCUMENTS):
        return YES
    return no(_("Only whoever added a document, or a responsable, changes or removes it."))


def can_let_go(person: Person, membership: Membership) -> Verdict:
    """Everybody leaves by themself; of whoever the group elected, only a responsable ends the membership."""
    held = Mandate.objects.held_by(membership.person).filter(group=membership.group)
    if membership.person_id != person.pk and held.exists():
        return can_elect(person, membership.group)
    return YES


def can_manage_people(person: Person, group: Group) -> Verdict:
    if holds(person, group, Power.PEOPLE):
        return YES
    return no(_("Only a responsable of the group changes who belongs to it and who does what."))


def can_share(person: Person, group: Group) -> Verdict:
    """What the secretariat may read of the group, beyond functions, rhythm and counts."""
    if holds(person, group, Power.PEOPLE):
        return YES
    return no(_("Only a responsable of the group decides what the secretariat may read."))
