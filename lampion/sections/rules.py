"""What a person may do in a section. The only place that compares scopes."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from lampion.kit.access import YES, Verdict, no
from lampion.people.assurance import is_enrolled
from lampion.people.models import Person
from lampion.sections.models import Scope, Section, StaffAccess

_KNOWN = "_scopes"


def know_scopes(person: Person, section: Section, on: date) -> None:
    """Look once at all that somebody does in a section that day, for a page that asks it of each entry of its menu.

    Kept with the person, whom each request reads anew.
    """
    known = vars(person).setdefault(_KNOWN, {})
    if (section.pk, on) not in known:
        held = StaffAccess.objects.open(on).filter(person=person, section=section)
        known[section.pk, on] = frozenset(held.values_list("scope", flat=True))


def works_for(person: Person, section: Section, on: date, *scopes: Scope) -> bool:
    known = vars(person).get(_KNOWN, {}).get((section.pk, on))
    if known is not None:
        return bool(known.intersection(scopes) if scopes else known)
    accesses = StaffAccess.objects.open(on).filter(person=person, section=section)
    return (accesses.filter(scope__in=scopes) if scopes else accesses).exists()


def _asks(person: Person, section: Section, scope: Scope, on: date) -> Verdict:
    if works_for(person, section, on, scope):
        return YES
    return no(_("Your access to the secretariat does not cover this."))


def can_answer_enquiries(person: Person, section: Section, on: date) -> Verdict:
    return _asks(person, section, Scope.ENQUIRIES, on)


def can_edit_groups(person: Person, section: Section, on: date) -> Verdict:
    return _asks(person, section, Scope.GROUPS, on)


def can_see_members(person: Person, section: Section, on: date) -> Verdict:
    return _asks(person, section, Scope.MEMBERS, on)


def can_edit_pages(person: Person, section: Section, on: date) -> Verdict:
    return _asks(person, section, Scope.PAGES, on)


def can_write_news(person: Person, section: Section, on: date) -> Verdict:
    return _asks(person, section, Scope.NEWS, on)


def can_write_cases(person: Person, section: Section, on: date) -> Verdict:
    return _asks(person, section, Scope.CASES, on)


def can_edit_section(person: Person, section: Section, on: date) -> Verdict:
    return _asks(person, section, Scope.SETTINGS, on)


def can_steer_the_machine(person: Person, section: Section, on: date) -> Verdict:
    """One machine serves all sections: whoever edits the home section's settings answers for it."""
    if not section.is_home:
        return no(_("The secretariat of the house's first section does this."))
    return can_edit_section(person, section, on)


def can_reset_factors(person: Person, other: Person, section: Section, on: date) -> Verdict:
    """A colleague helps who lost everything; nobody lets themselves in that way."""
    if other.pk == person.pk:
        return no(_("A colleague must do this for you."))
    if not is_enrolled(person):
        return no(_("Set up your own second proof first."))
    # Whoever works elsewhere too is helped by who may do it in each place: an invitation here opens nothing there.
    for place in Section.objects.staffed_by(other, on):
        if not works_for(person, place, on, Scope.SETTINGS):
            return no(_("This person works for another section too: its secretariat must agree."))
    return can_edit_section(person, section, on)


def can_announce_absence(person: Person, absent: Person, section: Section, on: date) -> Verdict:
    """Everybody says when they are away; whoever edits the staff says it for others too."""
    return YES if person.pk == absent.pk else can_edit_section(person, section, on)


def can_end(person: Person, access: StaffAccess) -> Verdict:
    """Nobody locks themselves out: a colleague ends one's own access to the settings."""
    if access.person_id == person.pk and access.scope == Scope.SETTINGS:
        return no(_("A colleague must end your own access to the settings."))
    return YES
