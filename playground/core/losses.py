"""Losses and regularisers, as builders of `Expr` and by name.

Labels of two classes are -1 and 1; of several classes a target is 1 for the right
output and 0 for the others.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.core.expr import Expr, ExprError
from playground.core.operations import Array

Number: TypeAlias = Expr | float


@dataclass(frozen=True, slots=True)
class Loss:
    """How wrong outputs are.

    Args:
        name: What settings and files call it.
        help: One line for a person.
        formula: The loss of output ``o`` for label ``y``, for a person to read.
        function: ``(outputs, targets) ->`` the loss of a sample.
        needs_classes: Whether labels must be classes rather than any number.
        is_joint: Whether there is an output for each class, rather than for each
            number to be predicted.
    """

    name: str
    help: str
    formula: str
    function: Callable[[Sequence[Expr], Sequence[Number]], Expr]
    needs_classes: bool = False
    is_joint: bool = False

    def __call__(
        self, outputs: Expr | Sequence[Expr], targets: Number | Sequence[Number]
    ) -> Expr:
        """Build the loss of one sample.

        Args:
            outputs: One, or several; losses of several numbers are averaged.
            targets: As many.

        Raises:
            ExprError: There is another number of targets than of outputs, or none.
        """
        all_outputs = [outputs] if isinstance(outputs, Expr) else list(outputs)
        all_targets = list(targets) if isinstance(targets, Sequence) else [targets]
        if len(all_outputs) != len(all_targets) or not all_outputs:
            count = f"{len(all_outputs)} outputs and {len(all_targets)} targets"
            msg = f"a loss needs a target for each output, not {count}"
            raise ExprError(msg)
        return self.function(all_outputs, all_targets)


def half_squared(output: Expr, label: Number) -> Expr:
    """Half the squared distance, as in TensorFlow Playground."""
    difference = output - label
    return difference * difference * 0.5


def squared(output: Expr, label: Number) -> Expr:
    """The squared distance."""
    difference = output - label
    return difference * difference


def hinge(score: Expr, label: Number) -> Expr:
    """What is missing to a score of 1 on the side of *label*, -1 or 1."""
    return (1.0 - score * label).relu()


def logistic(score: Expr, label: Number) -> Expr:
    """Minus the log of the probability that *score* gives to *label*, -1 or 1."""
    return (-(score * label)).softplus()


def huber(output: Expr, label: Number) -> Expr:
    """Half the squared distance up to 1, from there on a straight line."""
    distance = abs(output - label)
    near = distance.minimum(1.0)
    return near * (distance - near * 0.5)


def softmax_cross_entropy(scores: Sequence[Expr], targets: Sequence[Number]) -> Expr:
    """Minus the log of the probability that *scores* give to the right class.

    Args:
        scores: One for each class.
        targets: 1 for the right class and 0 for the others.
    """
    total = scores[0]
    for score in scores[1:]:
        # log(exp(a) + exp(b)), without leaving the range of numbers
        total = total + (score - total).softplus()
    pairs = zip(scores, targets, strict=True)
    return total - Expr.sum(score * target for score, target in pairs)


def _mean(
    function: Callable[[Expr, Number], Expr],
) -> Callable[[Sequence[Expr], Sequence[Number]], Expr]:
    def mean(outputs: Sequence[Expr], targets: Sequence[Number]) -> Expr:
        losses = [function(o, t) for o, t in zip(outputs, targets, strict=True)]
        return losses[0] if len(losses) == 1 else Expr.sum(losses) / len(losses)

    return mean


LOSSES: Final[dict[str, Loss]] = {
    loss.name: loss
    for loss in (
        Loss(
            "half_squared",
            "Half the squared distance to the label, as in TensorFlow Playground.",
            "½(o − y)²",
            _mean(half_squared),
        ),
        Loss(
            "squared",
            "The squared distance to the label.",
            "(o − y)²",
            _mean(squared),
        ),
        Loss(
            "hinge",
            "What is missing to a score of 1 on the right side; then nothing.",
            "max(0, 1 − y·o)",
            _mean(hinge),
            needs_classes=True,
        ),
        Loss(
            "logistic",
            "Minus the log of the probability given to the right class.",
            "log(1 + exp(−y·o))",
            _mean(logistic),
            needs_classes=True,
        ),
        Loss(
            "huber",
            "Squared when near, straight when far: outliers count less.",
            "½d² if d < 1 else d − ½, where d = |o − y|",
            _mean(huber),
        ),
        Loss(
            "softmax_cross_entropy",
            "One output for each class; minus the log of the right one's share.",
            "log(Σ exp(oₖ)) − oᵧ",
            softmax_cross_entropy,
            needs_classes=True,
            is_joint=True,
        ),
    )
}
"""Every loss by its name."""


@dataclass(frozen=True, slots=True)
class Regularizer:
    """A price on large weights.

    Args:
        name: What settings and files call it.
        help: One line for a person.
        l1: Share of the sum of ``|w|``.
        l2: Share of the sum of ``½w²``.
    """

    name: str
    help: str
    l1: float = 0.0
    l2: float = 0.0

    def penalty(self, weights: Iterable[Expr], rate: float = 1.0) -> Expr:
        """Build the price of *weights*, to be added to a loss."""
        terms = []
        for weight in weights:
            if self.l1:
                terms.append(abs(weight) * (rate * self.l1))
            if self.l2:
                terms.append(weight * weight * (0.5 * rate * self.l2))
        return Expr.sum(terms)


REGULARIZERS: Final[dict[str, Regularizer]] = {
    row.name: row
    for row in (
        Regularizer("none", "Weights may grow as they like."),
        Regularizer("l1", "Price of |w|: weights that help little become 0.", l1=1.0),
        Regularizer("l2", "Price of ½w²: weights stay small.", l2=1.0),
        Regularizer("elastic", "Half of l1 and half of l2.", l1=0.5, l2=0.5),
    )
}
"""Every regulariser by its name."""


@dataclass(frozen=True, eq=False, slots=True)
class Regularization:
    """A regulariser at work on some of the parameters.

    Its `l2` part adds to the gradient. Its `l1` part acts after each update, as in
    TensorFlow Playground: it draws a weight towards 0 by the learning rate times its
    own rate, and one that would cross 0 becomes 0 and is dead: it stays there.

    Args:
        regularizer: Which one.
        rate: Its price against the loss.
        applies: Shape ``(n_parameters,)``, true for weights and false for biases.
    """

    regularizer: Regularizer
    rate: float
    applies: NDArray[np.bool_]

    @property
    def l1(self) -> float:
        """The price of ``|w|``."""
        return self.rate * self.regularizer.l1

    @property
    def l2(self) -> float:
        """The price of ``½w²``."""
        return self.rate * self.regularizer.l2

    def add_gradient(self, gradient: Array, parameters: Array) -> None:
        """Add the price's smooth part to the loss's gradient, in place."""
        gradient += self.l2 * np.where(self.applies, parameters, 0.0)

    def shrink(
        self,
        parameters: Array,
        before: Array,
        learning_rate: float,
        dead: NDArray[np.bool_],
    ) -> None:
        """Finish an update, in place.

        Args:
            parameters: As the optimiser left them; changed.
            before: As they were before its update.
            learning_rate: Of this update.
            dead: Which weights stay 0; changed.
        """
        if self.l1 > 0:
            drawn = parameters - learning_rate * self.l1 * np.sign(before)
            dead |= self.applies & (parameters * drawn < 0)
            parameters[self.applies] = drawn[self.applies]
        parameters[dead] = 0.0
