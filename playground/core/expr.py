"""`Expr`: a node of the expression graph, its value, its gradient, and learning.

Traversals keep their own stack, so a chain of a million operations is as welcome as a
short one. They leave marks on the nodes, which is faster than a set of visited ones, so
one graph must not be walked by two threads at once.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Self

import numpy as np
from typing_extensions import override

from playground.core.operations import (
    OPERATIONS,
    SCALAR,
    Operation,
    compile_function,
)


class ExprError(ValueError):
    """An expression was used in a way that has no meaning."""


class NotANumberError(ExprError, TypeError):
    """Something other than a real number or an `Expr` was met."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Where and why a computation left the finite numbers."""

    node: "Expr"
    message: str

    @override
    def __str__(self) -> str:
        return self.message


class Expr:
    """A number that remembers how it was computed.

    ``Expr(2.0, "x")`` is a leaf; operators and methods make further nodes. Numbers met
    in arithmetic become constants: leaves that are not learnable.

    Attributes:
        result: The value, a float; infinite or NaN where IEEE arithmetic says so.
        grad: Derivative of the last `backward` root with respect to this node.
        name: A name for people and for `find`, or None.
        is_learnable: Whether `learn` may change it, if it is a leaf.
        operation: Row of the table of operations, None for a leaf.
        operands: The nodes this one is computed from, empty for a leaf.
    """

    __slots__ = (
        "__weakref__",
        "_mark",
        "grad",
        "is_learnable",
        "name",
        "operands",
        "operation",
        "result",
    )
    # NumPy scalars on the left of an operator must leave the work to us.
    __array_ufunc__ = None

    result: float
    grad: float
    name: str | None
    is_learnable: bool
    operation: Operation | None
    operands: tuple["Expr", ...]
    _mark: object

    def __init__(
        self,
        value: float,
        name: str | None = None,
        is_learnable: bool = True,  # noqa: FBT001, FBT002  a contract of the design
    ) -> None:
        """Make a leaf.

        Raises:
            NotANumberError: *value* is not a real number.
        """
        self.result = _number(value)
        self.grad = 0.0
        self.name = name
        self.is_learnable = is_learnable
        self.operation = None
        self.operands = ()
        self._mark = None

    @classmethod
    def new_leaf(cls, value: float, name: str | None = None) -> Self:
        """Make a learnable leaf."""
        return cls(value, name)

    @staticmethod
    def constant(value: float) -> "Expr":
        """Make a leaf that never learns, as numbers in arithmetic become."""
        return Expr(value, None, is_learnable=False)

    @staticmethod
    def apply(
        operation: str | Operation,
        *operands: "Expr | float",
        name: str | None = None,
    ) -> "Expr":
        """Apply an operation of the table by its name, or any row.

        Raises:
            ExprError: There is no such operation, or it takes another number of
                operands.
        """
        row = operation if isinstance(operation, Operation) else None
        if isinstance(operation, str):
            row = OPERATIONS.get(operation)
        if row is None:
            msg = f"there is no operation called {operation!r}"
            raise ExprError(msg)
        if len(operands) != row.arity:
            msg = f"{row.name} takes {row.arity} operands, not {len(operands)}"
            raise ExprError(msg)
        return _node(row, tuple(_expr(operand) for operand in operands), name)

    @staticmethod
    def sum(terms: "Iterable[Expr | float]", name: str | None = None) -> "Expr":
        """Add *terms* as a balanced tree, so that its depth is their logarithm.

        No terms make the constant 0; a single one is returned as it is, unless the
        sum has a name of its own.
        """
        level = [_expr(term) for term in terms] or [Expr.constant(0.0)]
        if name is not None and len(level) == 1:
            return level[0].add(0.0, name)
        while len(level) > 1:
            pairs = zip(level[::2], level[1::2], strict=False)
            odd = level[-1:] if len(level) % 2 else []
            level = [x.add(y) for x, y in pairs] + odd
        if name is not None:
            level[0].name = name
        return level[0]

    @property
    def data(self) -> float:
        """The value, by micrograd's name."""
        return self.result

    @data.setter
    def data(self, value: float) -> None:
        self.result = _number(value)

    @property
    def is_leaf(self) -> bool:
        """Whether this node is a number rather than an operation."""
        return self.operation is None

    def walk(self) -> Iterator["Expr"]:
        """Every node of the graph once, operands before what uses them.

        Raises:
            ExprError: The graph has a cycle.
        """
        seen: set[Expr] = set()
        for node in _operations(self):
            for operand in node.operands:
                if operand.operation is None and operand not in seen:
                    seen.add(operand)
                    yield operand
            yield node
        if self.operation is None:
            yield self

    def recalculate(self) -> float:
        """Compute every operation anew from the leaves; returns the root's value.

        Raises:
            NotANumberError: Something else than a real number was put into a leaf.
        """
        for node in self.walk():
            if node.operation is not None:
                node.result = node.operation.value(*[o.result for o in node.operands])
            elif node.result.__class__ is not float:
                node.result = _number(node.result)
        return self.result

    def backward(
        self,
        accumulate: bool = False,  # noqa: FBT001, FBT002  a contract of the design
    ) -> None:
        """Set `grad` of every node to the derivative of this root by it.

        Args:
            accumulate: Add to the gradients the leaves have, as PyTorch does, instead
                of replacing them.
        """
        leaves = [n for n in self.walk() if n.operation is None] if accumulate else []
        kept = [(leaf, leaf.grad) for leaf in leaves]
        order = _operations(self, clear=True)
        self.grad = 1.0
        for node in reversed(order):
            if node.operation is not None:
                node.operation.propagate(node)
        for leaf, grad in kept:
            leaf.grad += grad

    def zero_grad(self) -> None:
        """Set `grad` of every node to 0."""
        _operations(self, clear=True)
        self.grad = 0.0

    def learn(self, learning_rate: float) -> None:
        """Take one step of gradient descent on the learnable leaves.

        Operations keep their values until `recalculate`.

        Raises:
            ExprError: *learning_rate* is not a finite number.
        """
        rate = _number(learning_rate)
        if not math.isfinite(rate):
            msg = f"the learning rate must be a finite number, not {rate}"
            raise ExprError(msg)
        self.backward()
        for leaf in self.parameters():
            leaf.result -= rate * leaf.grad

    def find(self, name: str) -> "Expr | None":
        """The first node in `walk` order with that name, or None."""
        return next((node for node in self.walk() if node.name == name), None)

    def find_all(self, name: str) -> list["Expr"]:
        """All nodes with that name, in `walk` order."""
        return [node for node in self.walk() if node.name == name]

    def parameters(self) -> list["Expr"]:
        """The learnable leaves, each once, in order of first use."""
        return [n for n in self.walk() if n.operation is None and n.is_learnable]

    def parameter_count(
        self,
        learnable_only: bool = True,  # noqa: FBT001, FBT002  the seed's signature
    ) -> int:
        """How many distinct leaves there are, learnable ones or all."""
        leaves = [node for node in self.walk() if node.operation is None]
        return sum(leaf.is_learnable or not learnable_only for leaf in leaves)

    def problem(self) -> Problem | None:
        """Where the values first turned infinite or NaN, or None.

        That is the first node in `walk` order whose value is not finite though its
        operands are.
        """
        for node in self.walk():
            if not math.isfinite(node.result):
                return Problem(node, value_problem(node))
        return None

    def gradient_problem(self) -> Problem | None:
        """Where the gradients of the last `backward` first left the finite numbers.

        That is the node nearest to the root that turns a finite gradient into one
        that is not. Derivatives by constants, which nothing uses, do not count.
        """
        for node in reversed(_operations(self)):
            for operand in undefined_derivatives(node):
                where = label(operand)
                msg = f"the derivative of {_call(node)} by {where} is not defined"
                return Problem(node, msg)
        return None

    @override
    def __repr__(self) -> str:
        name = f", {self.name!r}" if self.name else ""
        kind = self.operation.name if self.operation else "leaf"
        return f"<Expr {kind} {self.result:.6g}{name}, grad {self.grad:.6g}>"

    def __radd__(self, other: float) -> "Expr":
        return _expr(other).add(self)

    def __rsub__(self, other: float) -> "Expr":
        return _expr(other).sub(self)

    def __rmul__(self, other: float) -> "Expr":
        return _expr(other).mul(self)

    def __rtruediv__(self, other: float) -> "Expr":
        return _expr(other).div(self)

    def __rpow__(self, other: float) -> "Expr":
        return _expr(other).pow(self)

    if TYPE_CHECKING:
        # The operators, and the methods tanh(name=None), pow(other, name=None) and so
        # on, are made from the table at the end of this module.
        def __add__(self, other: "Expr | float") -> "Expr": ...
        def __sub__(self, other: "Expr | float") -> "Expr": ...
        def __mul__(self, other: "Expr | float") -> "Expr": ...
        def __truediv__(self, other: "Expr | float") -> "Expr": ...
        def __pow__(self, other: "Expr | float") -> "Expr": ...
        def __neg__(self) -> "Expr": ...
        def __abs__(self) -> "Expr": ...
        def __getattr__(self, operation: str) -> Callable[..., "Expr"]: ...


