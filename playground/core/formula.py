"""Text to `Expr`: a parser of its own small grammar; no text is ever run as code.

A formula is an expression over numbers, names, ``+ - * / **`` (also ``^`` and the signs
``× ÷ −``) and the functions of the table, with the precedence they have in Python.
Statements ``name = expression`` separated by ``;`` or line ends may come before it:
they name a value that is used more than once, or give a name its number. `to_text`
writes them for shared nodes, so the graph that `parse` builds from its text has the
same sharing.

The parser keeps its own stack of operators: any depth of brackets is welcome.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from playground.core.expr import Expr
from playground.core.formula_text import number_text, to_latex, to_text, written_names
from playground.core.operations import OPERATIONS, Operation
from playground.core.tokens import (
    CONSTANTS,
    FUNCTION_NAMES,
    FUNCTIONS,
    FormulaError,
    Kind,
    Token,
    normalized,
    tokens,
)

__all__ = [
    "CONSTANTS",
    "FUNCTIONS",
    "FUNCTION_NAMES",
    "FormulaError",
    "number_text",
    "parse",
    "to_latex",
    "to_text",
    "written_names",
]

_INFIX: Final = {row.python: row for row in OPERATIONS.values() if row.is_infix}
_NEGATION: Final = OPERATIONS["neg"]
_POWER: Final = OPERATIONS["pow"]
_LONGEST: Final = 20  # characters of a word that a message quotes


def parse(
    text: str,
    leaves: Mapping[str, Expr] | None = None,
    *,
    default: float = 1.0,
    functions: Mapping[str, Operation] | None = None,
) -> Expr:
    """Build the expression that *text* describes.

    Args:
        text: A formula, see the module.
        leaves: What names mean. A name that is not in it becomes a new learnable leaf,
            the same one at each of its uses.
        default: The value of such a leaf.
        functions: Rows that calls may name besides those of the table.

    Raises:
        FormulaError: *text* is no formula; the message names the column and what was
            expected there.
    """
    names = {normalized(name): leaf for name, leaf in (leaves or {}).items()}
    known = {**FUNCTIONS, **(functions or {})} if functions else FUNCTIONS
    return _Parser(list(tokens(text)), names, default, known).formula()


@dataclass(frozen=True, slots=True)
class _Open:
    """A bracket that waits for its end, of a call if it has a function.

    Attributes:
        token: The bracket, or the name of the function.
        column: Of the bracket.
        function: What to apply to the values within.
        height: How many values stood before it.
    """

    token: Token
    column: int
    function: Operation | None
    height: int


class _Parser:
    """Operator precedence: operators wait on a stack until their operands are there."""

    def __init__(
        self,
        found: list[Token],
        names: dict[str, Expr],
        default: float,
        functions: Mapping[str, Operation],
    ) -> None:
        self._tokens = found
        self._functions = functions
        self._default = default
        self._next = 0
        self._names = names
        self._values: list[Expr] = []
        self._waiting: list[Operation | _Open] = []

    def formula(self) -> Expr:
        """The value of the last statement."""
        self._skip_ends()
        has_parts = self._is_definition()
        while self._is_definition():
            self._define()
            self._skip_ends()
        if has_parts and self._token.kind is Kind.END:
            message = "expected the result after its parts, as in  a = 3; a*x"
            raise FormulaError(message, self._token.column)
        result = self._expression()
        self._skip_ends()
        if self._is_definition():
            message = "definitions come before the result, not after it"
            raise FormulaError(message, self._token.column)
        if self._token.kind is not Kind.END:
            message = "expected the end: a formula has one result"
            raise FormulaError(message, self._token.column)
        return result

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        self._next += 1
        return self._tokens[self._next - 1]

    def _skip_ends(self) -> None:
        while self._token.text == ";":
            self._next += 1

    # Statements

    def _is_definition(self) -> bool:
        is_named = self._token.kind is Kind.NAME
        return is_named and self._tokens[self._next + 1].text == "="

    def _define(self) -> None:
        name = self._take()
        self._next += 1
        if name.text in FUNCTION_NAMES:
            kind = "function" if name.text in OPERATIONS else "number"
            message = f"{name.text} is a {kind}: choose another name"
            raise FormulaError(message, name.column)
        start = self._next
        number = self._number()
        if number is not None and self._is_end_of_statement():
            self._names[name.text] = Expr(number, name.text)
            return
        self._next = start
        expr = self._expression()
        if expr.name is None:
            expr.name = name.text
        self._names[name.text] = expr

    def _is_end_of_statement(self) -> bool:
        return self._token.kind is Kind.END or self._token.text == ";"

    # Expressions

    def _expression(self) -> Expr:
        """One expression, up to the end of its statement."""
        while True:
            if self._takes_prefix():
                continue
            self._values.append(self._operand())
            while self._token.text == ")":
                self._close()
            if self._is_end_of_statement():
                break
            self._infix()
        self._apply_down_to(None)
        if self._waiting:
            raise FormulaError('this "(" has no ")"', self._open().column)
        return self._values.pop()

    def _takes_prefix(self) -> bool:
        """Take a sign or an opening bracket that stands before a value."""
        token = self._token
        if token.text == "+":
            self._take()
        elif token.text == "-" and not self._is_negative_number():
            self._take()
            self._waiting.append(_NEGATION)
        elif token.text == "(":
            self._take()
            opened = _Open(token, token.column, None, len(self._values))
            self._waiting.append(opened)
        elif token.kind is Kind.NAME and self._tokens[self._next + 1].text == "(":
            self._take()
            self._call(token)
        else:
            return False
        return True

    def _call(self, name: Token) -> None:
        row = self._functions.get(name.text)
        if row is None:
            raise FormulaError(self._no_function(name.text), name.column)
        bracket = self._take()
        if self._token.text == ")":
            raise FormulaError(_wrong_count(row, name.text, 0), name.column)
        self._waiting.append(_Open(name, bracket.column, row, len(self._values)))

    def _no_function(self, name: str) -> str:
        if name in self._names or name in CONSTANTS:
            product = f"for a product write {_short(name)}*(...)"
            return f"{_short(name)} is a value, not a function: {product}"
        near = difflib.get_close_matches(name.lower(), self._functions, 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        return f"there is no function called {_short(name)}{hint}"

    def _is_negative_number(self) -> bool:
        """Whether ``-`` belongs to the number after it, as in -3*x but not -3**x."""
        start = self._next
        number = self._number()
        after, self._next = self._token.text, start
        return number is not None and after != "**"

    def _number(self) -> float | None:
        """Take a number with its sign, if there is one."""
        sign = self._token.text if self._token.text in {"+", "-"} else ""
        token = self._tokens[self._next + len(sign)]
        if token.kind is Kind.NUMBER:
            number = float(token.text)
        elif token.text in CONSTANTS and token.text not in self._names:
            number = CONSTANTS[token.text]
        else:
            return None
        self._next += len(sign) + 1
        return -number if sign == "-" else number

    def _operand(self) -> Expr:
        number = self._number()
        if number is not None:
            return Expr.constant(number)
        token = self._token
        if token.kind is not Kind.NAME:
            message = f'expected a number, a name or "(", found {_quoted(token)}'
            raise FormulaError(message, token.column)
        self._next += 1
        leaf = self._names.get(token.text)
        if leaf is None and token.text in OPERATIONS:
            values = ", ".join(("x", "y")[: OPERATIONS[token.text].arity])
            message = f"{token.text} is a function: expected {token.text}({values})"
            raise FormulaError(message, token.column)
        if leaf is None:
            leaf = self._names[token.text] = Expr(self._default, token.text)
        return leaf

    def _infix(self) -> None:
        """Take what stands between two values: an operator, or the comma of a call."""
        token = self._token
        row = _INFIX.get(token.text)
        if row is not None:
            self._apply_down_to(row)
            self._waiting.append(row)
        elif token.text == ",":
            self._apply_down_to(None)
            if not self._waiting or self._open().function is None:
                raise FormulaError(self._stray_comma(), token.column)
        else:
            raise FormulaError(self._no_operator(), token.column)
        self._next += 1

    def _close(self) -> None:
        """Take a closing bracket; its values become one."""
        self._apply_down_to(None)
        token = self._take()
        if not self._waiting:
            raise FormulaError('this ")" has no "("', token.column)
        opened = self._open()
        self._waiting.pop()
        row = opened.function
        if row is None:
            return
        count = len(self._values) - opened.height
        if count != row.arity:
            message = _wrong_count(row, opened.token.text, count)
            raise FormulaError(message, opened.token.column)
        self._apply(row)

    def _open(self) -> _Open:
        """The innermost bracket; what was within it has been applied."""
        opened = self._waiting[-1]
        if not isinstance(opened, _Open):
            raise TypeError(opened)
        return opened

    def _apply_down_to(self, row: Operation | None) -> None:
        """Apply waiting operators that bind at least as strongly as *row*."""
        bound = 0 if row is None else row.precedence + (row is _POWER)
        while self._waiting:
            top = self._waiting[-1]
            if isinstance(top, _Open) or top.precedence < bound:
                break
            self._waiting.pop()
            self._apply(top)

    def _apply(self, row: Operation) -> None:
        operands = self._values[-row.arity :]
        del self._values[-row.arity :]
        self._values.append(Expr.apply(row, *operands))

    # What was expected

    def _stray_comma(self) -> str:
        before, after = self._tokens[self._next - 1], self._tokens[self._next + 1]
        if before.kind is after.kind is Kind.NUMBER:
            return f"write {before.text}.{after.text} with a point"
        return "a comma stands between the values of a function only"

    def _no_operator(self) -> str:
        before, found = self._tokens[self._next - 1], self._token
        if found.text == "=":
            return 'only one name stands before "=", as in  a = 3; a*x'
        message = f"expected an operator such as + or *, found {_quoted(found)}"
        if before.kind is Kind.NUMBER and found.kind is not Kind.NUMBER:
            factor = "(...)" if found.text == "(" else _short(found.text)
            message += f"; for a product write {_short(before.text)}*{factor}"
        return message


def _wrong_count(row: Operation, name: str, count: int) -> str:
    values = "1 value" if row.arity == 1 else f"{row.arity} values"
    return f"{name} takes {values}, not {count}"


def _quoted(token: Token) -> str:
    if token.text == ";":
        return "the end of the statement"
    return f'"{token.text}"' if token.kind is Kind.SIGN else _short(token.text)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
