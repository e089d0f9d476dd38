"""The spreadsheet of groups: its columns under the names that people give them, and how a group is written in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lampion.groups.models import Group, Kind, LifeStage, Stage
from lampion.kit.lists import Columns, by_alias

# Column -> its name in each language, then other names met in real files.
_SPOKEN: dict[str, dict[str, tuple[str, ...]]] = {
    "number": {"en": ("number", "no"), "fr": ("numéro", "n°", "num"), "nl": ("nummer", "nr"), "de": ("Nummer",)},
    "name": {"en": ("name", "group"), "fr": ("nom", "groupe", "nom du groupe"), "nl": ("naam", "groep"), "de": ("Name", "Gruppe")},
    "kind": {"en": ("kind", "type"), "fr": ("genre", "type de groupe"), "nl": ("soort",), "de": ("Art",)},
    "postcode": {"en": ("postcode", "zip"), "fr": ("code postal", "cp"), "nl": ("postcode",), "de": ("Postleitzahl", "PLZ")},
    "locality": {"en": ("locality", "town"), "fr": ("localité", "commune", "ville"), "nl": ("plaats", "gemeente"), "de": ("Ort", "Gemeinde")},
    "served": {"en": ("served",), "fr": ("codes postaux desservis", "desservis", "communes desservies"), "nl": ("bediende postcodes",), "de": ("bediente Postleitzahlen",)},
    "languages": {"en": ("languages",), "fr": ("langues", "langue"), "nl": ("talen", "taal"), "de": ("Sprachen", "Sprache")},
    "rhythm": {"en": ("rhythm",), "fr": ("rythme", "réunions"), "nl": ("ritme", "vergaderingen"), "de": ("Rhythmus", "Treffen")},
    "venue": {"en": ("venue",), "fr": ("lieu", "lieu de réunion"), "nl": ("lokaal", "plaats van samenkomst"), "de": ("Treffpunkt",)},
    "about": {"en": ("about",), "fr": ("présentation", "à propos"), "nl": ("voorstelling", "over"), "de": ("Vorstellung", "über uns")},
    "state": {"en": ("state", "stage"), "fr": ("état", "statut"), "nl": ("toestand", "status"), "de": ("Stand", "Status")},
}  # fmt: skip
COLUMNS = Columns(_SPOKEN, required=("number", "name", "postcode"))
KINDS: dict[str, tuple[str, ...]] = {
    Kind.LOCAL: ("local", "groupe local", "lokaal", "lokale groep", "lokal", "Ortsgruppe"),
    Kind.SCHOOL: ("school", "école", "scolaire", "groupe scolaire", "schoolgroep", "Schule", "Schulgruppe"),
    Kind.YOUTH: ("youth", "jeunes", "groupe jeunes", "jongeren", "jongerengroep", "Jugend", "Jugendgruppe"),
    Kind.THEMATIC: ("thematic", "thématique", "groupe thématique", "thematisch", "themagroep", "Themengruppe"),
}  # fmt: skip
STAGES: dict[str, tuple[str, ...]] = {
    Stage.IN_FORMATION: ("in formation", "en formation", "in opbouw", "im Aufbau"),
    Stage.ACTIVE: ("active", "actif", "actief", "aktiv"),
    Stage.DORMANT: ("dormant", "en sommeil", "en veille", "slapend", "ruhend"),
    Stage.CLOSED: ("closed", "fermé", "dissous", "gesloten", "geschlossen"),
    Stage.REACTIVATED: ("reactivated", "réactivé", "weer actief", "wieder aktiv"),
}


KIND_OF = by_alias(KINDS)
STAGE_OF = by_alias(STAGES)


def rows(groups: Iterable[Group]) -> Iterator[list[object]]:
    """Write groups in the order of COLUMNS. They come with `served` prefetched."""
    groups = list(groups)
    stages = LifeStage.now_of(groups)
    for group in groups:
        yield [
            group.number,
            group.name,
            group.kind,
            group.postcode,
            group.locality_name,
            "|".join(
                postcode for postcode in group.served_postcodes() if postcode != group.postcode
            ),
            "|".join(group.languages),
            group.rhythm,
            group.venue,
            group.about,
            stages.get(group.pk, ""),
        ]
