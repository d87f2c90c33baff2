"""What a neuron does to its weighted sum: rows of the table of operations, by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, TypeAlias

from typing_extensions import override

from playground.core.expr import Expr, ExprError
from playground.core.operations import OPERATIONS, Operation

_LINEAR_NAMES = ("", "linear", "none", "identity")


@dataclass(frozen=True, slots=True)
class Activation:
    """What a neuron does to its weighted sum; ``Activation("tanh")``.

    Every operation of the table marked as one, by its name or an alias, in upper or
    lower case, and ``linear`` (also ``none``), which leaves the sum as it is. The
    usual ones are at hand as ``Activation.TANH`` and so on.

    Raises:
        ExprError: There is no such activation.
    """

    name: str

    LINEAR: ClassVar["Activation"]
    NONE: ClassVar["Activation"]
    TANH: ClassVar["Activation"]
    RELU: ClassVar["Activation"]
    SIGMOID: ClassVar["Activation"]

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", _activation_name(self.name))

    @property
    def operation(self) -> Operation | None:
        """Its row in the table, None for ``linear``."""
        return OPERATIONS.get(self.name)

    @property
    def help(self) -> str:
        """One line for a person."""
        if self.operation is None:
            return "The weighted sum as it is."
        return self.operation.help

    def __call__(self, value: Expr) -> Expr:
        """Apply it to a node."""
        return value if self.name == "linear" else Expr.apply(self.name, value)

    @override
    def __str__(self) -> str:
        return self.name


def _activation_name(name: str) -> str:
    wanted = name.lower()
    if wanted in _LINEAR_NAMES:
        return "linear"
    for row in OPERATIONS.values():
        if row.is_activation and wanted in (row.name, *row.aliases):
            return row.name
    known = ", ".join(["linear", *(r.name for r in _activation_rows())])
    msg = f"there is no activation called {name!r}; choose one of {known}"
    raise ExprError(msg)


def _activation_rows() -> list[Operation]:
    return [row for row in OPERATIONS.values() if row.is_activation]


ACTIVATIONS: Final[dict[str, Activation]] = {
    name: Activation(name) for name in ("linear", *(r.name for r in _activation_rows()))
}
"""Every activation by its name."""

Activation.LINEAR = Activation.NONE = ACTIVATIONS["linear"]
Activation.TANH = ACTIVATIONS["tanh"]
Activation.RELU = ACTIVATIONS["relu"]
Activation.SIGMOID = ACTIVATIONS["sigmoid"]

ActivationLike: TypeAlias = Activation | str | None
"""An activation, its name, or None for ``linear``."""


def as_activation(activation: ActivationLike) -> Activation:
    """The activation that is meant.

    Raises:
        ExprError: A name is unknown.
    """
    if isinstance(activation, Activation):
        return activation
    return Activation(activation or "linear")


def activations_of(
    activation: ActivationLike | Sequence[ActivationLike], n_layers: int
) -> list[ActivationLike]:
    """One activation for each layer, of one for all or as many as there are layers.

    Raises:
        ExprError: There is another number of them.
    """
    if activation is None or isinstance(activation, str | Activation):
        return [activation] * n_layers
    if len(activation) != n_layers:
        msg = f"{n_layers} hidden layers cannot have {len(activation)} activations"
        raise ExprError(msg)
    return list(activation)
