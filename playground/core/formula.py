"""Text to `Expr` and `Expr` to text: the grammar of formulas, never evaluated as code.

A formula is an expression over numbers, names, ``+ - * / **`` (also ``^`` and the signs
``× ÷ −``) and the functions of the table. Statements ``name = expression`` separated by
``;`` or line ends may come before it: they name a value that is used more than once, or
give a name its number. `to_text` writes them for shared nodes, so the graph that
`parse` builds from its text has the same sharing.
"""

import ast
import difflib
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Final

from playground.core.expr import Expr
from playground.core.operations import CALL, OPERATIONS, Operation

FUNCTIONS: Final[dict[str, Operation]] = {
    alias: row for row in OPERATIONS.values() for alias in row.aliases
} | OPERATIONS
"""Every function name that formulas understand, aliases included."""

CONSTANTS: Final = {"pi": math.pi, "inf": math.inf, "nan": math.nan}

FUNCTION_NAMES: Final = frozenset(FUNCTIONS) | frozenset(CONSTANTS)
"""Names that mean something in formulas and can name no value."""

_DEEPEST = 80  # levels of one written expression; Python's parser takes about 200
_OPERATORS: Final = {
    ast.Add: OPERATIONS["add"],
    ast.Sub: OPERATIONS["sub"],
    ast.Mult: OPERATIONS["mul"],
    ast.Div: OPERATIONS["div"],
    ast.Pow: OPERATIONS["pow"],
}
_SIGNS: Final = str.maketrans(
    {
        "\N{MULTIPLICATION SIGN}": "*",
        "\N{DOT OPERATOR}": "*",
        "\N{DIVISION SIGN}": "/",
        "\N{MINUS SIGN}": "-",
        "\n": ";",
    }
)
_A_VALUE = 'a number, a name or "("'


class FormulaError(ValueError):
    """A text that is no formula.

    Attributes:
        column: Where in the text, counted from 1.
    """

    def __init__(self, message: str, column: int) -> None:
        """Say what is wrong, and where."""
        super().__init__(f"column {column}: {message}")
        self.column = column


def parse(
    text: str, leaves: Mapping[str, Expr] | None = None, *, default: float = 1.0
) -> Expr:
    """Build the expression that *text* describes.

    Args:
        text: A formula, see the module.
        leaves: What names mean. A name that is not in it becomes a new learnable leaf,
            the same one at each of its uses.
        default: The value of such a leaf.

    Raises:
        FormulaError: *text* is no formula; the message names the column and what was
            expected there.
    """
    if "#" in text:
        msg = 'a formula has no comments: leave "#" out'
        raise FormulaError(msg, text.index("#") + 1)
    source, columns = _to_python(text)
    names = dict(leaves or {})
    result: Expr | None = None
    for statement in _statements(source, text, columns):
        column = columns[min(statement.col_offset, len(columns) - 1)]
        build = _Builder(names, columns, default)
        match statement:
            case ast.Expr(value=value):
                if result is not None:
                    msg = "expected the end, as this formula already has its result"
                    raise FormulaError(msg, column)
                result = build.expression(value)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if result is not None:
                    msg = "expected definitions before the result, not after it"
                    raise FormulaError(msg, column)
                names[name] = build.definition(name, value, column)
            case _:
                found = _quote(statement)
                msg = f"expected an expression or name = expression, found {found}"
                raise FormulaError(msg, column)
    if result is None:
        msg = f"expected {_A_VALUE}, found the end"
        raise FormulaError(msg, len(text) + 1)
    return result


def to_text(expr: Expr) -> str:
    """The formula of *expr*, which `parse` reads back to an equal graph."""
    return _write(expr, _PYTHON)


def to_latex(expr: Expr) -> str:
    """The formula of *expr* as LaTeX mathematics."""
    return _write(expr, _LATEX)


def number_text(value: float) -> str:
    """The shortest text that reads back as *value*."""
    text = repr(value)
    return text if text == "-0.0" else text.removesuffix(".0")


