"""How far the axis of values reaches."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.operations import Array
from playground.ui.training.value_range import ValueRange

NEAR = ValueRange(is_logarithmic=False, is_share=True, is_part=True, is_near=True)


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_accuracies_that_stay_the_same_have_an_axis_that_can_be_read(
    share: float,
) -> None:
    low, high = NEAR.of(np.full(7, share))
    assert high - low == pytest.approx(0.01)
    assert low < share < high


@given(st.lists(st.floats(0, 1), min_size=1).map(np.array))
def test_a_closer_look_at_accuracies_holds_all_of_them(shares: Array) -> None:
    low, high = NEAR.of(shares)
    assert low < shares.min()
    assert shares.max() < high
