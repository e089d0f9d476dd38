from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.enquiries.actions.founding import Founding
from lampion.enquiries.models import Enquiry
from lampion.groups.locating import Misplaced, locate
from lampion.groups.models import Group
from lampion.groups.nearby import near_postcode
from lampion.places.gazetteer import Locality


class FoundingForm(forms.Form):
    """Turns what was settled with a founder into a Founding; saves nothing."""

    name = forms.CharField(label=_("Name of the group"), max_length=120)
    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=2**31 - 1)
    postcode = forms.CharField(label=_("Postcode"), max_length=10)
    mentor = forms.ModelChoiceField(
        Group.objects.none(),
        label=_("Group that stands by it"),
        required=False,
        help_text=_("Its responsables are told by mail. The nearest come first."),
    )
    day = forms.DateField(
        label=_("Day of the first meeting"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    hour = forms.TimeField(
        label=_("Hour"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    venue = forms.CharField(label=_("Where"), max_length=200, required=False)

    def __init__(self, *args: Any, enquiry: Enquiry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section = enquiry.section
        self.place: Locality | None = None
        answers = near_postcode(self.section, enquiry.postcode, enquiry.locality, limit=12)
        near = [one.group for one in answers]
        mentor = self.fields["mentor"]
        assert isinstance(mentor, forms.ModelChoiceField)
        mentor.queryset = Group.objects.filter(pk__in=[group.pk for group in near])
        mentor.choices = [("", _("none yet")), *[(group.pk, group.name) for group in near]]
        last = Group.objects.filter(section=self.section).aggregate(last=Max("number"))["last"]
        self.initial.setdefault("number", (last or 0) + 1)
        self.initial.setdefault("postcode", enquiry.postcode)
        if not self.section.territory.detailed:
            self.fields["postcode"] = forms.CharField(label=_("City"), max_length=80)

    def clean_number(self) -> int:
        number: int = self.cleaned_data["number"]
        if Group.objects.filter(section=self.section, number=number).exists():
            raise forms.ValidationError(_("A group with this number already exists."))
        return number

    def clean_postcode(self) -> str:
        postcode: str = self.cleaned_data["postcode"].strip()
        try:
            self.place = locate(self.section.territory, postcode, "")
        except Misplaced as misplaced:
            raise forms.ValidationError(misplaced.message) from None
        return postcode

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day = cleaned.get("day")
        if day and day < timezone.localdate():
            self.add_error("day", _("This day is over."))
        for name in ("hour", "venue"):
            if day and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Say this too, so that people can come."))
        return cleaned

    def founding(self) -> Founding:
        said = self.cleaned_data
        assert self.place
        moment = None
        if said["day"]:
            moment = timezone.make_aware(datetime.combine(said["day"], said["hour"]))
        return Founding(
            number=said["number"],
            name=said["name"],
            place=self.place,
            mentor=said["mentor"],
            meets_at=moment,
            venue=said["venue"],
        )