# Reading


def _to_python(text: str) -> tuple[str, list[int]]:
    """The text in Python's signs, and for each of its bytes the column in *text*."""
    pieces: list[str] = []
    columns: list[int] = []
    for column, character in enumerate(text.translate(_SIGNS), start=1):
        piece = "**" if character == "^" else character
        pieces.append(piece)
        columns += [column] * len(piece.encode())
    return "".join(pieces), [*columns, len(text) + 1]


def _statements(source: str, text: str, columns: list[int]) -> list[ast.stmt]:
    stripped = source.lstrip(" \t;")
    shift = len(source) - len(stripped)
    stripped = re.sub(r";[\s;]*;", lambda m: " " * (len(m[0]) - 1) + ";", stripped)
    try:
        body = ast.parse(stripped.rstrip("; \t")).body
    except SyntaxError as error:
        offset = len(stripped[: (error.offset or 1) - 1].encode()) + shift
        column = columns[min(offset, len(columns) - 1)]
        raise FormulaError(_expected(text, column, error.msg), column) from None
    except (RecursionError, MemoryError, ValueError):
        msg = "nested too deeply: name a part of it first, as in  a = ...; a + 1"
        raise FormulaError(msg, 1) from None
    for statement in body:
        for node in ast.walk(statement):
            if hasattr(node, "col_offset"):
                node.col_offset += shift
    return body


def _expected(text: str, column: int, reason: str) -> str:
    """What a person should have typed at *column*, from the text around it."""
    found = text[column - 1 : column]
    if "never closed" in reason:
        return 'this "(" has no ")"'
    if found in {")", "]", "}"} and "unmatched" in reason:
        return f'this "{found}" has no bracket that it closes'
    if "decimal literal" in reason:
        return f"expected an operator after the number {found}, as in {found}*x"
    before = text[: column - 1].rstrip()
    wants_value = not before or before[-1] in "+-*/^(,=;\N{MULTIPLICATION SIGN}"
    what = _A_VALUE if wants_value else "an operator such as + or *"
    return f"expected {what}, found {f'{found!r}' if found else 'the end'}"


def _quote(node: ast.AST) -> str:
    text = ast.unparse(node)
    return f"\N{LEFT DOUBLE QUOTATION MARK}{text[:30]}\N{RIGHT DOUBLE QUOTATION MARK}"


