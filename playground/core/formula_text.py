"""`Expr` to text: formulas that `parse` reads back, and LaTeX."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from string import Formatter

from playground.core.expr import Expr
from playground.core.operations import CALL, OPERATIONS, Operation
from playground.core.tokens import identifier

_DEEPEST = 80  # levels of one written expression, for the reader's sake


def to_text(expr: Expr) -> str:
    """The formula of *expr*, which `parse` reads back to an equal graph.

    Its leaves' values it does not say: those are for `parse` to be given.
    """
    return _write(expr, _PYTHON)


def to_latex(expr: Expr) -> str:
    """The formula of *expr* as LaTeX mathematics."""
    return _write(expr, _LATEX)


def number_text(value: float) -> str:
    """The shortest text that reads back as *value*."""
    text = repr(value)
    return text if text == "-0.0" else text.removesuffix(".0")


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
    names = written_names(root)
    parts = [
        style.define.format(style.name(names[node]), _expression(node, names, style))
        for node in root.walk()
        if node.operation is not None and node in names
    ]
    return style.separator.join([*parts, _expression(root, names, style)])


def written_names(root: Expr) -> dict[Expr, str]:
    """The names that the text of *root* uses: of leaves, and of what is written apart.

    Apart are the named operations, the shared ones and those that would nest too
    deeply.
    """
    order = list(root.walk())
    uses = Counter(operand for node in order for operand in node.operands)
    names: dict[Expr, str] = {}
    free = _FreeNames(node.name for node in order)
    depths: dict[Expr, int] = {}
    for node in order:
        depth = 1 + max((depths[operand] for operand in node.operands), default=0)
        if node.operation is None:
            is_named = node.is_learnable or bool(node.name)
        else:
            is_apart = bool(node.name) or uses[node] > 1 or depth > _DEEPEST
            is_named = is_apart and node is not root
        if is_named:
            names[node] = free.take(node.name)
            depth = 0
        depths[node] = depth
    return names


class _FreeNames:
    """Identifiers as near to the nodes' own names as formulas allow."""

    def __init__(self, names: Iterable[str | None]) -> None:
        self._taken = {name for name in names if name}
        self._given: set[str] = set()
        self._numbers: Counter[str] = Counter()

    def take(self, name: str | None) -> str:
        """One that was not taken yet."""
        stem = identifier(name or "")
        if stem and stem not in self._given and (stem == name or self._is_free(stem)):
            free = stem
        else:
            free = self._numbered(f"{stem}_" if stem else "t")
        self._given.add(free)
        return free

    def _numbered(self, stem: str) -> str:
        while True:
            self._numbers[stem] += 1
            name = f"{stem}{self._numbers[stem]}"
            if self._is_free(name):
                return name

    def _is_free(self, name: str) -> bool:
        return name not in self._given and name not in self._taken


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
        elif _is_number(operand, names):
            precedence = _number_precedence(style.number(operand.result))
        if style.needs_brackets(row, index, precedence):
            parts += [style.brackets[0], operand, style.brackets[1]]
        else:
            parts.append(operand)
    return parts


def _number_precedence(text: str) -> int:
    """A negative number binds like a negation, one with a power of 10 like a product.

    The texts of Python show no product.
    """
    if text.startswith("-"):
        return OPERATIONS["neg"].precedence
    return OPERATIONS["mul"].precedence if r"\cdot" in text else CALL


def _is_number(node: Expr, names: dict[Expr, str]) -> bool:
    return node.operation is None and node not in names


def _python_template(row: Operation) -> str:
    if row.is_infix:
        space = " " if row.precedence == OPERATIONS["add"].precedence else ""
        return f"{{0}}{space}{row.python}{space}{{1}}"
    if row.precedence != CALL:
        return f"{row.python}{{0}}"
    return f"{row.python}({', '.join(f'{{{k}}}' for k in range(row.arity))})"


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
    has_sign = precedence == OPERATIONS["neg"].precedence
    follows = index > 0 or row.name == "neg"  # two signs in a row are hard to read
    return precedence < row.precedence + index or (has_sign and follows)


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
