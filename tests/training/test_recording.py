"""What is recorded on the way is what a look between single epochs would see."""

from dataclasses import astuple, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core import engine
from playground.training.experiment import Experiment
from playground.training.history import History
from playground.training.trainer import Trainer

SMALL = Experiment(
    samples=40, hidden=(3,), batch_size=7, learning_rate=0.1, shuffle=True, noise=0.2
)


@pytest.mark.parametrize("dataset", ["circle", "yin-yang"])
def test_each_row_holds_the_metrics_of_its_epoch(dataset: str) -> None:
    experiment = SMALL.with_dataset(dataset)
    whole, single = Trainer(experiment), Trainer(experiment)
    whole.run_epochs(30)
    rows = [astuple(single.metrics)]
    for _ in range(30):
        single.run_epochs(1)
        rows.append(astuple(single.metrics))
    np.testing.assert_array_equal(whole.history.rows[1:].T, rows)
    assert 0.1 < whole.history.train_accuracies.min() < 1.0


def test_numbers_have_no_accuracy() -> None:
    trainer = Trainer(Experiment(dataset="reg-plane", samples=40))
    trainer.run_epochs(3)
    assert np.isnan(trainer.history.test_accuracies).all()


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(["sgd", "adam"]),
    st.sampled_from(["none", "l1"]),
    st.integers(1, 12),
)
def test_a_rule_stops_where_a_run_of_so_many_epochs_ends(
    optimizer: str, regularization: str, patience: int
) -> None:
    free = replace(
        SMALL,
        optimizer=optimizer,
        regularization=regularization,
        regularization_rate=0.03,
    )
    ruled, peer = Trainer(replace(free, stop_patience=patience)), Trainer(free)
    ruled.run_epochs(400)
    peer.run_epochs(ruled.epoch)
    # Also what the optimiser remembers: they go on alike.
    ruled.change(free)
    for trainer in (ruled, peer):
        trainer.run_epochs(3)
    np.testing.assert_array_equal(ruled.history.rows, peer.history.rows)
    assert ruled.parameters.tobytes() == peer.parameters.tobytes()


def test_a_run_stops_at_an_epoch_that_is_not_recorded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("playground.training.history._DIGITS", 1)
    trainer = Trainer(replace(SMALL, stop_epochs=37))
    assert trainer.run_epochs(100) == 37
    assert trainer.history.epochs.tolist() == [*range(10), 10, 20, 30]


def test_the_spacing_grows_at_the_epochs_it_says() -> None:
    for epoch in (0, 1, 99_999, 100_000, 123_456, 999_999, 1_000_000):
        end = History.next_spacing(epoch)
        assert History.spacing(epoch) == History.spacing(end - 1)
        assert History.spacing(end) == 10 * History.spacing(epoch)


@pytest.mark.parametrize("is_compiled", [True, False])
def test_an_observer_sees_what_is_due(
    monkeypatch: pytest.MonkeyPatch, *, is_compiled: bool
) -> None:
    if not is_compiled:
        monkeypatch.setattr(engine, "kernels", lambda: None)
    watched, peer = Trainer(SMALL)._engine, Trainer(SMALL)._engine
    watched.train(9, first=2, every=3)
    seen = watched.seen
    assert seen.losses.shape == (3, 40)
    for number, epochs in enumerate((2, 3, 3)):
        peer.train(epochs)
        losses, outputs = peer.evaluate(watched._observer._columns)
        np.testing.assert_array_equal(seen.losses[number], losses)
        np.testing.assert_array_equal(seen.answers[number], outputs)
        own = peer.in_order(seen.parameters[number])
        np.testing.assert_array_equal(own, peer.parameters)


def test_what_is_not_finite_ends_what_is_seen() -> None:
    wild = replace(
        SMALL, activation="relu", output_activation="linear", learning_rate=1e100
    )
    engine_ = Trainer(wild)._engine
    ending = engine_.train(50, first=1)
    assert ending.culprits is not None
    assert len(engine_.seen.losses) == ending.epochs < 50
