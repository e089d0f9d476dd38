"""Two groups talk on their boards: news, ideas, a question with its answers."""

from datetime import timedelta

from lampion.board.models import Kind, Post
from lampion.groups.models import Circle, Membership
from lampion.kit.registers import demo
from lampion.kit.story import Story

# Group, days ago, who writes (by place among its members), what, and what is answered.
WORDS = (
    (12, 90, 0, Kind.NEWS, "Le stand du marché a bien marché : quarante-deux lettres signées.", ()),
    (12, 34, 1, Kind.IDEA, "Et si on invitait une classe du lycée à notre soirée bougies ?", ("J’en parle à la directrice lundi.",)),
    (12, 6, 2, Kind.QUESTION, "Qui a encore la nappe jaune du stand ?", ("Elle est chez moi, je l’apporte mardi.",)),
    (12, 2, 3, Kind.NEWS, "La bibliothèque nous garde la petite salle toute l’année.", ()),
    (7, 21, 1, Kind.IDEA, "Un atelier d’écriture de lettres dans un café, le samedi matin.", ("Très bonne idée !",)),
    (7, 4, 2, Kind.QUESTION, "Qui peut tenir l’accueil de la soirée du 10 ?", ()),
)  # fmt: skip


def tell(story: Story) -> None:
    for number, days, place, kind, words, answers in WORDS:
        group = story.things["groups"][number]
        active = Membership.objects.active().filter(group=group).exclude(circle=Circle.OCCASIONAL)
        members = [one.person for one in active.select_related("person").order_by("pk")]
        at = story.now - timedelta(days=days)
        post = Post.publish(group, kind, words, by=members[place % len(members)], at=at)
        for shift, said in enumerate(answers, start=1):
            writer = members[(place + shift) % len(members)]
            post.answer(said, by=writer, at=at + timedelta(hours=5 * shift))


demo(45, tell)
