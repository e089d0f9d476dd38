"""A year of decisions in Louvain-la-Neuve and Namur: hands in meetings, votes by link, one that is open."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from lampion.decisions import sealing
from lampion.decisions.actions import (
    close_vote,
    open_vote,
    propose,
)
from lampion.decisions.counting import Rule
from lampion.decisions.models import Channel, Decision, Proposal, SealedBallot
from lampion.decisions.scrutiny import name_scrutineers, open_box
from lampion.groups.models import Function, Group, Mandate
from lampion.groups.rules import core_of
from lampion.kit.registers import demo
from lampion.kit.story import Story
from lampion.people.models import Person

LIVELY = (12, 7)
# Days ago, title, words, for, against, abstentions.
HANDS = (
    (330, "Se réunir le premier mardi du mois, à 20 h", "Pas en juillet ni en août.", 6, 0, 1),
    (300, "Tenir un stand au marché de Noël", "Le samedi, de 10 h à 17 h, par équipes de deux.", 7, 0, 0),
    (240, "Demander un local fixe à la commune", "Une lettre à l’échevine, puis un rendez-vous.", 5, 1, 1),
    (180, "Acheter une tonnelle de 3 mètres", "180 euros au plus.", 3, 4, 0),
    (120, "Aller dans deux écoles au printemps", "Deux heures par classe, à deux animateurs.", 6, 0, 0),
    (60, "Garder la caisse chez la trésorière", "Comptée à deux à chaque réunion.", 5, 0, 2),
)  # fmt: skip
# By the decision's days: what is to be done for it, in how many days, and whether it was.
TASKS = {
    300: (("Réserver l’emplacement au marché", 20, True), ("Écrire le tour de rôle", 30, True)),
    240: (("Écrire à l’échevine", 10, True), ("Demander un rendez-vous", 250, False)),
    120: (("Appeler les deux écoles", 100, False),),
}


def tell(story: Story) -> None:
    for number in LIVELY:
        group = story.things["groups"][number]
        lead = Mandate.objects.open().filter(group=group, function=Function.COORDINATOR)
        by = lead.select_related("person")[0].person
        _hands(story, group, by)
        _voted(story, group, by)
        _elected(story, group, by)
        _open(story, group, by)


def _hands(story: Story, group: Group, by: Person) -> None:
    for days, title, words, yes, no, abstain in HANDS:
        at = story.now - timedelta(days=days)
        made = Decision.record(
            group,
            title,
            words=words,
            method="majority",
            by=by,
            at=at,
            on=timezone.localdate(at),
            yes=yes,
            no=no,
            abstain=abstain,
            present=yes + no + abstain,
            review_on=timezone.localdate(story.now) - timedelta(days=2) if days == 330 else None,
        )
        for words, due, done in TASKS.get(days, ()):
            due_on = timezone.localdate(at) + timedelta(days=due)
            task = made.entrust(words, by=by, at=at, people=[by], due_on=due_on)
            if done:
                task.finish(by=by, at=at + timedelta(days=due))


def _voted(story: Story, group: Group, by: Person) -> None:
    at = story.now - timedelta(days=40)
    proposal = Proposal.make(
        group,
        "Quel soir pour la projection ?",
        text="La salle est libre ces trois soirs. Mettez-les dans votre ordre.",
        rule=Rule("runoff", quorum=50),
        options=("Mardi 3", "Jeudi 5", "Samedi 7"),
        by=by,
        at=at,
    )
    closes_at = at + timedelta(days=7)
    open_vote(proposal, closes_at=closes_at, by=by, at=at)
    nights = list(proposal.options.values_list("pk", flat=True))
    for place, voter in enumerate(proposal.voters.select_related("person")):
        first = 1 if place % 3 == 1 else 0
        order = nights[first:] + nights[:first]
        moment = at + timedelta(days=1, hours=place)
        voter.vote(order, by=voter.person, at=moment, channel=Channel.LINK)
    close_vote(proposal, by=None, at=closes_at)


def _elected(story: Story, group: Group, by: Person) -> None:
    """The treasurer, in secret: two of the scrutineers open the box."""
    at = story.now - timedelta(days=20)
    people = core_of(group, timezone.localdate(at))
    if len(people) < 4:
        return
    candidates, holders = people[:2], people[2:5]
    proposal = propose(
        group,
        "Qui tient la caisse cette année ?",
        text="Un mandat d’un an. Les comptes sont montrés à chaque réunion.",
        rule=Rule("approval"),
        options=[person.name for person in candidates],
        secret=True,
        by=by,
        at=at,
    )
    name_scrutineers(proposal.box, holders, by=by, at=at)
    shares = {}
    for one in proposal.box.scrutineers.all():
        shares[one] = one.take_share()
        one.keep_share(sealing.public_key_of(shares[one]), at=at)
    closes_at = at + timedelta(days=5)
    open_vote(proposal, closes_at=closes_at, by=by, at=at)
    first, second = proposal.options.values_list("pk", flat=True)
    for place, voter in enumerate(proposal.voters.select_related("person")):
        said: list[int] = [second] if place % 4 == 1 else [first]
        moment = at + timedelta(days=1)
        SealedBallot.put(voter, said, by=voter.person, at=moment, channel=Channel.LINK)
    for one in list(shares)[:2]:
        open_box(one, shares[one], at=closes_at)


def _open(story: Story, group: Group, by: Person) -> None:
    at = story.now - timedelta(days=2)
    proposal = Proposal.make(
        group,
        "Participons-nous à la marche du 10 décembre ?",
        text="Départ à 18 h, avec nos lampions. Il faudrait quatre personnes pour l’accueil.",
        rule=Rule("two-thirds", quorum=50),
        by=by,
        at=at,
    )
    proposal.comment("Je peux prêter la sono.", by=by, at=at)
    open_vote(proposal, closes_at=story.now + timedelta(days=5), by=by, at=at)
    talked = Proposal.make(
        group,
        "Changer de café pour les réunions ?",
        text="Il y a deux marches à l’entrée : une de nous ne peut plus venir.",
        rule=Rule("consent"),
        by=by,
        at=at,
    )
    talked.comment("La maison de quartier est de plain-pied.", by=by, at=at)


demo(26, tell)
