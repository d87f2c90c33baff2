"""Runs a laid-out program over blocks of samples, forward and backward, with numba.

One interpreter, compiled once, serves every program: an instruction loops over a block
of samples, so dispatching it costs next to nothing. The code for each row of the table
of operations is made from the row's own formulas.
"""

import textwrap
from collections.abc import Callable
from typing import Any, Final

from numba import njit

from playground.core.elementary import VECTOR
from playground.core.lanes import (
    Value,
    at,
    fma,
    load,
    put,
    some,
    spread,
    store,
    store_some,
    sum_lanes,
)
from playground.core.layout import BROADCAST, FIELDS, FRESH, LANES, NUMBERS, TILE
from playground.core.operations import OPERATIONS, Operation, compile_function
from playground.core.program import AFFINE

Kernel = Callable[..., Value]

_BROADCAST: Final = NUMBERS[BROADCAST]
_AFFINE: Final = NUMBERS[AFFINE]

_SCOPE: Final = VECTOR | {
    "load": load,
    "store": store,
    "store_some": store_some,
    "sum_lanes": sum_lanes,
    "fma": fma,
    "spread": spread,
    "at": at,
    "some": some,
}


TAME: Final = frozenset(
    """neg abs minimum maximum sin cos tanh relu sigmoid softplus leaky_relu elu silu
    gelu""".split()  # noqa: SIM905  a list to be read
)
"""Rows that make nothing large: values no larger than 1 or an operand, slopes about 1.

So they need not be watched, other than the rows whose numbers they work on.
"""


def _loop(body: str, result: str, array: str, target: str, *, is_tame: bool) -> str:
    """Source of a loop over lanes, of which the last may be too many to be stored."""
    meter = "" if is_tame else "squares = fma(result, result, squares)"
    return f"""
    squares = load(meter, 0)
    for i in range(0, n, {LANES}):
{_indented(body, 8)}
        result = {result}
        if i + {LANES} <= n:
            store({array}, {target} + i, result)
        else:
            store_some({array}, {target} + i, result, n - i)
            result = some(result, n - i)
        {meter}
    store(meter, 0, squares)
"""


def _forward(row: Operation) -> Kernel:
    """``(v, meter, r, a, b, n)``: *n* results from *r* on, of *a* and *b* on."""
    loads = "x = load(v, a + i)" + "\ny = load(v, b + i)" * (row.arity - 1)
    loop = _loop(loads, row.formula, "v", "r", is_tame=row.name in TAME)
    return _compiled(f"def forward_{row.name}(v, meter, r, a, b, n):{loop}")


def _backward(row: Operation) -> Kernel:
    """``(v, g, meter, r, a, b, n, flags)``: adds to the flagged operands' gradients."""
    loads = "x = load(v, a + i)" + "\ny = load(v, b + i)" * (row.arity - 1)
    loads += "\nout = load(v, r + i)\ngrad = load(g, r + i)"
    source = f"def backward_{row.name}(v, g, meter, r, a, b, n, flags):"
    for bit, (operand, formula) in enumerate(
        zip("ab", row.derivative_formulas, strict=False)
    ):
        total = f"where(fresh, 0.0, load(g, {operand} + i)) + grad * ({formula})"
        loop = _loop(loads, total, "g", operand, is_tame=row.name in TAME)
        source += f"""
    if flags & {1 << bit}:
        fresh = spread(float(flags & {1 << (bit + FRESH)})) != 0.0
{_indented(loop, 4)}"""
    return _compiled(source)


def _compiled(source: str) -> Kernel:
    kernel: Kernel = njit(compile_function(source, _SCOPE))
    return kernel


def _product(source: str, rows: int, vectors: int) -> str:
    """Source of sums of weighted rows, for a tile of results and some lanes.

    *source* says where the row of each term is; the sums ``s00, s01, s10, ...`` must
    have been begun; the weights of a term lie side by side from ``w + TILE * term`` on.
    """
    lines = [f"for term in range(terms):\n    x = {source} + i"]
    lines += [f"x{j} = load(a, x + {LANES * j})" for j in range(vectors)]
    for o in range(rows):
        lines.append(f"w{o} = spread(at(weights, w + {TILE} * term + {o}))")
        lines += [f"s{o}{j} = fma(x{j}, w{o}, s{o}{j})" for j in range(vectors)]
    return "\n    ".join(lines)


