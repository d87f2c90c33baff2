"""What NumPy does at once while there are no kernels, against one by one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core.expr import Expr
from playground.core.matrices import Matrices, StoppedError
from playground.core.nn import MLP
from playground.core.passes import optimize
from playground.core.program import (
    AFFINE,
    Program,
    interpret,
    interpret_gradient,
    lower,
)
from playground.core.stages import Place, Stage, staged
from tests.core.graphs import RandomGraph, graphs

sizes = st.sampled_from([1, 2, 3, 8, 64, 70])


def network(inputs: int, hidden: list[int]) -> Program:
    """The squared output of a network."""
    leaves = [Expr.new_leaf(0.5, f"x{i}") for i in range(inputs)]
    (output,) = MLP(inputs, hidden, 1, "tanh", seed=3)(leaves)
    return lower([output * output, output], leaves)


@given(sizes, st.lists(sizes, max_size=3), st.sampled_from([1, 10, 49, 700]))
@settings(max_examples=25)
def test_matrices_of_any_size_give_the_numbers_of_single_operations(
    inputs: int, hidden: list[int], n: int
) -> None:
    plain = network(inputs, hidden)
    matrices = Matrices(plain, optimize(plain))
    parameters = plain.initial_parameters()
    columns = np.random.default_rng(n).uniform(-2, 2, (n, inputs))
    expected = interpret(plain, parameters, columns)
    actual = matrices.evaluate(parameters, columns)
    assert actual == pytest.approx(expected, rel=1e-11, abs=1e-13)
    values, slopes = interpret_gradient(plain, parameters, columns)
    mean, gradient = matrices.value_and_grad(parameters, columns)
    assert mean == pytest.approx(values.mean(), rel=1e-11)
    assert gradient == pytest.approx(slopes, rel=1e-9, abs=1e-13)


def test_the_neurons_of_a_layer_are_one_stage() -> None:
    program = optimize(network(7, [8] * 6))
    kinds = [stage.operation for stage in staged(program).all]
    assert kinds == [AFFINE, "tanh"] * 6 + [AFFINE, "mul"]


@given(graphs())
def test_every_value_is_made_once_and_before_it_is_read(graph: RandomGraph) -> None:
    program = optimize(lower(graph.roots, graph.inputs))
    stages = staged(program)
    made = {(True, row) for row in range(program.n_inputs)}
    made |= {(False, number) for number in range(program.first_result)}
    for stage in stages.all:
        read = set().union(*map(numbers, stage.operands))
        read |= {(False, int(i)) for i in (*stage.weights.flat, *stage.biases)}
        assert read <= made
        assert not numbers(stage.results) & made
        made |= numbers(stage.results)
        assert len(numbers(stage.results)) == count(stage)
    assert {(varies, place) for varies, place in stages.roots} <= made
    assert sum(varies for varies, _ in made) == stages.n_rows


def test_a_batch_is_given_up_half_way() -> None:
    plain = network(2, [8])
    matrices = Matrices(plain, optimize(plain))
    looks = iter([False, False, True])
    with pytest.raises(StoppedError):
        matrices.value_and_grad(
            plain.initial_parameters(), np.ones((5, 2)), lambda: next(looks)
        )


def numbers(place: Place) -> set[tuple[bool, int]]:
    """Whether they vary, and where they are."""
    every = np.arange(10_000)[place.where]
    return {(place.varies, int(number)) for number in every}


def count(stage: Stage) -> int:
    """How many results there are."""
    where = stage.results.where
    return where.stop - where.start if isinstance(where, slice) else len(where)
