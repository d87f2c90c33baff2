"""The loops over samples, batches and epochs: a whole training run in one call.

`work` is compiled once for every program and cached on disk. It takes its working
memory from the caller and allocates nothing; Python's interpreter lock is free while
it runs.
"""

import hashlib
import inspect
import math
from typing import Any, Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from playground.core import elementary, kernels, lanes, operations, program
from playground.core import layout as layout_module
from playground.core.expr import Expr
from playground.core.kernels import Kernel, run_backward, run_forward
from playground.core.lanes import (
    Value,
    at,
    fma,
    load,
    put,
    spread,
    sqrt,
    store,
    sum_lanes,
    where,
    with_lane,
)
from playground.core.layout import LANES, Layout, lay_out, rounded
from playground.core.operations import Array

Integers = NDArray[np.int64]

SGD, MOMENTUM, RMSPROP, ADAM, ADAMW = range(5)
"""The optimisers."""

CONSTANT, STEP_DECAY, COSINE, INVERSE_TIME = range(4)
"""The schedules of the learning rate."""

EVALUATE, GRADIENT, TRAIN = range(3)
"""The tasks."""

FINISHED, STOPPED, NOT_FINITE = range(3)
"""How a task ended."""


_PAGE: Final = 4096


class Memory(NamedTuple):
    """Working memory for one layout.

    Attributes:
        values: The buffer the layout describes.
        gradients: As long.
        weights: Copies for affine instructions, ``layout.n_weights``.
        slopes: Gradients of those copies.
        transposed: Copies for the way back, ``layout.n_transposed``.
    """

    values: Array
    gradients: Array
    weights: Array
    slopes: Array
    transposed: Array


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
        order: In which the samples are visited.
        random: State of the random numbers, one ``uint64``.
        cursor: Steps done, samples done in the epoch at hand.
        total: Sum of the root over the samples of the epoch at hand.
        stop: Not 0 asks for an end before the next batch.
    """

    parameters: Array
    state: Array
    saved_parameters: Array
    saved_state: Array
    is_weight: Array
    is_alive: Array
    order: Integers
    random: NDArray[np.uint64]
    cursor: Integers
    total: Array
    stop: Integers


def new_memory(layout: Layout) -> Memory:
    """Working memory, in one piece from a page's beginning on.

    So its parts never happen to lie where the processor mistakes them for each other,
    and each begins where a vector of lanes may and has room for whole ones.
    """
    sizes = (*[layout.size] * 2, *[layout.n_weights] * 2, layout.n_transposed)
    rooms = [-(-size // LANES) * LANES + LANES for size in sizes]
    raw = np.zeros(sum(rooms) + _PAGE // 8)
    start = -raw.ctypes.data % _PAGE // 8
    parts = []
    for size, room in zip(sizes, rooms, strict=True):
        parts.append(raw[start : start + size])
        start += room
    return Memory(*parts)


@njit(inline="always")
def _gather(pairs: Value, source: Value, target: Value) -> None:
    for i in range(0, len(pairs), 2):
        put(target, at(pairs, i), at(source, at(pairs, i + 1)))


@njit(inline="always")
def _load_parameters(layout: Value, memory: Value, parameters: Value) -> None:
    """Bring parameters in, and compute what is the same for all samples."""
    v = memory.values
    _copy(parameters, v)
    for i in range(len(layout.constants)):
        put(v, layout.first_constant + i, at(layout.constants, i))
    if len(layout.uniform) > 0:
        run_forward(layout.uniform, v, memory.weights, layout.operands, layout.width)
    _gather(layout.weights, v, memory.weights)


@njit(inline="always")
def _load_samples(
    layout: Value, memory: Value, data: Value, order: Value, start: int, count: int
) -> None:
    """Bring a block of samples in; what is left of it repeats the first one."""
    if layout.n_inputs == 0:
        return
    n = len(data) // layout.n_inputs
    for column in range(layout.n_inputs):
        row = layout.first_row + column * layout.width
        for i in range(0, layout.width, LANES):
            x = spread(0.0)
            for j in range(LANES):
                place = start + i + j if i + j < count else start
                x = with_lane(x, j, at(data, column * n + at(order, place)))
            store(memory.values, row + i, x)


@njit(inline="always")
def _clear(array: Value, start: int, end: int) -> None:
    for i in range(start, end, LANES):
        store(array, i, spread(0.0))


@njit(inline="always")
def _block_gradient(layout: Value, memory: Value, count: int, share: float) -> Value:
    """Pass the gradient of a block back; answers the sum of the root."""
    root = layout.roots[0]
    v, g = memory.values, memory.gradients
    for i in range(len(layout.cleared)):
        _clear(g, layout.cleared[i], layout.cleared[i] + layout.width)
    total = 0.0
    if root >= layout.first_row:
        _clear(g, root, root + layout.width)
        whole = count - count % LANES
        sums, shares = spread(0.0), spread(share)
        for i in range(0, whole, LANES):
            sums = sums + load(v, root + i)
            store(g, root + i, shares)
        total = sum_lanes(sums)
        for i in range(whole, count):
            total += v[root + i]
            g[root + i] = share
    run_backward(
        layout.varying_back,
        v,
        g,
        memory.slopes,
        memory.transposed,
        layout.operands,
        layout.width,
    )
    return total


@njit(inline="always")
def _answer(layout: Value, memory: Value, out: Value, start: int, count: int) -> None:
    """Take the roots of a block out."""
    n = len(out) // len(layout.roots)
    for k in range(len(layout.roots)):
        root = layout.roots[k]
        step = 1 if root >= layout.first_row else 0
        for i in range(count):
            out[k * n + start + i] = memory.values[root + step * i]


@njit(inline="always")
def _blocks(
    task: int,
    layout: Value,
    memory: Value,
    data: Value,
    order: Value,
    out: Value,
    start: int,
    count: int,
) -> Value:
    """Run forward, and back unless evaluating, block by block; answers root 0's sum."""
    total = 0.0
    for first in range(start, start + count, layout.width):
        size = min(layout.width, start + count - first)
        _load_samples(layout, memory, data, order, first, size)
        run_forward(
            layout.varying, memory.values, memory.weights, layout.operands, layout.width
        )
        if task == EVALUATE:
            _answer(layout, memory, out, first, size)
        else:
            total += _block_gradient(layout, memory, size, 1.0 / count)
    return total


