"""What a run remembers of its losses."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.training.history import History


class TestHistory:
    @given(st.integers(0, 3000))
    def test_what_is_appended_is_there_in_order(self, count: int) -> None:
        history = History()
        for epoch in range(count):
            history.append(epoch, epoch / 2, epoch / 4)
        assert len(history) == count
        assert np.array_equal(history.epochs, np.arange(count))
        assert np.array_equal(history.train_losses, np.arange(count) / 2)
        assert np.array_equal(history.test_losses, np.arange(count) / 4)

    def test_growing_copies_each_row_a_few_times_at_most(self) -> None:
        history = History()
        copied = 0
        before = history._rows
        for epoch in range(100_000):
            history.append(epoch, 0.0, 0.0)
            if history._rows is not before:
                copied += epoch
            before = history._rows
        assert copied < 5 * 100_000

    def test_no_more_than_a_quarter_of_the_memory_waits_for_rows(self) -> None:
        history = History()
        for epoch in range(0, 100_000, 1000):
            history.extend(np.tile(np.arange(epoch, epoch + 1000.0), (5, 1)))
            assert history._rows.shape[1] <= max(1.25 * len(history) + 1, 256)

    def test_its_arrays_are_read_only(self) -> None:
        history = History()
        history.append(0, 1.0, 2.0)
        with pytest.raises(ValueError, match="read-only"):
            history.train_losses[0] = 3

    @pytest.mark.parametrize(
        ("epoch", "recorded"),
        [
            (0, 1), (1, 2), (99_998, 99_999), (99_999, 100_000), (100_000, 100_010),
            (100_003, 100_010), (999_990, 1_000_000), (1_000_000, 1_000_100),
            (10_000_000, 10_001_000),
        ],
    )  # fmt: skip
    def test_the_longer_a_run_the_fewer_of_its_epochs_are_recorded(
        self, epoch: int, recorded: int
    ) -> None:
        assert History.next_recorded(epoch) == recorded
