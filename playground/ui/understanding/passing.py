"""A backward moment in words and formulas: the chain rule, the sum, the reasons."""

import math
from dataclasses import dataclass
from typing import Final

from playground.core.operations import CALL, Operation
from playground.graph.graph import Graph
from playground.graph.timeline import Mistake, Passed, Timeline
from playground.ui.spoken import begun
from playground.ui.understanding.derivation import LATEX, PLAIN, Script, written
from playground.ui.understanding.labels import (
    called,
    differential,
    latex_differential,
    latex_of,
    told,
)
from playground.ui.understanding.telling import (
    HIDDEN,
    HIDDEN_LATEX,
    Formula,
    Words,
    bracketed,
    output_names,
    plain,
)
from playground.ui.understanding.trial import trial

_MOST_TERMS: Final = 5
"""Of longer sums only the last term is written, and what was there before."""


@dataclass(frozen=True, slots=True)
class Passing:
    """A node passes its gradient on to an operand."""

    graph: Graph
    timeline: Timeline
    position: int
    moment: Passed

    def words(self, *, is_hidden: bool) -> Words:
        """What there is to say; the result hidden, if a learner shall find it."""
        giver = told(self.graph, self.moment.user)
        name = told(self.graph, self.moment.node)
        if name == giver:
            name = f"another {called(self.graph, self.moment.node)}"
        return Words(
            begun(f"{giver} passes its gradient on to {name}"),
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
        output, latex_output = output_names(graph, self.timeline.output)
        hides = is_hidden and not self._is_summed
        local, upstream = moment.local, moment.upstream
        product = HIDDEN_LATEX if hides else LATEX.number(moment.product)
        sign = r"\text{ += }" if self._is_summed else "="
        if self.timeline.mistake is Mistake.OVERWRITE:
            sign = "="
        latex = (
            rf"\frac{{\partial {latex_output}}}"
            rf"{{{latex_differential(graph, moment.node)}}} {sign} "
            rf"\underbrace{{{bracketed(local, LATEX)}}}_{{\mathrm{{local}}}} \times "
            rf"\underbrace{{\textcolor{{@gradient}}{{{bracketed(upstream, LATEX)}}}}}"
            r"_{\mathrm{upstream}}"
            rf" = \textcolor{{@gradient}}{{{product}}}"
        )
        plain = (
            f"d {output} / {differential(graph, moment.node)} "
            f"{'+=' if sign != '=' else '='} local × upstream = "
            f"{bracketed(local, PLAIN)} × {bracketed(upstream, PLAIN)} = "
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
            terms = [bracketed(product, script) for product in done]
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
        latex = rf"\mathrm{{total}} = {formulas[0]}"
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
        name = told(self.graph, moment.node)
        rule = trial(self.graph, self.timeline, moment) or self._rule()
        if self.timeline.mistake is Mistake.OVERWRITE and moment.before:
            return f"Wrong: “=” throws away what {name} had, {plain(moment.before)}."
        if moment.run > 1:
            return f"Wrong: {name} still holds {plain(moment.before)} of the last call."
        if moment.parts == 1:
            return rule
        state = f"part {moment.part} of {moment.parts}, added with +="
        return begun(f"{name} is used {moment.parts} times: {state}. {rule}")

    def _rule(self) -> str:
        operation = self._operation
        if (
            math.isnan(self.moment.local)
            and self.graph.nodes[self.moment.node].is_constant
        ):
            return (
                "This derivative does not exist here. That does no harm: "
                f"{called(self.graph, self.moment.node)} is a constant, "
                "and nothing uses its gradient."
            )
        if self.moment.local == 0.0:
            return f"Here the slope of {operation.name} is 0: nothing passes."
        if operation.precedence != CALL or "gradient" in operation.help:
            return operation.help
        return (
            f"The gradient is multiplied by the slope of {operation.name} "
            f"where it is now, {plain(self.moment.local)}."
        )

    def _why(self) -> str:
        timeline, graph, moment = self.timeline, self.graph, self.moment
        giver = told(graph, moment.user)
        users = [i for i, _ in graph.users(moment.user) if i in timeline.index]
        if timeline.mistake is Mistake.ORDER and not timeline.has_all(self.position):
            return f"Wrong: {giver} passes on before it has all parts of its gradient."
        if not users:
            return begun(
                f"{giver} is the output: it comes first, gradients start there."
            )
        if len(users) == 1:
            return begun(
                f"{giver} comes now because the one node that uses it, "
                f"{told(graph, users[0])}, has passed its gradient on."
            )
        return begun(
            f"{giver} comes now because all {len(users)} uses of it have added "
            "their part: its gradient is complete."
        )

    def _hint(self) -> str:
        moment = self.moment
        product = (
            f"{bracketed(moment.local, PLAIN)} × {bracketed(moment.upstream, PLAIN)}"
        )
        if not self._is_summed or self.timeline.mistake is Mistake.OVERWRITE:
            return f"Multiply local by upstream: {product}."
        return f"Add {product} to the {plain(moment.before)} that is there."
