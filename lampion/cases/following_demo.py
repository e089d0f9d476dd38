"""What became of the people at risk of the demo: news, what the groups did, a question, one set free, news of others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from lampion.cases.answering import answer
from lampion.cases.feed_entries import Entry, keep
from lampion.cases.following import release
from lampion.cases.models import Case, CaseNews, Deed, Edition, Feed, NewsKind, Question, Tier
from lampion.groups.rules import core_of
from lampion.kit.story import Story

FREE: dict[str, Any] = {
    "name": "Amadou B.", "kind": "person", "country": "gn", "language": "fr",
    "summary": "Journaliste, Amadou a passé onze mois en prison pour un article sur une mine.",
    "story": "Son article parlait de l’eau des villages. Il n’a jamais été jugé.",
    "addressee": "La ministre de la Justice", "asks": "Libérez Amadou.",
    "short_goals": "Des visites.", "long_goals": "Sa libération.", "dos": "", "donts": "",
    "languages": ["fr"], "tier": Tier.PUBLIC,
}  # fmt: skip
WITNESSES = (
    ("Trois journalistes devant le juge", "Le procès reprend mardi ; la salle reste fermée au public.", 2),
    ("Une école rouvre après la grève", "Les enseignantes ont obtenu la réintégration de leurs collègues.", 9),
    ("L’avocate reçoit un prix", "Elle défend depuis vingt ans celles et ceux que personne ne défend.", 21),
)  # fmt: skip


def tell(story: Story) -> None:
    louvain, namur = (story.things["groups"][number] for number in (12, 7))
    samira = story.things["cases"]["samira"]
    today = timezone.localdate(story.now)
    ours, theirs = (core_of(group, today)[0] for group in (louvain, namur))
    _news(story, samira, "Un médecin l’a vue", "Samira a enfin reçu **ses médicaments**.", days=60)
    _news(
        story, samira, "Le procès en appel est fixé", "L’audience aura lieu au printemps.", days=12
    )
    for group, by, words, days in (
        (louvain, ours, "Un stand au marché : quarante cartes et beaucoup de questions.", 70),
        (namur, theirs, "Une soirée de lettres avec la classe de rhéto du collège.", 31),
    ):
        at = story.now - timedelta(days=days)
        Deed.note(samira, group, words, day=timezone.localdate(at), by=by, at=at)
    _questions(story, samira, louvain, ours)
    _set_free(story)
    _witnesses(story)


def _news(
    story: Story, case: Case, title: str, words: str, *, days: int, kind: str = NewsKind.UPDATE
) -> None:
    """Greet writes, Nora lets it out."""
    nora, greet = story.things["staff"][0], story.things["staff"][2]
    at = story.now - timedelta(days=days)
    said = {"kind": kind, "language": "fr", "title": title, "words": words}
    news = CaseNews.begin(case, said, by=greet, at=at)
    release(news, seen=news.changed_at, by=nora, at=at)


def _questions(story: Story, case: Case, group: Any, by: Any) -> None:
    at = story.now - timedelta(days=20)
    asked = Question.ask(case, group, "Peut-on envoyer des dessins d’enfants ?", by=by, at=at)
    said = "Oui, sans nom de famille et sans adresse : Samira enseignait le dessin."
    answer(asked, said, by=story.things["staff"][0], at=at + timedelta(days=1))
    waiting = "Le consulat d’Anvers accepte-t-il nos lettres ?"
    Question.ask(case, group, waiting, by=by, at=story.now - timedelta(days=1))


def _set_free(story: Story) -> None:
    nora, greet = story.things["staff"][0], story.things["staff"][2]
    at = story.now - timedelta(days=300)
    case = Case.begin(story.things["section"], FREE, by=nora, at=at)
    draft = Edition.objects.get(case=case, published_at=None)
    case.propose(draft, by=nora, at=at)
    case.publish(draft, by=greet, at=at)
    case.refresh_from_db()
    words = (
        "Amadou est rentré chez lui hier. *« Chaque lettre était une fenêtre »*, nous a-t-il dit."
    )
    _news(story, case, "Amadou est libre", words, days=5, kind=NewsKind.GOOD)
    story.things["cases"]["amadou"] = case


def _witnesses(story: Story) -> None:
    """An invented source: nothing is fetched for the demo, so it is paused."""
    section, nora = story.things["section"], story.things["staff"][0]
    address = "https://news.example.org/ma.xml"
    feed = Feed.follow(
        section, "ma", address, title="Témoins du Sud", language="fr", by=nora, at=story.now
    )
    keep(
        feed,
        [
            Entry(
                str(days),
                title,
                f"https://news.example.org/{days}",
                summary,
                story.now - timedelta(days=days),
            )
            for title, summary, days in WITNESSES
        ],
    )
    feed.pause(by=nora, at=story.now)
