"""Two groups meet by a rhythm and have a year of agendas behind them; two in three of the others announced a meeting."""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from lampion.groups.models import Function, Group, Mandate
from lampion.groups.rules import core_of
from lampion.kit.registers import demo
from lampion.kit.story import Story
from lampion.meetings.actions import convene
from lampion.meetings.models import AgendaPoint, Answer, Meeting, Pattern, Rhythm
from lampion.people.models import Person

NOTES = ("", "Sonnez à la porte de côté.", "", "Ouvert à tout le monde, venez dix minutes avant.")
# Number of the group -> the rule, and which months it leaves out.
LIVELY: dict[int, dict[str, Any]] = {
    12: {"pattern": Pattern.WEEKDAY, "number": 1, "weekday": 1, "hour": time(20)},
    7: {"pattern": Pattern.WEEKDAY, "number": 3, "weekday": 3, "hour": time(19, 30)},
}
SUMMER = (7, 8)
POINTS = (
    ("Tour de table et nouvelles du mois", 10),
    ("Marathon des lettres : qui tient le stand ?", 20),
    ("Vente des bougies : stock et dates", 15),
    ("Accueil des nouvelles personnes", 10),
    ("Visite à l’école : qui accompagne ?", 15),
    ("Comptes du trimestre", 10),
    ("Soirée film : choix et salle", 20),
    ("Lettre au bourgmestre : relire ensemble", 15),
    ("Qui remplace qui pendant les vacances", 5),
)


def tell(story: Story) -> None:
    open_groups = set(Group.objects.open_to_newcomers().values_list("pk", flat=True))
    for position, group in enumerate(story.things["groups"].values()):
        if group.pk not in open_groups:
            continue
        if group.number in LIVELY:
            _a_year(story, group)
        elif group.number % 3 != 2:
            _announce(story, group, position)


def _announce(story: Story, group: Group, position: int) -> None:
    day = timezone.localtime(story.now) + timedelta(days=2 + position * 7 % 26)
    starts = day.replace(hour=(19, 20)[position % 2], minute=(0, 30)[position % 2 == 0])
    Meeting.announce(
        group,
        starts.replace(second=0, microsecond=0),
        venue=f"{group.venue}, {group.locality_name}",
        note=NOTES[position % len(NOTES)],
        by=_coordinator(group),
        at=story.now - timedelta(days=1),
    )


def _coordinator(group: Group) -> Person:
    held = Mandate.objects.open().filter(group=group, function=Function.COORDINATOR)
    return held.select_related("person")[:1].get().person


def _a_year(story: Story, group: Group) -> None:
    began, responsable = story.now - timedelta(days=400), _coordinator(group)
    venue = f"{group.venue}, {group.locality_name}"
    rule = LIVELY[group.number] | {"months_off": SUMMER, "venue": venue}
    rhythm = Rhythm.settle(group, **rule, by=responsable, at=began)
    for weeks in (12, 24, 36, 48):
        rhythm.plan(at=began + timedelta(weeks=weeks))
    rhythm.plan(at=story.now)
    people = core_of(group, timezone.localdate(story.now))
    for turn, meeting in enumerate(Meeting.objects.standing().filter(group=group)):
        if meeting.starts_at < story.now:
            _fill(meeting, turn, people, meeting.starts_at - timedelta(days=10))
    coming = Meeting.objects.filter(group=group, starts_at__gt=story.now).first()
    if coming:
        _convened(story, coming, people, responsable)


def _fill(meeting: Meeting, turn: int, people: list[Person], at: datetime) -> None:
    for step in range(4):
        title, minutes = POINTS[0] if step == 0 else POINTS[1 + (turn * 3 + step) % 8]
        by = people[(turn + step) % len(people)]
        AgendaPoint.propose(meeting, title, minutes=minutes, by=by, at=at, taken=True)


def _convened(story: Story, meeting: Meeting, people: list[Person], by: Person) -> None:
    at = story.now - timedelta(hours=2)
    _fill(meeting, 5, people, at)
    text = "J’ai trouvé une salle gratuite près de la gare."
    AgendaPoint.propose(meeting, "Une salle plus grande ?", text=text, by=people[-1], at=at)
    convene(meeting, by=by, at=at)
    answers = (Answer.COMES, Answer.ABSENT, Answer.COMES)
    others = meeting.invitations.exclude(person=by)
    for invitation, answer in zip(others[1:], answers, strict=False):
        invitation.say(answer, at=story.now - timedelta(hours=1))


demo(25, tell)
