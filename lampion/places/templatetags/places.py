from django import template
from django.utils.translation import get_language

from lampion.places.distance import format_km

register = template.Library()


@register.filter
def km(distance: float) -> str:
    """Write a distance in km: "3,4 km"."""
    return format_km(distance, get_language() or "fr")
