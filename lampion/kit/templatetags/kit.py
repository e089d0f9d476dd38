"""The components. Each refuses misuse with ValueError; /components/ shows them all in development."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.core.cache import cache
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, ngettext
from django.utils.translation import gettext as _

from lampion.kit import formats, registers
from lampion.kit.markdown import to_html
from lampion.kit.registers import Panel

register = template.Library()

NOTICE_TONES = ("info", "success", "warning", "danger")
BADGE_TONES = ("neutral", "lit", *NOTICE_TONES)
LANTERNS = ("lit", "unlit")


def _one_of(tag: str, value: object, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ValueError(f"{tag}: {value!r} is not one of {', '.join(allowed)}")


@register.simple_tag(takes_context=True)
def slot(context: template.Context, name: str, *things: Any) -> SafeString:
    """Render the panels that upper rooms hang on the slot `name`, in order."""
    request = context.get("request")
    if request is None:  # the error page of last resort has no request, and needs no menu
        return mark_safe("")
    return mark_safe("".join(_panel(panel, request, things) for panel in registers.panels(name)))


def _panel(panel: Panel, request: HttpRequest, things: tuple[Any, ...]) -> str:
    """Draw a panel, or give again what was drawn in this language for the same version."""
    if panel.version is None:
        return _draw(panel, request, things)
    key = f"panel:{panel.template}:{get_language()}:{panel.version(request, *things)}"
    drawn: str | None = cache.get(key)
    if drawn is None:
        drawn = _draw(panel, request, things)
        cache.set(key, drawn, None)
    return drawn


def _draw(panel: Panel, request: HttpRequest, things: tuple[Any, ...]) -> str:
    values = panel.context(request, *things)
    return "" if values is None else render_to_string(panel.template, dict(values), request=request)


@register.simple_tag
def once() -> SafeString:
    """A mark by which the same form, sent twice, is known again; the view says `@once`."""
    return format_html('<input type="hidden" name="once" value="{}">', secrets.token_urlsafe(12))


# --- words of the page ----------------------------------------------------------------------


@register.inclusion_tag("kit/notice.html")
def notice(text: str, tone: str = "info") -> dict[str, Any]:
    """Say one thing to the reader; a danger is said at once by a screen reader."""
    _one_of("notice", tone, NOTICE_TONES)
    return {"text": text, "tone": tone, "role": "alert" if tone == "danger" else "status"}


@register.filter
def message_tone(level_tag: str) -> str:
    """Give the tone of a notice for a level of django.contrib.messages."""
    return {"error": "danger", "debug": "info"}.get(level_tag, level_tag)


@register.inclusion_tag("kit/badge.html")
def badge(text: str, tone: str = "neutral") -> dict[str, Any]:
    _one_of("badge", tone, BADGE_TONES)
    return {"text": text, "tone": tone}


@register.inclusion_tag("kit/age.html")
def age(days: int, late_after: int | None = None) -> dict[str, Any]:
    """Show for how many days something waits; past `late_after` days it is late, and says so."""
    if not isinstance(days, int) or days < 0:
        raise ValueError(f"age: {days!r} is not a number of days")
    words = ngettext("for %(days)d day", "for %(days)d days", days) % {"days": days}
    return {
        "text": words if days else _("today"),
        "late": late_after is not None and days > late_after,
    }


@register.inclusion_tag("kit/empty.html")
def empty(title: str, text: str = "", url: str = "", label: str = "") -> dict[str, Any]:
    """Say that there is nothing yet and, with both `url` and `label`, what to do about it."""
    if not title or bool(url) != bool(label):
        raise ValueError("empty: needs a title, and url and label together or not at all")
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("kit/lantern.html")
def lantern(state: str = "lit") -> dict[str, Any]:
    _one_of("lantern", state, LANTERNS)
    return {"state": state}


# --- ways ----------------------------------------------------------------------------------


@register.inclusion_tag("kit/breadcrumb.html")
def breadcrumb(*steps: str) -> dict[str, Any]:
    """Show the way here: text and address of each page above, then the text of this one."""
    if len(steps) % 2 == 0 or not all(steps):
        raise ValueError("breadcrumb: expected pairs of text and address, then this page's text")
    return {"above": list(zip(steps[:-1:2], steps[1:-1:2], strict=True)), "here": steps[-1]}


@register.inclusion_tag("kit/pagination.html")
def pagination(page: Page[Any], query: QueryDict) -> dict[str, Any]:
    """Link the pages of a list, keeping what else is in the address."""
    if not isinstance(page, Page) or not isinstance(query, QueryDict):
        raise ValueError("pagination: expected a page of a Paginator and request.GET")
    kept = [(key, value) for key, values in query.lists() for value in values if key != "page"]

    def address(number: int) -> str:
        return "?" + urlencode([*kept, ("page", number)])

    return {
        "page": page,
        "numbers": [
            (number, address(number) if isinstance(number, int) else "")
            for number in page.paginator.get_elided_page_range(page.number, on_each_side=1)
        ],
        "previous": address(page.number - 1) if page.has_previous() else "",
        "next": address(page.number + 1) if page.has_next() else "",
    }


@dataclass(frozen=True, slots=True)
class Edition:
    """This page in one of the site's languages."""

    code: str
    name: str
    url: str
    absolute: str
    current: bool
    translated: bool


