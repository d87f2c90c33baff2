"""Formulas of the table of operations written out, with names or with numbers."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from playground.core.operations import SCALAR, compile_function
from playground.ui.numbers import MINUS, format_number

_SIGN_OF_NUMBER: Final = "{-}"
"""A minus that is no subtraction stands close to its number."""
_MINUSES: Final = (MINUS, "-", _SIGN_OF_NUMBER)


@dataclass(frozen=True, slots=True)
class Script:
    """How mathematics is written: as plain text, or for the typesetter."""

    times: str
    fraction: str
    power: str
    call: str
    brackets: str

    def number(self, value: float) -> str:
        """A number with four significant digits."""
        text = format_number(value)
        if self is PLAIN:
            return text
        text = text.replace(MINUS, _SIGN_OF_NUMBER).replace("∞", r"\infty ")
        text = text.replace("nan", r"\mathrm{nan}")
        mantissa, e, exponent = text.partition("e")
        return rf"{mantissa} \cdot 10^{{{exponent}}}" if e else text


PLAIN: Final = Script(" × ", "{0} / {1}", "{0}^{1}", "{0}({1})", "({0})")
LATEX: Final = Script(
    r" \times ",
    r"\frac{{{0}}}{{{1}}}",
    "{{{0}}}^{{{1}}}",
    r"\operatorname{{{0}}}\left({1}\right)",
    r"\left({0}\right)",
)

_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(1, 6)


def written(
    formula: str, names: Mapping[str, str], numbers: Mapping[str, float], script: Script
) -> str:
    """*formula* with *names* in place of ``x``, ``y`` and ``out``.

    Args:
        formula: In the dialect of the table.
        names: What to write for each; text that begins with a minus gets brackets.
        numbers: What they are, to tell which branch of an ``if`` is taken.
        script: How to write it.
    """
    tree = ast.parse(formula, mode="eval").body
    return _Writer(names, numbers, script).write(tree)[0]


class _Writer:
    """Each piece is a text with its binding strength."""

    def __init__(
        self, names: Mapping[str, str], numbers: Mapping[str, float], script: Script
    ) -> None:
        self._names = names
        self._numbers = numbers
        self._script = script

    def write(self, node: ast.expr) -> tuple[str, int]:
        """The text of a piece."""
        script = self._script
        match node:
            case ast.Name(id=name):
                return self._named(self._names[name])
            case ast.Constant(value=value):
                return self._named(script.number(float(str(value))))
            case ast.IfExp():
                return self.write(node.body if self._holds(node.test) else node.orelse)
            case ast.UnaryOp(operand=operand):
                sign = self._script.number(-1.0).removesuffix("1")
                return f"{sign}{self._tied(operand, _POWER)}", _SIGN
            case ast.Call(func=ast.Name(id=name), args=arguments):
                inner = ", ".join(self.write(argument)[0] for argument in arguments)
                return script.call.format(name, inner), _ATOM
            case ast.BinOp():
                return self._binary(node)
            case _:
                raise AssertionError(ast.dump(node))

    def _binary(self, node: ast.BinOp) -> tuple[str, int]:
        left, right, script = node.left, node.right, self._script
        match node.op:
            case ast.Add():
                return f"{self._tied(left, _SUM)} + {self._added(right, _SUM)}", _SUM
            case ast.Sub():
                sign = f" {self._minus} "
                text = f"{self._tied(left, _SUM)}{sign}{self._added(right, _PRODUCT)}"
                return text, _SUM
            case ast.Mult() if ast.dump(left) == ast.dump(right):
                return self._raised(left, "2")
            case ast.Mult():
                factors = self._tied(left, _PRODUCT), self._tied(right, _POWER)
                return script.times.join(factors), _PRODUCT
            case ast.Div() if script is LATEX:
                over, under = self.write(left)[0], self.write(right)[0]
                return script.fraction.format(over, under), _POWER
            case ast.Div():
                over, under = self._tied(left, _PRODUCT), self._tied(right, _POWER)
                return script.fraction.format(over, under), _PRODUCT
            case _:
                is_latex = script is LATEX
                exponent = self.write(right)[0] if is_latex else None
                return self._raised(left, exponent or self._tied(right, _ATOM))

    def _raised(self, base: ast.expr, exponent: str) -> tuple[str, int]:
        if exponent == "2" and self._script is PLAIN:
            return f"{self._tied(base, _ATOM)}²", _POWER
        return self._script.power.format(self._tied(base, _ATOM), exponent), _POWER

    def _tied(self, node: ast.expr, strength: int) -> str:
        text, own = self.write(node)
        return text if own >= strength else self._script.brackets.format(text)

    def _added(self, node: ast.expr, strength: int) -> str:
        """A second term, in brackets where its sign would meet another."""
        text = self._tied(node, strength)
        has_sign = text.startswith(_MINUSES)
        return self._script.brackets.format(text) if has_sign else text

    def _named(self, text: str) -> tuple[str, int]:
        if text.startswith(_MINUSES):
            return text, _SIGN
        is_one = all(sign not in text for sign in (" ", "+", "×"))
        return text, _ATOM if is_one else _SUM

    @property
    def _minus(self) -> str:
        return MINUS if self._script is PLAIN else "-"

    def _holds(self, test: ast.expr) -> bool:
        source = f"lambda x, y, out: {ast.unparse(test)}"
        numbers = [self._numbers.get(name, 0.0) for name in ("x", "y", "out")]
        return bool(compile_function(source, SCALAR)(*numbers))
