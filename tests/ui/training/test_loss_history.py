import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from playground.ui.training.loss_history import LossHistory


def losses(n: int, seed: int = 0) -> NDArray[np.float64]:
    return np.random.default_rng(seed).uniform(0.01, 1, n)


@given(
    cuts=st.lists(st.integers(1, 400), min_size=1, max_size=12),
    capacity=st.integers(2, 64),
)
def test_however_it_arrives_the_picture_is_the_same(
    cuts: list[int], capacity: int
) -> None:
    n = sum(cuts)
    epochs, train, test = np.arange(n, dtype=float), losses(n), losses(n, 1)
    whole, parts = LossHistory(capacity), LossHistory(capacity)
    whole.extend(epochs, train, test)
    start = 0
    for cut in cuts:
        piece = slice(start, start + cut)
        parts.extend(epochs[piece], train[piece], test[piece])
        start += cut
    assert len(parts) <= capacity
    assert parts.bucket_width == whole.bucket_width
    for one, other in (
        (whole.train_line(), parts.train_line()),
        (whole.test_line(), parts.test_line()),
    ):
        np.testing.assert_array_equal(one, other)


def test_no_spike_is_lost() -> None:
    history = LossHistory(capacity=64)
    n = 100_000
    train = np.full(n, 0.1)
    train[31_415], train[27_182] = 9.0, 0.001
    history.extend(np.arange(n, dtype=float), train, train)
    _, y = history.train_line()
    assert y.max() == 9.0
    assert y.min() == 0.001
    assert history.range() == (0.001, 0.001, 9.0)


def test_a_reading_is_exact_whatever_was_gathered() -> None:
    history = LossHistory(capacity=16)
    n = 1000
    train, test = losses(n), losses(n, 1)
    history.extend(np.arange(n, dtype=float), train, test)
    reading = history.nearest(500.4)
    assert reading is not None
    assert reading.train == train[reading.epoch]
    assert reading.test == test[reading.epoch]
    assert abs(reading.epoch - 500) <= history.bucket_width


def test_epochs_already_known_are_left_out() -> None:
    history = LossHistory()
    one = np.ones(3)
    history.extend(np.array([0.0, 1.0, 2.0]), one, one)
    history.extend(np.array([1.0, 2.0, 3.0]), 2 * one, 2 * one)
    epochs, train = history.train_line()
    np.testing.assert_array_equal(epochs, [0, 1, 2, 3])
    np.testing.assert_array_equal(train, [1, 1, 1, 2])


def test_what_is_not_finite_does_not_spoil_the_range() -> None:
    history = LossHistory(capacity=4)
    train = np.array([0.5, np.nan, np.inf, 0.25, np.nan, 0.0, 1.0, np.nan])
    history.extend(np.arange(8.0), train, np.full(8, np.nan))
    low, low_positive, high = history.range()
    assert (low, low_positive, high) == (0.0, 0.25, 1.0)


def test_nothing_is_read_from_nothing() -> None:
    history = LossHistory()
    assert history.nearest(3) is None
    assert all(np.isnan(history.range()))
    history.extend(np.empty(0), np.empty(0), np.empty(0))
    assert len(history) == 0
