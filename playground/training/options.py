"""The options of the command ``train``, one for each setting: what each takes."""

import argparse
from collections.abc import Callable, Collection
from dataclasses import fields
from typing import Any, Final

from playground.core.activations import ACTIVATIONS
from playground.core.initializations import INITIALIZATIONS
from playground.core.losses import LOSSES, REGULARIZERS
from playground.core.optimizers import OPTIMIZERS
from playground.training.checks import RANGES
from playground.training.datasets import DATASETS, OWN
from playground.training.experiment import FEATURES, Experiment
from playground.training.schedules import SCHEDULES

GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "data": (
        *("dataset", "formula", "classes", "class_names", "samples", "noise"),
        *("train_fraction", "seed"),
    ),
    "network": (
        *("features", "own_features", "hidden", "activation", "activations"),
        *("output_activation", "initialization", "weight_seed", "frozen"),
    ),
    "learning": (
        *("loss", "optimizer", "learning_rate", "schedule", "schedule_epochs"),
        *("gradient_clip", "batch_size", "shuffle", "regularization"),
        "regularization_rate",
    ),
    "stop rules, 0 being never": (
        *("stop_epochs", "stop_loss", "stop_accuracy", "stop_patience", "stop_gain"),
    ),
}
"""Settings by what they are about."""

_CHOICES: Final[dict[str, Collection[str]]] = {
    "dataset": [*DATASETS, OWN.name],
    "activation": ACTIVATIONS,
    "output_activation": ACTIVATIONS,
    "initialization": INITIALIZATIONS,
    "loss": LOSSES,
    "optimizer": OPTIMIZERS,
    "schedule": SCHEDULES,
    "regularization": REGULARIZERS,
}
_SHORT: Final = {
    "learning_rate": ("--rate",),
    "batch_size": ("--batch",),
    "regularization": ("--penalty",),
}
"""What the window calls these settings does as well."""

_TAKES: Final = {
    "formula": "FORMULA",
    "class_names": "A,B,...",
    "features": "F,F,...",
    "own_features": "F,F,...",
    "hidden": "N,N,...",
    "frozen": "W,W,...",
    "activations": "NAME,NAME,...",
}
"""What is written behind the option; otherwise a name, or the range of a number."""

_HELP: Final = {
    "dataset": "which points to learn",
    "formula": "in x and y, of the labels of the data sets formula and reg-formula",
    "classes": "how many classes, where the data can have as many; 1 means numbers, 0 "
    "what the data has by itself",
    "class_names": "of data of one's own, in order, such as cat,dog,mouse",
    "samples": "how many points; 0 is what the data set has by itself",
    "noise": "how far the points are scattered",
    "train_fraction": "share of the points to train on; the others are tested",
    "features": f"what the network sees, a list of {', '.join(FEATURES)} and of "
    "formulas in x and y such as sin(x*y)",
    "own_features": "formulas on offer in the window beside those features",
    "frozen": "what training leaves as it is: weights w1_2_3 (layer, neuron, input), "
    "biases b1_2, whole neurons n1_2",
    "hidden": "neurons of each hidden layer, 1 to 64, of up to 16 layers; none means "
    "no layer",
    "activation": "what hidden neurons make of their weighted sums",
    "activations": "of single hidden layers that have another, such as relu,,tanh",
    "output_activation": "what the output makes of its weighted sum",
    "initialization": "how the first weights are drawn",
    "loss": "how far an output is from its label",
    "optimizer": "how an update is made of the gradient",
    "learning_rate": "size of a step against the gradient",
    "schedule": "how that rate changes over the epochs",
    "schedule_epochs": "after how many epochs the schedule has done its work",
    "gradient_clip": "longest gradient of an update, 0 for any",
    "batch_size": "points in each update",
    "regularization": "what large weights cost",
    "regularization_rate": "how much that counts against the loss",
    "seed": "of data, first weights and order",
    "weight_seed": "another draw of first weights for the same data; 0 is that of the "
    "seed",
    "shuffle": "visit the points in another order each epoch",
    "stop_epochs": "stop after so many epochs",
    "stop_loss": "stop when the test loss is no larger",
    "stop_accuracy": "stop when this share of the test points is right",
    "stop_patience": "stop when the test loss has not fallen for so many epochs",
    "stop_gain": "by more than this it has to fall to count as fallen, 0 being by "
    "anything",
}
_DEFAULTS: Final = {
    "samples": "0",
    "output_activation": "linear for numbers and for losses of scores, otherwise tanh",
    "loss": "softmax_cross_entropy for three classes or more, otherwise half_squared",
}
"""In words, where what an experiment has by default hangs on other settings."""

_MOST_SHOWN: Final = 1_000_000


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Add an option for every setting but the points, which come from a table."""
    kinds = {field.name: field.type for field in fields(Experiment)}
    for title, names in GROUPS.items():
        group = parser.add_argument_group(title)
        for name in names:
            _add(group, name, kinds[name])


def _add(group: Any, name: str, kind: object) -> None:  # noqa: ANN401
    text = _HELP[name]
    if name in _CHOICES:
        text = f"{text}: {', '.join(_CHOICES[name])}"
    default = _default(name)
    if default:
        text = f"{text} (default: {default})"
    options = [f"--{name.replace('_', '-')}", *_SHORT.get(name, ())]
    if kind is bool:
        action = argparse.BooleanOptionalAction
        group.add_argument(*options, action=action, default=None, help=text)
        return
    convert: Any = _CONVERSIONS.get(name, kind)
    group.add_argument(*options, type=convert, metavar=_taken(name), help=text)


def _default(name: str) -> str:
    default = getattr(Experiment(), name)
    if name in _DEFAULTS:
        return _DEFAULTS[name]
    if isinstance(default, bool):
        return "yes" if default else "no"
    if isinstance(default, tuple):
        return ",".join(map(str, default))
    return f"{default:g}" if isinstance(default, float) else str(default)


def _taken(name: str) -> str:
    """What is written behind the option."""
    if name not in RANGES:
        return _TAKES.get(name, "NAME")
    low, high = RANGES[name]
    return f"{low}.." if high > _MOST_SHOWN else f"{low}..{high}"


def _names(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _formulas(text: str) -> list[str]:
    """Split at the commas between formulas, not at those within brackets."""
    parts, depth = [""], 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts if part.strip()]


def _activations(text: str) -> list[str]:
    """Of each layer; an empty one follows the activation of all."""
    return [part.strip() for part in text.split(",")]


def _sizes(text: str) -> list[int]:
    if text.strip() in ("", "none"):
        return []
    return [int(part) for part in text.split(",")]


_CONVERSIONS: Final[dict[str, Callable[[str], object]]] = {
    "class_names": _names,
    "frozen": _names,
    "features": _formulas,
    "own_features": _formulas,
    "activations": _activations,
    "hidden": _sizes,
}