class _Builder:
    """Turns one statement's syntax tree into `Expr`, without recursion."""

    def __init__(
        self, names: dict[str, Expr], columns: list[int], default: float
    ) -> None:
        self._names = names
        self._default = default
        self._columns = columns

    def definition(self, name: str, value: ast.expr, column: int) -> Expr:
        """The node that *name* stands for from here on."""
        if name in FUNCTION_NAMES:
            msg = f"{name} is a function: choose another name"
            raise FormulaError(msg, column)
        number = _literal(value)
        if number is not None:
            return Expr(number, name)
        expr = self.expression(value)
        if expr.name is None:
            expr.name = name
        return expr

    def expression(self, root: ast.expr) -> Expr:
        """The graph of an expression."""
        built: list[Expr] = []
        pending: list[ast.expr | tuple[Operation, int]] = [root]
        while pending:
            item = pending.pop()
            if isinstance(item, tuple):
                row, arity = item
                operands = built[-arity:]
                del built[-arity:]
                built.append(Expr.apply(row.name, *operands))
                continue
            leaf = self._leaf(item)
            if leaf is not None:
                built.append(leaf)
                continue
            row, operands_of = self._operation(item)
            pending.append((row, len(operands_of)))
            pending += reversed(operands_of)
        return built[0]

    def _leaf(self, node: ast.expr) -> Expr | None:
        number = _literal(node)
        if number is not None:
            return Expr.constant(number)
        if not isinstance(node, ast.Name):
            return None
        if node.id in self._names:
            return self._names[node.id]
        if node.id in CONSTANTS:
            return Expr.constant(CONSTANTS[node.id])
        if node.id in FUNCTIONS:
            row = FUNCTIONS[node.id]
            values = ", ".join(("x", "y")[: row.arity])
            msg = f"{node.id} is a function: expected {node.id}({values})"
            raise FormulaError(msg, self._column(node))
        leaf = self._names[node.id] = Expr(self._default, node.id)
        return leaf

    def _operation(self, node: ast.expr) -> tuple[Operation, list[ast.expr]]:
        match node:
            case ast.BinOp(left=left, op=operator, right=right) if (
                type(operator) in _OPERATORS
            ):
                return _OPERATORS[type(operator)], [left, right]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return OPERATIONS["neg"], [operand]
            case ast.Call(func=ast.Name(id=name), args=operands, keywords=[]):
                return self._function(node, name), operands
            case _:
                msg = f"expected {_A_VALUE}, found {_quote(node)}"
                raise FormulaError(msg, self._column(node))

    def _function(self, node: ast.Call, name: str) -> Operation:
        row = FUNCTIONS.get(name)
        if row is None:
            near = difflib.get_close_matches(name, FUNCTIONS, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            msg = f"there is no function called {name}{hint}"
            raise FormulaError(msg, self._column(node))
        if len(node.args) != row.arity:
            values = "1 value" if row.arity == 1 else f"{row.arity} values"
            msg = f"{name} takes {values}, not {len(node.args)}"
            raise FormulaError(msg, self._column(node))
        return row

    def _column(self, node: ast.expr) -> int:
        return self._columns[min(node.col_offset, len(self._columns) - 1)]


def _literal(node: ast.expr) -> float | None:
    """The number that *node* writes, with its sign, or None."""
    match node:
        case ast.Constant(value=bool()):
            return None
        case ast.Constant(value=int() | float() as value):
            try:
                return float(value)
            except OverflowError:
                return math.inf
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant() as operand):
            number = _literal(operand)
            return None if number is None else -number
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _literal(operand)
        case _:
            return None


# Writing


@dataclass(frozen=True, slots=True)
class _Style:
    """How one kind of text spells leaves, operations and definitions."""

    name: Callable[[str], str]
    number: Callable[[float], str]
    template: Callable[[Operation], str]
    brackets: tuple[str, str]
    needs_brackets: Callable[[Operation, int, int], bool]
    precedence: Callable[[Operation], int]
    define: str
    separator: str


def _write(root: Expr, style: _Style) -> str:
    order = list(root.walk())
    names = _names(order, root)
    parts = [
        style.define.format(style.name(names[node]), _expression(node, names, style))
        for node in order
        if node.operation is not None and node in names and node is not root
    ]
    return style.separator.join([*parts, _expression(root, names, style)])


def _names(order: Iterable[Expr], root: Expr) -> dict[Expr, str]:
    """Names for the nodes that must have one: leaves, and operations written apart.

    Those are the named ones, the shared ones and those that would nest too deeply.
    """
    order = list(order)
    uses: dict[Expr, int] = {}
    for node in order:
        for operand in node.operands:
            uses[operand] = uses.get(operand, 0) + 1
    taken = {node.name for node in order if node.name}
    given: set[str] = set()
    names: dict[Expr, str] = {}
    depths: dict[Expr, int] = {}
    for node in order:
        depth = 1 + max((depths[operand] for operand in node.operands), default=0)
        is_parameter = node.operation is None and (node.is_learnable or node.name)
        is_apart = node.operation is not None and (
            node.name or uses.get(node, 0) > 1 or depth > _DEEPEST
        )
        if (node is not root and (is_parameter or is_apart)) or is_parameter:
            names[node] = _free_name(node.name, taken, given)
            given.add(names[node])
            depth = 0
        depths[node] = depth
    return names


