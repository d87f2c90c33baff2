"""Optimisers and learning-rate schedules, as settings and as updates of one vector.

Each optimiser is a frozen dataclass. What it remembers between updates is an array that
the caller keeps: a row for each running average, a column for each parameter. The
formulas are PyTorch's, so that the numbers can be compared.
"""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from numbers import Real
from typing import ClassVar, Final

import numpy as np
from typing_extensions import override

from playground.core.operations import Array


class OptimizerError(ValueError):
    """A setting of an optimiser is out of its range; says which."""


class Schedule(ABC):
    """A learning rate that changes with the updates."""

    __slots__ = ()

    @abstractmethod
    def at(self, step: int) -> float:
        """The learning rate of an update; the first is *step* 1."""


@dataclass(frozen=True, slots=True)
class Constant(Schedule):
    """The same learning rate always."""

    learning_rate: float

    def __post_init__(self) -> None:
        _check_at_least_0(self, "learning_rate")

    @override
    def at(self, step: int) -> float:
        return self.learning_rate


@dataclass(frozen=True, slots=True)
class StepDecay(Schedule):
    """The learning rate is multiplied by *factor* after every *every* updates."""

    learning_rate: float
    factor: float = 0.1
    every: int = 1000

    def __post_init__(self) -> None:
        _check_at_least_0(self, "learning_rate", "factor")
        _check_whole(self, "every")

    @override
    def at(self, step: int) -> float:
        return self.learning_rate * self.factor ** ((step - 1) // self.every)


@dataclass(frozen=True, slots=True)
class Cosine(Schedule):
    """Half a cosine from *learning_rate* to *final* over *steps* updates."""

    learning_rate: float
    steps: int = 1000
    final: float = 0.0

    def __post_init__(self) -> None:
        _check_at_least_0(self, "learning_rate", "final")
        _check_whole(self, "steps")

    @override
    def at(self, step: int) -> float:
        share = min(step - 1, self.steps) / self.steps
        height = 0.5 * (1.0 + math.cos(math.pi * share))
        return self.final + (self.learning_rate - self.final) * height


@dataclass(frozen=True, slots=True)
class InverseTime(Schedule):
    """``learning_rate / (1 + decay * updates already made)``."""

    learning_rate: float
    decay: float = 0.001

    def __post_init__(self) -> None:
        _check_at_least_0(self, "learning_rate", "decay")

    @override
    def at(self, step: int) -> float:
        return self.learning_rate / (1.0 + self.decay * (step - 1))


@dataclass(frozen=True, slots=True)
class Optimizer(ABC):
    """How a gradient changes parameters.

    Args:
        learning_rate: A number that is not negative, or a schedule.
    """

    rows: ClassVar[int] = 0
    """How many numbers it remembers for each parameter."""

    state_names: ClassVar[tuple[str, ...]] = ()
    """What these numbers are, for a person."""

    learning_rate: float | Schedule

    def __post_init__(self) -> None:
        if not isinstance(self.learning_rate, Schedule):
            _check_at_least_0(self, "learning_rate")

    def rate(self, step: int) -> float:
        """The learning rate of an update; the first is *step* 1."""
        if isinstance(self.learning_rate, Schedule):
            return self.learning_rate.at(step)
        return self.learning_rate

    def state(self, n: int) -> Array:
        """What it remembers before the first update of *n* parameters."""
        return np.zeros((self.rows, n))

    @abstractmethod
    def update(
        self, parameters: Array, gradient: Array, state: Array, step: int
    ) -> None:
        """Change *parameters* and *state* in place.

        Args:
            parameters: Shape ``(n,)``.
            gradient: Shape ``(n,)``.
            state: What `state` gave, kept from one update to the next.
            step: 1 for the first update, then 2 and so on.
        """


@dataclass(frozen=True, slots=True)
class SGD(Optimizer):
    """Against the gradient: ``p -= rate * g``."""

    @override
    def update(
        self, parameters: Array, gradient: Array, state: Array, step: int
    ) -> None:
        parameters -= self.rate(step) * gradient


@dataclass(frozen=True, slots=True)
class Momentum(Optimizer):
    """Keeps rolling: ``v = momentum * v + g``, ``p -= rate * v``."""

    rows: ClassVar[int] = 1
    state_names: ClassVar[tuple[str, ...]] = ("momentum buffer v",)

    momentum: float = 0.9

    @override
    def __post_init__(self) -> None:
        Optimizer.__post_init__(self)
        _check_share(self, "momentum")

    @override
    def update(
        self, parameters: Array, gradient: Array, state: Array, step: int
    ) -> None:
        state *= self.momentum
        state += gradient
        parameters -= self.rate(step) * state[0]


@dataclass(frozen=True, slots=True)
class RMSProp(Optimizer):
    """A step of its own for each parameter, by the size of its gradients so far.

    ``v = decay * v + (1 - decay) * g²``, ``p -= rate * g / (√v + epsilon)``
    """

    rows: ClassVar[int] = 1
    state_names: ClassVar[tuple[str, ...]] = ("mean square v",)

    decay: float = 0.99
    epsilon: float = 1e-8

    @override
    def __post_init__(self) -> None:
        Optimizer.__post_init__(self)
        _check_share(self, "decay")
        _check_at_least_0(self, "epsilon")

    @override
    def update(
        self, parameters: Array, gradient: Array, state: Array, step: int
    ) -> None:
        state *= self.decay
        state += (1.0 - self.decay) * gradient * gradient
        parameters -= self.rate(step) * gradient / (np.sqrt(state[0]) + self.epsilon)


@dataclass(frozen=True, slots=True)
class Adam(Optimizer):
    """RMSProp with momentum, both corrected for their start at 0.

    ``m = beta1 * m + (1 - beta1) * g``, ``v = beta2 * v + (1 - beta2) * g²``, and after
    *t* updates ``p -= rate * m / (1 - beta1**t) / (√(v / (1 - beta2**t)) + epsilon)``
    """

    rows: ClassVar[int] = 2
    state_names: ClassVar[tuple[str, ...]] = ("mean gradient m", "mean square v")

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    @override
    def __post_init__(self) -> None:
        Optimizer.__post_init__(self)
        _check_share(self, "beta1", "beta2")
        _check_at_least_0(self, "epsilon")

    @override
    def update(
        self, parameters: Array, gradient: Array, state: Array, step: int
    ) -> None:
        m, v = state
        m *= self.beta1
        m += (1.0 - self.beta1) * gradient
        v *= self.beta2
        v += (1.0 - self.beta2) * gradient * gradient
        rate = self.rate(step) / (1.0 - self.beta1**step)
        root = math.sqrt(1.0 - self.beta2**step)
        parameters -= rate * m / (np.sqrt(v) / root + self.epsilon)


@dataclass(frozen=True, slots=True)
class AdamW(Adam):
    """Adam that first shrinks every parameter: ``p -= rate * weight_decay * p``."""

    weight_decay: float = 0.01

    @override
    def __post_init__(self) -> None:
        Adam.__post_init__(self)
        _check_at_least_0(self, "weight_decay")

    @override
    def update(
        self, parameters: Array, gradient: Array, state: Array, step: int
    ) -> None:
        parameters *= 1.0 - self.rate(step) * self.weight_decay
        Adam.update(self, parameters, gradient, state, step)


OPTIMIZERS: Final[dict[str, type[Optimizer]]] = {
    "sgd": SGD,
    "momentum": Momentum,
    "rmsprop": RMSProp,
    "adam": Adam,
    "adamw": AdamW,
}
"""Every optimiser by its name; each is called with a learning rate."""


def _number(settings: object, name: str) -> float:
    value = getattr(settings, name)
    if isinstance(value, bool) or not isinstance(value, Real):
        msg = f"{name} must be a number, not {value!r}"
        raise OptimizerError(msg)
    return float(value)


def _check_at_least_0(settings: object, *names: str) -> None:
    for name in names:
        if not 0 <= _number(settings, name) < math.inf:
            value = getattr(settings, name)
            msg = f"{name} must be a finite number of at least 0, not {value}"
            raise OptimizerError(msg)


def _check_share(settings: object, *names: str) -> None:
    for name in names:
        if not 0 <= _number(settings, name) < 1:
            value = getattr(settings, name)
            msg = f"{name} must be at least 0 and less than 1, not {value}"
            raise OptimizerError(msg)


def _check_whole(settings: object, name: str) -> None:
    value = getattr(settings, name)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        msg = f"{name} must be a positive whole number, not {value!r}"
        raise OptimizerError(msg)
