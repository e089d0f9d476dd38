"""1,000 different letters to PDF, each a file of its own, beside the same letters through WeasyPrint."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date
from html import escape

import django

django.setup()

from lampion.letters.paper import Sender, leaf, letters_pdf  # noqa: E402

LETTERS, BESIDE = 1_000, 50
BOUND = 8.0
ROW = "{:<28}{:>12}{:>9}{:>9}  {}"
TEXT = (
    "Monsieur le Ministre,\n\nJe vous écris au sujet de la personne no {number}.\n\n"
    + "Je vous demande de la libérer sans condition, et de lui donner accès à un médecin. " * 12
    + "\n\nVeuillez agréer, Monsieur le Ministre, l’expression de ma haute considération."
)
ADDRESS = "Monsieur le Ministre\nAvenue de la République {number}\n10000 Capitale\nPAYS"
STYLE = "@page { size: A4; margin: 2cm 2cm 2cm 2.5cm } body { font: 11.5pt serif } pre { font: inherit }"
ON = date(2026, 3, 2)


def main() -> int:
    _typst(0)  # fonts and template are read once
    ours = LETTERS / _seconds(_typst, LETTERS)
    print(ROW.format("letters to PDF", "per cpu s", "ratio", "bound", "of"))
    print(ROW.format("typst", f"{ours:.1f}", "", "", f"{LETTERS} letters, a file each"))
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as missing:
        print(f"WeasyPrint is not measured: {missing}")
        return 1

    def beside(number: int) -> None:
        HTML(string=_html(number)).write_pdf(pdf_variant="pdf/ua-1")

    beside(0)
    theirs = BESIDE / _seconds(beside, BESIDE)
    ratio = ours / theirs
    print(ROW.format("WeasyPrint", f"{theirs:.1f}", "", "", f"{BESIDE} letters, a file each"))
    said = "" if ratio >= BOUND else "  TOO SLOW"
    print(ROW.format("typst / WeasyPrint", "", f"{ratio:.1f}", f"≥ {BOUND}", said))
    return int(ratio < BOUND)


def _typst(number: int) -> None:
    sender = Sender(("Alice Dupont", "rue des Écoles 12", "1348 Louvain-la-Neuve"), "Alice Dupont")
    text = TEXT.format(number=number)
    address = ADDRESS.format(number=number)
    one = leaf(address=address, text=text, sender=sender, language="fr", on=ON)
    letters_pdf([one], title=f"Lettre {number}", language="fr")


def _html(number: int) -> str:
    body = "".join(f"<p>{escape(part)}</p>" for part in TEXT.format(number=number).split("\n\n"))
    return (
        f'<html lang="fr"><title>Lettre {number}</title><style>{STYLE}</style>'
        f"<pre>Alice Dupont\nrue des Écoles 12</pre><pre>{ADDRESS.format(number=number)}</pre>{body}</html>"
    )


def _seconds(work: Callable[[int], None], times: int) -> float:
    """Of the processor, all threads together: what else runs on the machine changes little."""
    start = time.process_time()
    for number in range(times):
        work(number)
    return time.process_time() - start


if __name__ == "__main__":
    sys.exit(main())
