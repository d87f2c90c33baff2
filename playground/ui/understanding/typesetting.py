"""Formulas as SVG without LaTeX, in a process of its own: each takes 10 ms and more.

A line of input is a request, ``[latex, size, color]`` in JSON; a line of output is its
answer, the SVG or null. It imports nothing of the window.
"""

import importlib
import json
import sys
from typing import Any


def svg(latex: str, size: float, color: str) -> str | None:
    """A formula as SVG in one colour; None when it cannot be typeset."""
    try:
        text = _library().Latex(latex, size=size, color=color).svg()
    except Exception:  # noqa: BLE001  the plain text stands in for the formula
        return None
    return str(text)


def answer_all() -> None:
    """Answer requests until there are no more to come."""
    _library()
    for line in sys.stdin:
        sys.stdout.write(f"{json.dumps(svg(*json.loads(line)))}\n")
        sys.stdout.flush()


def _library() -> Any:  # noqa: ANN401  it has no types that are exported
    """Imported when the first formula is typeset: it loads fonts for 0.2 s."""
    library = importlib.import_module("ziamath")
    # QtSvg knows SVG 1.2 Tiny alone: no <symbol> and <use>.
    library.config.svg2 = False
    return library


if __name__ == "__main__":
    answer_all()
