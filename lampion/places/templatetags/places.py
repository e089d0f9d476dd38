from django import template
from django.utils.translation import get_language, gettext

from lampion.places.distance import format_km

register = template.Library()


@register.filter
def km(distance: float) -> str:
    """Write a distance in km: "3,4 km"; a place is no point, so that below one it says no more than that."""
    if distance < 1:
        return gettext("less than 1 km")
    return format_km(distance, get_language() or "fr")
