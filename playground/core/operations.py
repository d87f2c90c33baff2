"""The one table of operations; every other room reads its rows, none adds to them.

A row is data. Its formulas are strings in a small dialect of Python over the operands
``x`` and ``y`` and the result ``out``; `Operation.value` and its companions are the
same strings compiled for scalars (`math`, IEEE results instead of exceptions) and for
arrays (NumPy). So the value, the derivative, the text a person reads and the code that
runs cannot drift apart, and a new operation is a new row.
"""

import ast
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

Array: TypeAlias = NDArray[np.float64]

CALL: Final = 9
"""Precedence of a function call: it never needs brackets."""


@dataclass(frozen=True, eq=False)
class Operation:
    """A differentiable function of one or two real numbers.

    Args:
        name: Method name on `Expr`, and name in formulas and files.
        symbol: What a node or a palette button shows.
        arity: Number of operands, 1 or 2.
        group: Heading in the palette.
        formula: The value, in the dialect.
        derivative_formulas: Partial derivative for each operand, in the dialect.
        help: One line for a person.
        python: Infix or prefix operator, or function name, in formulas.
        latex: Template with ``{0}`` and ``{1}``.
        precedence: Binding strength in formulas, `CALL` for functions.
        domain: Condition on the operands under which the value is a real number.
        domain_help: That condition in words, after "needs".
        aliases: Further names understood in formulas and in the search.
        is_activation: Whether it is offered as a network's activation.
        kink: What is 0 where the slope jumps, in the dialect; empty for smooth ones.
        noun: What sentences call its result; empty where the name reads well.
    """

    name: str
    symbol: str
    arity: int
    group: str
    formula: str
    derivative_formulas: tuple[str, ...]
    help: str
    python: str
    latex: str
    precedence: int = CALL
    domain: str = "True"
    domain_help: str = ""
    aliases: tuple[str, ...] = field(default=())
    is_activation: bool = False
    kink: str = ""
    noun: str = ""

    @cached_property
    def value(self) -> Callable[..., float]:
        """The value of scalar operands; infinite or NaN as IEEE says, never raises."""
        return compile_function(f"lambda {self._operands}: {self.formula}", SCALAR)

    @cached_property
    def derivatives(self) -> Callable[..., tuple[float, ...]]:
        """``(out, *operands) ->`` the partial derivatives, one for each operand."""
        return compile_function(self._derivatives_source, SCALAR)

    @cached_property
    def array_value(self) -> Callable[..., Array]:
        """`value` for arrays that broadcast; wrap in ``np.errstate(all="ignore")``."""
        return compile_function(f"lambda {self._operands}: {self.formula}", ARRAY)

    @cached_property
    def array_derivatives(self) -> Callable[..., tuple[Array, ...]]:
        """`derivatives` for arrays; a constant derivative comes as a number."""
        return compile_function(self._derivatives_source, ARRAY)

    @cached_property
    def propagate(self) -> Callable[[Any], None]:
        """Passes the gradient of a node of this operation on to its operands.

        The derivatives are compiled into it, as that halves its time. It takes any
        object with ``operands``, ``result`` and ``grad``.
        """
        used = names_in(*self.derivative_formulas)
        sources = {"x": "a.result", "y": "b.result", "out": "node.result"}
        lines = [f"{name} = {sources[name]}" for name in sources if name in used]
        operands = ("a", "b")[: self.arity]
        for operand, formula in zip(operands, self.derivative_formulas, strict=True):
            lines.append(f"{operand}.grad += grad * ({formula})")
        body = "\n    ".join(lines)
        source = f"""
def propagate(node):
    {", ".join(operands)}, = node.operands
    grad = node.grad
    {body}
"""
        return compile_function(source, SCALAR)

    @cached_property
    def accepts(self) -> Callable[..., bool]:
        """Whether finite scalar operands lie in the domain."""
        return compile_function(f"lambda {self._operands}: {self.domain}", SCALAR)

    @cached_property
    def array_kink(self) -> Callable[..., Array]:
        """What changes its sign where the slope jumps; only where `kink` is given."""
        return compile_function(f"lambda {self._operands}: {self.kink}", ARRAY)

    @property
    def input_names(self) -> tuple[str, ...]:
        """What the operands are called where nothing better is known."""
        return ("x", "y")[: self.arity]

    @property
    def trouble(self) -> str:
        """Why there is no value whatever the operands are; empty if there is one."""
        return ""

    @property
    def origin(self) -> object:
        """What a graph of nodes names it by."""
        return self.name

    def explain(self, *operands: float) -> str:
        """Where within the value stops being finite; empty if this is one piece."""
        del operands
        return ""

    def kinks(self, *operands: Array) -> list[Array]:
        """What changes its sign where the slope jumps, for each kink there is."""
        return [self.array_kink(*operands)] if self.kink else []

    @property
    def is_infix(self) -> bool:
        """Whether formulas write it between its operands."""
        return self.arity > 1 and self.precedence != CALL

    @property
    def _operands(self) -> str:
        return "x, y"[: 3 * self.arity - 2]

    @property
    def _derivatives_source(self) -> str:
        body = ", ".join(self.derivative_formulas)
        return f"lambda out, {self._operands}: ({body},)"


