"""`CompiledExpr`: an expression graph compiled to run over many samples at once."""

import math
import operator
from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from playground.core.expr import Expr, label
from playground.core.losses import Regularization
from playground.core.observer import Observer
from playground.core.operations import Array
from playground.core.optimizers import Optimizer
from playground.core.program import (
    CompileError,
    Program,
    interpret_gradients,
    interpret_values,
    lower,
    lowered,
    numbered_nodes,
)
from playground.core.runner import Runner
from playground.core.session import Training


class CompiledExpr:
    """A graph, or several that share nodes, compiled; for one thread at a time.

    The graph may be thrown away; `write_back` brings what was learned into its leaves.

    Attributes:
        parameters: Values of the learnable leaves, float64, writable; the leaves are
            ``program.parameters``.
    """

    def __init__(
        self, roots: Sequence[Expr], inputs: Sequence[Expr], *, is_single: bool
    ) -> None:
        """Compile; see `from_expr`."""
        self._is_single = is_single
        self._roots = tuple(roots)
        self._frozen: dict[str, float] = {}
        self._compile(inputs)
        self.parameters: Array = self._plain.initial_parameters()
        self._sample = np.array([[leaf.result for leaf in inputs]])
        self._values = np.array([root.result for root in roots])

    @classmethod
    def from_expr(
        cls, root: Expr | Sequence[Expr], inputs: Sequence[Expr] | None = None
    ) -> Self:
        """Compile a graph.

        Args:
            root: What to compute, or several such; training is on the first.
            inputs: Leaves that columns of data feed, in the order of the columns; if
                left out, the named leaves that are not learnable.

        Raises:
            CompileError: There is no root, or an input is no leaf or listed twice.
        """
        roots = [root] if isinstance(root, Expr) else list(root)
        if inputs is None:
            inputs = _named_frozen_leaves(roots)
        return cls(roots, inputs, is_single=isinstance(root, Expr))

    @property
    def program(self) -> Program:
        """What runs, for reading: ``print(compiled.program)``."""
        return self._all.program

    @property
    def n_inputs(self) -> int:
        """How many columns the data must have."""
        return self._plain.n_inputs

    @property
    def n_parameters(self) -> int:
        """Length of `parameters`."""
        return self._plain.n_parameters

    def evaluate(self, columns: ArrayLike) -> Array:
        """Compute the roots for every sample.

        Args:
            columns: Shape ``(n, n_inputs)``.

        Returns:
            Shape ``(n,)``, or ``(n, k)`` if compiled from a list of k roots.

        Raises:
            CompileError: The data does not fit.
        """
        data = self._checked(columns)
        values = self._all.evaluate(self.parameters, data)
        return values[:, 0] if self._is_single else values

    def value_and_grad(self, columns: ArrayLike) -> tuple[float, Array]:
        """The mean of the first root over the samples, and its gradient.

        Returns:
            A number, and shape ``(n_parameters,)``.

        Raises:
            CompileError: The data does not fit, or there is no parameter.
        """
        self._check_parameters()
        data = self._checked(columns)
        mean, own = self._first.value_and_grad(self.parameters, data)
        gradient = np.zeros(self.n_parameters)
        gradient[: len(own)] = own
        return mean, gradient

    def training(
        self,
        columns: ArrayLike,
        *,
        batch_size: int,
        optimizer: Optimizer,
        regularizer: Regularization | None = None,
        seed: int | None = None,
    ) -> Training:
        """Begin a training run that goes on from call to call.

        It works on parameters of its own, ``training.progress.parameters``: those that
        the first root depends on, which come first in `parameters`.

        Raises:
            CompileError: The data, the batch size or the regulariser does not fit, or
                there is no parameter.
        """
        self._check_parameters()
        data = self._checked(columns)
        n = self._first.program.n_parameters
        if regularizer is not None and len(regularizer.applies) != n:
            msg = (
                f"the regularizer is for {len(regularizer.applies)} parameters, not {n}"
            )
            raise CompileError(msg)
        return Training(
            self._first,
            self.parameters[:n],
            data,
            batch_size=_whole(batch_size, "the batch size"),
            optimizer=optimizer,
            regularization=regularizer,
            seed=seed,
        )

    def observer(self, columns: ArrayLike) -> Observer:
        """For `Training.run`: evaluates all roots for *columns* between epochs.

        Raises:
            CompileError: The data does not fit.
        """
        return Observer(self._all, self.parameters, self._checked(columns))

    def train(
        self,
        columns: ArrayLike,
        epochs: int,
        batch_size: int,
        optimizer: Optimizer,
        regularizer: Regularization | None = None,
        seed: int | None = None,
    ) -> Array:
        """Learn from data, and change `parameters`.

        Args:
            columns: Shape ``(n, n_inputs)``.
            epochs: How often to go through the data.
            batch_size: Samples in an update; the last one of an epoch takes the rest.
            optimizer: How a gradient changes parameters.
            regularizer: The price on large weights.
            seed: Of the order of the samples, new in each epoch; None keeps theirs.

        Returns:
            Mean of the first root over each epoch, as it was at each batch.

        Raises:
            CompileError: Something does not fit; nothing was changed.
            NotFiniteError: A NaN or an infinity was met; `parameters` are as they were
                before that batch.
        """
        epochs = _whole(epochs, "the number of epochs")
        run = self.training(
            columns,
            batch_size=batch_size,
            optimizer=optimizer,
            regularizer=regularizer,
            seed=seed,
        )
        try:
            return run.run(epochs)
        finally:
            own = run.progress.parameters
            self.parameters[: len(own)] = own

    def write_back(self) -> None:
        """Store the parameters in the leaves they came from."""
        for leaf, value in zip(self._plain.parameters, self.parameters, strict=True):
            leaf.result = float(value)

    def set(self, name: str, value: float) -> None:
        """Set every leaf of that name; `recalculate` then computes the rest anew.

        Raises:
            CompileError: There is no such leaf, or *value* is not a finite number.
        """
        number = _finite(value, name)
        plain = self._plain
        inputs = [i for i, leaf in enumerate(plain.inputs) if leaf.name == name]
        own = [i for i, leaf in enumerate(plain.parameters) if leaf.name == name]
        frozen = any(leaf.name == name for leaf in _frozen_leaves(self._roots))
        if not (inputs or own or frozen):
            msg = f"there is no leaf called {name!r}"
            raise CompileError(msg)
        self._sample[0, inputs] = number
        self.parameters[own] = number
        if frozen and not inputs:
            self._frozen[name] = number
            self._compile(plain.inputs)

    def recalculate(self) -> float:
        """Compute the roots from the leaves' values of `set`; the first one's value."""
        self._values = self._all.evaluate(self.parameters, self._sample)[0]
        return self.result

    def learn(self, learning_rate: float) -> None:
        """One step of gradient descent on the first root; then `recalculate`.

        Raises:
            CompileError: *learning_rate* is not a finite number, or nothing can learn.
        """
        rate = _finite(learning_rate, "the learning rate")
        self._check_parameters()
        _, own = self._first.value_and_grad(self.parameters, self._sample)
        self.parameters[: len(own)] -= rate * own

    @property
    def result(self) -> float:
        """The first root's value at the last `recalculate`, or when compiled."""
        return float(self._values[0])

    @property
    def results(self) -> list[float]:
        """The value of every node in the order of `Expr.walk`, from `set`'s values."""
        values = interpret_values(self._plain, self.parameters, self._sample)
        return [float(np.ravel(values[value])[0]) for _, value in self._numbered]

    @property
    def gradients(self) -> list[float]:
        """The first root's derivative by every node, in the order of `Expr.walk`."""
        values = interpret_values(self._plain, self.parameters, self._sample)
        found = interpret_gradients(self._plain, values, 1)
        return [float(found[value][0]) for _, value in self._numbered]

    def grad_of(self, name: str) -> float:
        """The first root's derivative by the first node of that name.

        Raises:
            CompileError: There is no such node.
        """
        for (node, _), gradient in zip(self._numbered, self.gradients, strict=True):
            if node.name == name:
                return gradient
        msg = f"there is no node called {name!r}"
        raise CompileError(msg)

    def _compile(self, inputs: Sequence[Expr]) -> None:
        """Lower the graph, and that of the first root alone for learning."""
        self._plain, self._numbered = lowered(self._roots, inputs, self._frozen)
        self._all = self._first = Runner(self._plain)
        if len(self._roots) > 1:
            self._first = Runner(lower(self._roots[:1], inputs, self._frozen))

    def _check_parameters(self) -> None:
        if self._first.program.n_parameters == 0:
            msg = "there is nothing to learn: the root depends on no learnable leaf"
            raise CompileError(msg)

    def _checked(self, columns: ArrayLike) -> Array:
        """The data as an array, after all that can be wrong with it was looked for."""
        data = _numbers(columns)
        n = self.n_inputs
        if data.ndim == 1 and n == 1:
            data = data[:, np.newaxis]
        if data.ndim != 2 or data.shape[1] != n:  # noqa: PLR2004  a table
            names = ", ".join(map(label, self._plain.inputs)) or "none"
            msg = (
                f"the data must have {n} columns ({names}), not the shape {data.shape}"
            )
            raise CompileError(msg)
        if len(data) == 0:
            msg = "the data has no samples"
            raise CompileError(msg)
        for row, column in np.argwhere(~np.isfinite(data))[:1]:
            name = label(self._plain.inputs[column])
            msg = f"the data must be finite: {name} of sample {row + 1} is "
            raise CompileError(msg + f"{data[row, column]}")
        if self.parameters.shape != (self.n_parameters,):
            msg = f"there must be {self.n_parameters} parameters"
            raise CompileError(msg)
        return data


def _named_frozen_leaves(roots: Sequence[Expr]) -> list[Expr]:
    return [leaf for leaf in _frozen_leaves(roots) if leaf.name]


def _frozen_leaves(roots: Sequence[Expr]) -> list[Expr]:
    nodes = [node for node, _ in numbered_nodes(roots, [])]
    return [node for node in nodes if node.is_leaf and not node.is_learnable]


def _numbers(columns: ArrayLike) -> Array:
    try:
        return np.asarray(columns, dtype=np.float64)
    except (TypeError, ValueError) as error:
        msg = f"the data must be a table of numbers: {error}"
        raise CompileError(msg) from None


def _whole(number: int, what: str) -> int:
    try:
        whole = operator.index(number)
    except TypeError:
        whole = 0
    if whole < 1:
        msg = f"{what} must be a positive whole number, not {number!r}"
        raise CompileError(msg)
    return whole


def _finite(number: float, what: str) -> float:
    try:
        value = float(number)
    except (TypeError, ValueError):
        value = math.nan
    if not math.isfinite(value):
        msg = f"{what} must be a finite number, not {number!r}"
        raise CompileError(msg)
    return value
