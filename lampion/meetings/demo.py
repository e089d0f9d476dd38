"""Two groups meet by a rhythm and have a year of agendas behind them; two in three of the others announced a meeting."""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from lampion.groups.models import Function, Group, Mandate
from lampion.groups.rules import core_of
from lampion.kit.formats import local_date
from lampion.kit.registers import demo
from lampion.kit.story import Story
from lampion.meetings.actions import approve, convene, entrust, lay_before_group
from lampion.meetings.models import (
    AgendaPoint,
    Amendment,
    Answer,
    Attendance,
    Guest,
    Meeting,
    MinuteTaker,
    Passage,
    Pattern,
    Rhythm,
)
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
    ("Marathon des lettres : qui tient le stand ?", 20),
    ("Vente des bougies : stock et dates", 15),
    ("Accueil des nouvelles personnes", 10),
    ("Visite à l’école : qui accompagne ?", 15),
    ("Comptes du trimestre", 10),
    ("Soirée film : choix et salle", 20),
    ("Lettre au bourgmestre : relire ensemble", 15),
    ("Qui remplace qui pendant les vacances", 5),
)

SAID = {
    "Tour de table et nouvelles du mois": "Chacun dit ce qui l’occupe. Deux lettres ont reçu une réponse du ministère.",
    "Marathon des lettres : qui tient le stand ?": "Samedi de 10 h à 17 h, par deux. Il manque une équipe pour l’après-midi.",
    "Vente des bougies : stock et dates": "Il reste trois cartons. La librairie en reprend un en dépôt.\n\nOn compte tout avant la commande.",
    "Accueil des nouvelles personnes": "Deux personnes ont écrit ce mois-ci ; elles viennent à la prochaine réunion.",
    "Visite à l’école : qui accompagne ?": "Deux heures, deux classes de cinquième. L’institutrice prépare les élèves avec le dossier.",
    "Comptes du trimestre": "La caisse et le carnet sont d’accord, au centime près.",
    "Soirée film : choix et salle": "La maison de quartier est libre le jeudi. Le film dure 84 minutes, débat compris on finit à 22 h.",
    "Lettre au bourgmestre : relire ensemble": "Une phrase est changée : nous demandons une réponse avant la fin du mois.",
}  # fmt: skip


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
    AgendaPoint.propose(meeting, "Une salle plus grande ?", text=text, by=people[-1], at=at)
    convene(meeting, by=by, at=at)
    answers = (Answer.COMES, Answer.ABSENT, Answer.COMES)
    others = meeting.invitations.exclude(person=by)
    for invitation, answer in zip(others[1:], answers, strict=False):
        invitation.say(answer, at=story.now - timedelta(hours=1))


def write_minutes(story: Story) -> None:
    """The last three meetings of the lively groups have minutes; the last ones wait to be read, with an amendment."""
    for number in LIVELY:
        group = story.things["groups"][number]
        held = Meeting.objects.standing().filter(group=group, starts_at__lt=story.now)
        former = None
        for meeting in reversed(held.order_by("-starts_at")[:3]):
            _written(meeting, former, core_of(group, timezone.localdate(story.now)))
            former = meeting
        if former:
            _amended(story, former)


def _written(meeting: Meeting, former: Meeting | None, people: list[Person]) -> None:
    at, by = meeting.starts_at + timedelta(minutes=20), _coordinator(meeting.group)
    taker = people[meeting.pk % len(people)]
    MinuteTaker.begin(meeting, taker, at=at)
    present = [one for place, one in enumerate(people) if place % 4 != 3]
    for person in present:
        Attendance.tick(meeting, person, here=True, by=taker, at=at)
    Guest.welcome(meeting, "Mme Ndiaye, de l’école communale", by=taker, at=at)
    for point in AgendaPoint.objects.on_agenda().filter(meeting=meeting):
        said = SAID.get(point.title, "Un tour rapide ; on en reparle le mois prochain.")
        Passage.write(point, said, version=0, by=taker, at=at)
        if point.title.startswith("Vente"):
            due_on = timezone.localdate(at) + timedelta(days=12)
            entrust(
                point,
                title="Compter les boîtes de l’armoire",
                people=[taker],
                due_on=due_on,
                by=taker,
                at=at,
            )
    if former:
        count = len(present)
        title = (
            f"Le compte rendu du {local_date(timezone.localdate(former.starts_at))} est approuvé"
        )
        on = timezone.localdate(at)
        approve(
            former, title=title, words="", method="majority", on=on, by=by, at=at,
            yes=count - 1, no=0, abstain=1, present=count,
        )  # fmt: skip
    lay_before_group(meeting, by=taker, at=meeting.ends_at)


def _amended(story: Story, meeting: Meeting) -> None:
    point = AgendaPoint.objects.on_agenda().filter(meeting=meeting)[0]
    text = f"{point.passage.text} Karim rejoint l’équipe des écoles."
    by = core_of(meeting.group, timezone.localdate(story.now))[-1]
    Amendment.propose(point, text, why="Il manque ce qui a été dit à la fin.", by=by, at=story.now)


demo(25, tell)
demo(27, write_minutes)
