import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.training.history import History, Place
from playground.training.snapshot import Mailbox, Snapshot
from playground.ui.training.curves import (
    EPOCH,
    TEST_LOSS,
    TRAIN_ACCURACY,
    TRAIN_LOSS,
    Array,
    Curves,
)


def table(n: int, seed: int = 0) -> Array:
    rows = np.random.default_rng(seed).uniform(0.01, 1, (5, n))
    rows[EPOCH] = np.arange(n)
    return rows


def filled(rows: Array) -> Curves:
    curves = Curves()
    curves.extend(rows)
    return curves


spans = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted)


@given(
    cuts=st.lists(st.integers(1, 900), min_size=1, max_size=12),
    span=spans,
    pieces=st.integers(1, 60),
    is_logarithmic=st.booleans(),
)
def test_however_it_arrives_a_line_is_within_what_it_passes(
    cuts: list[int], span: list[float], pieces: int, *, is_logarithmic: bool
) -> None:
    n = sum(cuts)
    rows = table(n)
    parts, start = Curves(), 0
    for cut in cuts:
        parts.extend(rows[:, start : start + cut])
        start += cut
    low, high = (1 + share * n for share in span)
    one, other = (
        curves.part(low, high, pieces, is_logarithmic=is_logarithmic)
        for curves in (filled(rows), parts)
    )
    np.testing.assert_array_equal(one.edges, other.edges)
    for column in range(1, 5):
        x, y = parts.line(column, other)
        for again, first in zip((x, y), filled(rows).line(column, one), strict=True):
            np.testing.assert_array_equal(again, first)
        assert len(x) <= 2 * (pieces + 1)
        # Each piece shows at least its own extremes, and none from far away.
        if not other.is_exact:
            for number, (begin, end) in enumerate(
                zip(other.edges[:-1], other.edges[1:], strict=True)
            ):
                own = rows[column, begin:end]
                bottom, top = y[2 * number : 2 * number + 2]
                assert bottom <= own.min()
                assert own.max() <= top
                wide = rows[column, max(0, begin - len(own)) : end + len(own)]
                assert bottom >= wide.min()
                assert top <= wide.max()


@given(spans)
def test_a_near_view_shows_every_epoch_exactly(span: list[float]) -> None:
    rows = table(20_000)
    curves = filled(rows)
    low = 1 + span[0] * 19_000
    part = curves.part(low, low + 200, 400)
    assert part.is_exact
    x, y = curves.line(TEST_LOSS, part)
    inside = (rows[EPOCH] >= low) & (rows[EPOCH] <= low + 200)
    assert set(rows[EPOCH, inside]) <= set(x)
    np.testing.assert_array_equal(y, rows[TEST_LOSS, x.astype(int)])


def test_no_spike_is_lost() -> None:
    rows = table(100_000)
    rows[TRAIN_LOSS] = 0.1
    rows[TRAIN_LOSS, [31_415, 27_182]] = 9.0, 0.001
    curves = filled(rows)
    for is_logarithmic in (False, True):
        part = curves.part(0, 1e5, 300, is_logarithmic=is_logarithmic)
        x, y = curves.line(TRAIN_LOSS, part)
        assert (y.max(), y.min()) == (9.0, 0.001)
        assert x[int(np.argmax(y))] == pytest.approx(31_415, rel=0.05)


def test_a_reading_is_exact() -> None:
    rows = table(5000)
    curves = filled(rows)
    for epoch in (500.4, 0.0, -7.0, 1e9):
        reading = curves.reading(epoch)
        assert reading is not None
        assert abs(reading.epoch - np.clip(epoch, 0, 4999)) <= 0.5
        assert reading.train_loss == rows[TRAIN_LOSS, reading.epoch]
        assert reading.train_accuracy == rows[TRAIN_ACCURACY, reading.epoch]


def test_epochs_already_known_are_left_out() -> None:
    curves = filled(table(3))
    later = table(4, seed=1)
    curves.extend(later)
    np.testing.assert_array_equal(curves.column(EPOCH), [0, 1, 2, 3])
    np.testing.assert_array_equal(curves.rows()[3], later[:, 3])


