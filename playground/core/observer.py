"""Looks at a training run between its epochs, without a way back to Python."""

import math

import numpy as np

from playground.core.memory import Watch
from playground.core.operations import Array
from playground.core.runner import Runner, column_after_column


class Observer:
    """Evaluates all roots for its own samples; made by `CompiledExpr.observer`.

    Attributes:
        values: What was seen at the last call, shape ``(times, n_roots, n)``; the next
            call writes over it.
        parameters: The run's at those times, shape ``(times, n_parameters)``; likewise.
    """

    def __init__(self, runner: Runner, parameters: Array, columns: Array) -> None:
        """Look at *columns*, with those *parameters* that are not the run's."""
        self._runner = runner
        self._own = parameters.copy()
        self._columns = columns
        self._data = column_after_column(columns)
        self._order = np.arange(len(columns))
        self._times = np.arange(0)
        self._every = 1
        self._is_calm: Array = np.empty(0)
        self._room: Array = np.empty(0)
        self.values: Array = np.empty((0, runner.program.n_roots, len(columns)))
        self.parameters: Array = np.empty((0, 0))

    def numbers_each_time(self, n_parameters: int) -> int:
        """How many numbers a look takes."""
        return self._runner.program.n_roots * len(self._columns) + n_parameters

    def begin(self, epochs: int, n_parameters: int, first: int, every: int) -> None:
        """Be ready for a call.

        Args:
            epochs: Of the call.
            n_parameters: Of the run.
            first: After which of these epochs to look, counted from 1.
            every: After how many further ones to look again.
        """
        self._times = np.arange(first, epochs + 1, every)
        self._every = every
        self._is_calm = np.ones(len(self._times))
        times, n_roots = len(self._times), self._runner.program.n_roots
        shapes = (times, n_roots, len(self._columns)), (times, n_parameters)
        sizes = [math.prod(shape) for shape in shapes]
        if sum(sizes) > len(self._room):
            # Fresh memory costs more than what is written into it.
            self._room = np.empty(sum(sizes))
        self.values = self._room[: sizes[0]].reshape(shapes[0])
        self.parameters = self._room[sizes[0] : sum(sizes)].reshape(shapes[1])

    def watch(self, epochs: int) -> Watch:
        """For the kernels, when some *epochs* of the call are complete."""
        begin = self._count(epochs)
        due = np.zeros(2, dtype=np.int64)
        if begin < len(self._times):
            due[:] = self._times[begin] - epochs, self._every
        layout, memory = self._runner.laid_out(len(self._columns))
        room = np.zeros(layout.first_constant)
        room[: len(self._own)] = self._own
        return Watch(
            layout,
            memory,
            self._data,
            self._order,
            room,
            due,
            self.values[begin:].reshape(-1),
            self.parameters[begin:].reshape(-1),
            self._is_calm[begin:],
        )

    def look(self, epoch: int, parameters: Array) -> None:
        """Look now, if it is time; what the kernels do by themselves."""
        for time in np.flatnonzero(self._times == epoch):
            n = len(parameters)
            self._own[:n] = parameters
            self.parameters[time] = parameters
            self.values[time] = self._runner.evaluate(self._own, self._columns).T

    def end(self, epochs: int) -> None:
        """Forget the times that did not come; *epochs* are complete."""
        count = self._count(epochs)
        self.values = self.values[:count]
        self.parameters = self.parameters[:count]
        for time in np.flatnonzero(self._is_calm[:count] == 0):
            self._own[: self.parameters.shape[1]] = self.parameters[time]
            self.values[time] = self._runner.evaluate(self._own, self._columns).T

    def _count(self, epochs: int) -> int:
        """How many times have come."""
        return int(np.searchsorted(self._times, epochs, side="right"))
