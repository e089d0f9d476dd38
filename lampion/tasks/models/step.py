from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import models

from lampion.people.models import Person


class Step(models.Model):
    """One line of a task's checklist, and since when it is done."""

    task = models.ForeignKey("tasks.Task", models.CASCADE, related_name="steps")
    words = models.CharField(max_length=140)
    position = models.PositiveSmallIntegerField()
    done_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.words

    def tick(self, *, by: Person, at: datetime) -> None:
        """Twice is once: who was first stays."""
        Step.objects.filter(pk=self.pk, done_at=None).update(done_at=at, by=by)

    def untick(self) -> None:
        Step.objects.filter(pk=self.pk).update(done_at=None, by=None)

    @classmethod
    def write(cls, task: models.Model, words: Sequence[str]) -> None:
        """Make the checklist these words, in this order; what was ticked stays ticked."""
        held = {step.words: step for step in cls.objects.filter(task=task)}
        wanted = list(dict.fromkeys(word for word in words if word))
        cls.objects.filter(task=task).exclude(words__in=wanted).delete()
        for position, said in enumerate(wanted):
            if said not in held:
                cls.objects.create(task_id=task.pk, words=said, position=position)
            elif held[said].position != position:
                cls.objects.filter(pk=held[said].pk).update(position=position)
