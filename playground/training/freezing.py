"""Which weights and biases stay as they are, by the names they have in `MLP`.

``w1_2_3`` is the weight into the second neuron of the first layer from its third input,
``b1_2`` that neuron's bias, and ``n1_2`` the neuron with all of them.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

_NAME: Final = re.compile(r"w[1-9]\d*_[1-9]\d*_[1-9]\d*|[bn][1-9]\d*_[1-9]\d*")
MEANING: Final = (
    "names such as w1_2_3, the weight into neuron 2 of layer 1 from its input 3, b1_2, "
    "its bias, or n1_2, both and all its other weights"
)


def is_name(text: str) -> bool:
    """Whether *text* could be the name of a weight, a bias or a neuron."""
    return _NAME.fullmatch(text) is not None


def numbers_of(name: str, sizes: Sequence[int]) -> range:
    """Where in the parameters *name* is; empty if the network has no such thing.

    Args:
        name: Of a weight, a bias or a neuron.
        sizes: How many inputs the network has, and how many neurons each layer.

    Returns:
        Places in the order of `MLP.parameters`.
    """
    layer, neuron, *source = map(int, name[1:].split("_"))
    if not (1 <= layer < len(sizes) and 1 <= neuron <= sizes[layer]):
        return range(0)
    inputs = sizes[layer - 1]
    before = sum(sizes[k] * (sizes[k - 1] + 1) for k in range(1, layer))
    start = before + (neuron - 1) * (inputs + 1)
    if name[0] == "n":
        return range(start, start + inputs + 1)
    if name[0] == "b":
        return range(start + inputs, start + inputs + 1)
    if source[0] > inputs:
        return range(0)
    return range(start + source[0] - 1, start + source[0])


def name_at(number: int, sizes: Sequence[int]) -> str:
    """The name of parameter *number*, counted from 0."""
    for layer in range(1, len(sizes)):
        inputs = sizes[layer - 1]
        size = sizes[layer] * (inputs + 1)
        if number < size:
            neuron, source = divmod(number, inputs + 1)
            end = f"_{source + 1}" if source < inputs else ""
            return f"{'w' if end else 'b'}{layer}_{neuron + 1}{end}"
        number -= size
    msg = "the network has fewer parameters"
    raise IndexError(msg)


def kept_names(names: Iterable[str], sizes: Sequence[int]) -> tuple[str, ...]:
    """Names of weights and biases that the network has, each once and in order."""
    numbers = {number for name in names for number in numbers_of(name, sizes)}
    return tuple(name_at(number, sizes) for number in sorted(numbers))


def mask_of(names: Iterable[str], sizes: Sequence[int]) -> NDArray[np.bool_]:
    """Which parameters have one of these *names*: shape ``(n_parameters,)``."""
    mask = np.zeros(
        sum(sizes[k] * (sizes[k - 1] + 1) for k in range(1, len(sizes))), dtype=np.bool_
    )
    for name in names:
        numbers = numbers_of(name, sizes)
        mask[numbers.start : numbers.stop] = True
    return mask


def rerouted(
    names: Iterable[str], before: Sequence[str], after: Sequence[str]
) -> tuple[str, ...]:
    """The names where the network sees *after* and saw *before*.

    A weight of a feature that is gone is gone; the others follow their feature.
    """
    moved = []
    for name in names:
        if not name.startswith("w1_"):
            moved.append(name)
            continue
        stem, source = name.rsplit("_", 1)
        feature = before[int(source) - 1]
        if feature in after:
            moved.append(f"{stem}_{after.index(feature) + 1}")
    return tuple(moved)
