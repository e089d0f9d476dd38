from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lampion.board.models import Kind, Rhythm
from lampion.board.models.post import LONGEST_ANSWER, LONGEST_POST
from lampion.groups.paper_forms import KINDS


class PostForm(forms.Form):
    """with_file: whether the writer may add one; only when a post is new."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Your words"), max_length=LONGEST_POST, widget=forms.Textarea({"rows": 4})
    )
    file = forms.FileField(
        label=_("A file"),
        required=False,
        widget=forms.FileInput({"accept": KINDS}),
        help_text=_("It goes to the documents too, open to everybody in the group."),
    )

    def __init__(self, *args: Any, with_file: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_file:
            del self.fields["file"]


class AnswerForm(forms.Form):
    words = forms.CharField(
        label=_("Your answer"), max_length=LONGEST_ANSWER, widget=forms.Textarea({"rows": 3})
    )


class DigestForm(forms.Form):
    rhythm = forms.ChoiceField(label=_("How often"), choices=Rhythm, widget=forms.RadioSelect)
