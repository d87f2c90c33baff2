"""Points to learn from: seeded data sets to TensorFlow Playground's formulas.

Points lie in ``[-6, 6]²``. Labels are -1 and 1 for two classes, 0, 1, 2 and so on for
more, numbers about ``[-1, 1]`` for regression.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from playground.core.operations import Array
from playground.training.class_sets import arms, clusters, yin_yang
from playground.training.formula_sets import USUAL_FORMULA, by_formula
from playground.training.number_sets import cubic, curve, hills, plane, step
from playground.training.two_class_sets import (
    checkerboard,
    circle,
    gauss,
    moons,
    rings,
    spiral,
    xor,
)

EXTENT: Final = 6.0
"""Data and maps lie between minus and plus this, on both axes."""

MAX_CLASSES: Final = 6

Draw = Callable[[int, float, np.random.Generator], tuple[Array, Array]]
"""``(samples, noise, generator) ->`` points ``(n, 2)`` and labels ``(n,)``."""

DrawClasses = Callable[[int, float, np.random.Generator, int], tuple[Array, Array]]
"""The same for a number of classes, from three on."""


class DatasetError(ValueError):
    """Data cannot be used; says which and why."""


@dataclass(frozen=True, eq=False, slots=True)
class Dataset:
    """Points and what is to be learned about them; both are read-only copies.

    Args:
        points: Shape ``(n, 2)``, finite.
        labels: Shape ``(n,)``, finite.

    Raises:
        DatasetError: The shapes do not fit, or a number is not finite.
    """

    points: Array
    labels: Array

    def __post_init__(self) -> None:
        points = np.array(self.points, dtype=np.float64)
        labels = np.array(self.labels, dtype=np.float64)
        if points.size == 0:
            points = points.reshape(0, 2)
        if points.shape != (len(points), 2):
            msg = f"points need two columns, x and y; these have shape {points.shape}"
            raise DatasetError(msg)
        if labels.shape != (len(points),):
            msg = f"{len(points)} points need as many labels, not {labels.shape}"
            raise DatasetError(msg)
        good = np.isfinite(points).all(axis=1) & np.isfinite(labels)
        if not good.all():
            row = int(np.argmin(good)) + 1
            msg = f"row {row} of the data holds a value that is not a finite number"
            raise DatasetError(msg)
        for name, array in (("points", points), ("labels", labels)):
            array.setflags(write=False)
            object.__setattr__(self, name, array)

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def has_classes(self) -> bool:
        """Whether every label is -1 or 1."""
        return bool(np.isin(self.labels, (-1.0, 1.0)).all())

    def is_of(self, classes: int) -> bool:
        """Whether every label is of so many classes, from three on."""
        return bool(np.isin(self.labels, np.arange(classes)).all())


@dataclass(frozen=True, slots=True)
class DatasetKind:
    """A way to make data.

    Args:
        name: What settings and files call it.
        title: What a person calls it.
        help: One line for a person.
        draw: Makes the points and labels, in any order.
        is_regression: Whether labels are numbers rather than classes.
        samples: How many points it has unless told otherwise.
        is_curve: Whether the label depends on x alone, and all points have y = 0.
        classes: How many classes it has unless told otherwise; without meaning for
            numbers.
        draw_classes: Draws more than two classes, where it can have as many.
        uses_formula: Whether the label is a formula that a person chooses.
    """

    name: str
    title: str
    help: str
    draw: Draw
    is_regression: bool = False
    samples: int = 500
    is_curve: bool = False
    classes: int = 2
    draw_classes: DrawClasses | None = None
    uses_formula: bool = False

    @property
    def most_classes(self) -> int:
        """The largest number of classes it can have."""
        return MAX_CLASSES if self.draw_classes else self.classes

    def has_number(self, classes: int) -> bool:
        """Whether it can have so many classes."""
        return not self.is_regression and self.classes <= classes <= self.most_classes


def make_dataset(
    name: str,
    samples: int,
    noise: float,
    seed: int | np.random.Generator,
    classes: int = 0,
    formula: str = "",
) -> Dataset:
    """Draw a data set, in random order.

    Args:
        name: One of `DATASETS`.
        samples: How many points.
        noise: 0 for none, 0.5 for TensorFlow Playground's most.
        seed: Same seed, same data.
        classes: How many, where the data set can have more than two; 0 means what it
            has by itself.
        formula: Of the label, where the data set has one; "" is the usual one.

    Raises:
        DatasetError: There is no such data set, or a number is out of its range.
    """
    kind = DATASETS.get(name)
    if kind is None:
        msg = f"there is no data set {name!r}; choose one of {', '.join(DATASETS)}"
        raise DatasetError(msg)
    if samples < 1:
        msg = f"a data set needs at least one sample, not {samples}"
        raise DatasetError(msg)
    if not 0 <= noise < math.inf:
        msg = f"the noise must be a finite number of at least 0, not {noise}"
        raise DatasetError(msg)
    if classes and not kind.has_number(classes):
        raise DatasetError(wrong_classes(kind, classes))
    generator = np.random.default_rng(seed)
    if kind.draw_classes is not None and classes > kind.classes:
        points, labels = kind.draw_classes(samples, noise, generator, classes)
    elif kind.uses_formula and formula:
        draw = by_formula(formula, is_regression=kind.is_regression)
        points, labels = draw(samples, noise, generator)
    else:
        points, labels = kind.draw(samples, noise, generator)
    order = generator.permutation(samples)
    return Dataset(points[order], labels[order])


def wrong_classes(kind: DatasetKind, classes: int) -> str:
    """Why a data set cannot have so many classes, for a person."""
    has = f"{kind.classes} classes"
    if kind.is_regression:
        has = "numbers, not classes"
    elif kind.draw_classes:
        has = f"{kind.classes} to {kind.most_classes} classes"
    return f"the data set {kind.name} has {has}; it cannot have {classes}"


def split(dataset: Dataset, train_fraction: float) -> tuple[Dataset, Dataset]:
    """The first part of *dataset*, to train on, and the rest, to test.

    The order is kept; `make_dataset` has shuffled already.
    """
    # Without the last term .29 of 100 would be 28.
    count = math.floor(len(dataset) * train_fraction + 1e-9)
    points, labels = dataset.points, dataset.labels
    train = Dataset(points[:count], labels[:count])
    return train, Dataset(points[count:], labels[count:])


DATASETS: Final[dict[str, DatasetKind]] = {
    kind.name: kind
    for kind in (
        DatasetKind("circle", "Circle", "A disc within a ring.", circle),
        DatasetKind(
            "xor", "Exclusive or", "Opposite quarters are of the same class.", xor
        ),
        DatasetKind(
            "gauss",
            "Gaussian",
            "Two clouds of points, or more.",
            gauss,
            draw_classes=clusters,
        ),
        DatasetKind(
            "spiral",
            "Spiral",
            "Two arms wound around each other, or more.",
            spiral,
            draw_classes=arms,
        ),
        DatasetKind("moons", "Two moons", "Two half circles interleaved.", moons),
        DatasetKind(
            "rings", "Rings", "Four rings, every second one of the same class.", rings
        ),
        DatasetKind(
            "checkerboard",
            "Checkerboard",
            "Squares of two classes by turns.",
            checkerboard,
        ),
        DatasetKind(
            "yin-yang",
            "Yin and yang",
            "Three classes: yin, yang and their dots.",
            yin_yang,
            classes=3,
        ),
        DatasetKind(
            "formula",
            "Formula",
            "Two classes by the sign of a formula of your own.",
            by_formula(USUAL_FORMULA, is_regression=False),
            uses_formula=True,
        ),
        DatasetKind(
            "reg-plane",
            "Plane",
            "A number that grows evenly towards the upper right.",
            plane,
            is_regression=True,
            samples=1200,
        ),
        DatasetKind(
            "reg-gauss",
            "Hills",
            "A number that rises to three hills and sinks to three hollows.",
            hills,
            is_regression=True,
            samples=1200,
        ),
        DatasetKind(
            "curve-sine",
            "Sine",
            "A number that swings with x: sin(x).",
            curve(np.sin),
            is_regression=True,
            samples=200,
            is_curve=True,
        ),
        DatasetKind(
            "curve-step",
            "Step",
            "A number that leaps at x = 0 from −0.8 to 0.8.",
            curve(step),
            is_regression=True,
            samples=200,
            is_curve=True,
        ),
        DatasetKind(
            "curve-cubic",
            "Cubic",
            "A polynomial of x: (x + 4.5)(x − 0.5)(x − 5) / 60.",
            curve(cubic),
            is_regression=True,
            samples=200,
            is_curve=True,
        ),
        DatasetKind(
            "reg-formula",
            "Formula",
            "The value of a formula of your own, scaled to −1..1 where it is larger.",
            by_formula(USUAL_FORMULA, is_regression=True),
            is_regression=True,
            samples=1200,
            uses_formula=True,
        ),
    )
}
"""Every data set by its name, but for `OWN`."""


def _draw_nothing(
    samples: int, noise: float, generator: np.random.Generator
) -> tuple[Array, Array]:
    """Points of one's own are not drawn."""
    msg = f"own points are given, not drawn ({samples}, {noise}, {generator})"
    raise DatasetError(msg)


OWN: Final = DatasetKind(
    "own", "Own points", "Points painted by hand or read from a table.", _draw_nothing
)
"""Data of one's own; its points are a setting."""
