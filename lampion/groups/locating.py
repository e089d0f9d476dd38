"""Where a group is and which postcodes it serves, as typed in a form or a spreadsheet."""

from __future__ import annotations

import re
from dataclasses import replace

from django.utils.translation import gettext as _

from lampion.places.gazetteer import Country, Locality
from lampion.places.search import key_of, search


class Misplaced(ValueError):
    """What was typed is no place of the country. `column` says where: postcode, locality or served."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column, self.message = column, message


def locate(territory: Country, postcode: str, name: str) -> Locality:
    """Return the locality `name` of `postcode`; without a name, the first one. Raises Misplaced.

    Where no postcodes are known, a city is named, by its name in any language.
    """
    if not territory.detailed:
        return _city(territory, name or postcode)
    places = territory.by_postcode(postcode)
    if not places:
        raise Misplaced("postcode", _("There is no postcode “%(said)s”.") % {"said": postcode})
    if not name:
        return places[0]
    key = key_of(name)
    for place in places:
        if key in {key_of(one) for one in (place.name, *place.others)}:
            return place
    names = ", ".join(place.name for place in places[:4])
    message = _("%(postcode)s is the postcode of %(names)s, not of “%(said)s”.")
    raise Misplaced("locality", message % {"postcode": postcode, "names": names, "said": name})


def _city(territory: Country, name: str) -> Locality:
    """The city keeps the name that the section gives it: Lisboa, not Lisbon."""
    found = search(territory, name, limit=4)
    if found.matches and found.matches[0].score == 0:
        said = " ".join(name.split())
        return replace(found.matches[0].locality, name=said[0].upper() + said[1:])
    near = ", ".join(match.locality.name for match in found.matches or found.suggestions)
    message = _("There is no city “%(said)s” among those of 15,000 people and more.")
    message += " " + _("Did you mean: %(names)s?") if near else ""
    raise Misplaced("locality", message % {"said": name, "names": near})


def served_postcodes(territory: Country, said: str) -> list[str]:
    """Return the postcodes in `said`, each once. Raises Misplaced for one that does not exist."""
    postcodes = split(said) if territory.detailed else []
    for postcode in postcodes:
        if not territory.by_postcode(postcode):
            raise Misplaced("served", _("There is no postcode “%(said)s”.") % {"said": postcode})
    return postcodes


def split(said: str) -> list[str]:
    return list(dict.fromkeys(part for part in re.split(r"[|,;\s]+", said) if part))
