"""Exactly those who agreed get the news: by theme, region, language and group."""

import pytest
from django.utils import timezone

from lampion.contacts.models import Channel, Consent, Contact, Preference, Theme
from lampion.news.actions import count_readers
from lampion.news.audience import readers
from lampion.news.models import Mailing
from lampion.news.tests.conftest import reader


def names(mailing) -> list[str]:
    count = count_readers(mailing)
    found = sorted(contact.email.partition("@")[0] for contact in readers(mailing))
    assert len(found) == count
    return found


def stop(contact):
    Consent.withdraw(contact, at=timezone.now(), channel=Channel.ONE_CLICK)


def test_the_section_writes_to_those_who_agree_and_to_nobody_else(written, eloise, marc, alice):
    Contact.of_person(eloise.section, alice)
    assert names(written()) == ["eloise", "marc"]
    stop(marc)
    assert names(written()) == ["eloise"]


def test_an_address_whose_mails_come_back_is_not_written_to(written, eloise, marc):
    marc.is_unreachable(at=timezone.now())
    assert names(written()) == ["eloise"]


def test_who_refused_a_theme_does_not_get_it(written, eloise, marc):
    theme, other = Theme.objects.all()[:2]
    Preference.choose(marc, theme, False, at=timezone.now())
    assert names(written(theme=theme)) == ["eloise"]
    assert names(written(theme=other)) == ["eloise", "marc"]


def test_a_region_is_where_somebody_lives_or_whose_group_they_follow(written, eloise, marc, namur):
    assert names(written(region="wbr")) == ["eloise"]
    assert names(written(region="wna")) == ["marc"]
    Preference.choose(eloise, namur, True, at=timezone.now())
    assert names(written(region="wna")) == ["eloise", "marc"]


def test_a_region_that_is_no_more_has_no_reader(written, eloise, nora):
    mailing = written(region="wbr")
    eloise.section.regions.get(slug="wbr").dissolve(by=nora)
    assert names(mailing) == []


def test_only_those_who_read_the_language(written, eloise, marc):
    Contact.objects.filter(pk=marc.pk).update(language="nl")
    assert names(written(language="nl", only_language=True)) == ["marc"]
    assert names(written(language="nl")) == ["eloise", "marc"]


@pytest.fixture
def letter_of_louvain(louvain, alice):
    words = {"subject": "Mardi", "body": "Venez", "language": "fr"}
    return Mailing.begin(louvain.section, louvain, words, by=alice, at=timezone.now())


def test_a_group_writes_to_its_members_and_to_those_who_follow_it(letter_of_louvain, eloise, marc):
    assert names(letter_of_louvain) == ["alice", "eloise"]


def test_a_member_who_said_no_gets_no_letter_of_the_group_either(letter_of_louvain, louvain, alice):
    contact = Contact.of_person(louvain.section, alice)
    stop(contact)
    assert names(letter_of_louvain) == []


def test_a_member_may_refuse_only_the_letters_of_the_group(letter_of_louvain, louvain, alice):
    contact = reader(louvain.section, "alice")
    Preference.choose(contact, louvain, False, at=timezone.now())
    assert names(letter_of_louvain) == []


def test_who_left_the_group_gets_its_letters_no_more(letter_of_louvain, louvain, zoe):
    from lampion.groups.models import Membership
    from lampion.groups.models.mandate import leave

    membership = Membership.welcome(louvain, zoe, by=None, on=timezone.localdate())
    assert names(letter_of_louvain) == ["alice", "zoe"]
    leave(membership, by=zoe, on=timezone.localdate())
    assert names(letter_of_louvain) == ["alice"]
