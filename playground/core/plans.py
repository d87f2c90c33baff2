"""Settings of a training run, in the numbers that the kernels take."""

from typing import Final

import numpy as np

from playground.core.losses import Regularization
from playground.core.memory import (
    ADAM,
    ADAMW,
    CONSTANT,
    COSINE,
    INVERSE_TIME,
    MOMENTUM,
    RMSPROP,
    STEP_DECAY,
    Plan,
)
from playground.core.memory import (
    SGD as PLAIN,
)
from playground.core.operations import Array
from playground.core.optimizers import (
    SGD,
    Adam,
    AdamW,
    Constant,
    Cosine,
    InverseTime,
    Momentum,
    Optimizer,
    RMSProp,
    StepDecay,
)

_OPTIMIZERS: Final = {
    SGD: PLAIN,
    Momentum: MOMENTUM,
    RMSProp: RMSPROP,
    Adam: ADAM,
    AdamW: ADAMW,
}
_SCHEDULES: Final = {
    Constant: CONSTANT,
    StepDecay: STEP_DECAY,
    Cosine: COSINE,
    InverseTime: INVERSE_TIME,
}


def is_known(optimizer: Optimizer) -> bool:
    """Whether the kernels can do what *optimizer* does."""
    rate = optimizer.learning_rate
    known_rate = isinstance(rate, (int, float)) or type(rate) in _SCHEDULES
    return type(optimizer) in _OPTIMIZERS and known_rate


def plan(
    batch_size: int,
    optimizer: Optimizer,
    regularization: Regularization | None,
    *,
    shuffle: bool,
    clip: float = 0.0,
    holds: bool = False,
) -> Plan:
    """The kernels' plan for a run.

    Args:
        batch_size: Samples in a batch.
        optimizer: One that is known.
        regularization: The price on large weights, if any.
        shuffle: Whether every epoch visits the samples in a new order.
        clip: Largest length of the gradient; 0 means any.
        holds: Whether some parameters are frozen.
    """
    schedule, rates = _schedule(optimizer)
    return Plan(
        batch_size=batch_size,
        shuffle=shuffle,
        optimizer=_OPTIMIZERS[type(optimizer)],
        numbers=_floats(_numbers(optimizer)),
        schedule=schedule,
        rates=_floats(rates),
        l1=float(regularization.l1) if regularization else 0.0,
        l2=float(regularization.l2) if regularization else 0.0,
        clip=clip,
        holds=holds,
    )


def _numbers(optimizer: Optimizer) -> tuple[float, ...]:
    match optimizer:
        case AdamW(beta1=b1, beta2=b2, epsilon=epsilon, weight_decay=decay):
            return b1, b2, epsilon, decay
        case Adam(beta1=b1, beta2=b2, epsilon=epsilon):
            return b1, b2, epsilon
        case RMSProp(decay=decay, epsilon=epsilon):
            return decay, epsilon
        case Momentum(momentum=momentum):
            return (momentum,)
        case _:
            return ()


def _schedule(optimizer: Optimizer) -> tuple[int, tuple[float, ...]]:
    rate = optimizer.learning_rate
    match rate:
        case StepDecay(learning_rate=start, factor=factor, every=every):
            return _SCHEDULES[StepDecay], (start, factor, every)
        case Cosine(learning_rate=start, steps=steps, final=final):
            return _SCHEDULES[Cosine], (start, final, steps)
        case InverseTime(learning_rate=start, decay=decay):
            return _SCHEDULES[InverseTime], (start, decay)
        case _:
            return _SCHEDULES[Constant], (optimizer.rate(1),)


def _floats(numbers: tuple[float, ...]) -> Array:
    padded = np.zeros(4)
    padded[: len(numbers)] = numbers
    return padded
