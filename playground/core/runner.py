"""Runs one program: by the kernels where they are at hand, else by the interpreter."""

from typing import Any, Final

import numpy as np

from playground.core import engine
from playground.core.layout import LANES, Layout, lay_out
from playground.core.memory import (
    EVALUATE,
    GRADIENT,
    Memory,
    idle_plan,
    idle_watch,
    new_memory,
    new_run,
)
from playground.core.operations import Array
from playground.core.program import Program, interpret, interpret_gradient

_LARGEST_BLOCK: Final = 128


class Runner:
    """A program with the working memory to run it; for one thread at a time."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._laid_out: dict[int, tuple[Layout, Memory]] = {}

    def evaluate(self, parameters: Array, columns: Array) -> Array:
        """The roots for every sample, shape ``(n, n_roots)``."""
        kernels = engine.kernels()
        if kernels is None:
            return interpret(self.program, parameters, columns)
        n = len(columns)
        out = np.empty(self.program.n_roots * n)
        self._work(kernels, EVALUATE, parameters, columns, out)
        return out.reshape(self.program.n_roots, n).T

    def value_and_grad(self, parameters: Array, columns: Array) -> tuple[float, Array]:
        """The mean of root 0, and its gradient by the parameters."""
        kernels = engine.kernels()
        if kernels is None:
            values, gradient = interpret_gradient(self.program, parameters, columns)
            with np.errstate(all="ignore"):
                return float(values.mean()), gradient
        out = np.empty(self.program.n_parameters + 1)
        self._work(kernels, GRADIENT, parameters, columns, out)
        return float(out[-1]), out[:-1]

    def laid_out(self, batch_size: int) -> tuple[Layout, Memory]:
        """Layout and working memory for batches of some size."""
        width = block_width(batch_size)
        if width not in self._laid_out:
            layout = lay_out(self.program, width)
            self._laid_out[width] = (layout, new_memory(layout))
        return self._laid_out[width]

    def _work(
        self,
        kernels: Any,  # noqa: ANN401
        task: int,
        parameters: Array,
        columns: Array,
        out: Array,
    ) -> None:
        n = len(columns)
        layout, memory = self.laid_out(n)
        own = parameters[: self.program.n_parameters]
        run = new_run(own, np.arange(n))
        data, plan = column_after_column(columns), idle_plan(n)
        watch = idle_watch(layout, memory)
        kernels.work(task, layout, memory, data, plan, run, watch, out)


def block_width(batch_size: int) -> int:
    """Samples in a block: equal blocks that are large, but fit the nearest memory."""
    blocks = -(-batch_size // _LARGEST_BLOCK)
    return -(-batch_size // (blocks * LANES)) * LANES


def column_after_column(columns: Array) -> Array:
    """The data as the kernels read it: a copy of their own."""
    return np.array(columns.T, dtype=np.float64, order="C").ravel()
