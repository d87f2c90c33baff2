"""The loops over samples, batches and epochs: a whole training run in one call.

`work` is compiled once for every program and cached on disk. It takes its working
memory from the caller and allocates nothing; Python's interpreter lock is free while
it runs.
"""

import hashlib
import inspect
import math
from typing import Any, Final

import numpy as np
from numba import njit

from playground.core import (
    batches,
    elementary,
    instructions,
    kernels,
    lanes,
    memory,
    operations,
    program,
    updates,
)
from playground.core import layout as layout_module
from playground.core.batches import (
    answer,
    is_calm,
    load_parameters,
    load_samples,
    run_batch,
)
from playground.core.expr import Expr
from playground.core.kernels import Kernel, run_forward
from playground.core.lanes import (
    Value,
)
from playground.core.layout import LANES
from playground.core.memory import (
    EVALUATE,
    FINISHED,
    GRADIENT,
    NOT_FINITE,
    STOPPED,
    SUSPICIOUS,
    TRAIN,
    idle_plan,
    idle_watch,
    new_memory,
    new_run,
)
from playground.core.placing import lay_out
from playground.core.updates import learn, shuffle


@njit(inline="always")
def _begin_epoch(plan: Value, run: Value) -> None:
    run.cursor[2] = 1
    run.total[0] = 0.0
    if plan.shuffle:
        shuffle(run.order, run.random)


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
    if run.cursor[2] == 0:
        if run.stop[0] != 0:
            return STOPPED
        _begin_epoch(plan, run)
    while run.cursor[1] < n:
        start = run.cursor[1]
        count = min(plan.batch_size, n - start)
        total, is_whole = run_batch(task, layout, memory, data, run, out, start, count)
        if not is_whole:
            return STOPPED
        if not (layout.is_exact or is_calm(memory)):
            return SUSPICIOUS
        if task == TRAIN and not (
            math.isfinite(total) and learn(layout, memory, plan, run)
        ):
            return NOT_FINITE
        run.total[0] += total
        run.cursor[1] = start + count
        if run.stop[0] != 0 and run.cursor[1] < n:
            return STOPPED
    run.cursor[1] = run.cursor[2] = 0
    return FINISHED


@njit(inline="always")
def _look(watch: Value, parameters: Value, n_parameters: int, time: int) -> None:
    """Evaluate what is watched, and keep it and the run's parameters."""
    layout, memory, order = watch.layout, watch.memory, watch.order
    for i in range(n_parameters):
        watch.parameters[i] = parameters[i]
        watch.kept[time * n_parameters + i] = parameters[i]
    load_parameters(layout, memory, watch.parameters)
    n = len(order)
    place = time * n * len(layout.roots)
    for first in range(0, n, layout.width):
        size = min(layout.width, n - first)
        load_samples(layout, memory, watch.data, order, first, size)
        run_forward(
            layout.varying,
            memory.values,
            memory.meter,
            memory.weights,
            layout.operands,
            layout.width,
        )
        answer(layout, memory, watch.values, n, place + first, size)
    watch.is_calm[time] = is_calm(memory)


@njit(inline="always")
def _is_due(due: Value, epoch: int) -> bool:
    """Whether to look after so many epochs of the call."""
    if due[0] == 0 or epoch < due[0]:
        return False
    remainder: int = (epoch - due[0]) % due[1]
    return remainder == 0


def _fingerprint() -> str:
    """Changes whenever something `work` is made of changes.

    Numba's cache on disk looks at the file of the function itself only.
    """
    modules = (
        operations,
        instructions,
        layout_module,
        lanes,
        elementary,
        kernels,
        memory,
        updates,
        batches,
    )
    sources = "".join(map(inspect.getsource, modules))
    return hashlib.sha256(sources.encode()).hexdigest()


def _door(version: str) -> Kernel:
    # Numba's cache distinguishes functions by the values they close over.
    def work(
        task: int,
        layout: Value,
        memory: Value,
        data: Value,
        plan: Value,
        run: Value,
        watch: Value,
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
                if _is_due(watch.due, epoch + 1):
                    time = (epoch + 1 - watch.due[0]) // watch.due[1]
                    _look(watch, run.parameters, layout.n_parameters, time)
        if task == GRADIENT:
            for i in range(layout.n_parameters):
                out[i] = memory.gradients[i]
            out[layout.n_parameters] = run.total[0] / n
        return FINISHED, n_epochs

    # Nothing is allocated, so nothing needs counted references: counting them, with
    # locked instructions at every look at an array, took three quarters of the time.
    options: dict[str, Any] = {"nogil": True, "_nrt": False}
    try:
        door: Kernel = njit(cache=True, **options)(work)
    except RuntimeError:  # no folder for the cache can be written to
        door = njit(**options)(work)
    return door


work: Final = _door(_fingerprint())
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
    watch: A `Watch`, which training fills; it stays idle in the other tasks.
    out: Receives the roots, one after the other, shape ``(n_roots * n,)``; the
        gradient and then the mean of root 0, shape ``(n_parameters + 1,)``; or
        the mean of root 0 over each epoch, as it was at each batch, one number
        for each epoch to be trained.

Returns:
    How it ended, and how many epochs are complete.
"""


def try_out() -> None:
    """Compile or load the kernels by running the smallest of programs."""
    leaf = Expr(1.0)
    layout = lay_out(program.lower([leaf], []), LANES)
    run = new_run(np.ones(1), np.zeros(1, dtype=np.int64))
    memory = new_memory(layout)
    work(
        EVALUATE,
        layout,
        memory,
        np.zeros(1),
        idle_plan(1),
        run,
        idle_watch(layout, memory),
        np.zeros(1),
    )
