"""Every setting of a training run, as one frozen and checked value."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from numbers import Real
from typing import Any, Final, Self

from playground.core.expr import Expr
from playground.core.losses import LOSSES, REGULARIZERS, Loss
from playground.core.nn import ACTIVATIONS, INITIALIZATIONS
from playground.core.optimizers import OPTIMIZERS
from playground.training.datasets import DATASETS, DatasetKind

MAX_LAYERS: Final = 16
MAX_NEURONS: Final = 64
MAX_SAMPLES: Final = 100_000

FEATURES: Final[dict[str, Callable[[Expr, Expr], Expr]]] = {
    "x": lambda x, _y: x,
    "y": lambda _x, y: y,
    "x^2": lambda x, _y: x * x,
    "y^2": lambda _x, y: y * y,
    "x*y": lambda x, y: x * y,
    "sin(x)": lambda x, _y: Expr.apply("sin", x),
    "sin(y)": lambda _x, y: Expr.apply("sin", y),
}
"""What a network can see of a point, by name."""


class ExperimentError(ValueError):
    """A setting makes no sense; the message names it and says what would.

    Attributes:
        field: The setting, as it is called in `Experiment`, or "".
    """

    field: str

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Experiment:
    """Settings of a run; the defaults are TensorFlow Playground's.

    Args:
        dataset: A name in `DATASETS`.
        samples: How many points are drawn; 0 becomes what the data set has by itself.
        noise: Of the data, from 0 to 1; TensorFlow Playground goes up to 0.5.
        train_fraction: Share of the points to train on, the others test.
        features: What the network sees of a point, names in `FEATURES`.
        hidden: How many neurons each hidden layer has.
        activation: Of the hidden layers, a name in `ACTIVATIONS`.
        output_activation: Of the output; "" becomes what suits data set and loss.
        initialization: Of the parameters, a name in `INITIALIZATIONS`.
        loss: A name in `LOSSES`.
        optimizer: A name in `OPTIMIZERS`.
        learning_rate: Size of a step.
        batch_size: Points in each step; more than there are means all of them.
        regularization: A name in `REGULARIZERS`; it acts on weights, not on biases.
        regularization_rate: Its price against the loss.
        seed: Of the data, the first parameters and the order of the points.
        shuffle: Whether every epoch visits the points in another order.

    Raises:
        ExperimentError: A setting is of the wrong type or out of its range, or does
            not go with another one.
    """

    dataset: str = "circle"
    samples: int = 0
    noise: float = 0.0
    train_fraction: float = 0.5
    features: tuple[str, ...] = ("x", "y")
    hidden: tuple[int, ...] = (4, 2)
    activation: str = "tanh"
    output_activation: str = ""
    initialization: str = "playground"
    loss: str = "half_squared"
    optimizer: str = "sgd"
    learning_rate: float = 0.03
    batch_size: int = 10
    regularization: str = "none"
    regularization_rate: float = 0.0
    seed: int = 0
    shuffle: bool = False

    def __post_init__(self) -> None:
        for name, check in _CHECKS.items():
            object.__setattr__(self, name, check(name, getattr(self, name)))
        if self.samples == 0:
            object.__setattr__(self, "samples", self.kind.samples)
        if self.output_activation == "":
            object.__setattr__(self, "output_activation", self._usual_output())
        self._check_together()

    @property
    def kind(self) -> DatasetKind:
        """The row of `DATASETS`."""
        return DATASETS[self.dataset]

    @property
    def loss_function(self) -> Loss:
        """The row of `LOSSES`."""
        return LOSSES[self.loss]

    def with_dataset(self, name: str) -> Self:
        """The same settings for another data set, as far as they suit it.

        The number of points, the output's activation and the loss become the usual
        ones where classes give way to numbers or numbers to classes.

        Raises:
            ExperimentError: There is no such data set.
        """
        _name_in(DATASETS)("dataset", name)
        if DATASETS[name].is_regression == self.kind.is_regression:
            return replace(self, dataset=name)
        misfit = DATASETS[name].is_regression and self.loss_function.needs_classes
        loss = "half_squared" if misfit else self.loss
        return replace(self, dataset=name, samples=0, output_activation="", loss=loss)

    def changes_need_reset(self, other: "Experiment") -> bool:
        """Whether going on with *other* means starting again."""
        if self.loss_function.is_joint != other.loss_function.is_joint:
            return True
        return any(getattr(self, n) != getattr(other, n) for n in _NEED_RESET)

    def to_dict(self) -> dict[str, Any]:
        """The settings as plain data, fit for JSON."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {n: list(v) if isinstance(v, tuple) else v for n, v in values.items()}

    @classmethod
    def from_dict(cls, settings: object) -> Self:
        """Read what `to_dict` gave; settings left out keep their defaults.

        Raises:
            ExperimentError: *settings* are not such data; names the wrong one.
        """
        if not isinstance(settings, Mapping):
            msg = f"an experiment must be an object of settings, not {_kind(settings)}"
            raise ExperimentError(msg)
        known = [field.name for field in fields(cls)]
        for name in settings:
            if name not in known:
                msg = f"there is no setting {name!r}; choose from {', '.join(known)}"
                raise ExperimentError(msg, str(name))
        return cls(**settings)

    def _usual_output(self) -> str:
        if self.kind.is_regression or self.loss_function.needs_classes:
            return "linear"
        return "tanh"

    def _check_together(self) -> None:
        if self.loss_function.needs_classes and self.kind.is_regression:
            msg = f"loss {self.loss} needs classes, but {self.dataset} has numbers"
            raise ExperimentError(msg, "loss")
        if (
            not 1
            <= math.floor(self.samples * self.train_fraction + 1e-9)
            < self.samples
        ):
            msg = (
                f"train_fraction {self.train_fraction} of {self.samples} samples "
                "leaves no point to train on or none to test"
            )
            raise ExperimentError(msg, "train_fraction")


