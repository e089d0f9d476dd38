"""Whoever is welcomed learns when and where to come."""

from datetime import timedelta

from django.utils import timezone

from lampion.enquiries import actions
from lampion.mail.models import Message
from lampion.meetings.models import Meeting
from lampion.sections.models import SectionMember


def welcome_mail(eloise, louvain, alice):
    actions.welcome(eloise, louvain, by=alice, at=timezone.now())
    return Message.objects.get(key=f"enquiry-welcome:{eloise.pk}").text


def test_the_welcome_names_the_next_meeting_and_how_to_become_a_member(eloise, louvain, alice):
    now = timezone.now()
    for days, venue in ((20, "Plus tard"), (6, "Maison des associations")):
        Meeting.announce(louvain, now + timedelta(days=days), venue=venue, by=alice, at=now)
    text = welcome_mail(eloise, louvain, alice)
    assert "Maison des associations" in text
    assert "Plus tard" not in text
    assert "/pages/member/" in text


def test_without_a_meeting_the_welcome_points_to_the_page_of_the_group(eloise, louvain, alice):
    assert "/groups/12/louvain-la-neuve/" in welcome_mail(eloise, louvain, alice)


def register(section, **fields):
    SectionMember(section=section, number="1001", **fields).derive().save()


def test_whoever_the_register_knows_is_not_told_how_to_become_a_member(eloise, louvain, alice, as_):
    register(louvain.section, email=eloise.email)
    actions.accept(eloise, louvain, by=alice, at=timezone.now())
    page = as_(alice).get(f"/newcomers/{eloise.pk}/").text
    assert "section_member" not in page
    assert "/pages/member/" not in welcome_mail(eloise, louvain, alice)


def test_the_responsable_is_asked_whether_membership_is_known_and_never_stopped(
    eloise, louvain, alice, as_
):
    actions.accept(eloise, louvain, by=alice, at=timezone.now())
    page = as_(alice).get(f"/newcomers/{eloise.pk}/").text
    assert "welcome-section_member" in page
    said = {"welcome-section_member": "no such answer", "welcome-number": "x" * 99}
    as_(alice).post(f"/newcomers/{eloise.pk}/membership/", said)
    assert not eloise.is_open()


def test_a_number_that_fits_the_name_makes_the_membership_known(eloise, louvain, alice, as_):
    register(louvain.section, last_name="Martin", email="other@example.org")
    said = {"welcome-section_member": "yes", "welcome-number": " 1001 "}
    as_(alice).post(f"/newcomers/{eloise.pk}/membership/", said)
    assert SectionMember.objects.get().person.email == eloise.email
    assert not eloise.notes.exists()


def test_a_number_that_nobody_has_becomes_a_note_for_the_secretariat(eloise, louvain, alice, as_):
    said = {"welcome-section_member": "yes", "welcome-number": "555"}
    as_(alice).post(f"/newcomers/{eloise.pk}/membership/", said)
    assert "555" in eloise.notes.get().text
    assert "/pages/member/" not in Message.objects.get(key=f"enquiry-welcome:{eloise.pk}").text
