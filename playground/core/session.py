"""A training run of one program, which goes on from call to call."""

import copy
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.core import engine
from playground.core.faults import NotFiniteError, find_fault
from playground.core.losses import Regularization
from playground.core.matrices import StoppedError
from playground.core.memory import (
    AT_ONCE,
    FINISHED,
    NOT_FINITE,
    SOON,
    SUSPICIOUS,
    TRAIN,
    Run,
    idle_watch,
    new_run,
)
from playground.core.observer import Observer
from playground.core.operations import Array
from playground.core.optimizers import Optimizer
from playground.core.plans import is_known, plan
from playground.core.program import CompileError
from playground.core.runner import Runner, column_after_column

_MASK = 2**64 - 1


@dataclass(eq=False, slots=True)
class Progress:
    """What training changes; all of it, so that a copy can be gone back to.

    Attributes:
        parameters: Shape ``(n_parameters,)``.
        state: What the optimiser remembers, shape ``(rows, n_parameters)``.
        dead: Weights that the L1 penalty has stopped at 0 for good.
        order: In which the samples are visited.
        random: State of the random numbers.
        step: Updates done.
        start: Samples done in the epoch at hand.
        total: Sum of the root over them.
        update: What the last update added to each parameter; empty before the first.
        is_begun: Whether the order of the epoch at hand is drawn.
    """

    parameters: Array
    state: Array
    dead: NDArray[np.bool_]
    order: NDArray[np.int64]
    random: int = 0
    step: int = 0
    start: int = 0
    total: float = 0.0
    update: Array = field(default_factory=lambda: np.empty(0))
    is_begun: bool = False

    def copy(self) -> "Progress":
        """A copy that shares nothing."""
        return Progress(*[copy.copy(getattr(self, each.name)) for each in fields(self)])


