from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lampion.contacts.models import Theme
from lampion.groups.models import Group
from lampion.news.models import Mailing
from lampion.sections.models import Region, Section


class MailingForm(forms.Form):
    """Turns what was typed into the words of a mailing; saves nothing. A group writes to its own network only."""

    subject = forms.CharField(label=_("Subject"), max_length=150)
    body = forms.CharField(
        label=_("Text"),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_(
            "A line that begins with ## is a heading, with - a list; **bold**, [words](address), ![what it shows](1) for the first picture."
        ),
    )
    theme = forms.ModelChoiceField(
        Theme.objects.none(),
        label=_("Theme"),
        required=False,
        empty_label=_("for everybody who agrees"),
    )
    region = forms.ChoiceField(label=_("Region"), required=False)
    language = forms.ChoiceField(label=_("Language of the text"), choices=settings.LANGUAGES)
    only_language = forms.BooleanField(
        label=_("Only to those who read this language"), required=False
    )
    listed = forms.BooleanField(
        label=_("Show it on the page of news, for everybody"), required=False, initial=True
    )

    def __init__(
        self,
        *args: Any,
        section: Section,
        group: Group | None,
        kept: Theme | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if group:
            del self.fields["theme"], self.fields["region"]
            return
        theme, region = self.fields["theme"], self.fields["region"]
        assert isinstance(theme, forms.ModelChoiceField)
        assert isinstance(region, forms.ChoiceField)
        # The theme of a draft stays the draft's own, also when it ended meanwhile: else it would go to everybody.
        known = Theme.objects.open() | Theme.objects.filter(pk__in=[kept.pk] if kept else [])
        theme.queryset = known.filter(section=section)
        region.choices = [
            ("", _("everywhere")),
            *((one.slug, str(one)) for one in Region.objects.filter(section=section)),
        ]

    def clean_subject(self) -> str:
        return " ".join(self.cleaned_data["subject"].split())

    @staticmethod
    def initial_of(mailing: Mailing) -> dict[str, Any]:
        return {name: getattr(mailing, name) for name in Mailing.WRITTEN}

    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in Mailing.WRITTEN if name in self.fields}


class PictureForm(forms.Form):
    picture = forms.FileField(
        label=_("Picture"), help_text=_("JPEG, PNG or WebP, 8 MB at most. Everybody may see it.")
    )


class ApprovalForm(forms.Form):
    """expected, seen: the number of readers and the fingerprint of the letter that the page showed."""

    expected = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