def label(node: Expr) -> str:
    """How messages call a node: its name, else its number or operation."""
    if node.name:
        return node.name
    return node.operation.name if node.operation else f"the constant {node.result:g}"


def value_problem(node: Expr) -> str:
    """Why a node with finite operands has a value that is not finite."""
    operation = node.operation
    if operation is None:
        return f"the value of {label(node)} is {node.result}"
    operands = [operand.result for operand in node.operands]
    is_finite = all(map(math.isfinite, operands))
    inside = operation.explain(*operands) if is_finite else ""
    if inside:
        return f"{_call(node)} is {node.result}: {inside}"
    if is_finite and not operation.accepts(*operands):
        need = operation.domain_help
        return f"{_call(node)} is {node.result}: it needs {need}"
    if is_finite:
        return f"{_call(node)} is too large for a number"
    return f"{_call(node)} is {node.result}"


def undefined_derivatives(node: Expr) -> list[Expr]:
    """The operands to which *node* passes on a gradient that is not finite.

    None where the value or the gradient of the node itself is not finite, and
    constants never: the derivative by the exponent 2 of ``(-3)**2`` is not used.
    """
    if node.operation is None or not math.isfinite(node.grad + node.result):
        return []
    operands = node.operands
    derivatives = node.operation.derivatives(node.result, *[o.result for o in operands])
    return [
        operand
        for operand, derivative in zip(operands, derivatives, strict=True)
        if (operand.operation is not None or operand.is_learnable)
        and not math.isfinite(node.grad * derivative)
    ]