def _free_name(name: str | None, taken: set[str], given: set[str]) -> str:
    """An identifier for a node, as near to its own name as formulas allow."""
    stem = re.sub(r"\W", "_", name or "")
    if stem and (stem[0].isdigit() or stem in FUNCTION_NAMES):
        stem = f"_{stem}"
    if stem and stem not in given and (stem == name or stem not in taken):
        return stem
    number = 1
    stem = f"{stem}_" if stem else "t"
    while f"{stem}{number}" in given or f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


def _expression(root: Expr, names: dict[Expr, str], style: _Style) -> str:
    """One expression, nodes in *names* by their names; *root* is written out."""
    pieces: list[str] = []
    pending: list[Expr | str] = [root]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            pieces.append(item)
        elif item.operation is None or (item in names and item is not root):
            is_named = item in names
            pieces.append(
                style.name(names[item]) if is_named else style.number(item.result)
            )
        else:
            pending += reversed(_spelled(item, item.operation, names, style))
    return "".join(pieces)


def _spelled(
    node: Expr, row: Operation, names: dict[Expr, str], style: _Style
) -> list[Expr | str]:
    """A node's pieces of text, with its operands between them."""
    template = style.template(row)
    if row.name == "neg" and _is_number(node.operands[0], names):
        template = "neg({0})"  # "-3" reads back as the number, not as its negation
    parts: list[Expr | str] = []
    for literal, field, _, _ in Formatter().parse(template):
        parts.append(literal)
        if field is None:
            continue
        index = int(field)
        operand = node.operands[index]
        precedence = CALL
        if operand.operation is not None and operand not in names:
            precedence = style.precedence(operand.operation)
        elif _is_number(operand, names) and math.copysign(1, operand.result) < 0:
            precedence = OPERATIONS["neg"].precedence
        if style.needs_brackets(row, index, precedence):
            parts += [style.brackets[0], operand, style.brackets[1]]
        else:
            parts.append(operand)
    return parts


def _is_number(node: Expr, names: dict[Expr, str]) -> bool:
    return node.operation is None and node not in names


def _python_template(row: Operation) -> str:
    if row.is_infix:
        space = " " if row.precedence == OPERATIONS["add"].precedence else ""
        return f"{{0}}{space}{row.python}{space}{{1}}"
    if row.precedence != CALL:
        return f"{row.python}{{0}}"
    return f"{row.python}({', '.join(('{0}', '{1}')[: row.arity])})"


def _python_brackets(row: Operation, index: int, precedence: int) -> bool:
    if row.precedence == CALL:
        return False
    if row.python == "**":
        bound = OPERATIONS["neg"].precedence if index else row.precedence + 1
        return precedence < bound
    return precedence < row.precedence + index


def _latex_brackets(row: Operation, index: int, precedence: int) -> bool:
    if row.name == "pow":
        return index == 0 and precedence < CALL
    if row.precedence == CALL or row.name == "div":
        return False
    return precedence < row.precedence + index


def _latex_name(name: str) -> str:
    match = re.fullmatch(r"([^\W\d_]+)_?(\w*)", name)
    stem, index = match.groups() if match else (name, "")
    stem = stem if len(stem) == 1 else rf"\mathrm{{{stem.replace('_', ' ')}}}"
    return f"{stem}_{{{index.replace('_', ',')}}}" if index else stem


def _latex_number(value: float) -> str:
    text = number_text(value).replace("inf", r"\infty").replace("nan", r"\mathrm{nan}")
    mantissa, _, exponent = text.partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else text


_PYTHON = _Style(
    name=str,
    number=number_text,
    template=_python_template,
    brackets=("(", ")"),
    needs_brackets=_python_brackets,
    precedence=lambda row: row.precedence,
    define="{} = {}",
    separator="; ",
)
_LATEX = _Style(
    name=_latex_name,
    number=_latex_number,
    template=lambda row: row.latex,
    brackets=(r"\left(", r"\right)"),
    needs_brackets=_latex_brackets,
    precedence=lambda row: CALL - 1 if row.name == "div" else row.precedence,
    define="{} = {}",
    separator=r",\quad ",
)
