"""A moment of a pass in words and formulas, with the numbers of the graph."""

from playground.core.operations import Operation
from playground.graph.graph import Graph
from playground.graph.timeline import Computed, Passed, Seeded, Timeline
from playground.ui.understanding.derivation import LATEX, PLAIN
from playground.ui.understanding.labels import called, latex_of, told
from playground.ui.understanding.passing import Passing
from playground.ui.understanding.telling import (
    HIDDEN,
    HIDDEN_LATEX,
    Formula,
    Words,
    bracketed,
    output_names,
)


def words_for(
    graph: Graph, timeline: Timeline, position: int, *, is_hidden: bool = False
) -> Words:
    """The moment before *position*; its result hidden, if a learner shall find it."""
    moment = timeline.moments[position - 1]
    match moment:
        case Computed():
            return _computed(graph, moment, is_hidden=is_hidden)
        case Seeded():
            return _seeded(graph, moment, is_hidden=is_hidden)
        case Passed():
            return Passing(graph, timeline, position, moment).words(is_hidden=is_hidden)


def _computed(graph: Graph, moment: Computed, *, is_hidden: bool) -> Words:
    node = graph.nodes[moment.node]
    name = called(graph, moment.node)
    result = Formula(LATEX.number(moment.value), PLAIN.number(moment.value))
    if node.operation is None:
        what = "can learn" if node.is_learnable else "does not learn"
        latex = latex_of(graph, moment.node)
        equation = Formula(f"{latex} = {result.latex}", f"{name} = {result.plain}")
        if not node.name:
            equation = result
        return Words(
            f"Read {name}",
            equation,
            None,
            None,
            f"A value of its own: it is given, and it {what}.",
            "It comes now because it needs nothing, and what follows needs it.",
            "",
        )
    operation = node.row
    shown = HIDDEN_LATEX if is_hidden else result.latex
    plain = HIDDEN if is_hidden else result.plain
    latex_inputs = [bracketed(v, LATEX, operation) for v in moment.inputs]
    own = latex_of(graph, moment.node)
    latex = f"{own} = {operation.latex.format(*latex_inputs)} = {shown}"
    numbers = _substituted(operation, moment.inputs)
    return Words(
        f"Compute {told(graph, moment.node)}",
        Formula(latex, f"{name} = {numbers} = {plain}"),
        None,
        None,
        _forward_help(operation),
        _why_computed(graph, moment),
        f"Compute {numbers}.",
    )


def _forward_help(operation: Operation) -> str:
    """What an operation computes; what it does to gradients comes later."""
    head, _, rest = operation.help.partition(":")
    if operation.is_infix:
        return f"{head} of its inputs."
    return f"{head}." if "receives the gradient" in rest else operation.help


def _why_computed(graph: Graph, moment: Computed) -> str:
    names = list(dict.fromkeys(told(graph, o) for o in moment.operands))
    if len(names) == 1:
        return f"It comes now because its input, {names[0]}, has its value."
    listed = f"{', '.join(names[:-1])} and {names[-1]}"
    which = "both" if len(names) == 2 else "all"  # noqa: PLR2004  a pair
    return f"It comes now because {which} inputs, {listed}, have values."


def _seeded(graph: Graph, moment: Seeded, *, is_hidden: bool) -> Words:
    name, latex = output_names(graph, moment.node)
    shown = HIDDEN_LATEX if is_hidden else "1"
    again = " once more, and the old gradients are still there" * (moment.run > 1)
    return Words(
        "The backward pass begins" + " again" * (moment.run > 1),
        Formula(
            rf"\frac{{\partial {latex}}}{{\partial {latex}}} = {shown}",
            f"d {name} / d {name} = {HIDDEN if is_hidden else 1}",
        ),
        None,
        None,
        "When the output moves by a little, it moves by just as much.",
        f"Gradients start at the output{again}: everything else is measured by it.",
        "By how much does the output change when the output itself changes by 1?",
    )


def _substituted(operation: Operation, inputs: tuple[float, ...]) -> str:
    """The operation with its numbers, as plain text."""
    if operation.is_infix:
        sign = "^" if operation.name == "pow" else f" {operation.symbol} "
        return sign.join(bracketed(value, PLAIN) for value in inputs)
    if operation.name == "neg":
        return f"\N{MINUS SIGN}{bracketed(inputs[0], PLAIN)}"
    return f"{operation.python}({', '.join(map(PLAIN.number, inputs))})"
