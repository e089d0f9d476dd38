"""Forms about the papers of a group. They turn typing into values and save nothing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from lampion.groups.models import Audience, Document, Folder, Group
from lampion.kit.choosing import offer

KINDS = ".pdf,.jpg,.jpeg,.png,.webp,.odt,.ods,.docx,.xlsx,.txt,.md,.csv"


class FilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        return files.getlist(name) if isinstance(files, MultiValueDict) else []


class FilesField(forms.FileField):
    """One file or several; each is checked as the only one would be."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        if not data:
            return super().clean(None, initial)
        return [super(FilesField, self).clean(one, initial) for one in data]


class FiledForm(forms.Form):
    """Where a document lies, and who may see it."""

    audience = forms.ChoiceField(label=_("Who may see it"), choices=Audience)
    folder = forms.ModelChoiceField(
        Folder.objects.none(), label=_("Folder"), required=False, empty_label=_("in no folder")
    )

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "folder", Folder.objects.filter(group=group))


class NewDocumentsForm(FiledForm):
    documents = FilesField(
        label=_("Files"),
        widget=FilesInput({"accept": KINDS}),
        help_text=_(
            "PDF, pictures, LibreOffice, Word and Excel, plain text. Several at once are possible."
        ),
    )
    field_order = ("documents",)


class DocumentForm(FiledForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    field_order = ("name",)

    @classmethod
    def of(cls, document: Document, data: Any = None) -> DocumentForm:
        initial = {
            "name": document.name,
            "audience": document.audience,
            "folder": document.folder_id,
        }
        return cls(data, group=document.group, initial=initial, auto_id="details_%s")


class VersionForm(forms.Form):
    file = forms.FileField(
        label=_("New version"),
        widget=forms.FileInput({"accept": KINDS}),
        help_text=_("The older ones stay, and can be opened."),
    )


class FolderForm(forms.Form):
    name = forms.CharField(label=_("Name of the folder"), max_length=80)


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Search by name"), required=False, max_length=100)