class _Dialect(ast.NodeTransformer):
    """Rewrites ``/`` and ``**``, and for arrays ``a if c else b``, as calls."""

    def __init__(self, *, for_arrays: bool) -> None:
        self._for_arrays = for_arrays

    @override
    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        names = {ast.Div: "divide", ast.Pow: "power"}
        name = names.get(type(node.op))
        return node if name is None else _call(name, node.left, node.right)

    @override
    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        self.generic_visit(node)
        if not self._for_arrays:
            return node
        return _call("where", node.test, node.body, node.orelse)


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


def compile_function(source: str, namespace: dict[str, Any]) -> Callable[..., Any]:
    """Compile a ``def`` or ``lambda`` made of the table's formulas.

    Only text of this project is ever compiled here, never a user's.

    Args:
        source: Source of one function, in the dialect of this module.
        namespace: What the names in *source* mean: `SCALAR`, `ARRAY`, or another
            room's functions of the same names. A ``where`` in it replaces ``if``.
    """
    tree = _Dialect(for_arrays="where" in namespace).visit(ast.parse(source))
    statement = tree.body[0]
    if isinstance(statement, ast.Expr):
        name = "function"
        tree.body[0] = ast.Assign([ast.Name(name, ast.Store())], statement.value)
    else:
        name = statement.name
    scope = dict(namespace)
    exec(compile(ast.fix_missing_locations(tree), f"<{name}>", "exec"), scope)
    function: Callable[..., Any] = scope[name]
    return function


def names_in(*formulas: str) -> set[str]:
    """The names that *formulas* mention."""
    trees = [ast.walk(ast.parse(formula)) for formula in formulas]
    return {n.id for tree in trees for n in tree if isinstance(n, ast.Name)}


def _ieee(
    fast: Callable[..., float], exact: Callable[..., Any]
) -> Callable[..., float]:
    """*fast*, and where it raises, the IEEE result that NumPy's *exact* gives."""

    def function(*operands: float) -> float:
        try:
            return fast(*operands)
        except (ArithmeticError, ValueError):
            with np.errstate(all="ignore"):
                return float(exact(*map(np.float64, operands)))

    return function


def _minimum(x: float, y: float) -> float:
    return y if y < x or y != y else x  # noqa: PLR0124  NaN wins, as in NumPy


def _maximum(x: float, y: float) -> float:
    return y if y > x or y != y else x  # noqa: PLR0124


SCALAR: Final[dict[str, Any]] = {
    "divide": _ieee(lambda x, y: x / y, np.divide),
    "power": _ieee(math.pow, np.power),
    "exp": _ieee(math.exp, np.exp),
    "expm1": _ieee(math.expm1, np.expm1),
    "log": _ieee(math.log, np.log),
    "log1p": _ieee(math.log1p, np.log1p),
    "sqrt": _ieee(math.sqrt, np.sqrt),
    "sin": _ieee(math.sin, np.sin),
    "cos": _ieee(math.cos, np.cos),
    "floor": np.floor,
    "tanh": math.tanh,
    "erfc": math.erfc,
    "abs": abs,
    "minimum": _minimum,
    "maximum": _maximum,
}

