"""What is wrong with a run that goes on, and what could be tried: numbers to advice.

It keeps silent about runs that do well: saturated neurons are what a network that has
learned its classes consists of.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from playground.core.operations import Array
from playground.training.experiment import Experiment
from playground.training.history import History

_HALF: Final = 0.5
_BAD: Final = 0.3
"""Share of the first loss that a run must have got below to be left alone."""

_EARLIEST: Final = 30  # epochs before which nobody can say
_FLAT: Final = 0.02
"""A slope of an activation, against its steepest, that lets next to nothing back."""

_ALMOST_ALL: Final = 0.95
_SQUASHING: Final = ("tanh", "sigmoid")
_STUCK: Final = 0.1
"""Share of the points at which an output is flat and wrong. Runs that learn their data,
noisy as it may be, have at most 0.05."""

_LARGE_RATE: Final = 1
_NONE: Final = np.empty(0)
_VANISHED: Final = 1e-3
_DEEP: Final = 3
_TURNED: Final = 1.2
_LEAST_RISE: Final = 0.01
_LONG_AGO: Final = 50

_PENALTIES: Final = (0.001, 0.003, 0.01, 0.03, 0.1)


class Ailment(Enum):
    """What can be wrong."""

    DEAD = "dead"
    SATURATED = "saturated"
    VANISHING = "vanishing"
    OVERFITTING = "overfitting"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong.

    Attributes:
        ailment: Which kind of thing.
        text: In a sentence for a person.
        summary: In a few words.
        remedy: What could be tried, for a button.
        experiment: The settings with the remedy.
    """

    ailment: Ailment
    text: str
    summary: str
    remedy: str
    experiment: Experiment


def examine(
    experiment: Experiment,
    history: History,
    outputs: Sequence[Array],
    gradient: Array,
    comparable_since: int = 0,
    *,
    answers: Array = _NONE,
    labels: Array = _NONE,
) -> Finding | None:
    """The gravest thing that is wrong, if any.

    Args:
        experiment: The settings of the run.
        history: Its losses.
        outputs: Of each hidden layer for the train data, ``(n, neurons)``.
        gradient: Of the train loss, in the order of `MLP.parameters`.
        comparable_since: The epoch from which on losses can be compared: those of
            before are of other data, or of another kind.
        answers: Of the output for the train data, ``(n,)``, or of k classes ``(n, k)``.
        labels: What they should be, ``(n,)``.
    """
    if len(history) == 0 or history.epochs[-1] < _EARLIEST:
        return None
    rising = _overfitting(experiment, history, comparable_since)
    if rising is not None:
        return rising
    if history.train_losses[-1] < _BAD * history.train_losses[0]:
        return None
    return (
        _dead(experiment, outputs)
        or _saturated(experiment, outputs)
        or _stuck(experiment, answers, labels)
        or _vanishing(experiment, gradient)
    )


def _dead(experiment: Experiment, outputs: Sequence[Array]) -> Finding | None:
    layers = zip(experiment.layer_activations, outputs, strict=True)
    for number, (name, values) in enumerate(layers, 1):
        if name != "relu" or not len(values):
            continue
        dead = int((values <= 0).all(axis=0).sum())
        if dead < _HALF * values.shape[1]:
            continue
        text = (
            f"{dead} of {values.shape[1]} neurons of hidden layer {number} are dead: "
            "relu makes 0 of every point, so no gradient comes back."
        )
        own = [*experiment.activations, *[""] * len(experiment.hidden)]
        own[number - 1] = "leaky_relu"
        cured = replace(experiment, activations=tuple(own[: len(experiment.hidden)]))
        summary = f"Layer {number}: {dead} of {values.shape[1]} neurons dead"
        return Finding(Ailment.DEAD, text, summary, "Use leaky relu", cured)
    return None


def _saturated(experiment: Experiment, outputs: Sequence[Array]) -> Finding | None:
    layers = zip(experiment.layer_activations, outputs, strict=True)
    for number, (name, values) in enumerate(layers, 1):
        if name not in _SQUASHING or not len(values):
            continue
        flat = _are_flat(name, values).mean(axis=0) >= _ALMOST_ALL
        count = int(flat.sum())
        if count < _HALF * values.shape[1]:
            continue
        text = (
            f"{count} of {values.shape[1]} neurons of hidden layer {number} are "
            f"saturated: their {name} is flat at nearly every point, so they hardly "
            "learn."
        )
        summary = f"Layer {number}: {count} of {values.shape[1]} saturated"
        remedy, cured = _gentler_start(experiment)
        return Finding(Ailment.SATURATED, text, summary, remedy, cured)
    return None


