"""What a network can see of a point: seven features, and formulas in x and y."""

import hashlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from playground.core.expr import Expr
from playground.core.formula import FormulaError, parse
from playground.core.operations import Array
from playground.core.program import interpret, lower
from playground.core.tokens import Kind, normalized, tokens

FEATURES: Final[dict[str, Callable[[Expr, Expr], Expr]]] = {
    "x": lambda x, _y: x,
    "y": lambda _x, y: y,
    "x^2": lambda x, _y: x * x,
    "y^2": lambda _x, y: y * y,
    "x*y": lambda x, y: x * y,
    "sin(x)": lambda x, _y: Expr.apply("sin", x),
    "sin(y)": lambda _x, y: Expr.apply("sin", y),
}
"""TensorFlow Playground's features, by name; all others are formulas."""

_UNORDERED: Final = ("add", "mul", "minimum", "maximum")
"""Operations whose operands may change places."""

LONGEST_FORMULA: Final = 200
"""Characters of a formula of one's own."""


def parse_in_plane(text: str, x: Expr, y: Expr) -> Expr:
    """The formula *text* over the leaves *x* and *y*; it has no parameters.

    Raises:
        FormulaError: It is no formula, uses another name than x and y, or neither of
            them; the message names the column.
    """
    if len(text) > LONGEST_FORMULA:
        message = f"a formula has at most {LONGEST_FORMULA} characters"
        raise FormulaError(message, LONGEST_FORMULA + 1)
    root = parse(text, {"x": x, "y": y}, default=float("nan"))
    leaves = [node for node in root.walk() if node.is_leaf]
    for leaf in leaves:
        # What a formula defines, as in a = 3; a*x, has its number.
        if leaf is x or leaf is y or leaf.name is None:
            continue
        if np.isnan(leaf.result):
            message = f"expected x or y: nothing else is known here, so not {leaf.name}"
            raise FormulaError(message, _column(text, leaf.name))
        leaf.is_learnable = False
    if not any(leaf is x or leaf is y for leaf in leaves):
        message = "expected x or y: this is the same at every point"
        raise FormulaError(message, 1)
    return root


@lru_cache(maxsize=256)
def canonical_feature(text: str) -> str:
    """The name under which settings keep the feature *text*.

    One of the seven is found in other spellings, ``x**2`` or ``y * x``; a formula of
    one's own is kept as it was typed, without spaces around it.

    Raises:
        FormulaError: See `parse_in_plane`.
    """
    stripped = text.strip()
    if stripped in FEATURES:
        return stripped
    return _BY_SENSE.get(_sense_of(stripped), stripped)


def is_same_feature(first: str, second: str) -> bool:
    """Whether two features are the same but for spelling, ``x*y`` and ``y * x``."""
    return first == second or _sense_of(first) == _sense_of(second)


def formulas_on_offer(used: Sequence[str], offered: Sequence[str]) -> tuple[str, ...]:
    """The formulas *offered* and those *used*, in the spelling they are used with."""
    formulas = [name for name in offered if name not in FEATURES]
    for name in used:
        if name in FEATURES or name in formulas:
            continue
        twins = [i for i, own in enumerate(formulas) if is_same_feature(own, name)]
        if twins:
            formulas[twins[0]] = name
        else:
            formulas.append(name)
    return tuple(formulas)


def feature_expr(name: str, x: Expr, y: Expr) -> Expr:
    """The feature *name* over the leaves *x* and *y*.

    Raises:
        FormulaError: It is none of the seven, and no formula in x and y.
    """
    build = FEATURES.get(name)
    return parse_in_plane(name, x, y) if build is None else build(x, y)


def feature_values(name: str, points: Array) -> Array:
    """What the feature is at *points* ``(n, 2)``: shape ``(n,)``.

    Raises:
        FormulaError: See `feature_expr`.
    """
    x, y = _axes()
    program = lower([feature_expr(name, x, y)], [x, y])
    return interpret(program, np.empty(0), points)[:, 0]


def _axes() -> tuple[Expr, Expr]:
    return tuple(Expr(0.0, axis, is_learnable=False) for axis in "xy")  # type: ignore[return-value]


@lru_cache(maxsize=256)
def _sense_of(text: str) -> str:
    x, y = _axes()
    return _sense(parse_in_plane(text, x, y), x, y)


def _sense(root: Expr, x: Expr, y: Expr) -> str:
    """The same for formulas that differ in spelling or in the order of operands.

    A digest for each node, since a value used often may make long texts of short ones.
    """
    known = {id(x): "x", id(y): "y"}
    for node in root.walk():
        if node.operation is None:
            known.setdefault(id(node), repr(node.result))
            continue
        parts = [known[id(operand)] for operand in node.operands]
        if node.operation.name in _UNORDERED:
            parts.sort()
        words = " ".join((node.operation.name, *parts)).encode()
        known[id(node)] = hashlib.blake2b(words, digest_size=16).hexdigest()
    return known[id(root)]


def _column(text: str, name: str) -> int:
    """Where in *text* a name stands first, counted from 1."""
    for token in tokens(text):
        if token.kind is Kind.NAME and normalized(token.text) == name:
            return token.column
    return 1


def _senses() -> dict[str, str]:
    """The seven, found by what they say as formulas and as they are built."""
    x, y = _axes()
    built = {_sense(build(x, y), x, y): name for name, build in FEATURES.items()}
    return built | {_sense_of(name): name for name in FEATURES}


_BY_SENSE: Final = _senses()
