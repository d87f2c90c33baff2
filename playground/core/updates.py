"""What happens between batches: shuffling, penalties, and the optimisers' updates.

Compiled by numba into the loops of `epochs`. The numbers of a `Run` have room for whole
lanes, so no loop has a rest.
"""

import math

import numpy as np
from numba import njit

from playground.core.lanes import (
    Value,
    fma,
    load,
    spread,
    sqrt,
    store,
    sum_lanes,
    where,
)
from playground.core.layout import LANES
from playground.core.memory import (
    ADAMW,
    COSINE,
    INVERSE_TIME,
    MOMENTUM,
    RMSPROP,
    SGD,
    STEP_DECAY,
)


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
def shuffle(order: Value, random: Value) -> None:
    """Draw a new order, by Fisher and Yates."""
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
        x = load(run.is_alive, i) * (load(g, i) + price * plan.l2)
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
def copy(source: Value, target: Value) -> None:
    """Copy whole lanes."""
    for i in range(0, len(source), LANES):
        store(target, i, load(source, i))


@njit(inline="always")
def _ignore_frozen(run: Value, g: Value) -> None:
    """Take the gradients of frozen parameters away, finite or not."""
    for i in range(0, len(run.parameters), LANES):
        is_frozen = load(run.is_frozen, i) != 0.0
        store(g, i, where(is_frozen, 0.0, load(g, i)))


@njit(inline="always")
def _hold_frozen(run: Value) -> None:
    """Let frozen parameters be as before, and what the optimiser remembers of them."""
    n = len(run.parameters)
    for i in range(0, n, LANES):
        is_frozen = load(run.is_frozen, i) != 0.0
        old, new = load(run.saved_parameters, i), load(run.parameters, i)
        store(run.parameters, i, where(is_frozen, old, new))
        for j in range(i, len(run.state), n):
            old, new = load(run.saved_state, j), load(run.state, j)
            store(run.state, j, where(is_frozen, old, new))


@njit(inline="always")
def _all_finite(numbers: Value) -> Value:
    """Whether no number is infinite or NaN: 0 times such a number is NaN."""
    checks = spread(0.0)
    for i in range(0, len(numbers), LANES):
        checks = fma(load(numbers, i), 0.0, checks)
    return sum_lanes(checks) == 0.0


@njit(inline="always")
def learn(layout: Value, memory: Value, plan: Value, run: Value) -> Value:
    """Update the parameters; unless all stay finite, nothing changes."""
    g = memory.gradients
    copy(run.parameters, run.saved_parameters)
    copy(run.state, run.saved_state)
    step = run.cursor[0] + 1
    rate = _rate(plan.schedule, plan.rates, step)
    if plan.holds:
        _ignore_frozen(run, g)
    _prepare(layout, plan, run, g)
    _update(plan, run.parameters, g, run.state, step, rate)
    if plan.l1 > 0.0:
        _shrink(plan, run, rate)
    if plan.holds:
        _hold_frozen(run)
    is_finite = _all_finite(run.parameters)
    if is_finite:
        run.cursor[0] = step
    else:
        copy(run.saved_parameters, run.parameters)
        copy(run.saved_state, run.state)
    return is_finite
