"""What single settings of an experiment may be, each as a function that checks it."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from numbers import Real
from typing import Any, Final

from playground.core.activations import ACTIVATIONS
from playground.core.formula import FormulaError
from playground.core.initializations import INITIALIZATIONS
from playground.core.losses import LOSSES, REGULARIZERS
from playground.core.optimizers import OPTIMIZERS
from playground.training.datasets import DATASETS, MAX_CLASSES, OWN
from playground.training.features import (
    FEATURES,
    canonical_feature,
    is_same_feature,
)
from playground.training.formula_sets import has_values
from playground.training.freezing import MEANING, is_name
from playground.training.points import Points, PointsError, checked_points
from playground.training.schedules import SCHEDULES

MAX_FEATURES: Final = 16
MAX_LAYERS: Final = 16
MAX_NEURONS: Final = 64
MAX_SAMPLES: Final = 100_000
MAX_EPOCHS: Final = 1_000_000_000


class ExperimentError(ValueError):
    """A setting makes no sense; the message names it and says what would.

    Attributes:
        field: The setting, as it is called in `Experiment`, or "".
    """

    field: str

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


Check = Callable[[str, Any], Any]
"""``(field, value) ->`` the value as it is to be kept, or an `ExperimentError`."""


def kind_of(value: object) -> str:
    """What *value* is, in words for a person."""
    kinds = {type(None): "nothing", bool: "yes or no", str: "text", dict: "an object"}
    if isinstance(value, list | tuple):
        return "a list"
    return kinds.get(type(value), "a number" if isinstance(value, Real) else "that")


def _name_in(table: Mapping[str, object], *others: str) -> Check:
    def check(field: str, value: object) -> str:
        if isinstance(value, str) and (value in table or value in others):
            return value
        shown = repr(value) if isinstance(value, str) else kind_of(value)
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
            shown = str(value) if isinstance(value, float) else kind_of(value)
        what = subject.format(field)
        msg = f"{what} must be a whole number from {low} to {high}, not {shown}"
        raise ExperimentError(msg, field)

    return check


def _number(low: float, high: float = math.inf) -> Check:
    span = f"from {low:g} to {high:g}" if high < math.inf else f"of at least {low:g}"

    def check(field: str, value: object) -> float:
        shown = kind_of(value)
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
        msg = f"{field} must be true or false, not {kind_of(value)}"
        raise ExperimentError(msg, field)
    return value


def _list(field: str, value: object) -> Sequence[object]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        msg = f"{field} must be a list, not {kind_of(value)}"
        raise ExperimentError(msg, field)
    return value


def _features(field: str, value: object) -> tuple[str, ...]:
    names = tuple(_feature(field, name) for name in _list(field, value))
    if not names or _have_twins(names):
        msg = f"{field} must name at least one feature, and none of them twice"
        raise ExperimentError(msg, field)
    return names


def _own_features(field: str, value: object) -> tuple[str, ...]:
    names = tuple(_feature(field, name) for name in _list(field, value))
    if _have_twins(names):
        msg = f"{field} must name no formula twice"
        raise ExperimentError(msg, field)
    return names


def check_formulas(formulas: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse more formulas than there may be beside the seven features."""
    most = MAX_FEATURES - len(FEATURES)
    if len(formulas) > most:
        msg = f"own_features must be at most {most} formulas, not {len(formulas)}"
        raise ExperimentError(msg, "own_features")
    return formulas


def _feature(field: str, value: object) -> str:
    known = f"{field} must be one of {', '.join(FEATURES)}, or a formula in x and y"
    if not isinstance(value, str):
        msg = f"{known}; not {kind_of(value)}"
        raise ExperimentError(msg, field)
    try:
        return canonical_feature(value)
    except FormulaError as error:
        msg = f"{known}; not {value!r} ({error})"
        raise ExperimentError(msg, field) from None


def _have_twins(names: Sequence[str]) -> bool:
    return any(
        is_same_feature(name, other)
        for number, name in enumerate(names)
        for other in names[:number]
    )


def _frozen(field: str, value: object) -> tuple[str, ...]:
    names = []
    for name in _list(field, value):
        if not isinstance(name, str) or not is_name(name):
            shown = repr(name) if isinstance(name, str) else kind_of(name)
            msg = f"{field} must be {MEANING}; not {shown}"
            raise ExperimentError(msg, field)
        names.append(name)
    return tuple(names)


def _hidden(field: str, value: object) -> tuple[int, ...]:
    check = _whole(1, MAX_NEURONS, "each layer of {}")
    sizes = tuple(check(field, size) for size in _list(field, value))
    if len(sizes) > MAX_LAYERS:
        msg = f"{field} must be at most {MAX_LAYERS} layers, not {len(sizes)}"
        raise ExperimentError(msg, field)
    return sizes


