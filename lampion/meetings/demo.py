"""Two groups in three have announced their next meeting."""

from datetime import timedelta

from django.utils import timezone

from lampion.groups.models import Function, Group, Mandate
from lampion.kit.registers import demo
from lampion.kit.story import Story
from lampion.meetings.models import Meeting

NOTES = ("", "Sonnez à la porte de côté.", "", "Ouvert à tout le monde, venez dix minutes avant.")


def tell(story: Story) -> None:
    open_groups = set(Group.objects.open_to_newcomers().values_list("pk", flat=True))
    for position, group in enumerate(story.things["groups"].values()):
        if group.number % 3 == 2 or group.pk not in open_groups:
            continue
        day = timezone.localtime(story.now) + timedelta(days=2 + position * 7 % 26)
        starts = day.replace(hour=(19, 20)[position % 2], minute=(0, 30)[position % 2 == 0])
        held = Mandate.objects.open().filter(group=group, function=Function.COORDINATOR)
        Meeting.announce(
            group,
            starts.replace(second=0, microsecond=0),
            venue=f"{group.venue}, {group.locality_name}",
            note=NOTES[position % len(NOTES)],
            by=held.select_related("person")[:1].get().person,
            at=story.now - timedelta(days=1),
        )


demo(25, tell)
