"""The seed draws points and weights; the draw of weights, other weights alone."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from playground.training.experiment import Experiment
from playground.training.trainer import Trainer

_small = Experiment(samples=20, hidden=(2,))


@given(st.integers(0, 2**40), st.integers(1, 2**40))
def test_another_draw_is_other_weights_for_the_same_points(
    seed: int, draw: int
) -> None:
    first = Trainer(replace(_small, seed=seed))
    other = Trainer(replace(_small, seed=seed, weight_seed=draw))
    again = Trainer(replace(_small, seed=seed, weight_seed=draw))
    np.testing.assert_array_equal(first.train.points, other.train.points)
    assert not np.array_equal(first.parameters, other.parameters)
    np.testing.assert_array_equal(other.parameters, again.parameters)
    assert first.experiment.changes_need_reset(other.experiment)
