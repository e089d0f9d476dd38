"""What somebody copies into their own site to show our finder or our form there."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language_info, override
from django.utils.translation import gettext as _

from lampion.sections.home import address_in
from lampion.sections.models import Section

FINDER_PIXELS = 900
FORM_PIXELS = 1200


@dataclass(frozen=True, slots=True)
class Snippets:
    """The lines for one language, as HTML to copy."""

    code: str
    language: str
    finder: str
    form: str

    @property
    def finder_key(self) -> str:
        return f"finder-{self.code}"

    @property
    def form_key(self) -> str:
        return f"form-{self.code}"


def snippets(section: Section) -> list[Snippets]:
    return [_in_language(section, code) for code, _name in settings.LANGUAGES]


def _in_language(section: Section, code: str) -> Snippets:
    with override(code):
        return Snippets(
            code,
            get_language_info(code)["name_local"].capitalize(),
            _frame(section, "site:embed-finder", _("Find a group near you"), FINDER_PIXELS),
            _frame(section, "enquiries:embed-form", _("Write to us"), FORM_PIXELS),
        )


def _frame(section: Section, route: str, title: str, height: int) -> str:
    values = {
        "address": settings.SITE_URL + address_in(section, route),
        "title": f"{title} – {section.name}",
        "height": height,
    }
    return render_to_string("site/snippet.html", values).strip()
