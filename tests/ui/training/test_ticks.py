import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from playground.ui.numbers import parse_number
from playground.ui.training.axes import EpochAxis, ValueAxis
from playground.ui.training.ticks import (
    linear_ticks,
    logarithmic_ticks,
    value_words,
)


@given(
    spans=st.floats(-1e5, 1e5),  # farther away all is rounding
    span=st.floats(1e-6, 1e9),
    count=st.floats(1.5, 20),
)
def test_linear_ticks_are_round_apart_and_written_apart(
    spans: float, span: float, count: float
) -> None:
    low = spans * span
    high, gap = low + span, span / count
    ticks, step = linear_ticks(low, high, gap)
    assert step >= gap * 0.999
    assert f"{step:.1e}"[0] in "125"
    assert all(low - step * 1e-6 <= tick <= high + step * 1e-6 for tick in ticks)
    assert len(ticks) >= math.floor(span / step)
    words = [value_words(tick, step) for tick in ticks]
    assert len(set(words)) == len(words)
    for tick, text in zip(ticks, words, strict=True):
        assert parse_number(text) == pytest.approx(tick, abs=step * 0.01)


@given(low=st.floats(-300, 300), span=st.floats(0.05, 500), count=st.floats(3, 12))
def test_logarithmic_ticks_have_room_and_there_are_always_some(
    low: float, span: float, count: float
) -> None:
    high, gap = min(low + span, 308.2), span / count
    if high - low < 0.05:
        return
    ticks = logarithmic_ticks(low, high, gap)
    assert all(low <= tick <= high for tick in ticks)
    assert all(b - a >= gap for a, b in pairwise(ticks))
    if (high - low) / gap >= 4:
        assert ticks
    for tick in ticks:  # round numbers
        assert len(f"{10**tick:.9e}".split("e")[0].rstrip("0").rstrip(".")) <= 6


@pytest.mark.parametrize("top", [3.07e238, 1.7e308, 12.0, 1e-9, 5e-300])
def test_however_large_losses_are_their_axis_has_words_that_fit(
    qapp: QApplication, top: float
) -> None:
    del qapp
    axis = ValueAxis("left", 34, QFont())
    for is_logarithmic in (False, True):
        axis.set_logarithmic(is_logarithmic=is_logarithmic)
        low = math.log10(top) - 60 if is_logarithmic else 0.0
        high = math.log10(top) if is_logarithmic else top
        ticks = axis.ticks(low, high, 54)
        assert len(ticks) >= 2
        axis.make_room(low, high, 54)
        widest = max(len(text) for _, text in ticks)
        assert axis.width() >= 34
        assert axis.width() > 4 * widest


def test_ticks_of_epochs_are_whole_epochs(qapp: QApplication) -> None:
    del qapp
    axis = EpochAxis("bottom", 17, QFont())
    words = [text for _, text in axis.ticks(193_666, 193_671, 330)]
    assert len(words) >= 2
    assert set(words) <= {f"193,{number}" for number in range(666, 672)}
    axis.set_logarithmic(is_logarithmic=True)
    for low, high in ((0.0, 1.0), (1.2, 1.3), (0.0, 6.5)):
        for value, _ in axis.ticks(low, high, 330):
            assert 10**value == pytest.approx(round(10**value))
