"""Every setting of a training run, as one frozen and checked value."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Self

from playground.core.losses import LOSSES, Loss
from playground.training.checks import (
    CHECKS,
    MAX_FEATURES,
    MAX_LAYERS,
    MAX_NEURONS,
    MAX_SAMPLES,
    ExperimentError,
    check_dataset,
    check_formulas,
    kind_of,
)
from playground.training.datasets import DATASETS, OWN, DatasetKind, wrong_classes
from playground.training.features import FEATURES, formulas_on_offer
from playground.training.formula_sets import USUAL_FORMULA
from playground.training.freezing import kept_names
from playground.training.label_kinds import loss_misfit, n_classes, usual_loss
from playground.training.points import (
    Points,
    PointsError,
    are_on_axis,
    labels_of,
    misfit,
    relabelled,
)

__all__ = [
    "FEATURES",
    "MAX_FEATURES",
    "MAX_LAYERS",
    "MAX_NEURONS",
    "MAX_SAMPLES",
    "NEED_RESET",
    "Experiment",
    "ExperimentError",
]

_TWO: Final = 2


@dataclass(frozen=True, slots=True)
class Experiment:
    """Settings of a run; the defaults are TensorFlow Playground's.

    Args:
        dataset: A name in `DATASETS`, or "own" for *points*.
        points: Data of one's own, rows of x, y and label.
        formula: Of the labels, for data sets by formula: in x and y.
        classes: How many classes there are: 2 of labels -1 and 1, or 3 to 6 of labels
            0, 1, 2 and so on; 1 means numbers. 0 is what the data has by itself.
        class_names: What a person calls the classes of *points*, in order.
        samples: How many points are drawn; 0 becomes what the data set has by itself.
        noise: Of the data, from 0 to 1; TensorFlow Playground goes up to 0.5.
        train_fraction: Share of the points to train on, the others test.
        features: What the network sees of a point: names in `FEATURES`, or formulas
            in x and y such as ``sin(x*y)``.
        own_features: Formulas on offer beside `FEATURES`, those in use among them.
        hidden: How many neurons each hidden layer has.
        frozen: Weights and biases that stay as they are: ``w1_2_3``, ``b1_2``, or
            ``n1_2`` for a neuron with all of them.
        activation: Of the hidden layers, a name in `ACTIVATIONS`.
        activations: Of single hidden layers that have another; "" follows *activation*.
        output_activation: Of the output; "" becomes what suits data set and loss.
        initialization: Of the parameters, a name in `INITIALIZATIONS`.
        loss: A name in `LOSSES`; "" becomes what suits the data set.
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
        weight_seed: Which draw of first parameters, for the same data; 0 is that of
            the seed.
        shuffle: Whether every epoch visits the points in another order.
        stop_epochs: Stop after so many epochs; 0, as in those below, is never.
        stop_loss: Stop when the test loss (without tests the train loss) is no larger.
        stop_accuracy: Stop when the test accuracy is as large, from 0 to 1.
        stop_patience: Stop when the test loss has not fallen for so many epochs.
        stop_gain: By more than this it has to fall for that; 0 is by anything.

    Raises:
        ExperimentError: A setting is of the wrong type or out of its range, or does
            not go with another one.
    """

    dataset: str = "circle"
    points: Points = ()
    formula: str = USUAL_FORMULA
    classes: int = 0
    class_names: tuple[str, ...] = ()
    samples: int = 0
    noise: float = 0.0
    train_fraction: float = 0.5
    features: tuple[str, ...] = ("x", "y")
    own_features: tuple[str, ...] = ()
    hidden: tuple[int, ...] = (4, 2)
    frozen: tuple[str, ...] = ()
    activation: str = "tanh"
    activations: tuple[str, ...] = ()
    output_activation: str = ""
    initialization: str = "playground"
    loss: str = ""
    optimizer: str = "sgd"
    learning_rate: float = 0.03
    schedule: str = "constant"
    schedule_epochs: int = 100
    gradient_clip: float = 0.0
    batch_size: int = 10
    regularization: str = "none"
    regularization_rate: float = 0.0
    seed: int = 0
    weight_seed: int = 0
    shuffle: bool = False
    stop_epochs: int = 0
    stop_loss: float = 0.0
    stop_accuracy: float = 0.0
    stop_patience: int = 0
    stop_gain: float = 0.0001

    def __post_init__(self) -> None:
        for name, check in CHECKS.items():
            object.__setattr__(self, name, check(name, getattr(self, name)))
        formulas = formulas_on_offer(self.features, self.own_features)
        object.__setattr__(self, "own_features", check_formulas(formulas))
        kept = CHECKS["activations"](
            "activations", self.activations[: len(self.hidden)]
        )
        object.__setattr__(self, "activations", kept)
        if self.samples == 0:
            object.__setattr__(self, "samples", self.kind.samples)
        if self.loss == "":
            object.__setattr__(self, "loss", usual_loss(self.n_classes))
        if self.output_activation == "":
            object.__setattr__(self, "output_activation", self._usual_output())
        frozen = kept_names(self.frozen, self.sizes)
        object.__setattr__(self, "frozen", frozen)
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
    def n_classes(self) -> int:
        """How many classes there are, from two on; 0 where labels are numbers."""
        classes = n_classes(self.dataset, self.points, self.classes)
        if self.is_own and not self.classes and loss_misfit(self.loss, classes):
            # Whoever says how numbers are to be compared means numbers.
            return 0
        return classes

    @property
    def is_regression(self) -> bool:
        """Whether labels are numbers rather than classes."""
        return self.n_classes == 0

    @property
    def n_outputs(self) -> int:
        """How many neurons the network's output has."""
        return self.n_classes if self.loss_function.is_joint else 1

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many features the network sees, and how many neurons its layers have."""
        return (len(self.features), *self.hidden, self.n_outputs)

    @property
    def names_of_classes(self) -> tuple[str, ...]:
        """What a person calls the classes: as they were given, or their labels."""
        labels = labels_of(self.n_classes)
        names = [f"{label:g}".replace("-", "−") for label in labels]
        given = self.class_names if self.is_own else ()
        return (*given[: len(names)], *names[len(given) :])

    @property
    def is_curve(self) -> bool:
        """Whether the data are numbers over x alone."""
        if self.is_own:
            return self.is_regression and are_on_axis(self.points)
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

    def with_points(
        self, points: Points, classes: int = 0, class_names: Sequence[str] = ()
    ) -> Self:
        """The same settings for data of one's own, as far as they suit it.

        Args:
            points: Rows of x, y and label.
            classes: How many there are to be. By default as many as there were, if
                the labels fit three or more, and else what the labels say.
            class_names: What a person calls them; by default, for other points of
                one's own, as those were called.

        Raises:
            ExperimentError: They are no points, or not of so many classes.
        """
        points = CHECKS["points"]("points", points)
        before = self.n_classes
        if not classes and before > _TWO and not misfit(points, before):
            classes = before
        if not classes and self.is_own and not before:
            # Numbers stay numbers, even where those that are left look like classes.
            classes = 1
        names = tuple(class_names) or (self.class_names if self.is_own else ())
        return replace(self._suited(OWN.name, points, classes), class_names=names)

    def with_classes(self, classes: int) -> Self:
        """The same settings with another number of classes; own points keep theirs.

        Raises:
            ExperimentError: The data cannot have so many.
        """
        CHECKS["classes"]("classes", classes)
        points, before = self.points, self.n_classes
        if self.is_own and classes >= _TWO and before:
            try:
                points = relabelled(points, before, classes)
            except PointsError as error:
                msg = f"points {error}"
                raise ExperimentError(msg, "points") from None
        return self._suited(self.dataset, points, classes)

    def _suited(self, name: str, points: Points, classes: int = 0) -> Self:
        before, after = self.n_classes, n_classes(name, points, classes)
        samples = self.samples
        if samples == self.kind.samples and name != OWN.name and not self.is_own:
            # Nobody has asked for another number of points.
            samples = 0
        if before == after:
            return replace(
                self, dataset=name, points=points, classes=classes, samples=samples
            )
        is_other_sort = not (before and after)
        keeps = max(before, after) <= _TWO and not loss_misfit(self.loss, after)
        return replace(
            self,
            dataset=name,
            points=points,
            classes=classes,
            samples=0 if is_other_sort and name != OWN.name else samples,
            output_activation="",
            loss=self.loss if keeps else "",
        )

    def changes_need_reset(self, other: "Experiment") -> bool:
        """Whether going on with *other* means starting again."""
        if self.n_outputs != other.n_outputs:
            return True
        return any(getattr(self, n) != getattr(other, n) for n in NEED_RESET)

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

    def _can_have(self, classes: int) -> bool:
        if classes == 1:
            return self.kind.is_regression
        return self.kind.has_number(classes)

    def _usual_output(self) -> str:
        if self.is_regression or self.loss_function.needs_classes:
            return "linear"
        return "tanh"

    def _check_together(self) -> None:
        problem = ""
        if self.is_own and self.classes > 1:
            problem = misfit(self.points, self.classes)
        elif self.classes and not self.is_own and not self._can_have(self.classes):
            problem = wrong_classes(self.kind, self.classes)
        if problem:
            raise ExperimentError(problem, "classes")
        problem = loss_misfit(self.loss, self.n_classes, self.dataset)
        if problem:
            msg = f"loss {self.loss} {problem}"
            raise ExperimentError(msg, "loss")
        count = math.floor(self.samples * self.train_fraction + 1e-9)
        if not self.is_own and not 1 <= count < self.samples:
            msg = (
                f"train_fraction {self.train_fraction} of {self.samples} samples "
                "leaves no point to train on or none to test"
            )
            raise ExperimentError(msg, "train_fraction")


NEED_RESET: Final = (
    "dataset",
    "formula",
    "samples",
    "noise",
    "train_fraction",
    "features",
    "hidden",
    "initialization",
    "seed",
    "weight_seed",
)
"""Settings that a run cannot take over: it starts anew with them."""
