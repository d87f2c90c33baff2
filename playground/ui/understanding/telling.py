"""What there is to say about a moment, as data, and how its numbers are written."""

from dataclasses import dataclass
from typing import Final

from playground.core.operations import CALL, Operation
from playground.graph.graph import Graph, NodeId
from playground.ui.numbers import format_number
from playground.ui.understanding.derivation import Script
from playground.ui.understanding.labels import called, latex_of

HIDDEN_LATEX = r"\,?\,"
HIDDEN = "?"


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula for the typesetter, and the same as plain text."""

    latex: str
    plain: str


THE_RULE: Final = Formula(
    r"\frac{\partial\,\mathrm{out}}{\partial x} \text{ += } "
    r"\underbrace{\frac{\partial\,\mathrm{node}}{\partial x}}_{\mathrm{local}} \times "
    r"\underbrace{\textcolor{@gradient}{\frac{\partial\,\mathrm{out}}"
    r"{\partial\,\mathrm{node}}}}_{\mathrm{upstream}}",
    "d out / d x += d node / d x × d out / d node",
)
"""The chain rule, as every backward moment applies it."""


@dataclass(frozen=True, slots=True)
class Words:
    """What there is to say about a moment.

    Attributes:
        title: What happens, in a few words.
        main: How the number comes about.
        local: Where the local derivative comes from, backward.
        total: The sum over several uses, backward.
        sentence: The rule at work.
        why: Why this node comes now.
        hint: How to find the number, without it.
    """

    title: str
    main: Formula
    local: Formula | None
    total: Formula | None
    sentence: str
    why: str
    hint: str


def output_names(graph: Graph, output: NodeId) -> tuple[str, str]:
    """What the output is called where a gradient is written, plain and typeset."""
    if graph.nodes[output].name:
        return called(graph, output), latex_of(graph, output)
    return "out", r"\mathrm{out}"


def plain(value: float) -> str:
    """A number in a sentence."""
    return format_number(value)


def bracketed(value: float, script: Script, operation: Operation | None = None) -> str:
    """A number, in brackets where its sign would run into another."""
    text = script.number(value)
    is_safe = operation is not None and operation.precedence == CALL
    return script.brackets.format(text) if value < 0 and not is_safe else text
