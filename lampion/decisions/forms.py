"""Forms of the room: they turn typing into values and stop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.decisions.counting import RANKED, YES_OR_NO, Choice, Rule
from lampion.decisions.models import Abstentions, Comment, Method, Option, Proposal, QuorumOf, Voter
from lampion.groups.models import Function, Group, Membership
from lampion.kit.choosing import ChoiceOfOne, offer
from lampion.people.forms import PersonChoiceField
from lampion.people.models import Person
from lampion.tasks.forms import TaskForm

FEWEST_OPTIONS, MOST_OPTIONS = 2, 10
OPENLY = _("Consent is not secret: an objection is said with its reason.")


LONGEST_VOTE = timedelta(days=366)


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **options
    )


class ProposalForm(forms.Form):
    title = forms.CharField(
        label=_("What is proposed"),
        max_length=200,
        help_text=_(
            "A question that can be answered, for example: Do we hold a stand on 10 December?"
        ),
    )
    text = forms.CharField(
        label=_("Why, and what it would mean"),
        max_length=5000,
        required=False,
        widget=forms.Textarea({"rows": 5}),
    )
    method = forms.ChoiceField(
        label=_("How we decide"), choices=Method.choices, initial=Method.MAJORITY
    )
    options = forms.CharField(
        label=_("The options, one a line"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Only for methods with several options: from two to ten."),
    )
    abstentions = forms.ChoiceField(label=_("Abstentions"), choices=Abstentions.choices)
    quorum = forms.IntegerField(
        label=_("Quorum, in per cent of those who may vote"),
        min_value=0,
        max_value=100,
        initial=0,
        help_text=_("0: no quorum."),
    )
    quorum_of = forms.ChoiceField(label=_("The quorum looks at"), choices=QuorumOf.choices)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        options = self.lines()
        if said.get("method") and Method(said["method"]).has_options:
            if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
                self.add_error("options", _("Write from two to ten options, each on its own line."))
            elif len({option.casefold() for option in options}) < len(options):
                self.add_error("options", _("Two options are the same."))
            elif any(len(option) > 200 for option in options):
                self.add_error("options", _("An option is too long."))
        elif options:
            self.add_error(
                "options", _("This method knows only yes and no: choose one with options.")
            )
        return said

    def lines(self) -> list[str]:
        lines = self.cleaned_data.get("options", "").splitlines()
        return [" ".join(line.split()) for line in lines if line.strip()]

    def rule(self) -> Rule:
        names = ("method", "abstentions", "quorum", "quorum_of")
        return Rule(**{name: self.cleaned_data[name] for name in names})

    def words(self) -> dict[str, Any]:
        """Return what Proposal.make wants to know."""
        said = {name: self.cleaned_data[name] for name in ("title", "text")}
        return said | {"rule": self.rule(), "options": self.lines()}


class NewProposalForm(ProposalForm):
    secret = forms.BooleanField(
        label=_("By secret ballot"),
        required=False,
        help_text=_(
            "Always for persons. Nobody learns who voted what; two or three scrutineers hold the keys of the box."
        ),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("secret") and said.get("method") == Method.CONSENT:
            self.add_error("secret", OPENLY)
        return said


class RewordingForm(ProposalForm):
    """secret: whether somebody asked for a secret ballot."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, secret: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.secret = secret

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if self.secret and said.get("method") == Method.CONSENT:
            self.add_error("method", OPENLY)
        return said

    @classmethod
    def initial_of(cls, proposal: Proposal) -> dict[str, Any]:
        names = ("title", "text", "method", "abstentions", "quorum", "quorum_of")
        return {name: getattr(proposal, name) for name in names} | {
            "options": "\n".join(option.words for option in proposal.options.all()),
            "seen": proposal.wordings.count(),
        }

    def words(self) -> dict[str, Any]:
        return super().words() | {"seen": self.cleaned_data["seen"]}

    def read_again(self, proposal: Proposal) -> None:
        """Keep what was typed; the next sending says that what others wrote was read."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["seen"] = str(proposal.wordings.count())  # type: ignore[index]


class CommentForm(forms.ModelForm[Comment]):
    class Meta:
        model = Comment
        fields = ("text",)
        widgets = {"text": forms.Textarea({"rows": 3})}


class OpeningForm(forms.Form):
    """When the vote closes, and who is there if the quorum looks at it."""

    day = _day(_("The vote closes on"))
    hour = forms.TimeField(
        label=_("at"), widget=forms.TimeInput({"type": "time"}, "%H:%M"), initial="20:00"
    )
    present = forms.TypedMultipleChoiceField(
        label=_("Who is present"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The quorum looks at who is present, or represented by somebody who is."),
    )

    def __init__(self, *args: Any, proposal: Proposal, people: Sequence[Person], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("day", timezone.localdate() + timedelta(days=7))
        if not proposal.quorum or proposal.quorum_of != QuorumOf.PRESENT:
            del self.fields["present"]
            return
        choice = self.fields["present"]
        assert isinstance(choice, forms.TypedMultipleChoiceField)
        choice.choices = [(person.pk, person.name) for person in people]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if "day" in said and "hour" in said and self.closes_at() <= timezone.now():
            self.add_error("day", _("This moment is over."))
        elif "day" in said and said["day"] > timezone.localdate() + LONGEST_VOTE:
            self.add_error("day", _("A vote is open for a year at most."))
        return said

    def closes_at(self) -> datetime:
        typed = datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"])
        return timezone.make_aware(typed)


class BallotForm(forms.Form):
    """One ballot, by the method of the proposal."""

    choice: Choice = ""

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.method = proposal.method
        self.options: list[Option] = list(proposal.options.all())
        if self.method in YES_OR_NO:
            self._ask_yes_or_no()
        elif self.method in RANKED:
            self._ask_order()
        else:
            self._ask_ticks()

    def _ask_yes_or_no(self) -> None:
        words = [("yes", _("Yes")), ("no", _("No")), ("abstain", _("I abstain"))]
        if self.method == "consent":
            words = [("yes", _("I agree")), ("no", _("I object")), ("abstain", _("I abstain"))]
        field = forms.ChoiceField(label=_("Your vote"), choices=words, widget=forms.RadioSelect)
        self.fields["vote"] = field
        if self.method == "consent":
            self.fields["reason"] = forms.CharField(
                label=_("The reason of the objection"),
                max_length=500,
                required=False,
                widget=forms.Textarea({"rows": 3}),
            )

    def _ask_ticks(self) -> None:
        self.fields["vote"] = forms.TypedMultipleChoiceField(
            label=_("What suits you"),
            choices=[(option.pk, option.words) for option in self.options],
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("If you tick nothing, you abstain."),
        )

    def _ask_order(self) -> None:
        places: list[tuple[Any, Any]] = [("", "–")]
        places += [(place, str(place)) for place in range(1, len(self.options) + 1)]
        for option in self.options:
            self.fields[f"rank_{option.pk}"] = forms.TypedChoiceField(
                label=option.words, choices=places, coerce=int, required=False, empty_value=None
            )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if self.method in RANKED:
            ranks = [(said.get(f"rank_{one.pk}"), one.pk) for one in self.options]
            given = sorted((rank, pk) for rank, pk in ranks if rank is not None)
            if len({rank for rank, _pk in given}) < len(given):
                self.add_error(None, _("Two options have the same place: give each its own."))
            self.choice = [pk for _rank, pk in given]
        else:
            self.choice = said.get("vote", "")
        if self.method == "consent" and self.choice == "no" and not said.get("reason"):
            self.add_error(
                "reason", _("An objection counts with its reason: what should be different?")
            )
        return said

    def reason(self) -> str:
        """Return why somebody objects; with a yes there is nothing to explain."""
        return self.cleaned_data.get("reason", "") if self.choice == "no" else ""

    @classmethod
    def initial_of(cls, voter: Voter) -> dict[str, Any]:
        if not hasattr(voter, "ballot"):
            return {}
        said = voter.ballot.choice
        ranks = said if isinstance(said, list) else []
        order = {f"rank_{pk}": place for place, pk in enumerate(ranks, start=1)}
        return {"vote": said, "reason": voter.ballot.reason} | order


class ProxyForm(forms.Form):
    to = ChoiceOfOne(Voter, shown="person.name", label=_("Who votes for you"))

    def __init__(self, *args: Any, voter: Voter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        core = Membership.objects.active().core().filter(group=voter.proposal.group_id)
        others = Voter.objects.filter(proposal=voter.proposal_id, person__in=core.values("person"))
        others = others.exclude(pk=voter.pk)
        offer(self, "to", others.select_related("person").order_by("person__name_key"))


class HandsForm(forms.Form):
    """A show of hands in a meeting, typed in."""

    title = forms.CharField(label=_("What was decided"), max_length=200)
    words = forms.CharField(
        label=_("In full"), max_length=5000, required=False, widget=forms.Textarea({"rows": 4})
    )
    day = _day(_("Day of the meeting"))
    method = forms.ChoiceField(
        label=_("How we decide"),
        choices=[(one.value, one.label) for one in Method if not one.has_options],
        initial=Method.MAJORITY,
    )
    abstentions = forms.ChoiceField(label=_("Abstentions"), choices=Abstentions.choices)
    quorum = forms.IntegerField(
        label=_("Quorum, in per cent of the core"),
        min_value=0,
        max_value=100,
        initial=0,
        help_text=_("0: no quorum."),
    )
    present = forms.IntegerField(label=_("People present"), min_value=1, max_value=1000)
    yes = forms.IntegerField(label=_("Hands for"), min_value=0, max_value=1000)
    no = forms.IntegerField(label=_("Hands against"), min_value=0, max_value=1000)
    abstain = forms.IntegerField(
        label=_("Abstentions, hands"), min_value=0, max_value=1000, initial=0
    )
    review_on = _day(_("Look at it again on"), required=False)

    def clean_day(self) -> Any:
        if self.cleaned_data["day"] > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return self.cleaned_data["day"]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        hands = [said.get(name) for name in ("yes", "no", "abstain", "present")]
        if None not in hands and sum(hands[:3]) > hands[3]:  # type: ignore[arg-type, operator]
            self.add_error("present", _("There are more hands than people present."))
        return said

    def values(self) -> dict[str, Any]:
        """Return what Decision.record wants to know."""
        names = ("words", "method", "abstentions", "quorum", "present", "yes", "no", "abstain")
        said = {name: self.cleaned_data[name] for name in (*names, "review_on")}
        return said | {"title": self.cleaned_data["title"], "on": self.cleaned_data["day"]}


class EntrustForm(TaskForm):
    """The first words of a task that carries out a decision; the rest can be added on its own page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {name: self.fields[name] for name in ("title", "people", "due_on")}


class ReviewForm(forms.Form):
    kept = forms.ChoiceField(
        label=_("The group says"),
        choices=[("yes", _("It still holds")), ("no", _("It no longer holds"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("In a few words"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    next_on = _day(_("Look at it again on"), required=False)


class MandateForm(forms.Form):
    person = PersonChoiceField(label=_("Who was elected"))
    function = forms.ChoiceField(label=_("Function"), choices=Function.choices)

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        active = group.memberships.active()
        offer(self, "person", Person.objects.filter(pk__in=active.values("person")))
