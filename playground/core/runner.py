"""Runs one program: by the kernels where they are at hand, else with NumPy."""

from typing import Any, Final

import numpy as np

from playground.core import engine
from playground.core.layout import LANES, Layout
from playground.core.matrices import Matrices
from playground.core.memory import (
    EVALUATE,
    GRADIENT,
    SUSPICIOUS,
    Memory,
    idle_plan,
    idle_watch,
    new_memory,
    new_run,
)
from playground.core.operations import Array
from playground.core.passes import optimize
from playground.core.placing import lay_out
from playground.core.program import Program

_LARGEST_BLOCK: Final = 128
_LARGEST_EXACT_BLOCK: Final = 32


class Runner:
    """A program with the working memory to run it; for one thread at a time.

    The optimised program runs. Where it met numbers so large that another order of
    sums, or products rounded together with them, may decide what is finite, the plain
    program runs instead: the same operations one by one as `Expr` does them.

    Attributes:
        plain: An instruction for each operation.
        program: What runs: *plain*, optimised.
        matrices: Serves while the kernels are not at hand.
    """

    def __init__(self, plain: Program) -> None:
        self.plain = plain
        self.program = optimize(plain)
        self.matrices = Matrices(plain, self.program)
        self._laid_out: dict[tuple[int, bool], tuple[Layout, Memory]] = {}

    def evaluate(self, parameters: Array, columns: Array) -> Array:
        """The roots for every sample, shape ``(n, n_roots)``."""
        kernels = engine.kernels()
        if kernels is None:
            return self.matrices.evaluate(parameters, columns)
        n = len(columns)
        out = np.empty(self.program.n_roots * n)
        self._work(kernels, EVALUATE, parameters, columns, out)
        return out.reshape(self.program.n_roots, n).T

    def value_and_grad(self, parameters: Array, columns: Array) -> tuple[float, Array]:
        """The mean of root 0, and its gradient by the parameters."""
        kernels = engine.kernels()
        if kernels is None:
            return self.matrices.value_and_grad(parameters, columns)
        out = np.empty(self.program.n_parameters + 1)
        self._work(kernels, GRADIENT, parameters, columns, out)
        return float(out[-1]), out[:-1]

    def laid_out(
        self, batch_size: int, *, is_exact: bool = False
    ) -> tuple[Layout, Memory]:
        """Layout and working memory for batches of some size."""
        program = self.plain if is_exact else self.program
        largest = _LARGEST_EXACT_BLOCK if is_exact else _LARGEST_BLOCK
        key = block_width(batch_size, largest), is_exact
        if key not in self._laid_out:
            layout = lay_out(program, key[0], is_exact=is_exact)
            self._laid_out[key] = (layout, new_memory(layout))
        return self._laid_out[key]

    def _work(
        self,
        kernels: Any,  # noqa: ANN401
        task: int,
        parameters: Array,
        columns: Array,
        out: Array,
    ) -> None:
        n = len(columns)
        own = parameters[: self.program.n_parameters]
        data, plan = column_after_column(columns), idle_plan(n)
        for is_exact in (False, True):
            layout, memory = self.laid_out(n, is_exact=is_exact)
            run = new_run(own, np.arange(n))
            watch = idle_watch(layout, memory)
            ending, _ = kernels.work(task, layout, memory, data, plan, run, watch, out)
            if ending != SUSPICIOUS:
                return


def block_width(batch_size: int, largest: int = _LARGEST_BLOCK) -> int:
    """Samples in a block: equal blocks that are large, but fit the nearest memory."""
    blocks = -(-batch_size // largest)
    return -(-batch_size // (blocks * LANES)) * LANES


def column_after_column(columns: Array) -> Array:
    """The data as the kernels read it: a copy of their own."""
    return np.array(columns.T, dtype=np.float64, order="C").ravel()