_erfc = np.frompyfunc(math.erfc, 1, 1)  # NumPy has no erfc of its own.

ARRAY: Final[dict[str, Any]] = {
    name: getattr(np, name) for name in SCALAR if name != "erfc"
} | {"erfc": lambda x: np.asarray(_erfc(x), dtype=np.float64), "where": np.where}

_ARITHMETIC = "Arithmetic"
_FUNCTIONS = "Functions"
_ACTIVATIONS = "Activations"

_ROWS = (
    Operation(
        "add", "+", 2, _ARITHMETIC, "x + y", ("1", "1"),
        "Sum: passes its gradient on unchanged to both operands.",
        "+", "{0} + {1}", precedence=1, aliases=("plus", "sum"), noun="sum",
    ),
    Operation(
        "sub", "\N{MINUS SIGN}", 2, _ARITHMETIC, "x - y", ("1", "-1"),
        "Difference: the second operand receives the gradient with its sign turned.",
        "-", "{0} - {1}", precedence=1, aliases=("minus", "subtract"),
        noun="difference",
    ),
    Operation(
        "mul", "\N{MULTIPLICATION SIGN}", 2, _ARITHMETIC, "x * y", ("y", "x"),
        "Product: each operand's gradient is scaled by the other operand.",
        "*", "{0} \\cdot {1}", precedence=2, aliases=("times", "multiply", "product"),
        noun="product",
    ),
    Operation(
        "div", "\N{DIVISION SIGN}", 2, _ARITHMETIC, "x / y", ("1 / y", "-out / y"),
        "Quotient: the first operand divided by the second.",
        "/", "\\frac{{{0}}}{{{1}}}", precedence=2,
        domain="y != 0", domain_help="a divisor other than 0",
        aliases=("divide", "quotient"), noun="quotient",
    ),
    Operation(
        "pow", "x\N{MODIFIER LETTER SMALL Y}", 2, _ARITHMETIC, "x ** y",
        (
            "0 if y == 0 else y * x ** (y - 1)",
            "0 if (x == 0) & (y >= 0) else out * log(x)",
        ),
        "Power: the first operand raised to the second.",
        "**", "{{{0}}}^{{{1}}}", precedence=4,
        domain="(x > 0) | (x == 0) & (y >= 0) | (x < 0) & (y == floor(y))",
        domain_help="a positive base, or a whole exponent that fits it",
        aliases=("power",), noun="power",
    ),
    Operation(
        "neg", "\N{MINUS SIGN}x", 1, _ARITHMETIC, "-x", ("-1",),
        "Negation: turns the sign of the value and of the gradient.",
        "-", "-{0}", precedence=3, aliases=("negate", "negative"),
        noun="negative",
    ),
    Operation(
        "abs", "|x|", 1, _ARITHMETIC, "abs(x)",
        ("1 if x > 0 else -1 if x < 0 else 0",),
        "Absolute value: the distance from 0; its slope at 0 is taken as 0.",
        "abs", "\\left|{0}\\right|", aliases=("absolute",), kink="x",
    ),
    Operation(
        "minimum", "min", 2, _ARITHMETIC, "minimum(x, y)",
        ("1 if x < y else 0.5 if x == y else 0",
         "1 if y < x else 0.5 if x == y else 0"),
        "The smaller operand: it alone receives the gradient; equals share it.",
        "minimum", "\\min\\left({0}, {1}\\right)", aliases=("min",), kink="x - y",
    ),
    Operation(
        "maximum", "max", 2, _ARITHMETIC, "maximum(x, y)",
        ("1 if x > y else 0.5 if x == y else 0",
         "1 if y > x else 0.5 if x == y else 0"),
        "The larger operand: it alone receives the gradient; equals share it.",
        "maximum", "\\max\\left({0}, {1}\\right)", aliases=("max",), kink="x - y",
    ),
    Operation(
        "exp", "exp", 1, _FUNCTIONS, "exp(x)", ("out",),
        "Exponential: the function that is its own derivative.",
        "exp", "\\exp\\left({0}\\right)",
    ),
    Operation(
        "log", "log", 1, _FUNCTIONS, "log(x)", ("1 / x",),
        "Natural logarithm, of a positive number.",
        "log", "\\log\\left({0}\\right)",
        domain="x > 0", domain_help="a positive number", aliases=("ln",),
    ),
    Operation(
        "sqrt", "\N{SQUARE ROOT}", 1, _FUNCTIONS, "sqrt(x)", ("0.5 / out",),
        "Square root, of a number that is not negative.",
        "sqrt", "\\sqrt{{{0}}}",
        domain="x >= 0", domain_help="a number that is not negative", aliases=("root",),
    ),
    Operation(
        "sin", "sin", 1, _FUNCTIONS, "sin(x)", ("cos(x)",),
        "Sine, of an angle in radians.",
        "sin", "\\sin\\left({0}\\right)", is_activation=True, aliases=("sine",),
    ),
    Operation(
        "cos", "cos", 1, _FUNCTIONS, "cos(x)", ("-sin(x)",),
        "Cosine, of an angle in radians.",
        "cos", "\\cos\\left({0}\\right)", aliases=("cosine",),
    ),
    Operation(
        "tanh", "tanh", 1, _ACTIVATIONS, "tanh(x)", ("1 - out * out",),
        "Hyperbolic tangent: squashes any number into -1 to 1.",
        "tanh", "\\tanh\\left({0}\\right)", is_activation=True,
    ),
    Operation(
        "relu", "relu", 1, _ACTIVATIONS,
        "0.0 if x <= 0 else x", ("0 if x <= 0 else 1",),
        "Rectified linear unit: x where positive, else 0, where no gradient flows.",
        "relu", "\\operatorname{{relu}}\\left({0}\\right)", is_activation=True,
        kink="x",
    ),
    Operation(
        "sigmoid", "sigmoid", 1, _ACTIVATIONS,
        "1 / (1 + exp(-x))", ("out * (1 - out)",),
        "Logistic function: squashes any number into 0 to 1.",
        "sigmoid", "\\sigma\\left({0}\\right)",
        is_activation=True, aliases=("logistic",),
    ),
    Operation(
        "softplus", "softplus", 1, _ACTIVATIONS,
        "log1p(exp(-abs(x))) + maximum(x, 0.0)", ("1 / (1 + exp(-x))",),
        "Smooth relu: log(1 + exp(x)).",
        "softplus", "\\operatorname{{softplus}}\\left({0}\\right)",
        is_activation=True,
    ),
    Operation(
        "leaky_relu", "leaky relu", 1, _ACTIVATIONS,
        "x if x > 0 else 0.01 * x", ("1 if x > 0 else 0.01",),
        "Relu that keeps a slope of 0.01 where x is negative, so it cannot die.",
        "leaky_relu", "\\operatorname{{leakyrelu}}\\left({0}\\right)",
        is_activation=True, kink="x",
    ),
    Operation(
        "elu", "elu", 1, _ACTIVATIONS,
        "x if x > 0 else expm1(x)", ("1 if x > 0 else out + 1",),
        "Exponential linear unit: x where positive, else exp(x) - 1.",
        "elu", "\\operatorname{{elu}}\\left({0}\\right)", is_activation=True,
    ),
    Operation(
        "silu", "silu", 1, _ACTIVATIONS,
        "x / (1 + exp(-x))",
        ("(1 + x * (1 - 1 / (1 + exp(-x)))) / (1 + exp(-x))",),
        "Sigmoid linear unit, also called swish: x * sigmoid(x).",
        "silu", "\\operatorname{{silu}}\\left({0}\\right)",
        is_activation=True, aliases=("swish",),
    ),
    Operation(
        "gelu", "gelu", 1, _ACTIVATIONS,
        "0.5 * x * erfc(-0.7071067811865476 * x)",
        ("0.5 * erfc(-0.7071067811865476 * x)"
         " + 0.3989422804014327 * x * exp(-0.5 * x * x)",),
        "Gaussian error linear unit: x times the normal distribution function of x.",
        "gelu", "\\operatorname{{gelu}}\\left({0}\\right)", is_activation=True,
    ),
)  # fmt: skip

OPERATIONS: Final[dict[str, Operation]] = {row.name: row for row in _ROWS}
"""The table: every operation by its name, in the order a palette shows them."""
