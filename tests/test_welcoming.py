"""Whoever is welcomed learns when and where to come."""

from datetime import timedelta

from django.utils import timezone

from lampion.enquiries import actions
from lampion.mail.models import Message
from lampion.meetings.models import Meeting


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
