"""Every setting of a training run, as one frozen and checked value."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Self

from playground.core.losses import LOSSES, Loss
from playground.training.checks import (
    CHECKS,
    MAX_LAYERS,
    MAX_NEURONS,
    MAX_SAMPLES,
    ExperimentError,
    check_dataset,
    kind_of,
)
from playground.training.datasets import DATASETS, OWN, DatasetKind
from playground.training.features import FEATURES
from playground.training.points import Points, have_classes

__all__ = [
    "FEATURES",
    "MAX_LAYERS",
    "MAX_NEURONS",
    "MAX_SAMPLES",
    "Experiment",
    "ExperimentError",
]


@dataclass(frozen=True, slots=True)
class Experiment:
    """Settings of a run; the defaults are TensorFlow Playground's.

    Args:
        dataset: A name in `DATASETS`, or "own" for *points*.
        points: Data of one's own, rows of x, y and label.
        samples: How many points are drawn; 0 becomes what the data set has by itself.
        noise: Of the data, from 0 to 1; TensorFlow Playground goes up to 0.5.
        train_fraction: Share of the points to train on, the others test.
        features: What the network sees of a point, names in `FEATURES`.
        hidden: How many neurons each hidden layer has.
        activation: Of the hidden layers, a name in `ACTIVATIONS`.
        activations: Of single hidden layers that have another; "" follows *activation*.
        output_activation: Of the output; "" becomes what suits data set and loss.
        initialization: Of the parameters, a name in `INITIALIZATIONS`.
        loss: A name in `LOSSES`.
        optimizer: A name in `OPTIMIZERS`.
        learning_rate: Size of a step.
        schedule: How the learning rate changes, a name in `SCHEDULES`.
        schedule_epochs: After how many epochs it has done so.
        gradient_clip: Longest gradient of an update; longer ones are shortened. 0 is
            any length.
        batch_size: Points in each step; more than there are means all of them.
        regularization: A name in `REGULARIZERS`; it acts on weights, not on biases.
        regularization_rate: Its price against the loss.
        seed: Of the data, the first parameters and the order of the points.
        shuffle: Whether every epoch visits the points in another order.
        stop_epochs: Stop after so many epochs; 0, as in those below, is never.
        stop_loss: Stop when the test loss (without tests the train loss) is no larger.
        stop_accuracy: Stop when the test accuracy is as large, from 0 to 1.
        stop_patience: Stop when the test loss has not fallen for so many epochs.

    Raises:
        ExperimentError: A setting is of the wrong type or out of its range, or does
            not go with another one.
    """

    dataset: str = "circle"
    points: Points = ()
    samples: int = 0
    noise: float = 0.0
    train_fraction: float = 0.5
    features: tuple[str, ...] = ("x", "y")
    hidden: tuple[int, ...] = (4, 2)
    activation: str = "tanh"
    activations: tuple[str, ...] = ()
    output_activation: str = ""
    initialization: str = "playground"
    loss: str = "half_squared"
    optimizer: str = "sgd"
    learning_rate: float = 0.03
    schedule: str = "constant"
    schedule_epochs: int = 100
    gradient_clip: float = 0.0
    batch_size: int = 10
    regularization: str = "none"
    regularization_rate: float = 0.0
    seed: int = 0
    shuffle: bool = False
    stop_epochs: int = 0
    stop_loss: float = 0.0
    stop_accuracy: float = 0.0
    stop_patience: int = 0

    def __post_init__(self) -> None:
        for name, check in CHECKS.items():
            object.__setattr__(self, name, check(name, getattr(self, name)))
        kept = CHECKS["activations"](
            "activations", self.activations[: len(self.hidden)]
        )
        object.__setattr__(self, "activations", kept)
        if self.samples == 0:
            object.__setattr__(self, "samples", self.kind.samples)
        if self.output_activation == "":
            object.__setattr__(self, "output_activation", self._usual_output())
        self._check_together()

    @property
    def kind(self) -> DatasetKind:
        """The row of `DATASETS`, or `OWN`."""
        return DATASETS.get(self.dataset, OWN)

    @property
    def is_own(self) -> bool:
        """Whether the data is one's own."""
        return self.dataset == OWN.name

    @property
    def is_regression(self) -> bool:
        """Whether labels are numbers rather than classes."""
        if self.is_own:
            return not have_classes(self.points)
        return self.kind.is_regression

    @property
    def is_curve(self) -> bool:
        """Whether the data are numbers over x alone."""
        if self.is_own:
            return self.is_regression and all(y == 0 for _x, y, _label in self.points)
        return self.kind.is_curve

    @property
    def layer_activations(self) -> tuple[str, ...]:
        """The activation of each hidden layer."""
        own = (*self.activations, *[""] * len(self.hidden))[: len(self.hidden)]
        return tuple(name or self.activation for name in own)

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
        check_dataset("dataset", name)
        return self._suited(name, self.points)

    def with_points(self, points: Points) -> Self:
        """The same settings for data of one's own, as far as they suit it.

        Raises:
            ExperimentError: They are no points.
        """
        return self._suited(OWN.name, CHECKS["points"]("points", points))

    def _suited(self, name: str, points: Points) -> Self:
        if name == OWN.name:
            is_regression = not have_classes(points)
        else:
            is_regression = DATASETS[name].is_regression
        if is_regression == self.is_regression:
            return replace(self, dataset=name, points=points)
        misfit = is_regression and self.loss_function.needs_classes
        return replace(
            self,
            dataset=name,
            points=points,
            samples=self.samples if name == OWN.name else 0,
            output_activation="",
            loss="half_squared" if misfit else self.loss,
        )

    def changes_need_reset(self, other: "Experiment") -> bool:
        """Whether going on with *other* means starting again."""
        if self.loss_function.is_joint != other.loss_function.is_joint:
            return True
        return any(getattr(self, n) != getattr(other, n) for n in _NEED_RESET)

    def to_dict(self) -> dict[str, Any]:
        """The settings as plain data, fit for JSON."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        plain = {n: list(v) if isinstance(v, tuple) else v for n, v in values.items()}
        plain["points"] = [list(row) for row in self.points]
        return plain

    @classmethod
    def from_dict(cls, settings: object) -> Self:
        """Read what `to_dict` gave; settings left out keep their defaults.

        Raises:
            ExperimentError: *settings* are not such data; names the wrong one.
        """
        if not isinstance(settings, Mapping):
            msg = (
                f"an experiment must be an object of settings, not {kind_of(settings)}"
            )
            raise ExperimentError(msg)
        known = [field.name for field in fields(cls)]
        for name in settings:
            if name not in known:
                msg = f"there is no setting {name!r}; choose from {', '.join(known)}"
                raise ExperimentError(msg, str(name))
        return cls(**settings)

    def _usual_output(self) -> str:
        if self.is_regression or self.loss_function.needs_classes:
            return "linear"
        return "tanh"

    def _check_together(self) -> None:
        if self.loss_function.needs_classes and self.is_regression:
            msg = f"loss {self.loss} needs classes, but {self.dataset} has numbers"
            raise ExperimentError(msg, "loss")
        count = math.floor(self.samples * self.train_fraction + 1e-9)
        if not self.is_own and not 1 <= count < self.samples:
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
