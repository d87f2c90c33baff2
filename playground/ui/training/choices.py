"""What the lists of the settings offer: names, and what each does with its formula."""

from typing import Final

from playground.core.activations import ACTIVATIONS
from playground.core.losses import LOSSES, REGULARIZERS

OPTIMIZER_NAMES: Final = {
    "sgd": ("SGD", "Step against the gradient: w ← w − rate·g"),
    "momentum": (
        "Momentum",
        "Keep rolling in the direction of earlier gradients:\n"
        "v ← 0.9·v + g, w ← w − rate·v",
    ),
    "rmsprop": (
        "RMSProp",
        "Divide each gradient by its usual size:\n"
        "v ← 0.99·v + 0.01·g², w ← w − rate·g / (√v + 10⁻⁸)",
    ),
    "adam": (
        "Adam",
        "Momentum, and each gradient divided by its usual size:\n"
        "m ← 0.9·m + 0.1·g, v ← 0.999·v + 0.001·g²,\n"
        "w ← w − rate·a / (√b + 10⁻⁸),\n"
        "where a = m / (1 − 0.9ᵗ), b = v / (1 − 0.999ᵗ) at update t",
    ),
    "adamw": (
        "AdamW",
        "Adam that first shrinks each weight: w ← w − rate·0.01·w",
    ),
}
PENALTIES: Final = {
    "none": ("none", "Weights may grow as they like: loss + 0"),
    "l1": (
        "L1",
        "Draws every weight towards 0 by the same step, and one that gets there stays:"
        "\nloss + rate·Σ|w|",
    ),
    "l2": ("L2", "Draws large weights harder: loss + rate·Σ ½w²"),
    "elastic": ("both", "L1 and L2, half of each: loss + rate·Σ(½|w| + ¼w²)"),
}
_FORMULAS: Final = {
    "tanh": "f(s) = (eˢ − e⁻ˢ) / (eˢ + e⁻ˢ)",
    "relu": "f(s) = max(0, s)",
    "sigmoid": "f(s) = 1 / (1 + e⁻ˢ)",
    "linear": "f(s) = s",
    "sin": "f(s) = sin s",
    "softplus": "f(s) = log(1 + eˢ)",
    "leaky_relu": "f(s) = max(0.01·s, s)",
    "elu": "f(s) = s if s > 0 else eˢ − 1",
    "silu": "f(s) = s / (1 + e⁻ˢ)",
    "gelu": "f(s) = s·Φ(s)",
}
_USUAL: Final = ("tanh", "relu", "sigmoid", "linear")

Entries = list[tuple[str, str, str]]
"""Value, text and tool tip of each."""


def activation_entries() -> Entries:
    """All activations, those of TensorFlow Playground first."""
    rest = [name for name in ACTIVATIONS if name not in _USUAL]
    return [
        (name, name.replace("_", " "), _activation_hint(name))
        for name in (*_USUAL, *rest)
    ]


def _activation_hint(name: str) -> str:
    formula = _FORMULAS.get(name)
    text = ACTIVATIONS[name].help
    return f"{text}\n{formula}" if formula else text


def loss_entries() -> Entries:
    """All losses."""
    return [
        (
            name,
            "softmax" if row.is_joint else name.replace("_", " "),
            f"{row.help}\n{row.formula}",
        )
        for name, row in LOSSES.items()
    ]


def optimizer_entries() -> Entries:
    """All optimisers."""
    return [(name, *texts) for name, texts in OPTIMIZER_NAMES.items()]


def penalty_entries() -> Entries:
    """All regularisers."""
    return [(name, *PENALTIES.get(name, (name, ""))) for name in REGULARIZERS]