def _tile(source: str, start: str, target: str, rows: int, vectors: int) -> str:
    """Source of one tile: begin the sums, add the products up, store what is real."""
    lines = [f"t{o} = {target.format(o=o)}" for o in range(rows)]
    cells = [(o, j) for o in range(rows) for j in range(vectors)]
    for o, j in cells:
        lines.append(f"s{o}{j} = {start.format(o=o, j=LANES * j)}")
    lines.append(_product(source, rows, vectors))
    for o, j in cells:
        guard = f"if real > {o}: " if o else ""
        lines.append(f"{guard}store(z, t{o} + i + {LANES * j}, s{o}{j})")
        # In turn, as each has to wait for the last but one.
        lines.append(f"squares{o % 2} = fma(s{o}{j}, s{o}{j}, squares{o % 2})")
    return "\n".join(lines)


def _matrix(name: str, source: str, start: str, target: str) -> Kernel:
    """A function that multiplies a matrix with rows of *a* and puts rows into *z*.

    A tile is `TILE` rows of the matrix by two vectors of lanes, or one row by two
    vectors where a single row is left.
    """

    def loops(rows: int) -> str:
        two = _indented(_tile(source, start, target, rows, 2), 4)
        one = _indented(_tile(source, start, target, rows, 1), 4)
        return f"""
for i in range(0, even, {2 * LANES}):
{two}
for i in range(even, width, {LANES}):
{one}"""

    return _compiled(f"""
def {name}(a, z, meter, weights, operands, r, k, terms, n, w, bias, flags, width):
    squares0, squares1 = load(meter, 0), spread(0.0)
    fresh = spread(float(flags & {1 << FRESH})) != 0.0
    even = width - width % {2 * LANES}
    for first in range(0, n, {TILE}):
        real = n - first
        if real == 1:
{_indented(loops(1), 12)}
        else:
{_indented(loops(TILE), 12)}
        w += {TILE} * terms
    store(meter, 0, squares0 + squares1)
""")


def _indented(source: str, spaces: int) -> str:
    return textwrap.indent(source.strip("\n"), " " * spaces)


affine_forward: Final = _matrix(
    "affine_forward",
    source="at(operands, k + term)",
    start="spread(at(weights, bias + first + {o}))",
    target="r + (first + {o}) * width",
)
"""Weighted sums of the operands' rows, begun with the biases."""

affine_back: Final = _matrix(
    "affine_back",
    source="r + term * width",
    start="where(fresh, 0.0, load(z, t{o} + i + {j}))",
    target="at(operands, k + first + {o})",
)
"""Adds the gradients of the results, weighted, to the gradients of the operands."""


def _outer_tile() -> str:
    """Source of the sums over samples of gradient times operand, for a square tile."""
    cells = [(o, c) for o in range(TILE) for c in range(TILE)]
    lines = [f"s{o}{c} = spread(0.0)" for o, c in cells]
    body = [f"g{o} = load(g, r{o} + i)" for o in range(TILE)]
    for c in range(TILE):
        body.append(f"x = load(v, x{c} + i)")
        body += [f"s{o}{c} = fma(g{o}, x, s{o}{c})" for o in range(TILE)]
    lines += [f"for i in range(0, width, {LANES}):", _indented("\n".join(body), 4)]
    for c in range(TILE):
        store_column = [
            f"if real > {o}: add(slopes, w + {TILE} * (column + {c}) + {o}, s{o}{c})"
            for o in range(TILE)
        ]
        lines += [f"if left > {c}:", _indented("\n".join(store_column), 4)]
    return "\n".join(lines)


@njit(forceinline=True)
def _add(array: Value, index: Value, x: Value) -> None:
    put(array, index, at(array, index) + sum_lanes(x))