_NEED_RESET: Final = (
    "dataset",
    "samples",
    "noise",
    "train_fraction",
    "features",
    "hidden",
    "initialization",
    "seed",
)

Check = Callable[[str, Any], Any]
"""``(field, value) ->`` the value as it is to be kept, or an `ExperimentError`."""


def _kind(value: object) -> str:
    kinds = {type(None): "nothing", bool: "yes or no", str: "text", dict: "an object"}
    if isinstance(value, list | tuple):
        return "a list"
    return kinds.get(type(value), "a number" if isinstance(value, Real) else "that")


def _name_in(table: Mapping[str, object], *others: str) -> Check:
    def check(field: str, value: object) -> str:
        if isinstance(value, str) and (value in table or value in others):
            return value
        shown = repr(value) if isinstance(value, str) else _kind(value)
        msg = f"{field} must be one of {', '.join(table)}; not {shown}"
        raise ExperimentError(msg, field)

    return check


def _whole(low: int, high: int, subject: str = "{}") -> Check:
    def check(field: str, value: object) -> int:
        if isinstance(value, int) and not isinstance(value, bool):
            if low <= value <= high:
                return value
            shown = str(value)
        else:
            shown = str(value) if isinstance(value, float) else _kind(value)
        what = subject.format(field)
        msg = f"{what} must be a whole number from {low} to {high}, not {shown}"
        raise ExperimentError(msg, field)

    return check


def _number(low: float, high: float = math.inf) -> Check:
    span = f"from {low:g} to {high:g}" if high < math.inf else f"of at least {low:g}"

    def check(field: str, value: object) -> float:
        shown = _kind(value)
        if isinstance(value, Real) and not isinstance(value, bool):
            number = float(value)
            if low <= number <= high and number < math.inf:
                return number
            shown = f"{number:g}"
        msg = f"{field} must be a finite number {span}, not {shown}"
        raise ExperimentError(msg, field)

    return check


def _yes_or_no(field: str, value: object) -> bool:
    if not isinstance(value, bool):
        msg = f"{field} must be true or false, not {_kind(value)}"
        raise ExperimentError(msg, field)
    return value


def _list(field: str, value: object) -> Sequence[object]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        msg = f"{field} must be a list, not {_kind(value)}"
        raise ExperimentError(msg, field)
    return value


def _features(field: str, value: object) -> tuple[str, ...]:
    check = _name_in(FEATURES)
    names = tuple(check(field, name) for name in _list(field, value))
    if not names or len(set(names)) < len(names):
        msg = f"{field} must name at least one feature, and none of them twice"
        raise ExperimentError(msg, field)
    return names


def _hidden(field: str, value: object) -> tuple[int, ...]:
    check = _whole(1, MAX_NEURONS, "each layer of {}")
    sizes = tuple(check(field, size) for size in _list(field, value))
    if len(sizes) > MAX_LAYERS:
        msg = f"{field} must be at most {MAX_LAYERS} layers, not {len(sizes)}"
        raise ExperimentError(msg, field)
    return sizes


_CHECKS: Final[dict[str, Check]] = {
    "dataset": _name_in(DATASETS),
    "samples": _whole(0, MAX_SAMPLES),
    "noise": _number(0, 1),
    "train_fraction": _number(0, 1),
    "features": _features,
    "hidden": _hidden,
    "activation": _name_in(ACTIVATIONS),
    "output_activation": _name_in(ACTIVATIONS, ""),
    "initialization": _name_in(INITIALIZATIONS),
    "loss": _name_in(LOSSES),
    "optimizer": _name_in(OPTIMIZERS),
    "learning_rate": _number(0),
    "batch_size": _whole(1, MAX_SAMPLES),
    "regularization": _name_in(REGULARIZERS),
    "regularization_rate": _number(0),
    "seed": _whole(0, 2**63 - 1),
    "shuffle": _yes_or_no,
}
