"""Draws one page of a PDF, alone in a process: what a hostile file breaks, swells or never ends is this process.

python -m lampion.files.drawing PAGE < PDF > PNG, the longer side 297 mm. Nothing is written to a disk. Linux only.
"""

from __future__ import annotations

import os
import resource
import shutil
import sys
from pathlib import Path

import typst

PPI = 206  # 2,400 pixels: a line of handwriting on A4 is still to be read
MOST_SECONDS = 10
MOST_MEMORY = 3 * 1024**3
TEMPLATE = Path(__file__).parent / "typst" / "page.typ"


def main(page: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    held = os.memfd_create("paper")
    with os.fdopen(os.dup(held), "wb") as paper:
        shutil.copyfileobj(sys.stdin.buffer, paper)
    inputs = {"paper": f"/proc/self/fd/{held}", "page": str(page)}
    drawn = typst.compile(
        TEMPLATE,
        root=Path("/"),
        format="png",
        ppi=PPI,
        sys_inputs=inputs,
        ignore_system_fonts=True,
    )
    sys.stdout.buffer.write(drawn)


if __name__ == "__main__":
    main(int(sys.argv[1]))
