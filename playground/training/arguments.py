"""What a trainer is given, checked: data, labels, parameters."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from playground.core.nn import MLP
from playground.core.operations import Array
from playground.training.data import experiment_data
from playground.training.datasets import Dataset
from playground.training.experiment import Experiment, ExperimentError
from playground.training.features import FEATURES, feature_values
from playground.training.points import labels_in_words, place_in_words

_TWO: Final = 2


def given_or_own(
    experiment: Experiment, train: Dataset | None, test: Dataset | None
) -> tuple[Dataset, Dataset]:
    """Train and test data, by default those of the experiment.

    Raises:
        ExperimentError: There is nothing to train on.
    """
    if train is None:
        train, own_test = experiment_data(experiment)
        return train, own_test if test is None else test
    if len(train) == 0 and not experiment.is_own:
        msg = "there is no data to train on"
        raise ExperimentError(msg)
    return train, Dataset(np.empty((0, 2)), np.empty(0)) if test is None else test


def check_labels(experiment: Experiment, train: Dataset, test: Dataset) -> None:
    """Refuse labels that the experiment's loss cannot take.

    Raises:
        ExperimentError: They are numbers, and it wants classes.
    """
    classes = experiment.n_classes
    if classes > _TWO and not (train.is_of(classes) and test.is_of(classes)):
        msg = f"{labels_in_words(classes)}; these are others"
        raise ExperimentError(msg, "classes")
    has_classes = train.has_classes and test.has_classes
    needs_two = experiment.loss_function.needs_classes and classes <= _TWO
    if needs_two and not has_classes:
        msg = f"loss {experiment.loss} needs labels of -1 and 1; these are others"
        raise ExperimentError(msg, "loss")


def feature_problem(experiment: Experiment, train: Dataset, test: Dataset) -> str:
    """Which feature has no value at which data point, and what to do; or ""."""
    for name in experiment.features:
        if name in FEATURES:
            continue
        for kind, data in (("train", train), ("test", test)):
            values = feature_values(name, data.points) if len(data) else np.empty(0)
            bad = np.flatnonzero(~np.isfinite(values))
            if not len(bad):
                continue
            row = int(bad[0])
            value = "is no number" if np.isnan(values[row]) else "is infinite"
            place = place_in_words(data.points[row], is_curve=experiment.is_curve)
            others = f", and at {len(bad) - 1:,} others" if len(bad) > 1 else ""
            return (
                f"The feature {name} {value} at {kind} point {row + 1} "
                f"({place}){others}. Leave this feature out, or "
                "change its formula so that it has a value everywhere."
            )
    return ""


def checked(parameters: Sequence[float] | Array, network: MLP) -> list[float]:
    """The numbers for the parameters of *network*.

    Raises:
        ExperimentError: There are too many or too few, or one is not finite.
    """
    values = np.asarray(parameters, dtype=np.float64)
    n = len(network.parameters())
    if values.shape != (n,):
        msg = f"this network has {n} parameters, but {values.size} were given"
        raise ExperimentError(msg)
    if not np.isfinite(values).all():
        msg = f"parameter {int(np.argmin(np.isfinite(values))) + 1} is not finite"
        raise ExperimentError(msg)
    return [float(value) for value in values]
