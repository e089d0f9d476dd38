"""Forms of a secret vote: who holds its keys, the words of a share, numbers counted on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lampion.decisions import sealing
from lampion.decisions.counting import YES_OR_NO
from lampion.decisions.models import Proposal, QuorumOf
from lampion.kit.choosing import offer
from lampion.kit.folding import fold
from lampion.people.forms import PersonChoiceField
from lampion.people.models import Person


class ScrutineersForm(forms.Form):
    """Two or three of the core who do not stand for election."""

    first = PersonChoiceField(label=_("First scrutineer"))
    second = PersonChoiceField(label=_("Second scrutineer"))
    third = PersonChoiceField(
        label=_("Third scrutineer"),
        required=False,
        help_text=_(
            "With three, any two can count: nothing is lost if one is ill or loses her sheet. With two, both are needed."
        ),
    )

    def __init__(self, *args: Any, proposal: Proposal, people: Sequence[Person], **kwargs: Any):
        super().__init__(*args, **kwargs)
        asked = (proposal.title, *(option.words for option in proposal.options.all()))
        self.asked = fold(" | ".join(asked))
        for name in self.fields:
            offer(self, name, Person.objects.filter(pk__in=[person.pk for person in people]))

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        seen: list[Person] = []
        for name, person in list(said.items()):
            if person in seen:
                self.add_error(name, _("Choose somebody else: each scrutineer once."))
            elif person and fold(person.name) in self.asked:
                self.add_error(name, _("Who stands for election is no scrutineer."))
            seen += [person] if person else []
        return said

    def people(self) -> list[Person]:
        return [person for person in self.cleaned_data.values() if person]


class ShareForm(forms.Form):
    """The ten words of a scrutineer's sheet."""

    first = forms.CharField(label=_("First line of your sheet"), max_length=80)
    second = forms.CharField(label=_("Second line of your sheet"), max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in self.fields.values():
            line.widget.attrs |= {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if "first" in said and "second" in said:
            try:
                said["share"] = sealing.read_share((said["first"], said["second"]))
            except sealing.Mistyped as wrong:
                self.add_error(
                    ("first", "second")[wrong.line],
                    _("Something is mistyped in this line. Compare it with your sheet, word by word: five words of five letters."),
                )  # fmt: skip
        return said


def _number(label: Any, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=1000, **options)


class PaperForm(forms.Form):
    """What one scrutineer counted on paper."""

    def __init__(self, *args: Any, proposal: Proposal, electorate: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.electorate = electorate
        self.options: list[str] = []
        if proposal.quorum and proposal.quorum_of == QuorumOf.PRESENT:
            self.fields["present"] = _number(_("People present"))
        if proposal.method in YES_OR_NO:
            self.cast: tuple[str, ...] = ("yes", "no", "abstain")
            self.fields["yes"] = _number(_("Papers with yes"))
            self.fields["no"] = _number(_("Papers with no"))
            self.fields["abstain"] = _number(_("Blank papers"))
            return
        self.cast = ("chosen", "blank")
        for option in proposal.options.all():
            self.options.append(f"option_{option.pk}")
            self.fields[self.options[-1]] = _number(option.words)
        self.fields["chosen"] = _number(_("Papers on which something is ticked"))
        self.fields["blank"] = _number(_("Blank papers"))

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if self.errors:
            return said
        cast = sum(said[name] for name in self.cast)
        if max(cast, said.get("present", 0)) > self.electorate:
            self.add_error(
                None,
                _("The core has %(count)d members: there cannot be more papers or people.")
                % {"count": self.electorate},
            )
        ticks = [said[name] for name in self.options]
        if ticks and not max(ticks) <= said["chosen"] <= sum(ticks):
            self.add_error(
                "chosen", _("This does not fit the ticks: each such paper has one or more.")
            )
        return said
