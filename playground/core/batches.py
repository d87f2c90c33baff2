"""One batch: its samples in blocks, forward and backward. Compiled into `epochs`."""

from numba import njit

from playground.core.kernels import run_backward, run_forward
from playground.core.lanes import (
    Value,
    at,
    fma,
    load,
    put,
    spread,
    store,
    sum_lanes,
    with_lane,
)
from playground.core.layout import LANES
from playground.core.memory import AT_ONCE, CALM, EVALUATE


@njit(inline="always")
def _gather(pairs: Value, source: Value, target: Value) -> None:
    for i in range(0, len(pairs), 2):
        put(target, at(pairs, i), at(source, at(pairs, i + 1)))


@njit(inline="always")
def load_parameters(layout: Value, memory: Value, parameters: Value) -> None:
    """Bring parameters in, and compute what is the same for all samples."""
    v = memory.values
    squares = with_lane(spread(0.0), 0, layout.squares)
    for i in range(0, len(parameters), LANES):
        x = load(parameters, i)
        store(v, i, x)
        squares = fma(x, x, squares)
    store(memory.meter, 0, squares)
    for i in range(len(layout.constants)):
        put(v, layout.first_constant + i, at(layout.constants, i))
    if len(layout.uniform) > 0:
        run_forward(
            layout.uniform,
            v,
            memory.meter,
            memory.weights,
            layout.operands,
            layout.width,
        )
    _gather(layout.weights, v, memory.weights)


@njit(inline="always")
def load_samples(
    layout: Value, memory: Value, data: Value, order: Value, start: int, count: int
) -> None:
    """Bring a block of samples in; what is left of it repeats the first one."""
    if layout.n_inputs == 0:
        return
    n = len(data) // layout.n_inputs
    squares = load(memory.meter, 0)
    for column in range(layout.n_inputs):
        row = layout.first_row + column * layout.width
        for i in range(0, layout.width, LANES):
            x = spread(0.0)
            for j in range(LANES):
                place = start + i + j if i + j < count else start
                x = with_lane(x, j, at(data, column * n + at(order, place)))
            store(memory.values, row + i, x)
            squares = fma(x, x, squares)
    store(memory.meter, 0, squares)


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
        memory.meter,
        memory.slopes,
        memory.transposed,
        layout.operands,
        layout.width,
        count,
    )
    return total


@njit(inline="always")
def answer(
    layout: Value, memory: Value, out: Value, n: int, start: int, count: int
) -> None:
    """Take the roots of a block out; those of *n* samples lie side by side."""
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
    run: Value,
    out: Value,
    start: int,
    count: int,
) -> Value:
    """Run forward, and back unless evaluating, block by block.

    Answers the sum of root 0, and whether that is all: False if it was stopped.
    """
    total = 0.0
    for first in range(start, start + count, layout.width):
        if first > start and run.stop[0] == AT_ONCE:
            return total, False
        size = min(layout.width, start + count - first)
        load_samples(layout, memory, data, run.order, first, size)
        run_forward(
            layout.varying,
            memory.values,
            memory.meter,
            memory.weights,
            layout.operands,
            layout.width,
        )
        if task == EVALUATE:
            n = len(out) // len(layout.roots)
            answer(layout, memory, out, n, first, size)
        else:
            total += _block_gradient(layout, memory, size, 1.0 / count)
    return total, True


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
            memory.meter,
            memory.slopes,
            memory.transposed,
            layout.operands,
            layout.width,
            0,
        )


@njit(inline="always")
def run_batch(
    task: int,
    layout: Value,
    memory: Value,
    data: Value,
    run: Value,
    out: Value,
    start: int,
    count: int,
) -> Value:
    """Put the gradient of the batch's mean into memory; answers as `_blocks`."""
    v = memory.values
    load_parameters(layout, memory, run.parameters)
    if task != EVALUATE:
        _clear(memory.gradients, 0, layout.first_row)
        _clear(memory.slopes, 0, len(memory.slopes))
        _gather(layout.transposed, v, memory.transposed)
    total, is_whole = _blocks(task, layout, memory, data, run, out, start, count)
    if task != EVALUATE:
        _finish_gradient(layout, memory)
    root = layout.roots[0]
    if root < layout.first_row:
        total = v[root] * count
    return total, is_whole


@njit(inline="always")
def is_calm(memory: Value) -> Value:
    """Whether `Expr` would find the same numbers, see `CALM`."""
    return sum_lanes(load(memory.meter, 0)) < CALM