class Training:
    """Learns from the same data, epoch by epoch; made by `CompiledExpr.training`.

    Attributes:
        progress: What training changes; between calls it may be changed from outside.
        clip: Largest length of the gradient, the penalty's included; longer ones are
            shortened to it. 0 means any; may be changed between calls.
        frozen: Parameters that stay as they are, and are neither regularised nor part
            of the gradient's length, shape ``(n_parameters,)``. What the optimiser
            remembers of them stays, too. May be changed between calls.
    """

    def __init__(
        self,
        runner: Runner,
        parameters: Array,
        columns: Array,
        *,
        batch_size: int,
        optimizer: Optimizer,
        regularization: Regularization | None,
        seed: int | None,
    ) -> None:
        n = len(parameters)
        self.progress = Progress(
            parameters=parameters.copy(),
            state=optimizer.state(n),
            dead=np.zeros(n, dtype=np.bool_),
            order=np.arange(len(columns)),
            random=0 if seed is None else seed & _MASK,
        )
        self.clip = 0.0
        self.frozen = np.zeros(n, dtype=np.bool_)
        self._runner = runner
        self._columns = columns
        self._data = column_after_column(columns)
        self._stop = np.zeros(1, dtype=np.int64)
        self._shuffle = seed is not None
        self._batch_size = 0
        self._optimizer = optimizer
        self._regularization = regularization
        self.configure(batch_size, optimizer, regularization)

    @property
    def n_samples(self) -> int:
        """How many samples it learns from."""
        return len(self._columns)

    def configure(
        self,
        batch_size: int,
        optimizer: Optimizer,
        regularization: Regularization | None,
    ) -> None:
        """Go on with other settings; another kind of optimiser begins anew.

        Raises:
            CompileError: The batch is empty or larger than the data.
        """
        if not 1 <= batch_size <= self.n_samples:
            msg = (
                f"a batch must have 1 to {self.n_samples} samples, as many as there "
                f"are, not {batch_size}"
            )
            raise CompileError(msg)
        if type(optimizer) is not type(self._optimizer):
            self.progress.state = optimizer.state(len(self.progress.parameters))
            self.progress.step = 0
        if regularization is None or regularization.l1 == 0:
            self.progress.dead[:] = False
        self._batch_size = batch_size
        self._optimizer = optimizer
        self._regularization = regularization

    def stop(self, *, at_once: bool = True) -> None:
        """Ask a running `run` to end before its next batch; from any thread.

        Args:
            at_once: Forget a batch that is begun and takes long, which is done anew
                when the run goes on.
        """
        self._stop[0] = max(self._stop[0], AT_ONCE if at_once else SOON)

    def run(
        self,
        epochs: int,
        observer: Observer | None = None,
        *,
        first: int = 1,
        every: int = 1,
    ) -> Array:
        """Train.

        Args:
            epochs: How often to go through the data.
            observer: Looks on; what it has seen is there also after an error.
            first: After which of these epochs it looks, counted from 1.
            every: After how many further ones it looks again.

        Returns:
            The mean of the root over each epoch that was completed, as it was at each
            batch; fewer than asked for if `stop` was called. The next call goes on
            where this one ended.

        Raises:
            NotFiniteError: A NaN or an infinity; all is as it was before that batch.
        """
        if observer is not None:
            observer.begin(epochs, len(self.progress.parameters), first, every)
        try:
            kernels = engine.kernels()
            if kernels is not None and is_known(self._optimizer):
                means = self._run_kernels(kernels, epochs, observer)
            else:
                means = self._run_interpreter(epochs, observer)
        except NotFiniteError as error:
            if observer is not None:
                observer.end(error.epoch)
            raise
        finally:
            self._stop[0] = 0
        if observer is not None:
            observer.end(len(means))
        return means

    def _run_kernels(
        self,
        kernels: Any,  # noqa: ANN401
        epochs: int,
        observer: Observer | None,
    ) -> Array:
        progress = self.progress
        run = self._kernel_run()
        settings = plan(
            self._batch_size,
            self._optimizer,
            self._regularization,
            shuffle=self._shuffles,
            clip=self.clip,
            holds=bool(self.frozen.any()),
        )
        means = np.empty(epochs)
        complete, is_exact = 0, False
        while True:
            layout, memory = self._runner.laid_out(self._batch_size, is_exact=is_exact)
            # After a batch of suspicious numbers the rest of its epoch is exact.
            end = complete + 1 if is_exact else epochs
            watch = idle_watch(layout, memory)
            if observer is not None:
                watch = observer.watch(complete)
            out = means[complete:end]
            ending, done = kernels.work(
                TRAIN, layout, memory, self._data, settings, run, watch, out
            )
            complete += done
            is_exact = ending == SUSPICIOUS
            if not is_exact and (ending != FINISHED or complete == epochs):
                break
        n = len(progress.parameters)
        if run.cursor[0] != progress.step:
            progress.update = (run.parameters - run.saved_parameters)[:n]
        progress.parameters = run.parameters[:n].copy()
        progress.state = run.state.reshape(-1, len(run.parameters))[:, :n].copy()
        progress.dead = run.is_alive[:n] == 0
        progress.order = run.order
        progress.random = int(run.random[0])
        progress.step, progress.start = map(int, run.cursor[:2])
        progress.is_begun = bool(run.cursor[2])
        progress.total = float(run.total[0])
        if ending == NOT_FINITE:
            self._refuse(complete)
        return means[:complete]

    def _kernel_run(self) -> Run:
        progress = self.progress
        regularization = self._regularization
        n = len(progress.parameters)
        applies = np.zeros(n) if regularization is None else regularization.applies
        run = new_run(
            progress.parameters,
            progress.order,
            state=progress.state,
            is_weight=np.where(self.frozen, 0.0, applies),
            is_alive=np.asarray(~progress.dead, dtype=np.float64),
            is_frozen=np.asarray(self.frozen, dtype=np.float64),
            seed=progress.random,
        )
        run.cursor[:] = progress.step, progress.start, progress.is_begun
        run.total[0] = progress.total
        return run._replace(stop=self._stop)

    @property
    def _shuffles(self) -> bool:
        """Whether the order matters; a full batch is the same in any."""
        return self._shuffle and self._batch_size < self.n_samples

    def _refuse(self, epoch: int) -> None:
        progress = self.progress
        batch = progress.order[progress.start : progress.start + self._batch_size]
        fault = find_fault(
            self._runner.plain, progress.parameters, self._columns, batch
        )
        raise NotFiniteError(fault, epoch, progress.start // self._batch_size)

    def _run_interpreter(self, epochs: int, observer: Observer | None) -> Array:
        progress, n = self.progress, self.n_samples
        means: list[float] = []
        for epoch in range(epochs):
            if not progress.is_begun:
                if self._stop[0]:
                    return np.array(means)
                progress.is_begun = True
                progress.total = 0.0
                if self._shuffles:
                    progress.random = shuffle(progress.order, progress.random)
            while progress.start < n:
                end = progress.start + self._batch_size
                try:
                    is_finite = self._update(progress.order[progress.start : end])
                except StoppedError:
                    return np.array(means)
                if not is_finite:
                    self._refuse(epoch)
                progress.start = end
                if self._stop[0] and end < n:
                    return np.array(means)
            progress.start, progress.is_begun = 0, False
            means.append(progress.total / n)
            if observer is not None:
                observer.look(epoch + 1, progress.parameters)
        return np.array(means)

    def _update(self, batch: NDArray[np.int64]) -> bool:
        """Learn from a batch; unless all is finite, change nothing and answer False."""
        progress, regularization = self.progress, self._regularization
        mean, gradient = self._runner.matrices.value_and_grad(
            progress.parameters,
            self._columns[batch],
            lambda: bool(self._stop[0] == AT_ONCE),
        )
        parameters, state = progress.parameters.copy(), progress.state.copy()
        dead, step = progress.dead.copy(), progress.step + 1
        frozen = self.frozen
        with np.errstate(all="ignore"):
            total = mean * len(batch)
            if regularization is not None:
                regularization.add_gradient(gradient, parameters)
            gradient[dead | frozen] = 0.0
            length = float(np.sqrt(np.sum(gradient * gradient)))
            if 0 < self.clip < length:
                gradient *= self.clip / length
            self._optimizer.update(parameters, gradient, state, step)
            if regularization is not None:
                rate = self._optimizer.rate(step)
                regularization.shrink(parameters, progress.parameters, rate, dead)
            parameters[frozen] = progress.parameters[frozen]
            state[:, frozen] = progress.state[:, frozen]
            dead[frozen] = progress.dead[frozen]
        if not (np.isfinite(total) and np.isfinite(parameters).all()):
            return False
        progress.update = parameters - progress.parameters
        progress.parameters, progress.state = parameters, state
        progress.dead, progress.step = dead, step
        progress.total += total
        return True


def shuffle(order: NDArray[np.int64], random: int) -> int:
    """Shuffle in place, by Fisher and Yates, with splitmix64, as the kernels do.

    Args:
        order: What to shuffle.
        random: State of the random numbers, below 2^64.

    Returns:
        The next state.
    """
    for i in range(len(order) - 1, 0, -1):
        random = (random + 0x9E3779B97F4A7C15) & _MASK
        z = random
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        z ^= z >> 31
        j = int((z >> 11) * 2.0**-53 * (i + 1))
        order[i], order[j] = order[j], order[i]
    return random