@njit(inline="always")
def _finish_gradient(layout: Value, memory: Value) -> None:
    """Bring the gradients of all blocks to the parameters."""
    g = memory.gradients
    for i in range(0, len(layout.slopes), 2):
        place = at(layout.slopes, i + 1)
        put(g, place, at(g, place) + at(memory.slopes, at(layout.slopes, i)))
    root = layout.roots[0]
    if root < layout.first_row:
        g[root] += 1.0
    if len(layout.uniform_back) > 0:
        run_backward(
            layout.uniform_back,
            memory.values,
            g,
            memory.slopes,
            memory.transposed,
            layout.operands,
            layout.width,
        )


@njit(inline="always")
def _batch(
    task: int,
    layout: Value,
    memory: Value,
    data: Value,
    run: Value,
    out: Value,
    start: int,
    count: int,
) -> Value:
    """Put the gradient of the batch's mean into memory; answers the sum of root 0."""
    v = memory.values
    _load_parameters(layout, memory, run.parameters)
    if task != EVALUATE:
        _clear(memory.gradients, 0, layout.first_row)
        _clear(memory.slopes, 0, len(memory.slopes))
        _gather(layout.transposed, v, memory.transposed)
    total = _blocks(task, layout, memory, data, run.order, out, start, count)
    if task != EVALUATE:
        _finish_gradient(layout, memory)
    root = layout.roots[0]
    return v[root] * count if root < layout.first_row else total


