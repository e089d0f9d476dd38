"""Who gets a mailing: asked for the count before it, to fix the readers, and once more before each mail."""

from django.db.models import Q, QuerySet

from lampion.contacts.models import Contact
from lampion.contacts.models.contact import ContactQuerySet
from lampion.contacts.models.preference import who_said
from lampion.groups.models import Group, Membership
from lampion.news.models import Mailing
from lampion.people.models import Person
from lampion.sections.models import Region


def readers(mailing: Mailing) -> ContactQuerySet:
    """Return the contacts that may get this mailing now, each with an address that works."""
    contacts = Contact.objects.filter(section=mailing.section_id).reachable()
    if mailing.only_language:
        contacts = contacts.filter(language=mailing.language)
    if mailing.group:
        return _network(contacts, mailing.group)
    if mailing.theme:
        contacts = contacts.exclude(pk__in=who_said(mailing.theme, False))
    if mailing.region:
        contacts = _of_region(contacts, mailing)
    return contacts.agreeing()


def _network(contacts: ContactQuerySet, group: Group) -> ContactQuerySet:
    """Members of the group unless they said no, and others who agree and follow it."""
    members = _members(group).values("email")
    objecting = contacts.refusing().values("pk")
    agreeing = contacts.agreeing().filter(pk__in=who_said(group, True)).values("pk")
    wanted = Q(email__in=members) & ~Q(pk__in=objecting)
    return contacts.filter(wanted | Q(pk__in=agreeing)).exclude(pk__in=who_said(group, False))


def _members(group: Group) -> QuerySet[Person]:
    active = Membership.objects.active().filter(group=group).values("person")
    return Person.objects.filter(pk__in=active, email__isnull=False, is_active=True)


def know_members(group: Group) -> None:
    """Make contacts of the group's members, so that each has a way out of its letters."""
    Contact.know_all(group.section, _members(group))


def _of_region(contacts: ContactQuerySet, mailing: Mailing) -> ContactQuerySet:
    """Who lives there, or follows a group there. A region that is no more has nobody."""
    region = Region.objects.filter(section=mailing.section_id, slug=mailing.region).first()
    if region is None:
        return contacts.none()
    groups = Group.objects.filter(section=mailing.section_id, province__in=region.provinces)
    there = Q(province__in=region.provinces) | Q(pk__in=who_said(groups, True))
    return contacts.filter(there)