@register.simple_tag(takes_context=True)
def editions(context: template.Context) -> list[Edition]:
    """List this page in every language; a page that has no other leads to that language's home."""
    request = context.get("request")
    return [_edition(request, code) for code, _name in settings.LANGUAGES] if request else []


@register.simple_tag
def home_url() -> str:
    """Give the address of the home page in the language of this page."""
    return _home(get_language() or settings.LANGUAGE_CODE)


def _home(code: str) -> str:
    return "/" if code == settings.LANGUAGE_CODE else f"/{code}/"


_translated: dict[str, bool] = {}  # by route: the answer is the same for all its addresses


def _is_translated(request: HttpRequest, code: str) -> bool:
    """Tell whether the page has addresses in other languages, of which `code` is one."""
    match = request.resolver_match
    if match is None:
        return False
    if match.route not in _translated:
        _translated[match.route] = translate_url(request.path, code) != request.path
    return _translated[match.route]


def _edition(request: HttpRequest, code: str) -> Edition:
    here, language = request.get_full_path(), get_language() or settings.LANGUAGE_CODE
    current = code == language
    translated = current or _is_translated(request, code)
    url = here if current else _home(code)
    if translated and not current:
        url += here.removeprefix(_home(language))
    name = get_language_info(code)["name_local"].capitalize()
    return Edition(code, name, url, request.build_absolute_uri(url), current, translated)


# --- forms ---------------------------------------------------------------------------------


@register.inclusion_tag("kit/field.html")
def field(bound_field: BoundField, autocomplete: str = "") -> dict[str, Any]:
    """Render one field with its label, help and errors."""
    if not isinstance(bound_field, BoundField):
        raise ValueError(f"field: {bound_field!r} is not a field of a form")
    if autocomplete:
        bound_field.field.widget.attrs["autocomplete"] = autocomplete
    return {"field": bound_field}


@register.filter
def is_optional(bound_field: BoundField) -> bool:
    """Tell whether to say "optional": not on boxes to tick, nor where nothing is required."""
    if bound_field.field.required or bound_field.widget_type.startswith("checkbox"):
        return False
    return any(each.required for each in bound_field.form.fields.values())


@register.filter
def is_trap(bound_field: BoundField) -> bool:
    """Tell whether the field is one that only robots fill in."""
    return "trap" in str(bound_field.field.widget.attrs.get("class", "")).split()


@register.inclusion_tag("kit/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """List what has to be corrected, each line a link to its field. Nothing when all is well."""
    if not isinstance(form, BaseForm):
        raise ValueError(f"error_summary: {form!r} is not a form")
    bound = [
        (form[name], messages) for name, messages in form.errors.items() if name in form.fields
    ]
    return {
        "general": form.non_field_errors(),
        "faults": [
            (each.label, _first_control(each), message)
            for each, messages in bound
            for message in messages
        ],
    }


def _first_control(bound_field: BoundField) -> str:
    return bound_field.id_for_label or f"{bound_field.auto_id}_0"


# --- text ----------------------------------------------------------------------------------


@register.filter
def markdown(text: str, top: int = 2) -> SafeString:
    return mark_safe(to_html(str(text), top))


@register.filter
def local_date(value: date | None) -> str:
    return formats.local_date(value)


@register.filter
def local_datetime(value: datetime | None) -> str:
    return formats.local_datetime(value)


@register.filter
def local_appointment(value: datetime | None) -> str:
    return formats.local_appointment(value)


@register.filter
def cents(value: int) -> str:
    return formats.local_cents(value)


@register.filter
def grouped(value: int) -> str:
    return formats.grouped(value)


@register.filter
def days(value: float) -> int:
    """Round a length in days up to whole ones, of which there is at least one."""
    return max(1, ceil(value))
