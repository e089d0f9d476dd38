"""A class behind us, a write-a-thon today, a market to come."""

from datetime import timedelta

from django.utils import timezone

from lampion.events.models import Event, EventKind
from lampion.groups.models import Membership
from lampion.kit.registers import demo
from lampion.kit.story import Story

PLANS = (
    (EventKind.CLASS, "Animation, 5e secondaire", -6, "École du Parc"),
    (EventKind.WRITE_A_THON, "Marathon des lettres", 0, "Bibliothèque communale"),
    (EventKind.STAND, "Marché de Noël", 16, "Grand-Place"),
)


def tell(story: Story) -> None:
    today = timezone.localdate(story.now)
    for number in (12, 7):
        group = story.things["groups"][number]
        members = Membership.objects.active().filter(group=group).order_by("pk")
        who = members.select_related("person")[0].person
        for kind, name, days, place in PLANS:
            day = today + timedelta(days=days)
            Event.plan(group, kind, name, day=day, place=place, by=who, at=story.now)


demo(58, tell)
