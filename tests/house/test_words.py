"""Every word a person reads exists in French, Dutch and German."""

import re
import tomllib

import pytest
from babel.messages.catalog import Catalog

from lampion.kit.catalogues import collect, in_template, read
from tests.house.looking import LAMPION, ROOT

LANGUAGES = ("fr", "nl", "de")
HOLE = re.compile(r"%\((\w+)\)[sd]|%[sd]")


def words(string) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, (tuple, list)) else (string,)


def faults(collected: Catalog, translated: Catalog, same: set[str]) -> list[str]:
    """Return what is missing, fuzzy, left over, unequal in its holes, or still English."""
    wrong = []
    wanted = {(message.context, words(message.id)) for message in collected if message.id}
    held = {(message.context, words(message.id)): message for message in translated if message.id}
    wrong += [f"not in the catalogue: {key[1][0]}" for key in wanted - held.keys()]
    wrong += [f"no longer used: {key[1][0]}" for key in held.keys() - wanted]
    for (_context, ids), message in held.items():
        said = words(message.string)
        if message.fuzzy or not all(said):
            wrong.append(f"without words: {ids[0]}")
        elif {frozenset(HOLE.findall(one)) for one in said} != {frozenset(HOLE.findall(ids[-1]))}:
            wrong.append(f"other holes: {ids[0]}")
        elif said[0] == ids[0] and ids[0] not in same:
            wrong.append(f"still English: {ids[0]}")
    return wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_said(language):
    listed = tomllib.loads((ROOT / "locale/same.toml").read_text("utf-8"))
    same = set(listed.get(language, {}))
    assert faults(collect(LAMPION), read(language), same) == []


def _catalogue(string: str, **options) -> Catalog:
    catalog = Catalog(locale="fr", fuzzy=False)
    catalog.add("Hello %(name)s", string, **options)
    return catalog


@pytest.mark.parametrize(
    "translated",
    [
        _catalogue(""),
        _catalogue("Bonjour %(name)s", flags=["fuzzy"]),
        _catalogue("Bonjour %(nom)s"),
        _catalogue("Hello %(name)s"),
        Catalog(locale="fr", fuzzy=False),
    ],
    ids=["missing", "fuzzy", "other-holes", "english", "not-collected"],
)
def test_a_word_that_is_not_said_is_seen(translated):
    assert faults(_catalogue(""), translated, set())
    assert not faults(_catalogue(""), _catalogue("Bonjour %(name)s"), set())


def test_words_of_templates_are_collected():
    source = """{% translate "One" %}{% blocktranslate trimmed count n=2 %}
    a{% plural %}{{ n }} b{% endblocktranslate %}{% if x %}{% translate "In" as y %}{% endif %}"""
    assert list(in_template(source)) == [(None, "One"), (None, ("a", "%(n)s b")), (None, "In")]
