"""A moment of a pass in words and formulas, with the numbers of the graph."""

from dataclasses import dataclass
from typing import Final

from playground.core.operations import CALL, Operation
from playground.graph.graph import Graph, NodeId
from playground.graph.timeline import (
    Computed,
    Mistake,
    Passed,
    Seeded,
    Timeline,
)
from playground.ui.numbers import format_number
from playground.ui.understanding.derivation import LATEX, PLAIN, Script, written
from playground.ui.understanding.labels import (
    called,
    differential,
    latex_differential,
    latex_of,
)
from playground.ui.understanding.trial import trial

HIDDEN_LATEX = r"\,?\,"
HIDDEN = "?"
_MOST_TERMS: Final = 5
"""Of longer sums only the last term is written, and what was there before."""


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
            return _Passing(graph, timeline, position, moment).words(
                is_hidden=is_hidden
            )


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
    latex_inputs = [_bracketed(v, LATEX, operation) for v in moment.inputs]
    own = latex_of(graph, moment.node)
    latex = f"{own} = {operation.latex.format(*latex_inputs)} = {shown}"
    numbers = _substituted(operation, moment.inputs)
    return Words(
        f"Compute {name}",
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
    names = list(dict.fromkeys(called(graph, o) for o in moment.operands))
    if len(names) == 1:
        return f"It comes now because its input, {names[0]}, has its value."
    listed = f"{', '.join(names[:-1])} and {names[-1]}"
    which = "both" if len(names) == 2 else "all"  # noqa: PLR2004  a pair
    return f"It comes now because {which} inputs, {listed}, have values."


def _seeded(graph: Graph, moment: Seeded, *, is_hidden: bool) -> Words:
    name, latex = _output_names(graph, moment.node)
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


def _output_names(graph: Graph, output: NodeId) -> tuple[str, str]:
    """What the output is called where a gradient is written, plain and typeset."""
    if graph.nodes[output].name:
        return called(graph, output), latex_of(graph, output)
    return "out", r"\mathrm{out}"


@dataclass(frozen=True, slots=True)
class _Passing:
    """A node passes its gradient on to an operand."""

    graph: Graph
    timeline: Timeline
    position: int
    moment: Passed

    def words(self, *, is_hidden: bool) -> Words:
        giver = called(self.graph, self.moment.user)
        name = called(self.graph, self.moment.node)
        return Words(
            f"{giver} passes its gradient on to {name}",
            self._product(is_hidden=is_hidden),
            self._local(),
            self._total(is_hidden=is_hidden),
            self._sentence(),
            self._why(),
            self._hint(),
        )

    @property
    def _operation(self) -> Operation:
        return self.graph.nodes[self.moment.user].row

    @property
    def _is_summed(self) -> bool:
        return self.moment.parts > 1 or self.moment.run > 1

    def _product(self, *, is_hidden: bool) -> Formula:
        moment, graph = self.moment, self.graph
        output, latex_output = _output_names(graph, self.timeline.output)
        hides = is_hidden and not self._is_summed
        local, upstream = moment.local, moment.upstream
        product = HIDDEN_LATEX if hides else LATEX.number(moment.product)
        sign = r"\text{ += }" if self._is_summed else "="
        if self.timeline.mistake is Mistake.OVERWRITE:
            sign = "="
        latex = (
            rf"\frac{{\partial {latex_output}}}"
            rf"{{{latex_differential(graph, moment.node)}}} {sign} "
            rf"\underbrace{{{_bracketed(local, LATEX)}}}_{{\mathrm{{local}}}} \times "
            rf"\underbrace{{\textcolor{{@gradient}}{{{_bracketed(upstream, LATEX)}}}}}"
            r"_{\mathrm{upstream}}"
            rf" = \textcolor{{@gradient}}{{{product}}}"
        )
        plain = (
            f"d {output} / {differential(graph, moment.node)} "
            f"{'+=' if sign != '=' else '='} local × upstream = "
            f"{_bracketed(local, PLAIN)} × {_bracketed(upstream, PLAIN)} = "
            f"{HIDDEN if hides else PLAIN.number(moment.product)}"
        )
        return Formula(latex, plain)

    def _local(self) -> Formula:
        """``∂ tanh / ∂ x = 1 − out² = 1 − 0.7071² = 0.5``."""
        moment, graph = self.moment, self.graph
        user = graph.nodes[moment.user]
        if not self._operation.derivative_formulas:
            return self._slope()
        operands = [graph.carried(o) for o in user.operands if o is not None]
        ids = dict(zip("xy", operands, strict=False)) | {"out": moment.user}
        values = self.timeline.values
        numbers = {n: float(values[self.timeline.index[i]]) for n, i in ids.items()}
        formula = self._operation.derivative_formulas[moment.port]
        found: list[str] = []
        for script, naming in ((LATEX, latex_of), (PLAIN, called)):
            names = {name: naming(graph, node_id) for name, node_id in ids.items()}
            if not user.name and not self._operation.is_infix:
                own = self._operation.python
                names["out"] = rf"\mathrm{{{own}}}" if script is LATEX else own
            texts = {name: script.number(value) for name, value in numbers.items()}
            steps = [
                written(formula, names, numbers, script),
                written(formula, texts, numbers, script),
                script.number(moment.local),
            ]
            found.append(" = ".join(dict.fromkeys(steps)))
        over = latex_differential(graph, moment.user)
        under = latex_differential(graph, moment.node)
        plain = (
            f"local: {differential(graph, moment.user)} / "
            f"{differential(graph, moment.node)} = {found[1]}"
        )
        latex = rf"\mathrm{{local}} = \frac{{{over}}}{{{under}}} = {found[0]}"
        return Formula(latex, plain)

    def _slope(self) -> Formula:
        """The local derivative as a number, where many formulas make it up."""
        moment, graph = self.moment, self.graph
        over = latex_differential(graph, moment.user)
        under = latex_differential(graph, moment.node)
        number = LATEX.number(moment.local)
        plain = (
            f"local: {differential(graph, moment.user)} / "
            f"{differential(graph, moment.node)} = {PLAIN.number(moment.local)}"
        )
        return Formula(
            rf"\mathrm{{local}} = \frac{{{over}}}{{{under}}} = {number}", plain
        )

    def _total(self, *, is_hidden: bool) -> Formula | None:
        """The contributions so far and their sum; None where there is only one."""
        moment = self.moment
        if not self._is_summed:
            return None
        parts = self.timeline.contributions(self.position)
        done = [part.product for part in parts[: moment.part]]
        missing = moment.parts - moment.part
        formulas: list[str] = []
        for script in (LATEX, PLAIN):
            terms = [_bracketed(product, script) for product in done]
            if moment.run > 1:
                kept = script.number(parts[0].before)
                old = rf"\underbrace{{{kept}}}_{{\mathrm{{kept}}}}"
                terms.insert(0, old if script is LATEX else kept)
            if len(terms) > _MOST_TERMS:
                terms[:-1] = [self._earlier(script, len(terms) - 1)]
            if self.timeline.mistake is Mistake.OVERWRITE:
                terms = terms[-1:]
            sum_ = script.number(moment.after)
            if is_hidden:
                sum_ = HIDDEN_LATEX if script is LATEX else HIDDEN
            if script is LATEX:
                sum_ = rf"\textcolor{{@gradient}}{{{sum_}}}"
            formulas.append(f"{' + '.join(terms)} = {sum_}")
        name = called(self.graph, moment.node)
        so_far = f" so far, {missing} to come" * bool(missing)
        latex = rf"\mathrm{{sum}} = {formulas[0]}"
        if missing:
            latex += rf"\quad\mathrm{{({missing}\;to\;come)}}"
        return Formula(latex, f"gradient of {name} = {formulas[1]}{so_far}")

    def _earlier(self, script: Script, count: int) -> str:
        """The sum of all contributions but the last, where they are many."""
        text = script.number(self.moment.before)
        if script is LATEX:
            return rf"\underbrace{{{text}}}_{{\mathrm{{{count}\;parts}}}}"
        return f"{text} ({count} parts)"

    def _sentence(self) -> str:
        moment = self.moment
        name = called(self.graph, moment.node)
        rule = trial(self.graph, self.timeline, moment) or self._rule()
        if self.timeline.mistake is Mistake.OVERWRITE and moment.before:
            return f"Wrong: “=” throws away what {name} had, {_n(moment.before)}."
        if moment.run > 1:
            return f"Wrong: {name} still holds {_n(moment.before)} of the last call."
        if moment.parts == 1:
            return rule
        state = f"part {moment.part} of {moment.parts}, added with +="
        return f"{name} is used {moment.parts} times: {state}. {rule}"

    def _rule(self) -> str:
        operation = self._operation
        if self.moment.local == 0.0:
            return f"Here the slope of {operation.name} is 0: nothing passes."
        if operation.precedence != CALL or "gradient" in operation.help:
            return operation.help
        return (
            f"The gradient is multiplied by the slope of {operation.name} "
            f"where it is now, {_n(self.moment.local)}."
        )

    def _why(self) -> str:
        timeline, graph, moment = self.timeline, self.graph, self.moment
        giver = called(graph, moment.user)
        users = [i for i, _ in graph.users(moment.user) if i in timeline.index]
        if timeline.mistake is Mistake.ORDER and not timeline.has_all(self.position):
            return f"Wrong: {giver} passes on before it has all parts of its gradient."
        if not users:
            return f"{giver} is the output: it comes first, gradients start there."
        if len(users) == 1:
            return (
                f"{giver} comes now because the one node that uses it, "
                f"{called(graph, users[0])}, has passed its gradient on."
            )
        return (
            f"{giver} comes now because all {len(users)} uses of it have added "
            "their part: its gradient is complete."
        )

    def _hint(self) -> str:
        moment = self.moment
        product = (
            f"{_bracketed(moment.local, PLAIN)} × {_bracketed(moment.upstream, PLAIN)}"
        )
        if not self._is_summed or self.timeline.mistake is Mistake.OVERWRITE:
            return f"Multiply local by upstream: {product}."
        return f"Add {product} to the {_n(moment.before)} that is there."


def _n(value: float) -> str:
    return format_number(value)


def _bracketed(value: float, script: Script, operation: Operation | None = None) -> str:
    """A number, in brackets where its sign would run into another."""
    text = script.number(value)
    is_safe = operation is not None and not operation.is_infix
    return script.brackets.format(text) if value < 0 and not is_safe else text


def _substituted(operation: Operation, inputs: tuple[float, ...]) -> str:
    """The operation with its numbers, as plain text."""
    if operation.is_infix:
        sign = "^" if operation.name == "pow" else f" {operation.symbol} "
        return sign.join(_bracketed(value, PLAIN) for value in inputs)
    if operation.name == "neg":
        return f"\N{MINUS SIGN}{_bracketed(inputs[0], PLAIN)}"
    return f"{operation.python}({', '.join(map(PLAIN.number, inputs))})"
