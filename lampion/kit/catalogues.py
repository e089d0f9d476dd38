"""The words of every screen: collected from Python and templates, compiled without gettext's own programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.template import Context, Engine, Template, engines
from django.template.base import Node, NodeList, TextNode
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.translation.reloader import translation_file_changed

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "gettext_noop": None,
    # Names of periodic jobs, which the page of the machine says.
    "every": (2,),
}
Message = tuple[str | None, str | tuple[str, ...]]  # context, words (one and many)


def collect(root: Path) -> Catalog:
    """Return every message of the Python files and templates under `root`, untranslated."""
    catalog = Catalog(fuzzy=False)
    for path in sorted(root.rglob("*.py")):
        if "tests" not in path.parts and "migrations" not in path.parts:
            for context, words in _in_python(path):
                catalog.add(words, context=context)
    for path in sorted(path for path in root.rglob("templates/**/*") if path.is_file()):
        if not path.stem.startswith("sample_") and path.name != "components.html":
            for context, words in in_template(path.read_text(encoding="utf-8")):
                catalog.add(words, context=context)
    return catalog


def _in_python(path: Path) -> Iterator[Message]:
    with path.open("rb") as source:
        for _line, words, _comments, context in extract("python", source, KEYWORDS):
            yield context, words


def in_template(source: str) -> Iterator[Message]:
    engine: Engine = engines["django"].engine  # type: ignore[attr-defined]
    for node in _walk(Template(source, engine=engine).nodelist):
        if isinstance(node, TranslateNode):
            literal = getattr(node.filter_expression.var, "literal", None)
            if literal is not None:
                yield _context(node), str(literal)
        elif isinstance(node, BlockTranslateNode):
            one = node.render_token_list(node.singular)[0]
            if node.plural:
                yield _context(node), (one, node.render_token_list(node.plural)[0])
            else:
                yield _context(node), one


def _context(node: TranslateNode | BlockTranslateNode) -> str | None:
    said = node.message_context
    return said.resolve(Context()) if said else None


def _walk(nodes: NodeList | Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node, TextNode):
            continue
        yield node
        for name in node.child_nodelists:
            yield from _walk(getattr(node, name, None) or [])


def catalogue_path(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language, fuzzy=False)
    with path.open("rb") as source:
        return read_po(source, locale=language)


def untranslated(catalog: Catalog) -> list[str]:
    """Return the messages that lack words, or whose words are only a guess."""
    return [
        str(message.id)
        for message in catalog
        if message.id and (message.fuzzy or not message.string or not all(message.string))
    ]


def update(language: str, collected: Catalog) -> Catalog:
    """Bring the catalogue of `language` up to what was collected; what is new waits without words."""
    catalog = read(language)
    catalog.update(collected, no_fuzzy_matching=True, keep_user_comments=True)
    catalog.obsolete.clear()
    catalog.fuzzy, catalog.header_comment = False, ""
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        write_po(target, catalog, width=110, no_location=True, omit_header=False, sort_output=True)
    return catalog


def compile_all() -> list[str]:
    """Compile every catalogue that is newer than its compiled file; returns their languages.

    What this process read before, when there was nothing to read, is forgotten.
    """
    done = []
    for path in sorted(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/django.po")):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        language = path.parent.parent.name
        fresh = target.with_suffix(".new")
        with fresh.open("wb") as compiled:
            write_mo(compiled, read(language))
        fresh.replace(target)
        done.append(language)
        translation_file_changed(None, target)
    return done
