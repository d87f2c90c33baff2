"""micrograd's demo: two moons, a 2-16-16-1 network, the hinge loss, falling rates."""

import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from playground.core.expr import Expr
from playground.core.losses import LOSSES
from playground.core.nn import MLP
from playground.core.operations import Array
from playground.core.program import Program, interpret, interpret_gradient, lower

datasets = pytest.importorskip("sklearn.datasets")
peer = pytest.importorskip("micrograd.nn")
Value: Any = pytest.importorskip("micrograd.engine").Value


def demo() -> tuple[Array, Any]:
    """Its data, as columns x1, x2 and label, and its network."""
    np.random.seed(1337)  # noqa: NPY002  the demo's
    random.seed(1337)
    points, classes = datasets.make_moons(n_samples=100, noise=0.1)
    return np.column_stack([points, classes * 2 - 1]), peer.MLP(2, [16, 16, 1])


def copied(values: Sequence[Any]) -> MLP:
    """Our network with the peer's parameters."""
    network = MLP(2, [16, 16], 1, "relu")
    for leaf, value in zip(network.parameters(), values, strict=True):
        leaf.result = value.data
    return network


def compiled(network: MLP) -> tuple[Program, Array]:
    """Loss and score of a sample, and where each parameter is in the network."""
    inputs = [Expr(0.0, name, is_learnable=False) for name in ("x1", "x2", "y")]
    (score,) = network(inputs[:2])
    squares = Expr.sum(leaf * leaf for leaf in network.parameters())
    loss = LOSSES["hinge"](score, inputs[2]) + squares * 1e-4
    program = lower([loss, score], inputs)
    order = {id(leaf): i for i, leaf in enumerate(network.parameters())}
    return program, np.array([order[id(leaf)] for leaf in program.parameters])


def test_the_first_loss_and_its_gradient_are_micrograds() -> None:
    data, theirs = demo()
    program, places = compiled(copied(theirs.parameters()))
    losses = [
        (1 + -label * theirs([Value(x1), Value(x2)])).relu() for x1, x2, label in data
    ]
    total = sum(losses, Value(0.0)) * (1 / len(losses))
    total += sum((p * p for p in theirs.parameters()), Value(0.0)) * 1e-4
    total.backward()
    values, gradient = interpret_gradient(program, program.initial_parameters(), data)
    assert values.mean() == pytest.approx(total.data, rel=1e-12)
    expected = np.array([p.grad for p in theirs.parameters()])[places]
    assert gradient == pytest.approx(expected, rel=1e-10, abs=1e-14)


def test_100_steps_go_the_demos_way() -> None:
    data, theirs = demo()
    assert len(theirs.parameters()) == 337
    program, _ = compiled(copied(theirs.parameters()))
    parameters = program.initial_parameters()
    losses, accuracies = [], []
    for step in range(100):
        scores = interpret(program, parameters, data)[:, 1]
        accuracies.append(np.mean((scores > 0) == (data[:, 2] > 0)))
        values, gradient = interpret_gradient(program, parameters, data)
        losses.append(values.mean())
        parameters -= (1.0 - 0.9 * step / 100) * gradient
    assert losses[0] == pytest.approx(0.8958, abs=5e-5)
    assert losses[-1] == pytest.approx(0.01098, abs=5e-6)
    assert accuracies[0] == 0.5
    assert accuracies[40] == 1.0
    assert accuracies[-1] == 1.0
