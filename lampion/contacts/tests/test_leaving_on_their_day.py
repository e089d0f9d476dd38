"""Addresses that nobody may write to leave on their day; a no stays a no when the address comes again."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from lampion.contacts.actions import subscribe
from lampion.contacts.models import (
    Channel,
    Consent,
    ConsentText,
    Contact,
    Failure,
    Preference,
    Purpose,
    Theme,
    WayOut,
)
from lampion.contacts.retention import empty_what_leaves, leaving
from lampion.groups.models import Membership
from lampion.kit.registers import keepers
from lampion.people.models import Person
from lampion.sections.models import Parameter
from lampion.sections.models.parameter import Name

SAID = datetime(2026, 3, 10, 11, tzinfo=UTC)
DAY = date(2027, 3, 10)
BEFORE, LONG_AFTER = DAY - timedelta(days=1), DAY + timedelta(days=700)


@pytest.fixture
def section(louvain):
    return louvain.section


@pytest.fixture
def text(section):
    return ConsentText.objects.in_force(section, Purpose.NEWS, "fr")


@pytest.fixture
def contact(section):
    return known(section)


def known(section, email="eloise@example.org"):
    names = {"first_name": "Éloïse", "last_name": "Martin", "language": "nl"}
    made = Contact.known(section, email, **names, province="WBR")[0]
    Contact.objects.filter(pk=made.pk).update(known_at=SAID)
    made.refresh_from_db()
    return made


def agree(contact, text, at=SAID):
    Consent.give(contact, text, at=at, channel=Channel.ACCOUNT)


def refuse(contact, at=SAID):
    Consent.withdraw(contact, at=at, channel=Channel.ONE_CLICK)


def there(contact):
    contact.refresh_from_db()
    return contact.email is not None


def noon(day):
    return timezone.make_aware(datetime.combine(day, time(12)))


def test_who_only_follows_a_group_and_never_said_yes_leaves_on_the_day(contact, louvain):
    Preference.choose(contact, louvain, True, at=SAID)
    WayOut.make(contact, at=SAID)
    Failure.note(contact, "5.1.1", at=SAID)
    assert empty_what_leaves(BEFORE) == 0
    assert empty_what_leaves(DAY) == 1
    contact.refresh_from_db()
    said = (contact.email, contact.first_name, contact.last_name, contact.province)
    assert said == (None, "", "", "")
    for held in (contact.preferences, contact.ways_out, contact.failures):
        assert not held.exists()
    assert contact.refusal_hash is None
    assert empty_what_leaves(LONG_AFTER) == 0


def test_an_old_no_leaves_counted_from_the_last_word(contact, text):
    agree(contact, text)
    refuse(contact, at=SAID + timedelta(days=10))
    assert empty_what_leaves(DAY + timedelta(days=9)) == 0
    assert empty_what_leaves(DAY + timedelta(days=10)) == 1
    assert not there(contact)
    assert contact.consents.count() == 2


def test_a_yes_stays_for_as_long_as_it_stands(contact, text):
    refuse(contact)
    agree(contact, text, at=SAID + timedelta(hours=1))
    assert empty_what_leaves(LONG_AFTER) == 0
    assert there(contact)


def test_a_member_of_a_group_stays_until_the_membership_is_over(section, louvain, alice):
    contact = known(section, alice.email)
    refuse(contact)
    assert empty_what_leaves(LONG_AFTER) == 0
    Membership.objects.filter(person=alice).update(left_on=DAY)
    assert empty_what_leaves(LONG_AFTER) == 1


def test_an_address_whose_mails_come_back_leaves_even_with_a_yes(contact, text):
    agree(contact, text)
    contact.is_unreachable(at=SAID)
    assert empty_what_leaves(date(2026, 9, 9)) == 0
    assert empty_what_leaves(date(2026, 9, 10)) == 1
    assert not there(contact)
    assert contact.refusal_hash is None


def test_one_that_works_again_stays(contact, text):
    agree(contact, text)
    contact.is_unreachable(at=SAID)
    contact.is_reachable_again(by=None, at=SAID)
    assert empty_what_leaves(LONG_AFTER) == 0


def test_the_months_are_those_of_the_section(contact, section):
    Parameter(section=section, name=Name.SILENT_MONTHS, value=2, valid_from=DAY).adopt(by=None)
    assert empty_what_leaves(date(2026, 5, 10)) == 0, "the value holds only from its day on"
    assert empty_what_leaves(DAY) == 1


def come_by_form(section, text, group=None):
    names = {"first_name": "É.", "last_name": "M.", "language": "fr"}
    contact, made = Contact.known(section, "Eloise@example.org", **names)
    said = {"at": noon(DAY), "channel": Channel.ENQUIRY_FORM, "group": group}
    stands = subscribe(contact, text, **said, first=made)
    return contact, stands


def test_a_no_stays_a_no_when_a_form_brings_the_address_again(contact, section, text):
    refuse(contact)
    empty_what_leaves(DAY)
    again, stands = come_by_form(section, text)
    assert not stands
    assert Consent.refused(again)
    assert again.email == "eloise@example.org"
    assert again not in Contact.objects.agreeing()
    said = Consent.objects.history(again).get()
    assert (said.at, said.channel) == (SAID, Channel.ONE_CLICK), "with its moment and its words"
    assert Contact.objects.filter(email="eloise@example.org").count() == 1
    assert empty_what_leaves(timezone.localdate()) == 0, "it begins to count anew"


def test_whoever_had_said_yes_and_left_as_unreachable_is_believed_again(contact, section, text):
    """The control: without a no nothing is remembered, and a first yes is believed."""
    agree(contact, text)
    contact.is_unreachable(at=SAID)
    empty_what_leaves(DAY)
    again, stands = come_by_form(section, text)
    assert stands
    assert again.pk != contact.pk


def test_a_former_yes_does_not_come_back_by_itself_but_what_was_refused_does(
    section, louvain, contact, text
):
    """A mailbox may belong to somebody else by then; a list of members says nothing about the news."""
    theme = Theme.objects.filter(section=section).first()
    agree(contact, text)
    Preference.choose(contact, theme, False, at=SAID)
    contact.is_unreachable(at=SAID)
    empty_what_leaves(DAY)
    person = Person.objects.create_user("eloise@example.org", first_name="Éloïse")
    Contact.know_all(section, [person])
    again = Contact.objects.get(email="eloise@example.org")
    assert again not in Contact.objects.agreeing()
    assert Preference.refused_themes(again) == {theme.pk}


def test_an_address_that_left_twice_is_remembered_once_and_stops_nobody_behind_it(
    section, contact, text
):
    """As if a list had brought it in the very moment in which it was emptied."""
    refuse(contact)
    empty_what_leaves(DAY)
    held = Contact.objects.get(pk=contact.pk).refusal_hash
    double = Contact.objects.create(section=section, email="eloise@example.org", known_at=SAID)
    refuse(double)
    behind = known(section, "marc@example.org")
    assert empty_what_leaves(DAY) == 2
    assert not there(double)
    assert not there(behind)
    assert Contact.objects.get(refusal_hash=held).pk == contact.pk


def test_a_yes_said_to_an_address_that_was_just_emptied_is_kept_with_the_address(contact, text):
    stale = Contact.objects.get(pk=contact.pk)
    contact.empty(refused=False, at=SAID)
    Consent.give(stale, text, at=SAID, channel=Channel.ACCOUNT)
    again = Contact.objects.get(email="eloise@example.org")
    assert again in Contact.objects.agreeing()


def test_a_form_does_not_take_back_a_no_to_a_group(contact, section, louvain, text):
    Preference.choose(contact, louvain, False, at=SAID)
    come_by_form(section, text, group=louvain)
    assert Preference.groups(contact) == {louvain.pk: False}


def test_nor_after_the_address_was_emptied(contact, section, louvain, text):
    Preference.choose(contact, louvain, False, at=SAID)
    empty_what_leaves(DAY)
    again, _stands = come_by_form(section, text, group=louvain)
    assert Preference.groups(again) == {louvain.pk: False}


def test_a_group_of_which_nothing_was_said_is_followed(contact, section, louvain, text):
    """The control."""
    come_by_form(section, text, group=louvain)
    assert Preference.groups(contact) == {louvain.pk: True}


def test_nor_does_a_list_of_members_bring_it_back(section, louvain, contact):
    refuse(contact)
    empty_what_leaves(DAY)
    person = Person.objects.create_user("eloise@example.org", first_name="Éloïse")
    other = Person.objects.create_user("other@example.org", first_name="O")
    Contact.know_all(section, [person, other])
    back = Contact.objects.get(email="eloise@example.org")
    assert (back.pk, Consent.refused(back)) == (contact.pk, True)
    assert Contact.objects.filter(email="other@example.org").exists()


def test_a_refused_group_or_theme_is_remembered_too(contact, section, louvain, text):
    theme = Theme.objects.filter(section=section).first()
    Preference.choose(contact, louvain, False, at=SAID)
    Preference.choose(contact, theme, False, at=SAID)
    empty_what_leaves(DAY)
    again, stands = come_by_form(section, text)
    assert stands, "it never said no to the news"
    assert Preference.groups(again) == {louvain.pk: False}
    assert Preference.refused_themes(again) == {theme.pk}


def test_with_a_link_of_our_mail_or_an_account_a_yes_is_believed(contact, section, text):
    refuse(contact)
    empty_what_leaves(DAY)
    again, _stands = come_by_form(section, text)
    Consent.give(again, text, at=noon(DAY), channel=Channel.PRIVATE_LINK)
    assert Consent.stands(again)


def test_another_section_knows_nothing_of_it(contact, text):
    from lampion.sections.opening import open_section

    refuse(contact)
    empty_what_leaves(DAY)
    other = open_section(
        code="xx", name="Other", country="be", provinces=["WNA"], by=None, at=timezone.now()
    )
    names = {"first_name": "É", "last_name": "M", "language": "fr"}
    assert Contact.known(other, "eloise@example.org", **names)[1]


def test_what_is_kept_names_nobody(contact, section):
    refuse(contact)
    empty_what_leaves(DAY)
    held = Contact.objects.filter(pk=contact.pk).values().get()
    assert len(held["refusal_hash"]) == 64
    assert "eloise" not in str(held).lower()


def test_the_job_is_the_one_that_the_privacy_page_knows(contact):
    kept = next(one for one in keepers if one.model is Contact)
    assert kept.leaves(DAY) == 1
    assert not there(contact)


def test_the_office_sees_beforehand_how_many_leave(as_, nora, contact, section):
    """The page counts what leaves within thirty days; nothing has left yet."""
    today = timezone.localdate()
    year_ago = noon(today) - timedelta(days=367)
    before = as_(nora).get("/office/contacts/").context["leaving"]
    for days, count in ((40, 0), (20, 1)):
        Contact.objects.filter(pk=contact.pk).update(known_at=year_ago + timedelta(days=days))
        assert leaving(section, until=today, on=today).count() == 0
        assert as_(nora).get("/office/contacts/").context["leaving"] == before + count


def test_the_months_are_there_explained_and_to_be_confirmed(as_, nora, section):
    page = as_(nora).get("/office/parameters/").content.decode()
    for name, value in ((Name.SILENT_MONTHS, 12), (Name.RETURNED_MONTHS, 6)):
        found = Parameter.objects.get(section=section, name=name)
        assert (found.value, found.to_confirm) == (value, True)
        assert str(found.explanation)[:30] in page


def test_the_privacy_page_says_it(client, section):
    kept = next(one for one in keepers if one.model is Contact)
    assert str(kept.duration) in client.get("/privacy/").content.decode()
