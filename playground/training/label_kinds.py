"""Classes and numbers: which of them data has, and which loss goes with them."""

from typing import Final

from playground.core.losses import LOSSES
from playground.training.datasets import DATASETS, OWN
from playground.training.points import Points, classes_of

_TWO: Final = 2


def usual_loss(classes: int) -> str:
    """The loss that goes without saying for so many classes, 0 being numbers."""
    return "softmax_cross_entropy" if classes > _TWO else "half_squared"


def loss_misfit(loss: str, classes: int, data: str = "this data") -> str:
    """Why a loss does not suit so many classes, 0 being numbers, or "".

    Args:
        loss: A name in `LOSSES`, or "" for the usual one.
        classes: How many.
        data: What a person calls the data.
    """
    row = LOSSES[loss or usual_loss(classes)]
    if row.needs_classes and not classes:
        return f"needs classes, but {data} has numbers"
    if classes > _TWO and not row.is_joint:
        return (
            f"has a single output, but {data} has {classes} classes; "
            f"use {usual_loss(classes)}"
        )
    return ""


def n_classes(dataset: str, points: Points, classes: int) -> int:
    """How many classes there are, from two on; 0 where labels are numbers.

    Args:
        dataset: A name in `DATASETS`, or "own" for *points*.
        points: Data of one's own.
        classes: How many are asked for; 1 means numbers, 0 what the data has.
    """
    if classes:
        return 0 if classes == 1 else classes
    if dataset == OWN.name:
        return classes_of(points)
    kind = DATASETS[dataset]
    return 0 if kind.is_regression else kind.classes
