"""`Function`: a named expression with inputs, applied to other expressions.

To the rest of the engine it is one more row of the table of operations, with as many
operands as it has inputs: its value runs the expression, its derivatives run it
backward. Applied by calling, it is written out instead, operation by operation.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from typing_extensions import override

from playground.core.expr import Expr, ExprError, value_problem
from playground.core.operations import Array, Operation

LARGEST: Final = 100_000
"""Operations of a function, those of the functions it uses counted at each use."""

DEEPEST: Final = 50
"""Functions within functions."""


class Function(Operation):
    """A differentiable function of some inputs, made of operations and functions.

    Leaves of the body that are no inputs are the function's own: all its uses share
    them, and they keep the values they have in the body.

    Attributes:
        body: The result; its graph is read at each use and never changed.
        inputs: Leaves that stand for the operands.
        origin: What a graph of nodes names it by, its name if nothing else.
        size: Operations that one use costs, functions within written out.
        depth: Functions within functions, 1 for none.
    """

    body: Expr
    inputs: tuple[Expr, ...]
    size: int
    depth: int

    def __init__(
        self,
        name: str,
        body: Expr,
        inputs: Sequence[Expr],
        *,
        help: str = "",  # noqa: A002  the name of the column
        origin: object = None,
    ) -> None:
        """Make a function of *inputs*, leaves that *body* need not all use.

        Raises:
            ExprError: An input is no leaf or stands there twice, or the function is
                too large.
        """
        if any(not leaf.is_leaf for leaf in inputs) or len(set(inputs)) < len(inputs):
            msg = f"the inputs of {name} must be different leaves"
            raise ExprError(msg)
        places = tuple(f"{{{k}}}" for k in range(len(inputs)))
        letters = "".join(c for c in name if c != "_")
        super().__init__(
            name=name,
            symbol=name,
            arity=len(inputs),
            group="Your functions",
            formula="",
            derivative_formulas=(),
            help=help or f"Your function {name}.",
            python=name,
            latex=rf"\operatorname{{{{{letters}}}}}\left({', '.join(places)}\right)",
        )
        order = list(body.walk())
        known = {leaf: k for k, leaf in enumerate(inputs)}
        leaves = [n for n in order if n.is_leaf and n not in known]
        known |= {leaf: k for k, leaf in enumerate(leaves, len(known))}
        steps: list[tuple[Operation, tuple[int, ...]]] = []
        for node in order:
            if node.operation is not None:
                steps.append((node.operation, tuple(known[o] for o in node.operands)))
                known[node] = len(known)
        rows = [row for row, _ in steps if isinstance(row, Function)]
        size = len(steps) - len(rows) + sum(row.size for row in rows)
        depth = 1 + max((row.depth for row in rows), default=0)
        if size > LARGEST or depth > DEEPEST:
            msg = f"{name} is too large: use fewer functions within functions"
            raise ExprError(msg)
        own: dict[str, Any] = {
            "body": body,
            "inputs": tuple(inputs),
            "_origin": origin,
            "size": size,
            "depth": depth,
            "_own": tuple(leaves),
            "_steps": tuple(steps),
            "_result": known[body],
        }
        self.__dict__.update(own)

    def __call__(self, *operands: Expr | float) -> Expr:
        """Write the function out over *operands*; leaves of its own are shared.

        Raises:
            ExprError: The number of operands is another than that of the inputs.
        """
        self._check(operands)
        known: dict[Expr, Expr] = {
            leaf: o if isinstance(o, Expr) else Expr.constant(o)
            for leaf, o in zip(self.inputs, operands, strict=True)
        }
        for node in self.body.walk():
            row = node.operation
            if row is None:
                known.setdefault(node, node)
                continue
            inner = [known[o] for o in node.operands]
            if isinstance(row, Function):
                known[node] = row(*inner)
            else:
                known[node] = Expr.apply(row, *inner)
        return known[self.body]

    @property
    @override
    def origin(self) -> object:
        return self._origin or self.name

    @property
    @override
    def input_names(self) -> tuple[str, ...]:
        named = enumerate(self.inputs, 1)
        return tuple(leaf.name or f"input {k}" for k, leaf in named)

    @property
    @override
    def value(self) -> Callable[..., float]:
        return self._value

    @property
    @override
    def derivatives(self) -> Callable[..., tuple[float, ...]]:
        return self._derivatives

    @property
    @override
    def array_value(self) -> Callable[..., Array]:
        return self._array_value

    @property
    @override
    def array_derivatives(self) -> Callable[..., tuple[Array, ...]]:
        return self._array_derivatives

    @property
    @override
    def propagate(self) -> Callable[[Any], None]:
        return self._propagate

    @property
    @override
    def accepts(self) -> Callable[..., bool]:
        return self._accepts

    @override
    def explain(self, *operands: float) -> str:
        twin = Function.__call__(self, *map(float, operands))
        for node in twin.walk():
            if node.operation is not None and not np.isfinite(node.result):
                return f"inside, {value_problem(node)}"
        return ""

    @override
    def kinks(self, *operands: Array) -> list[Array]:
        values = self._run(list(operands), array=True)
        return [
            kink
            for row, places in self._steps
            for kink in row.kinks(*[np.asarray(values[k]) for k in places])
        ]

    _origin: object
    _own: tuple[Expr, ...]
    _steps: tuple[tuple[Operation, tuple[int, ...]], ...]
    _result: int

    def _check(self, operands: Sequence[object]) -> None:
        if len(operands) != self.arity:
            msg = f"{self.name} takes {self.arity} operands, not {len(operands)}"
            raise ExprError(msg)

    def _run(self, operands: list[Any], *, array: bool = False) -> list[Any]:
        """Every value within: inputs, own leaves, then each operation."""
        values = [*operands, *(leaf.result for leaf in self._own)]
        for row, places in self._steps:
            compute = row.array_value if array else row.value
            values.append(compute(*[values[k] for k in places]))
        return values

    def _back(self, values: list[Any], *, array: bool = False) -> tuple[Any, ...]:
        """The derivative of the result by each input, in the order of `backward`."""
        gradients: list[Any] = [0.0] * len(values)
        gradients[self._result] = 1.0
        place = len(values)
        for row, places in reversed(self._steps):
            place -= 1
            gradient = gradients[place]
            slopes = row.array_derivatives if array else row.derivatives
            found = slopes(values[place], *[values[k] for k in places])
            for k, slope in zip(places, found, strict=True):
                gradients[k] = gradients[k] + gradient * slope
        return tuple(gradients[: self.arity])

    def _value(self, *operands: float) -> float:
        return float(self._run(list(operands))[self._result])

    def _derivatives(self, out: float, *operands: float) -> tuple[float, ...]:
        del out
        return self._back(self._run(list(operands)))

    def _array_value(self, *operands: Array) -> Array:
        found = self._run(list(operands), array=True)[self._result]
        shape = np.broadcast_shapes(*map(np.shape, operands))
        return np.array(np.broadcast_to(found, shape), dtype=np.float64)

    def _array_derivatives(self, out: Array, *operands: Array) -> tuple[Array, ...]:
        del out
        return self._back(self._run(list(operands), array=True), array=True)

    def _propagate(self, node: Expr) -> None:
        slopes = self._derivatives(node.result, *[o.result for o in node.operands])
        for operand, slope in zip(node.operands, slopes, strict=True):
            operand.grad += node.grad * slope

    def _accepts(self, *operands: float) -> bool:
        del operands
        return True


class Blank(Operation):
    """A row known by its name alone, which has no value: `trouble` says why."""

    def __init__(
        self,
        name: str,
        inputs: Sequence[str],
        trouble: str,
        *,
        help: str = "",  # noqa: A002  the name of the column
        origin: object = None,
    ) -> None:
        super().__init__(
            name=name,
            symbol=name,
            arity=len(inputs),
            group="Your functions",
            formula="",
            derivative_formulas=(),
            help=help or f"{trouble[:1].upper()}{trouble[1:]}.",
            python=name,
            latex=f"\\mathrm{{{{{''.join(c for c in name if c.isalnum())}}}}}",
        )
        own: dict[str, Any] = {
            "_origin": origin,
            "_inputs": tuple(inputs),
            "_trouble": trouble,
        }
        self.__dict__.update(own)

    _origin: object
    _inputs: tuple[str, ...]
    _trouble: str

    @property
    @override
    def origin(self) -> object:
        return self._origin or self.name

    @property
    @override
    def trouble(self) -> str:
        return self._trouble

    @property
    @override
    def input_names(self) -> tuple[str, ...]:
        return self._inputs

    @property
    @override
    def value(self) -> Callable[..., float]:
        return lambda *_: float("nan")

    @property
    @override
    def derivatives(self) -> Callable[..., tuple[float, ...]]:
        return lambda *_: (float("nan"),) * self.arity

    @property
    @override
    def array_value(self) -> Callable[..., Array]:
        return lambda *operands: np.full(
            np.broadcast_shapes(*map(np.shape, operands)), np.nan
        )

    @property
    @override
    def array_derivatives(self) -> Callable[..., tuple[Array, ...]]:
        return lambda out, *_: (np.full(np.shape(out), np.nan),) * self.arity


def written_out(roots: Sequence[Expr]) -> dict[Expr, Expr]:
    """What each node of a graph is without functions: a use becomes its operations.

    Leaves are shared with the given graph, and so are parts without functions.
    """
    known: dict[Expr, Expr] = {}
    for root in roots:
        for node in root.walk():
            if node in known:
                continue
            operands = tuple(known[o] for o in node.operands)
            if isinstance(node.operation, Function):
                known[node] = node.operation(*operands)
            elif node.operation is None or operands == node.operands:
                known[node] = node
            else:
                known[node] = Expr.apply(node.operation, *operands, name=node.name)
    return known