def _activations(field: str, value: object) -> tuple[str, ...]:
    check = _name_in(ACTIVATIONS, "")
    names = [check(field, name) for name in _list(field, value)]
    if len(names) > MAX_LAYERS:
        msg = f"{field} must be at most {MAX_LAYERS} layers, not {len(names)}"
        raise ExperimentError(msg, field)
    while names and names[-1] == "":
        names.pop()
    return tuple(names)


def _class_names(field: str, value: object) -> tuple[str, ...]:
    names = tuple(str(name) for name in _list(field, value))
    if len(names) > MAX_CLASSES or len(set(names)) < len(names) or "" in names:
        msg = f"{field} must be at most {MAX_CLASSES} different texts"
        raise ExperimentError(msg, field)
    return names


def _points(field: str, value: object) -> Points:
    try:
        return checked_points(value)
    except PointsError as error:
        msg = f"{field} {error}"
        raise ExperimentError(msg, field) from None


def _formula(field: str, value: object) -> str:
    """Of the label: any formula in x and y with a value somewhere on the map."""
    if not isinstance(value, str):
        msg = f"{field} must be a formula in x and y, not {kind_of(value)}"
        raise ExperimentError(msg, field)
    try:
        text = checked_formula(value)
    except FormulaError as error:
        msg = f"{field} must be a formula in x and y; not {value!r} ({error})"
        raise ExperimentError(msg, field) from None
    if not text:
        msg = f"{field} must have a value somewhere on the map; {value!r} has none"
        raise ExperimentError(msg, field)
    return text


@lru_cache(maxsize=64)
def checked_formula(text: str) -> str:
    """The formula without spaces around it, "" if it has no value on the map.

    Raises:
        FormulaError: It is no formula in x and y.
    """
    return text.strip() if has_values(text) else ""


check_dataset: Final = _name_in(DATASETS, OWN.name)
"""Refuses what is no name of a data set."""

_WHOLE: Final[dict[str, tuple[int, int]]] = {
    "classes": (0, MAX_CLASSES),
    "samples": (0, MAX_SAMPLES),
    "schedule_epochs": (1, MAX_EPOCHS),
    "batch_size": (1, MAX_SAMPLES),
    "seed": (0, 2**63 - 1),
    "weight_seed": (0, 2**63 - 1),
    "stop_epochs": (0, MAX_EPOCHS),
    "stop_patience": (0, MAX_EPOCHS),
}
_NUMBERS: Final[dict[str, tuple[float, float]]] = {
    "noise": (0, 1),
    "train_fraction": (0, 1),
    "learning_rate": (0, math.inf),
    "gradient_clip": (0, math.inf),
    "regularization_rate": (0, math.inf),
    "stop_loss": (0, math.inf),
    "stop_accuracy": (0, 1),
    "stop_gain": (0, math.inf),
}
RANGES: Final[dict[str, tuple[float, float]]] = {**_WHOLE, **_NUMBERS}
"""For each setting that is a number the least and the most it may be."""

CHECKS: Final[dict[str, Check]] = {
    "dataset": check_dataset,
    "points": _points,
    "formula": _formula,
    "classes": _whole(*_WHOLE["classes"]),
    "class_names": _class_names,
    "samples": _whole(*_WHOLE["samples"]),
    "noise": _number(*_NUMBERS["noise"]),
    "train_fraction": _number(*_NUMBERS["train_fraction"]),
    "features": _features,
    "own_features": _own_features,
    "hidden": _hidden,
    "frozen": _frozen,
    "activation": _name_in(ACTIVATIONS),
    "activations": _activations,
    "output_activation": _name_in(ACTIVATIONS, ""),
    "initialization": _name_in(INITIALIZATIONS),
    "loss": _name_in(LOSSES, ""),
    "optimizer": _name_in(OPTIMIZERS),
    "learning_rate": _number(*_NUMBERS["learning_rate"]),
    "schedule": _name_in(SCHEDULES),
    "schedule_epochs": _whole(*_WHOLE["schedule_epochs"]),
    "gradient_clip": _number(*_NUMBERS["gradient_clip"]),
    "batch_size": _whole(*_WHOLE["batch_size"]),
    "regularization": _name_in(REGULARIZERS),
    "regularization_rate": _number(*_NUMBERS["regularization_rate"]),
    "seed": _whole(*_WHOLE["seed"]),
    "weight_seed": _whole(*_WHOLE["weight_seed"]),
    "shuffle": _yes_or_no,
    "stop_epochs": _whole(*_WHOLE["stop_epochs"]),
    "stop_loss": _number(*_NUMBERS["stop_loss"]),
    "stop_accuracy": _number(*_NUMBERS["stop_accuracy"]),
    "stop_patience": _whole(*_WHOLE["stop_patience"]),
    "stop_gain": _number(*_NUMBERS["stop_gain"]),
}
"""For each setting of `Experiment`, what it may be."""
