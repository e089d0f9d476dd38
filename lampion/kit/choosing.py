"""Fields by which somebody chooses one of several rows; the form says which."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _


class ChoiceOfOne(forms.ModelChoiceField[Any]):
    """Offers nothing until `offer` says what. shown: the attribute by which a row is named, else its own words."""

    def __init__(self, model: type[models.Model], *, shown: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", _("choose"))
        super().__init__(model._default_manager.none(), **kwargs)
        self.shown = shown

    def label_from_instance(self, obj: Any) -> str:
        for name in filter(None, self.shown.split(".")):
            obj = getattr(obj, name)
        return str(obj)


def offer(form: forms.BaseForm, name: str, rows: models.QuerySet[Any]) -> None:
    """Let the field `name` of the form choose among `rows`."""
    choice = form.fields[name]
    assert isinstance(choice, forms.ModelChoiceField)
    choice.queryset = rows
