"""The words and signs of formulas, and where a text has others."""

import keyword
import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from playground.core.operations import OPERATIONS, Operation

FUNCTIONS: Final[dict[str, Operation]] = {
    alias: row for row in OPERATIONS.values() for alias in row.aliases
} | OPERATIONS
"""Every function name that formulas understand, aliases included."""

CONSTANTS: Final = {"pi": math.pi, "inf": math.inf, "nan": math.nan}

FUNCTION_NAMES: Final = frozenset(OPERATIONS) | frozenset(CONSTANTS)
"""Names that can name no value. An alias can: it is a function only before a "("."""


class FormulaError(ValueError):
    """A text that is no formula.

    Attributes:
        column: Where in the text, counted from 1.
    """

    def __init__(self, message: str, column: int) -> None:
        """Say what is wrong, and where."""
        super().__init__(f"column {column}: {message}")
        self.column = column


class Kind(Enum):
    """What a token is."""

    NUMBER = auto()
    NAME = auto()
    SIGN = auto()
    """Operators, brackets, ``,``, ``=``, and ``;`` between statements."""
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A number, a name or a sign.

    Attributes:
        kind: What it is.
        text: Its normal form: names as Python compares them, signs in ASCII.
        column: Where it starts, counted from 1.
    """

    kind: Kind
    text: str
    column: int


_PATTERN: Final = re.compile(
    r"(?P<space>[^\S\n]+)"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<comparison>[<>=!]=|[<>])"
    r"|(?P<sign>\*\*|[-+*/^(),=;\n×÷·⋅−])"
)
_SPELLINGS: Final = {
    "^": "**",
    "×": "*",
    "·": "*",
    "⋅": "*",
    "÷": "/",
    "−": "-",
}
_HINTS: Final = {
    "#": "a formula has no comments: leave # out",
    ".": "a name has no dots: write x_y for one name, or x*y",
    "|": "write abs(x) for |x|",
    "√": "write sqrt(x) for √x",
    "²": "write x^2 for x²",
    "³": "write x^3 for x³",
    "[": 'square brackets have no meaning here: write "(" and ")"',
    "{": 'curly brackets have no meaning here: write "(" and ")"',
    '"': "a formula has numbers and names, but no quotes",
    "'": "a formula has numbers and names, but no quotes",
}
_COMPARISON: Final = (
    "a formula computes a number and cannot compare: "
    "minimum, maximum or relu may do what you want"
)


def tokens(text: str) -> Iterator[Token]:
    """The tokens of *text*, the last one of kind END.

    A line end is the sign ``;``, except within brackets and where a value must follow.

    Raises:
        FormulaError: A character has no meaning in formulas.
    """
    at, depth, previous = 0, 0, ";"
    while at < len(text):
        match = _PATTERN.match(text, at)
        column = at + 1
        if match is None:
            raise FormulaError(_unknown(text[at]), column)
        kind, piece = match.lastgroup, match[0]
        at = match.end()
        if kind == "comparison":
            raise FormulaError(_COMPARISON, column)
        if kind == "space" or (piece == "\n" and (depth or previous in "+-**/,=(;")):
            continue
        if kind == "name":
            name = _name_in(piece)
            at = column - 1 + len(name)
            piece = _checked_name(name, piece[0], column)
            yield Token(Kind.NAME, piece, column)
        elif kind == "number":
            yield Token(Kind.NUMBER, piece, column)
        else:
            piece = ";" if piece == "\n" else _SPELLINGS.get(piece, piece)
            depth += (piece == "(") - (piece == ")")
            yield Token(Kind.SIGN, piece, column)
        previous = piece
    yield Token(Kind.END, "the end", len(text) + 1)


def normalized(name: str) -> str:
    """The form in which Python compares names: ``ﬁ`` is ``fi``, ``µ`` is ``μ``."""
    return name if name.isascii() else unicodedata.normalize("NFKC", name)


def identifier(name: str) -> str:
    """The name nearest to *name* that formulas can use; empty for none."""
    characters = (c if f"a{c}".isidentifier() else "_" for c in normalized(name))
    stem = "".join(characters)
    if not stem:
        return ""
    is_free = stem.isidentifier() and not keyword.iskeyword(stem)
    return stem if is_free and stem not in FUNCTION_NAMES else f"_{stem}"


def _checked_name(name: str, first: str, column: int) -> str:
    if not name:
        raise FormulaError(_unknown(first), column)
    name = normalized(name)
    if keyword.iskeyword(name):
        message = f"{name} is a word of Python: choose another name"
        raise FormulaError(message, column)
    return name


def _name_in(word: str) -> str:
    """As much of *word* as is a name: none of ``²x``, and ``x`` of ``x²``."""
    if word.isidentifier():
        return word
    if not word[0].isidentifier():
        return ""
    return word[: next(i for i, c in enumerate(word) if not f"a{c}".isidentifier())]


def _unknown(character: str) -> str:
    hint = _HINTS.get(character)
    if hint is not None:
        return hint
    if not character.isprintable():
        return f"the character U+{ord(character):04X} has no meaning in a formula"
    return f"the sign {character} has no meaning in a formula"
