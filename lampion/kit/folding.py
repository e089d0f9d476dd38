"""One way to compare what people type: without accents, case, hyphens or apostrophes."""

import re
import unicodedata

_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "’": " ", "'": " "})
_BREAKS = re.compile(r"[^0-9a-z]+")


def fold(text: str) -> str:
    """Return the key by which `text` is sorted and searched: "Saint-Léger" -> "saint leger"."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return _BREAKS.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()
