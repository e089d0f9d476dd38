from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.tasks.load import Load
from lampion.tasks.models import Repeat, Share, Task

# What is farther is a slip of the finger, and would leave the calendar when it comes back.
FARTHEST = timedelta(days=3653)

MOST_STEPS, LONGEST_STEP = 30, 140


class TaskForm(forms.Form):
    """Turns what was typed into the words, days and people of a task; saves nothing."""

    title = forms.CharField(
        label=_("What is to be done"),
        max_length=140,
        help_text=_("One thing, with a verb: “Book the room for 12 May”."),
    )
    people = forms.TypedMultipleChoiceField(
        label=_("Who does it"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Beside each name: what the person has to do already. Nobody: who wants to?"),
    )
    places = forms.IntegerField(
        label=_("How many people it takes"), min_value=1, max_value=50, initial=1
    )
    for_all = forms.BooleanField(label=_("The network may take it too"), required=False)
    due_on = forms.DateField(
        label=_("Until when"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    repeat = forms.ChoiceField(
        label=_("Does it come back?"),
        choices=Repeat.choices,
        required=False,
        help_text=_("Done, the next one begins by itself, with the same people."),
    )
    note = forms.CharField(
        label=_("What helps to do it"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("A phone number, an address, where the key is."),
    )
    checklist = forms.CharField(
        label=_("Checklist"),
        max_length=5000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("One line for each step; each can be ticked."),
    )

    def __init__(self, *args: Any, loads: Sequence[Load], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {load.person.pk: load.person for load in loads}
        choice = self.fields["people"]
        assert isinstance(choice, forms.TypedMultipleChoiceField)
        by_name = sorted(loads, key=lambda load: load.person.name_key)
        choice.choices = [
            (load.person.pk, f"{load.person.name} · {load.in_words()}") for load in by_name
        ]

    def clean_checklist(self) -> list[str]:
        steps = [line.strip() for line in self.cleaned_data["checklist"].splitlines()]
        steps = [step for step in steps if step]
        if len(steps) > MOST_STEPS:
            wrong = _("A checklist has %(most)d lines at most: make two tasks of it.")
            raise forms.ValidationError(wrong, params={"most": MOST_STEPS})
        if any(len(step) > LONGEST_STEP for step in steps):
            wrong = _("A line of the checklist has %(most)d characters at most.")
            raise forms.ValidationError(wrong, params={"most": LONGEST_STEP})
        return steps

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        today, day = timezone.localdate(), said.get("due_on")
        if day and not today - FARTHEST < day < today + FARTHEST:
            self.add_error("due_on", _("This day is more than ten years away."))
        if said.get("repeat") and not said.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("What comes back needs its first day."))
        return said

    def words(self) -> dict[str, Any]:
        people = [self.known[pk] for pk in self.cleaned_data["people"]]
        return self.cleaned_data | {"people": people}

    @classmethod
    def initial_of(cls, task: Task) -> dict[str, Any]:
        held = Share.objects.held().filter(task=task)
        return {name: getattr(task, name) for name in Task.CHANGED} | {
            "people": list(held.values_list("person", flat=True)),
            "checklist": "\n".join(step.words for step in task.steps.all()),
        }


class ReturnForm(forms.Form):
    word = forms.CharField(
        label=_("A word for the group"),
        max_length=300,
        required=False,
        help_text=_("What is done already, what is missing. The core reads it."),
    )