def _stuck(experiment: Experiment, answers: Array, labels: Array) -> Finding | None:
    """An output that is flat where it should go back.

    One that is flat where it should be is what a network has that knows its classes.
    """
    name = experiment.output_activation
    if name not in _SQUASHING or not len(answers):
        return None
    wanted = labels
    if answers.ndim > 1:
        classes = np.arange(answers.shape[1])
        wanted = np.where(classes == labels[:, None], 1.0, -1.0)
    is_high = answers > (0 if name == "tanh" else _HALF)
    goes_back = np.where(is_high, wanted < answers - _HALF, wanted > answers + _HALF)
    stuck = _are_flat(name, answers) & goes_back
    share = float(stuck.reshape(len(answers), -1).any(axis=1).mean())
    if share < _STUCK:
        return None
    text = (
        f"The output is saturated: for {share:.0%} of the points its {name} is flat at "
        "the wrong end, so they hardly teach it anything."
    )
    remedy, cured = _gentler_start(experiment)
    return Finding(Ailment.SATURATED, text, "The output is saturated", remedy, cured)


def _are_flat(name: str, values: Array) -> NDArray[np.bool_]:
    """Where an activation of that name has next to no slope."""
    slopes = 1 - values**2 if name == "tanh" else 4 * values * (1 - values)
    return np.asarray(slopes < _FLAT, dtype=np.bool_)


def _gentler_start(experiment: Experiment) -> tuple[str, Experiment]:
    """Xavier weights, a smaller rate where it is large, or both.

    Always another start: a smaller rate alone would leave neurons flat for longer.
    """
    rate = experiment.learning_rate / 10
    slower = replace(experiment, learning_rate=rate)
    if experiment.initialization == "xavier":
        draw = experiment.weight_seed + 1
        return f"Restart, rate {rate:g}", replace(slower, weight_seed=draw)
    if experiment.learning_rate < _LARGE_RATE:
        return "Restart with xavier", replace(experiment, initialization="xavier")
    remedy = f"Restart: xavier, rate {rate:g}"
    return remedy, replace(slower, initialization="xavier")


def _vanishing(experiment: Experiment, gradient: Array) -> Finding | None:
    if len(experiment.hidden) < _DEEP:
        return None
    sizes = layer_sizes(experiment)
    lengths = [
        float(np.sqrt(np.mean(part**2))) for part in split_layers(gradient, sizes)
    ]
    if not lengths or lengths[-1] == 0 or lengths[0] >= _VANISHED * lengths[-1]:
        return None
    times = "" if lengths[0] == 0 else f"{lengths[-1] / lengths[0]:,.0f} times "
    text = (
        f"The gradient vanishes on its way back: in the first layer it is {times}"
        "smaller than in the last, so the first layers hardly learn."
    )
    summary = "The gradient vanishes"
    if experiment.activation == "tanh" and experiment.initialization == "xavier":
        cured = replace(experiment, hidden=experiment.hidden[: _DEEP - 1])
        remedy = "Restart with two layers"
        return Finding(Ailment.VANISHING, text, summary, remedy, cured)
    cured = replace(
        experiment, activation="tanh", activations=(), initialization="xavier"
    )
    remedy = "Restart: tanh, xavier"
    return Finding(Ailment.VANISHING, text, summary, remedy, cured)


def _overfitting(
    experiment: Experiment, history: History, since: int
) -> Finding | None:
    first = int(np.searchsorted(history.epochs, since))
    tests, trains = history.test_losses[first:], history.train_losses[first:]
    if not len(tests) or not np.isfinite(tests).all():
        return None
    best = int(np.argmin(tests))
    epoch, now = history.epochs[first + best], history.epochs[-1]
    if (
        now - epoch < _LONG_AGO
        or tests[-1] < _TURNED * tests[best]
        or tests[-1] - tests[best] < _LEAST_RISE
        or trains[-1] > trains[best]
    ):
        return None
    text = (
        f"The test loss has turned upward: {tests[best]:.3g} at epoch {epoch:,.0f}, "
        f"{tests[-1]:.3g} now, while the train loss fell. The network learns its "
        "points by heart."
    )
    rate = _next_penalty(experiment)
    cured = replace(experiment, regularization="l2", regularization_rate=rate)
    summary, remedy = "The test loss rises", f"Add an L2 penalty of {rate:g}"
    return Finding(Ailment.OVERFITTING, text, summary, remedy, cured)


def _next_penalty(experiment: Experiment) -> float:
    now = 0.0
    if experiment.regularization == "l2":
        now = experiment.regularization_rate
    larger = [rate for rate in _PENALTIES if rate > now]
    return larger[0] if larger else now * 2


def layer_sizes(experiment: Experiment) -> list[int]:
    """How many parameters each layer has, the output's last."""
    widths = [len(experiment.features), *experiment.hidden, experiment.n_outputs]
    return [(n + 1) * m for n, m in pairwise(widths)]


def split_layers(values: Array, sizes: Sequence[int]) -> list[Array]:
    """*values*, a number for each parameter, layer by layer."""
    return np.split(values, np.cumsum(sizes)[:-1])