def _call(node: Expr) -> str:
    """The node with its numbers: ``log(-1)``."""
    numbers = ", ".join(f"{operand.result:g}" for operand in node.operands)
    return f"{node.operation.name if node.operation else label(node)}({numbers})"


def _number(value: object) -> float:
    if isinstance(value, Real | np.bool_):
        try:
            return float(value)
        except OverflowError:
            msg = "this whole number is too large for a floating-point number"
            raise NotANumberError(msg) from None
    msg = f"expected a number or an Expr, got {type(value).__name__}"
    raise NotANumberError(msg)


def _expr(value: object) -> Expr:
    return value if isinstance(value, Expr) else Expr.constant(_number(value))


def _node(
    operation: Operation, operands: tuple[Expr, ...], name: str | None = None
) -> Expr:
    forward = _FORWARD.get(operation)
    if forward is not None:
        node: Expr = forward(*operands, name)
        return node
    made = Expr(operation.value(*[o.result for o in operands]), name, False)
    made.operation, made.operands = operation, operands
    return made


def _operations(root: Expr, *, clear: bool = False) -> list[Expr]:
    """The nodes below *root* that are computed, operands first, without recursion.

    Args:
        root: Where to begin; it comes last.
        clear: Set `grad` of every node to 0 on the way, leaves included.
    """
    if root.operation is None:
        root.grad = 0.0 if clear else root.grad
        return []
    order: list[Expr] = []
    path = [root]
    done, on_path = object(), object()
    root._mark = on_path  # noqa: SLF001
    while path:
        node = path[-1]
        for operand in node.operands:
            mark = operand._mark  # noqa: SLF001
            if mark is not done:
                if clear:
                    operand.grad = 0.0
                if operand.operands:
                    if mark is on_path:
                        msg = f"{label(operand)} cannot depend on itself"
                        raise ExprError(msg)
                    operand._mark = on_path  # noqa: SLF001
                    path.append(operand)
                    break
                operand._mark = done  # noqa: SLF001
        else:
            node._mark = done  # noqa: SLF001
            order.append(node)
            path.pop()
    return order


def _forward(operation: Operation) -> Callable[..., Expr]:
    """The method that applies a row of the table, compiled from its formula.

    Compiling the formula into the method halves the time to build a graph.
    """
    if operation.arity == 1:
        parameters, convert, load, operands = "a, name=None", "", "x = a.result", "a,"
    else:
        parameters, operands = "a, b, name=None", "a, b"
        convert = """try:
        y = b.result
    except AttributeError:
        b = as_expr(b)
        y = b.result"""
        load = "x = a.result"
    source = f"""
def method({parameters}):
    {convert}
    {load}
    node = new(Expr)
    node.result = {operation.formula}
    node.grad = 0.0
    node.name = name
    node.is_learnable = False
    node.operation = operation
    node.operands = ({operands})
    node._mark = None
    return node
"""
    scope = {"Expr": Expr, "new": Expr.__new__, "as_expr": _expr}
    method = compile_function(source, SCALAR | scope | {"operation": operation})
    method.__name__ = operation.name  # as its def it would hide the function
    method.__qualname__ = f"Expr.{operation.name}"
    method.__doc__ = operation.help
    return method


_FORWARD = {operation: _forward(operation) for operation in OPERATIONS.values()}

for _operation, _method in _FORWARD.items():
    setattr(Expr, _operation.name, _method)
for _operator, _name in {
    "__add__": "add",
    "__sub__": "sub",
    "__mul__": "mul",
    "__truediv__": "div",
    "__pow__": "pow",
    "__neg__": "neg",
    "__abs__": "abs",
}.items():
    setattr(Expr, _operator, getattr(Expr, _name))
