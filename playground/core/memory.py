"""What the kernels work on: memory, the settings of a run, and what a run changes.

Plain tuples of arrays and numbers, which numba takes as they are.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.core.layout import LANES, Integers, Layout, rounded
from playground.core.operations import Array

SGD, MOMENTUM, RMSPROP, ADAM, ADAMW = range(5)
"""The optimisers."""

CONSTANT, STEP_DECAY, COSINE, INVERSE_TIME = range(4)
"""The schedules of the learning rate."""

EVALUATE, GRADIENT, TRAIN = range(3)
"""The tasks."""

FINISHED, STOPPED, NOT_FINITE, SUSPICIOUS = range(4)
"""How a task ended; `SUSPICIOUS` if `Expr` might find other numbers, see `CALM`."""

SOON, AT_ONCE = 1, 2
"""When to stop: before the next batch, or before the next block of samples."""

CALM: Final = 1e150
"""Below this sum of squares no order and no rounding of sums makes a difference.

While no value and no gradient is larger than its root, no product of two of them
overflows, nor does a sum of such products. Beyond it, and where something is not
finite, a layout that is exact must compute the batch.
"""

_PAGE: Final = 4096


class Memory(NamedTuple):
    """Working memory for one layout.

    Attributes:
        values: The buffer the layout describes.
        gradients: As long.
        weights: Copies for affine instructions, ``layout.n_weights``.
        slopes: Gradients of those copies.
        transposed: Copies for the way back, ``layout.n_transposed``.
        meter: `LANES` sums of the squares of everything that was computed.
    """

    values: Array
    gradients: Array
    weights: Array
    slopes: Array
    transposed: Array
    meter: Array


class Plan(NamedTuple):
    """Settings of a run, in numbers.

    Attributes:
        batch_size: Samples in a batch; the last one of an epoch may be smaller.
        shuffle: Whether every epoch visits the samples in a new order.
        optimizer: One of the optimisers above.
        numbers: Its settings: momentum, or beta1, beta2, epsilon, weight decay.
        schedule: One of the schedules above.
        rates: Its settings: the rate, then up to three more.
        l1: Rate of the penalty on the size of weights.
        l2: Rate of the penalty on half the squares of weights.
        clip: Largest length of the gradient; 0 means any.
        holds: Whether some parameters are frozen.
    """

    batch_size: int
    shuffle: bool
    optimizer: int
    numbers: Array
    schedule: int
    rates: Array
    l1: float
    l2: float
    clip: float
    holds: bool


class Run(NamedTuple):
    """What changes during a run, and goes on from call to call.

    Everything that has a number for each parameter has room up to whole lanes, filled
    with zeros: *room* numbers.

    Attributes:
        parameters: Shape ``(room,)``.
        state: What the optimiser remembers, shape ``(rows * room,)``, row after row.
        saved_parameters: Place for the parameters before the batch at hand.
        saved_state: Place for the state before the batch at hand.
        is_weight: 1.0 for parameters that are regularised.
        is_alive: 0.0 for weights that the L1 penalty has stopped at 0 for good.
        is_frozen: 1.0 for parameters that stay as they are, as does what the
            optimiser remembers of them.
        order: In which the samples are visited.
        random: State of the random numbers, one ``uint64``.
        cursor: Steps done, samples done in the epoch at hand, and 1 once its order is
            drawn.
        total: Sum of the root over the samples of the epoch at hand.
        stop: 0, `SOON`, or `AT_ONCE`.
    """

    parameters: Array
    state: Array
    saved_parameters: Array
    saved_state: Array
    is_weight: Array
    is_alive: Array
    is_frozen: Array
    order: Integers
    random: NDArray[np.uint64]
    cursor: Integers
    total: Array
    stop: Integers


class Watch(NamedTuple):
    """What is evaluated between the epochs of a run, with its parameters.

    Attributes:
        layout: A `Layout`, whose first parameters are those of the run.
        memory: A `Memory` for it.
        data: Like that of the run.
        order: The samples, one after the other, shape ``(n,)``.
        parameters: With room up to whole lanes.
        due: After which epoch of the call for the first time, counted from 1, and
            after how many more each further time; 0 first is never.
        values: Receives the roots, shape ``(times * n_roots * n,)``.
        kept: Receives the run's parameters, shape ``(times * n_parameters,)``.
        is_calm: Receives 0.0 where `Expr` might find others, shape ``(times,)``.
    """

    layout: Layout
    memory: Memory
    data: Array
    order: Integers
    parameters: Array
    due: Integers
    values: Array
    kept: Array
    is_calm: Array


def new_memory(layout: Layout) -> Memory:
    """Working memory, in one piece from a page's beginning on.

    So its parts never happen to lie where the processor mistakes them for each other,
    and each begins where a vector of lanes may and has room for whole ones.
    """
    sizes = (*[layout.size] * 2, *[layout.n_weights] * 2, layout.n_transposed, LANES)
    rooms = [-(-size // LANES) * LANES + LANES for size in sizes]
    raw = np.zeros(sum(rooms) + _PAGE // 8)
    start = -raw.ctypes.data % _PAGE // 8
    parts = []
    for size, room in zip(sizes, rooms, strict=True):
        parts.append(raw[start : start + size])
        start += room
    return Memory(*parts)


def new_run(
    parameters: Array,
    order: Integers,
    *,
    state: Array | None = None,
    is_weight: Array | None = None,
    is_alive: Array | None = None,
    is_frozen: Array | None = None,
    seed: int = 0,
) -> Run:
    """A run; the arrays are copied.

    Args:
        parameters: Shape ``(n,)``.
        order: In which the samples are visited.
        state: What the optimiser remembers, shape ``(rows, n)``.
        is_weight: 1.0 for parameters that are regularised; none if left out.
        is_alive: 0.0 for weights that stay at 0; all others if left out.
        is_frozen: 1.0 for parameters that stay as they are; none if left out.
        seed: State of the random numbers, below 2^64.
    """
    n = len(parameters)
    rows = _roomy(np.empty((0, n)) if state is None else state)
    own = _roomy(parameters)
    return Run(
        parameters=own,
        state=rows.ravel(),
        saved_parameters=own.copy(),
        saved_state=rows.ravel().copy(),
        is_weight=_roomy(np.zeros(n) if is_weight is None else is_weight),
        is_alive=_roomy(np.ones(n) if is_alive is None else is_alive),
        is_frozen=_roomy(np.zeros(n) if is_frozen is None else is_frozen),
        order=np.array(order, dtype=np.int64),
        random=np.array([seed], dtype=np.uint64),
        cursor=np.zeros(3, dtype=np.int64),
        total=np.zeros(1),
        stop=np.zeros(1, dtype=np.int64),
    )


def _roomy(numbers: Array) -> Array:
    """A copy with room up to whole lanes, filled with zeros, in each row."""
    *rows, n = numbers.shape
    copy = np.zeros((*rows, rounded(n)))
    copy[..., :n] = numbers
    return copy


def idle_watch(layout: Layout, memory: Memory) -> Watch:
    """One that never looks."""
    nothing, none = np.zeros(0), np.zeros(0, dtype=np.int64)
    never = np.zeros(2, dtype=np.int64)
    return Watch(
        layout, memory, nothing, none, nothing, never, nothing, nothing, nothing
    )


def idle_plan(n: int) -> Plan:
    """A plan for tasks that do not train, on *n* samples."""
    nothing = np.zeros(4)
    return Plan(n, False, SGD, nothing, CONSTANT, nothing, 0.0, 0.0, 0.0, False)
