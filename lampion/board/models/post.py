"""The notice board of a group: short words for all its members, and answers to questions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from lampion.groups.models import Document, Group, Membership
from lampion.journal import models as journal
from lampion.people.models import Person

LONGEST_POST, LONGEST_ANSWER = 2000, 1000


class Kind(models.TextChoices):
    NEWS = "news", _("news of the group")
    IDEA = "idea", _("idea")
    QUESTION = "question", _("question")


class PostQuerySet(models.QuerySet["Post"]):
    def standing(self) -> PostQuerySet:
        return self.filter(withdrawn_at=None)

    def for_reading(self, person: Person) -> PostQuerySet:
        """With author, file, number of answers, and when the person last looked at the board: `seen_at`."""
        visits = Visit.objects.filter(person=person, group=OuterRef("group")).values("at")
        answers = Count("answers", filter=Q(answers__withdrawn_at=None))
        read = self.select_related("by", "group", "document")
        found = read.annotate(seen_at=Subquery(visits[:1]), answer_count=answers)
        return found.order_by("-at", "-pk")


class Post(models.Model):
    """A short word to the whole group. Withdrawn, nobody reads it any more."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.NEWS)
    words = models.TextField(_("words"), max_length=LONGEST_POST)
    document = models.ForeignKey(Document, models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["group", "-at"], name="posts_of_a_group")]

    def __str__(self) -> str:
        return f"post {self.pk}"

    @classmethod
    @transaction.atomic
    def publish(
        cls,
        group: Group,
        kind: str,
        words: str,
        *,
        by: Person,
        at: datetime,
        document: Document | None = None,
    ) -> Post:
        """Put a word on the board. Nobody is mailed for it: the digest takes it along."""
        post = cls.objects.create(
            group=group, kind=kind, words=words, by=by, at=at, document=document
        )
        journal.write("posted", post, by=by, at=at, details={"kind": kind})
        return post

    @transaction.atomic
    def edit(self, kind: str, words: str, *, by: Person, at: datetime) -> None:
        if (kind, words) == (self.kind, self.words):
            return
        self.kind, self.words, self.edited_at = kind, words, at
        self.save(update_fields=["kind", "words", "edited_at"])
        journal.write("changed", self, by=by, at=at)

    @transaction.atomic
    def withdraw(self, *, by: Person, at: datetime) -> None:
        """Take it off the board with its answers; its file stays with the documents. Twice is once."""
        if Post.objects.standing().filter(pk=self.pk).update(withdrawn_at=at, words=""):
            self.answers.filter(withdrawn_at=None).update(withdrawn_at=at, words="")
            journal.write("withdrew post", self, by=by, at=at)

    def answer(self, words: str, *, by: Person, at: datetime) -> Answer:
        return self.answers.create(words=words, by=by, at=at)


class Answer(models.Model):
    """A short word under a post."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="answers")
    words = models.TextField(_("words"), max_length=LONGEST_ANSWER)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"answer {self.pk}"

    def withdraw(self, *, at: datetime) -> None:
        """Twice is once."""
        standing = Answer.objects.filter(pk=self.pk, withdrawn_at=None)
        standing.update(withdrawn_at=at, words="")


class Visit(models.Model):
    """When somebody last looked at the board of a group: what came later is new to them."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "person"], name="one_last_visit")]

    def __str__(self) -> str:
        return f"visit {self.pk}"

    @classmethod
    def note(cls, group: Group, person: Person, *, at: datetime) -> None:
        cls.objects.update_or_create(group=group, person=person, defaults={"at": at})

    @classmethod
    def sweep(cls, at: datetime) -> int:
        """Forget when those looked who no longer belong to the group."""
        belongs = Membership.objects.active().filter(
            group=OuterRef("group"), person=OuterRef("person")
        )
        return cls.objects.filter(~Exists(belongs)).delete()[0]


def mark_new(posts: Sequence[Post], person: Person) -> list[tuple[Post, bool]]:
    """Say of each post whether it is new to the person; one's own never is. posts: from `for_reading`."""
    return [(post, _is_new(post, person)) for post in posts]


def _is_new(post: Post, person: Person) -> bool:
    seen_at: datetime | None = vars(post).get("seen_at")
    return post.by_id != person.pk and (seen_at is None or seen_at < post.at)
