from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lampion.cases.models.case import Case
from lampion.groups.models import Group
from lampion.journal import models as journal
from lampion.people.models import Person


class Answered(Exception):
    """A colleague answered the question already."""


class QuestionQuerySet(models.QuerySet["Question"]):
    def waiting(self) -> QuestionQuerySet:
        return self.filter(answered_at=None)


class Question(models.Model):
    """What a group that stands by a case asks the secretariat, and its answer."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="questions")
    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    words = models.TextField(_("your question"))
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="an_answer_has_words",
            )
        ]

    def __str__(self) -> str:
        return f"question {self.pk}"

    @classmethod
    @transaction.atomic
    def ask(cls, case: Case, group: Group, words: str, *, by: Person, at: datetime) -> Question:
        made = cls.objects.create(case=case, group=group, words=words, by=by, at=at)
        journal.write("asked about case", made, by=by, at=at)
        return made

    @transaction.atomic
    def reply(self, words: str, *, by: Person, at: datetime) -> None:
        """Raises Answered if a colleague was quicker."""
        waiting = Question.objects.waiting().filter(pk=self.pk)
        if not waiting.update(answer=words, answered_by=by, answered_at=at):
            raise Answered
        self.refresh_from_db()
        journal.write("answered about case", self, by=by, at=at)
