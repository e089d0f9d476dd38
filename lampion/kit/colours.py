# What stands in kit/static/kit/tokens.css, for whoever lets people choose a colour.
PAPER = "#fbf7ef"
INK = "#1d1a2b"
ENOUGH = 7.0  # WCAG 2.2, 1.4.6: text of any size


def contrast(one: str, other: str) -> float:
    """Return the ratio of two colours written #rrggbb, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """WCAG 2.2, "relative luminance", of sRGB."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