@njit(inline="always")
def _random_below(random: Value, bound: int) -> int:
    """A whole number below *bound*, by splitmix64."""
    random[0] += np.uint64(0x9E3779B97F4A7C15)
    z = random[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return int(float(z >> np.uint64(11)) * 2.0**-53 * bound)


@njit(inline="always")
def _shuffle(order: Value, random: Value) -> None:
    for i in range(len(order) - 1, 0, -1):
        j = _random_below(random, i + 1)
        order[i], order[j] = order[j], order[i]


@njit(inline="always")
def _rate(schedule: int, rates: Value, step: int) -> Value:
    """The learning rate of a step, counted from 1."""
    if schedule == STEP_DECAY:
        return rates[0] * rates[1] ** ((step - 1) // int(rates[2]))
    if schedule == COSINE:
        share = min((step - 1) / rates[2], 1.0)
        wave = 0.5 * (1.0 + math.cos(math.pi * share))
        return rates[1] + (rates[0] - rates[1]) * wave
    if schedule == INVERSE_TIME:
        return rates[0] / (1.0 + rates[1] * (step - 1))
    return rates[0]


@njit(inline="always")
def _prepare(layout: Value, plan: Value, run: Value, g: Value) -> None:
    """Add the penalty's gradient, still dead weights, shorten the gradient."""
    n = layout.first_constant
    squares = spread(0.0)
    for i in range(0, n, LANES):
        price = load(run.is_weight, i) * load(run.parameters, i)
        x = load(run.is_alive, i) * fma(price, plan.l2, load(g, i))
        squares = fma(x, x, squares)
        store(g, i, x)
    length = math.sqrt(sum_lanes(squares))
    if plan.clip > 0.0 and length > plan.clip:
        for i in range(0, n, LANES):
            store(g, i, load(g, i) * (plan.clip / length))


@njit(inline="always")
def _update(plan: Value, p: Value, g: Value, s: Value, step: int, rate: float) -> None:
    """One step of the optimiser, by PyTorch's formulas."""
    n = len(p)
    if plan.optimizer == SGD:
        for i in range(0, n, LANES):
            store(p, i, load(p, i) - load(g, i) * rate)
    elif plan.optimizer == MOMENTUM:
        for i in range(0, n, LANES):
            velocity = load(s, i) * plan.numbers[0] + load(g, i)
            store(s, i, velocity)
            store(p, i, load(p, i) - velocity * rate)
    elif plan.optimizer == RMSPROP:
        decay, epsilon = plan.numbers[0], plan.numbers[1]
        for i in range(0, n, LANES):
            x = load(g, i)
            square = load(s, i) * decay + x * x * (1.0 - decay)
            store(s, i, square)
            store(p, i, load(p, i) - x * rate / (sqrt(square) + epsilon))
    else:
        _update_adam(plan, p, g, s, step, rate)


@njit(inline="always")
def _update_adam(
    plan: Value, p: Value, g: Value, s: Value, step: int, rate: float
) -> None:
    n = len(p)
    beta1, beta2, epsilon = plan.numbers[0], plan.numbers[1], plan.numbers[2]
    decay = 1.0 - rate * plan.numbers[3] if plan.optimizer == ADAMW else 1.0
    size = rate / (1.0 - beta1**step)
    correction = math.sqrt(1.0 - beta2**step)
    for i in range(0, n, LANES):
        x = load(g, i)
        mean = load(s, i) * beta1 + x * (1.0 - beta1)
        square = load(s, n + i) * beta2 + x * x * (1.0 - beta2)
        store(s, i, mean)
        store(s, n + i, square)
        change = mean * size / (sqrt(square) / correction + epsilon)
        store(p, i, load(p, i) * decay - change)


@njit(inline="always")
def _shrink(plan: Value, run: Value, rate: float) -> None:
    """The L1 penalty: a weight that would cross 0 becomes 0 and stays there."""
    for i in range(0, len(run.parameters), LANES):
        is_alive = load(run.is_alive, i)
        old, new = load(run.saved_parameters, i), load(run.parameters, i)
        sign = where(old > 0.0, 1.0, where(old < 0.0, -1.0, 0.0))
        drawn = new - sign * load(run.is_weight, i) * (rate * plan.l1)
        is_alive = where(new * drawn < 0.0, 0.0, is_alive)
        store(run.is_alive, i, is_alive)
        store(run.parameters, i, where(is_alive == 0.0, 0.0, drawn))


@njit(inline="always")
def _copy(source: Value, target: Value) -> None:
    for i in range(0, len(source), LANES):
        store(target, i, load(source, i))


@njit(inline="always")
def _all_finite(numbers: Value) -> Value:
    """Whether no number is infinite or NaN: 0 times such a number is NaN."""
    checks = spread(0.0)
    for i in range(0, len(numbers), LANES):
        checks = fma(load(numbers, i), 0.0, checks)
    return sum_lanes(checks) == 0.0


@njit(inline="always")
def _learn(layout: Value, memory: Value, plan: Value, run: Value) -> Value:
    """Update the parameters; unless all stay finite, nothing changes."""
    g = memory.gradients
    _copy(run.parameters, run.saved_parameters)
    _copy(run.state, run.saved_state)
    step = run.cursor[0] + 1
    rate = _rate(plan.schedule, plan.rates, step)
    _prepare(layout, plan, run, g)
    _update(plan, run.parameters, g, run.state, step, rate)
    if plan.l1 > 0.0:
        _shrink(plan, run, rate)
    is_finite = _all_finite(run.parameters)
    if is_finite:
        run.cursor[0] = step
    else:
        _copy(run.saved_parameters, run.parameters)
        _copy(run.saved_state, run.state)
    return is_finite


@njit(inline="always")
def _epoch(
    task: int,
    layout: Value,
    memory: Value,
    data: Value,
    plan: Value,
    run: Value,
    out: Value,
) -> Value:
    """Go on with an epoch, batch by batch; answers how that ended."""
    n = len(run.order)
    if run.cursor[1] == 0:
        # Not after it: an order that was drawn and not used would be lost.
        if run.stop[0] != 0:
            return STOPPED
        run.total[0] = 0.0
        if plan.shuffle:
            _shuffle(run.order, run.random)
    while run.cursor[1] < n:
        start = run.cursor[1]
        count = min(plan.batch_size, n - start)
        total = _batch(task, layout, memory, data, run, out, start, count)
        if task == TRAIN:
            if not math.isfinite(total):
                return NOT_FINITE
            if not _learn(layout, memory, plan, run):
                return NOT_FINITE
        run.total[0] += total
        run.cursor[1] = start + count
        if run.stop[0] != 0 and run.cursor[1] < n:
            return STOPPED
    run.cursor[1] = 0
    return FINISHED


def _fingerprint() -> str:
    """Changes whenever something `work` is made of changes.

    Numba's cache on disk looks at the file of the function itself only.
    """
    modules = (operations, program, layout_module, lanes, elementary, kernels)
    sources = "".join(map(inspect.getsource, modules))
    return hashlib.sha256(sources.encode()).hexdigest()


def _door(version: str) -> tuple[Kernel, bool]:
    # Numba's cache distinguishes functions by the values they close over.
    def work(
        task: int,
        layout: Value,
        memory: Value,
        data: Value,
        plan: Value,
        run: Value,
        out: Value,
    ) -> tuple[int, int]:
        _ = version
        n = len(run.order)
        n_epochs = len(out) if task == TRAIN else 1
        for epoch in range(n_epochs):
            ending = _epoch(task, layout, memory, data, plan, run, out)
            if ending != FINISHED:
                return ending, epoch
            if task == TRAIN:
                out[epoch] = run.total[0] / n
        if task == GRADIENT:
            for i in range(layout.n_parameters):
                out[i] = memory.gradients[i]
            out[layout.n_parameters] = run.total[0] / n
        return FINISHED, n_epochs

    # Nothing is allocated, so nothing needs counted references: counting them, with
    # locked instructions at every look at an array, took three quarters of the time.
    options: dict[str, Any] = {"nogil": True, "_nrt": False}
    try:
        return njit(cache=True, **options)(work), True
    except RuntimeError:  # no folder for the cache can be written to
        return njit(**options)(work), False


work, IS_CACHED = _door(_fingerprint())
"""The one door of the engine, so that it is compiled once.

Args:
    task: `EVALUATE`, `GRADIENT` or `TRAIN`; the first two take all samples as one
        batch.
    layout: A `Layout`.
    memory: A `Memory` for it.
    data: Shape ``(n_inputs * n,)``, column after column.
    plan: A `Plan`.
    run: A `Run`; training changes it, and goes on where it was, also in the
        middle of an epoch. The other tasks read its parameters and order.
    out: Receives the roots, one after the other, shape ``(n_roots * n,)``; the
        gradient and then the mean of root 0, shape ``(n_parameters + 1,)``; or
        the mean of root 0 over each epoch, as it was at each batch, one number
        for each epoch to be trained.

Returns:
    How it ended, and how many epochs are complete.
"""


def new_run(
    parameters: Array,
    order: Integers,
    *,
    state: Array | None = None,
    is_weight: Array | None = None,
    is_alive: Array | None = None,
    seed: int = 0,
) -> Run:
    """A run; the arrays are copied.

    Args:
        parameters: Shape ``(n,)``.
        order: In which the samples are visited.
        state: What the optimiser remembers, shape ``(rows, n)``.
        is_weight: 1.0 for parameters that are regularised; none if left out.
        is_alive: 0.0 for weights that stay at 0; all others if left out.
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
        order=np.array(order, dtype=np.int64),
        random=np.array([seed], dtype=np.uint64),
        cursor=np.zeros(2, dtype=np.int64),
        total=np.zeros(1),
        stop=np.zeros(1, dtype=np.int64),
    )


def _roomy(numbers: Array) -> Array:
    """A copy with room up to whole lanes, filled with zeros, in each row."""
    *rows, n = numbers.shape
    copy = np.zeros((*rows, rounded(n)))
    copy[..., :n] = numbers
    return copy


def idle_plan(n: int) -> Plan:
    """A plan for tasks that do not train, on *n* samples."""
    return Plan(n, False, SGD, np.zeros(4), CONSTANT, np.zeros(4), 0.0, 0.0, 0.0)


def try_out() -> None:
    """Compile or load the kernels by running the smallest of programs."""
    leaf = Expr(1.0)
    layout = lay_out(program.lower([leaf], []), LANES)
    run = new_run(np.ones(1), np.zeros(1, dtype=np.int64))
    work(
        EVALUATE,
        layout,
        new_memory(layout),
        np.zeros(1),
        idle_plan(1),
        run,
        np.zeros(1),
    )
