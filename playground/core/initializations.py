"""How the first weights and biases of a network are drawn, by name."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from playground.core.expr import ExprError
from playground.core.operations import Array


@dataclass(frozen=True, slots=True)
class Initialization:
    """A way to draw a neuron's first weights and bias.

    Args:
        name: What settings and files call it.
        help: One line for a person.
        limit: ``(n_inputs, n_outputs) ->`` the largest weight; weights are uniform
            between minus and plus it.
        bias: Every bias, or None to draw it like a weight.
    """

    name: str
    help: str
    limit: Callable[[int, int], float]
    bias: float | None = 0.0

    def draw(
        self, n_inputs: int, n_outputs: int, generator: np.random.Generator
    ) -> Array:
        """Weights and, last, the bias of one neuron: shape ``(n_inputs + 1,)``."""
        limit = self.limit(n_inputs, n_outputs)
        if self.bias is None:
            return generator.uniform(-limit, limit, n_inputs + 1)
        return np.append(generator.uniform(-limit, limit, n_inputs), self.bias)


INITIALIZATIONS: Final[dict[str, Initialization]] = {
    row.name: row
    for row in (
        Initialization(
            "uniform", "Weights and biases anywhere in ±1.", lambda _i, _o: 1.0, None
        ),
        Initialization(
            "playground",
            "Weights in ±0.5, biases 0.1, as in TensorFlow Playground.",
            lambda _i, _o: 0.5,
            0.1,
        ),
        Initialization(
            "scaled",
            "Weights in ±1/√n for n inputs, biases 0.",
            lambda n_inputs, _o: 1.0 / math.sqrt(n_inputs),
        ),
        Initialization(
            "xavier",
            "Weights in ±√(6/(n + m)) for n inputs and m neurons: suits tanh.",
            lambda n_inputs, n_outputs: math.sqrt(6.0 / (n_inputs + n_outputs)),
        ),
        Initialization(
            "he",
            "Weights in ±√(6/n) for n inputs: suits relu.",
            lambda n_inputs, _o: math.sqrt(6.0 / n_inputs),
        ),
    )
}
"""Every initialization by its name."""

_INITIALIZATION_ALIASES = {
    "uniform-1": "uniform",
    "uniform-0.5": "playground",
    "tensorflow-playground": "playground",
    "1/sqrt(n)": "scaled",
    "glorot": "xavier",
    "kaiming": "he",
}


def initialization_named(name: str) -> Initialization:
    """Find an initialization by its name, or one of its other names, in any case.

    Raises:
        ExprError: There is none.
    """
    wanted = name.lower()
    found = INITIALIZATIONS.get(_INITIALIZATION_ALIASES.get(wanted, wanted))
    if found is None:
        known = ", ".join(INITIALIZATIONS)
        msg = f"there is no initialization called {name!r}; choose one of {known}"
        raise ExprError(msg)
    return found
