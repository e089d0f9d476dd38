"""Four people at risk, invented: one urgent, one shown to groups only, one whose hour has not come, one set free."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from lampion.cases import following_demo
from lampion.cases.models import Adoption, Case, Edition, Offer, Tier, UrgentAction, Wish
from lampion.contacts.models import Theme
from lampion.decisions.models import Decision
from lampion.groups.rules import core_of
from lampion.kit.registers import demo
from lampion.kit.story import Story

SAMIRA: dict[str, Any] = {
    "name": "Samira K.", "pseudonym": True, "kind": "person", "country": "ma", "language": "fr",
    "summary": "Enseignante et poétesse, Samira est en prison depuis huit mois pour un poème lu dans un café.",
    "story": """## Ce qui s’est passé

En mars, Samira a lu un poème dans un café de sa ville. Il parlait des jeunes qui partent. Deux jours plus tard, la
police l’attendait devant son école.

Elle a été condamnée à **trois ans de prison** pour « atteinte aux institutions ». Elle est malade, et ne reçoit pas
ses médicaments.

## Ce que dit sa sœur

> Chaque lettre qui arrive, on la lui lit au parloir. Elle les compte.
""",
    "addressee": "Le ministre de la Justice",
    "asks": "- Libérez Samira, sans condition.\n- En attendant, donnez-lui ses médicaments.",
    "short_goals": "Qu’un médecin la voie avant l’hiver.",
    "long_goals": "Sa libération, et l’abandon des poursuites.",
    "dos": "Restez polis et brefs. Parlez de son métier, de son école, de ses élèves.",
    "donts": "Ne parlez pas de sa famille. Ne citez pas le poème.",
    "languages": ["fr", "ar"], "tier": Tier.PUBLIC,
}  # fmt: skip
IVAN: dict[str, Any] = {
    "name": "Ivan P.", "pseudonym": True, "kind": "person", "country": "by", "language": "fr",
    "summary": "Ouvrier et syndicaliste, Ivan a été arrêté à l’usine. Personne ne sait où il est détenu.",
    "story": "Ivan avait demandé des gants pour l’atelier. Depuis le 2, **sa femme le cherche de prison en prison**.",
    "addressee": "Le procureur général",
    "asks": "- Dites où il est.\n- Laissez-le voir un avocat.",
    "short_goals": "Savoir où il est.", "long_goals": "Sa libération.",
    "dos": "Écrivez vite, deux phrases suffisent.", "donts": "Rien sur le syndicat lui-même.",
    "languages": ["ru", "be", "en"], "tier": Tier.PUBLIC,
}  # fmt: skip
VILLAGE: dict[str, Any] = {
    "name": "Les familles du lac", "kind": "people", "country": "gt", "language": "fr",
    "summary": "Trente familles menacées pour avoir défendu leur lac contre une mine.",
    "story": "Elles ont reçu des menaces écrites. Deux d’entre elles ont été suivies jusqu’à l’école.",
    "addressee": "La gouverneure", "asks": "Une protection, décidée avec les familles.",
    "short_goals": "Une patrouille sur la route de l’école.", "long_goals": "Un procès juste.",
    "dos": "Demandez toujours au secrétariat avant d’agir.",
    "donts": "Rien en ligne, pas de nom de village, pas de photo.",
    "languages": ["es"], "tier": Tier.ADOPTERS,
}  # fmt: skip
LATER: dict[str, Any] = {
    "name": "Thuy", "pseudonym": True, "kind": "person", "country": "vn", "language": "fr",
    "summary": "Étudiante, Thuy attend son procès pour avoir traduit un livre.",
    "story": "Le procès s’ouvre bientôt. Sa famille demande le silence jusque là.",
    "addressee": "Le président du tribunal", "asks": "Un procès public, ou sa libération.",
    "short_goals": "", "long_goals": "Sa libération.", "dos": "", "donts": "Rien avant la date.",
    "languages": ["vi", "en"], "tier": Tier.PUBLIC,
}  # fmt: skip


def tell(story: Story) -> None:
    today, later = timezone.localdate(story.now), story.now + timedelta(days=9)
    samira = _publish(story, SAMIRA, days=160, expires_on=today + timedelta(days=210))
    ivan = _publish(story, IVAN, days=6, expires_on=today + timedelta(days=24))
    village = _publish(story, VILLAGE, days=90)
    thuy = _publish(story, LATER, days=1, embargo_until=later)
    nora = story.things["staff"][0]
    themes = list(Theme.objects.filter(section=story.things["section"])[:2])
    samira.set_up(themes[:1], None, by=nora, at=story.now)
    issued = {"by": nora, "at": story.now - timedelta(days=6), "on": today - timedelta(days=6)}
    UrgentAction.issue(ivan, 87, today.year, **issued)
    louvain, namur = (story.things["groups"][number] for number in (12, 7))
    _adopt(story, samira, louvain, days=150)
    _adopt(story, samira, namur, days=120)
    Offer.make(village, louvain, by=nora, at=story.now - timedelta(days=80))
    _adopt(story, village, louvain, days=75)
    alice = core_of(louvain, today)[0]
    Wish.rank_all(louvain, [ivan], by=alice, at=story.now - timedelta(days=2))
    Case.begin(
        story.things["section"], SAMIRA | {"name": "Brouillon", "tier": Tier.NAMED},
        by=story.things["staff"][2], at=story.now,
    )  # fmt: skip
    story.things["cases"] = {"samira": samira, "ivan": ivan, "village": village, "thuy": thuy}


def _publish(story: Story, words: dict[str, Any], *, days: int, **dates: Any) -> Case:
    """Nora writes, Greet publishes."""
    nora, greet = story.things["staff"][0], story.things["staff"][2]
    at = story.now - timedelta(days=days)
    case = Case.begin(story.things["section"], words | dates, by=nora, at=at)
    draft = Edition.objects.get(case=case, published_at=None)
    case.propose(draft, by=nora, at=at)
    case.publish(draft, by=greet, at=at + timedelta(hours=2))
    case.refresh_from_db()
    return case


def _adopt(story: Story, case: Case, group: Any, *, days: int) -> None:
    at = story.now - timedelta(days=days)
    on = timezone.localdate(at)
    people = core_of(group, timezone.localdate(story.now))
    title = f"Soutenir {case.shown_edition.name}"
    hands: dict[str, Any] = {
        "yes": 6,
        "no": 0,
        "abstain": 1,
        "present": 7,
        "words": "",
        "method": "majority",
    }
    decision = Decision.record(group, title, **hands, by=people[0], at=at, on=on)
    lead = people[1] if len(people) > 1 else people[0]
    Adoption.adopt(case, decision, lead=lead, most=5, by=people[0], at=at, on=on)


demo(56, tell)
demo(57, following_demo.tell)