def _each(statement: str) -> str:
    return "; ".join(statement.format(i=i) for i in range(TILE))


_OUTER: Final = f"""
def affine_slopes(v, g, slopes, operands, r, k, terms, n, w, bias, width):
    for first in range(0, n, {TILE}):
        real = n - first
        {_each("r{i} = r + (first + min({i}, real - 1)) * width")}
        for column in range(0, terms, {TILE}):
            left = terms - column
            {_each("x{i} = at(operands, k + column + {i})")}
{_indented(_outer_tile(), 12)}
        w += {TILE} * terms
    for first in range(n):
        total = spread(0.0)
        for i in range(0, width, {LANES}):
            total = total + load(g, r + first * width + i)
        add(slopes, bias + first, total)
"""

affine_slopes: Final = njit(compile_function(_OUTER, _SCOPE | {"add": _add}))
"""Adds up, over the samples, the gradients of the weights and biases."""


@njit
def _broadcast(v: Value, r: int, a: int, n: int) -> None:
    x = spread(at(v, a))
    for i in range(0, n, LANES):
        store(v, r + i, x)


@njit
def _broadcast_back(g: Value, r: int, a: int, count: int) -> None:
    total = spread(0.0)
    for i in range(0, count, LANES):
        # What lies beyond may be NaN, 0 times an infinite slope.
        total = total + some(load(g, r + i), count - i)
    put(g, a, at(g, a) + sum_lanes(total))


def _dispatch(arguments: str, cases: dict[int, str], scope: dict[str, Any]) -> Kernel:
    """A function that goes through a list of instructions and does what each says."""
    first, *others = cases.items()
    tests = [f"if number == {first[0]}:\n    {first[1]}"]
    tests += [f"elif number == {number}:\n    {call}" for number, call in others]
    source = f"""
def run(code, {arguments}):
    for c in range(0, len(code), {FIELDS}):
        number = at(code, c)
        r = at(code, c + 1)
        a = at(code, c + 2)
        b = at(code, c + 3)
        n = at(code, c + 4)
        flags = at(code, c + 5)
        w = at(code, c + 6)
        bias = at(code, c + 7)
        w2 = at(code, c + 8)
{_indented(chr(10).join(tests), 8)}
"""
    kernel: Kernel = njit(compile_function(source, scope))
    return kernel


def _forward_kernel() -> Kernel:
    scope = _SCOPE | {"affine": affine_forward, "broadcast": _broadcast}
    cases = {
        _AFFINE: (
            "affine(v, v, meter, weights, operands, r, a, b, n, w, bias, 0, width)"
        ),
        _BROADCAST: "broadcast(v, r, a, n)",
    }
    for name, row in OPERATIONS.items():
        scope[f"forward_{name}"] = _forward(row)
        cases[NUMBERS[name]] = f"forward_{name}(v, meter, r, a, b, n)"
    return _dispatch("v, meter, weights, operands, width", cases, scope)


def _backward_kernel() -> Kernel:
    scope = _SCOPE | {
        "slopes_of": affine_slopes,
        "affine_back": affine_back,
        "broadcast": _broadcast_back,
    }
    affine = """
    if flags & 2:
        slopes_of(v, g, slopes, operands, r, a, b, n, w, bias, width)
    if flags & 1:
        affine_back(
            g, g, meter, transposed, operands, r, a, n, b, w2, 0, flags, width
        )"""
    cases = {_AFFINE: affine, _BROADCAST: "broadcast(g, r, a, count)"}
    for name, row in OPERATIONS.items():
        scope[f"backward_{name}"] = _backward(row)
        cases[NUMBERS[name]] = f"backward_{name}(v, g, meter, r, a, b, n, flags)"
    return _dispatch(
        "v, g, meter, slopes, transposed, operands, width, count", cases, scope
    )


run_forward: Final = _forward_kernel()
"""``(code, v, meter, weights, operands, width)``: compute the values in *v*."""

run_backward: Final = _backward_kernel()
"""``(code, v, g, meter, slopes, transposed, operands, width, count)``: backward in *g*.

*count* samples of a block are real.
"""