MOVES = st.tuples(
    st.sampled_from(["train", "train", "go back", "put", "take"]), st.integers(0, 40)
)


@given(st.lists(MOVES, max_size=40))
def test_the_curve_is_that_of_the_run_also_when_it_goes_back(
    moves: list[tuple[str, int]],
) -> None:
    mailbox, history, curves = Mailbox(), History(), Curves()
    history.append(0, 0.5, 0.5)
    blank = dict.fromkeys(Snapshot.__dataclass_fields__)

    def make(taken: Place) -> tuple[Snapshot, Place]:
        names = ("epochs", "train_losses", "test_losses")
        accuracies = ("train_accuracies", "test_accuracies")
        rows = history.since(taken).copy()
        new = dict(zip((*names, *accuracies), rows, strict=True))
        made = {**blank, **new, "epoch": int(history.epochs[-1])}
        return Snapshot(**made), history.place

    for number, (move, count) in enumerate([*moves, ("put", 0), ("take", 0)]):
        last = int(history.epochs[-1])
        if move == "train":
            for epoch in range(last + 1, last + 1 + count):
                history.append(epoch, number, -number)
        elif move == "go back":
            history.cut(max(0, last - count))
        elif move == "put":
            mailbox.put(make)
        elif (snapshot := mailbox.take()) is not None:
            curves.follow(snapshot)
    np.testing.assert_array_equal(curves.rows().T, history.rows)


@given(st.integers(1, 3000), st.integers(1, 60), st.floats(0.5, 900))
def test_what_is_smoothed_is_the_mean_around(n: int, pieces: int, width: float) -> None:
    rows = table(n)
    rows[TRAIN_LOSS, ::7] = np.nan
    curves = filled(rows)
    part = curves.part(0, n, pieces)
    places = curves.column(EPOCH, part)
    smooth = curves.smoothed(TRAIN_LOSS, part, places, width)
    assert len(smooth) == len(part.edges) - 1
    for number in (0, len(smooth) // 2, len(smooth) - 1):
        near = np.abs(places - places[number]) <= width / 2
        pieces_near = np.flatnonzero(near)
        own = rows[
            TRAIN_LOSS, part.edges[pieces_near[0]] : part.edges[pieces_near[-1] + 1]
        ]
        expected = np.nanmean(own) if np.isfinite(own).any() else np.nan
        np.testing.assert_allclose(smooth[number], expected, rtol=1e-12)


def test_what_is_not_finite_is_no_reason_to_fail() -> None:
    rows = table(100)
    rows[TRAIN_LOSS, 40:] = np.nan
    rows[TEST_LOSS] = np.inf
    curves = filled(rows)
    part = curves.part(0, 100, 10)
    assert np.isnan(curves.line(TRAIN_LOSS, part)[1][-1])
    assert np.isinf(curves.line(TEST_LOSS, part)[1]).all()
    assert np.isnan(
        curves.smoothed(TEST_LOSS, part, part.edges[1:].astype(np.float64), 9.0)
    ).all()


def test_nothing_is_read_from_nothing() -> None:
    curves = Curves()
    assert curves.reading(3) is None
    assert curves.last_epoch == 0
    curves.extend(np.empty((5, 0)))
    assert len(curves) == 0
    x, y = curves.line(TRAIN_LOSS, curves.part(0, 10, 100))
    assert len(x) == len(y) == 0


def test_on_a_logarithmic_axis_no_large_value_outweighs_the_others() -> None:
    rows = table(201)
    rows[TRAIN_LOSS] = 1e-6
    rows[TRAIN_LOSS, [0, 7]] = 1.0, 0.0  # of 0 there is no logarithm
    curves = filled(rows)
    part = curves.part(0, 200, 400)
    smooth = curves.smoothed(TRAIN_LOSS, part, rows[EPOCH], 100.0, is_geometric=True)
    np.testing.assert_allclose(smooth[0], np.exp(np.log(1e-6) * 49 / 50))
    np.testing.assert_allclose(smooth[60:], 1e-6)
