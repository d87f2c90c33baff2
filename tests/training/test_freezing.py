"""Frozen weights keep their bits; the others learn as an independent network does."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from playground.core import engine
from playground.core.operations import Array
from playground.core.optimizers import OPTIMIZERS
from playground.training.experiment import Experiment, ExperimentError
from playground.training.feature_edits import with_features
from playground.training.freezing import (
    is_name,
    kept_names,
    mask_of,
    name_at,
    numbers_of,
)
from playground.training.trainer import Trainer

_SIZES = st.lists(st.integers(1, 4), min_size=2, max_size=4).map(tuple)
_N = 2 * 3 + 3 + 3 + 1
"""Parameters of a 2-3-1 network."""


def frozen_names(mask: NDArray[np.bool_], sizes: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(name_at(int(i), sizes) for i in np.flatnonzero(mask))


class TestNames:
    @given(_SIZES)
    def test_every_parameter_has_one_and_is_found_by_it(
        self, sizes: tuple[int, ...]
    ) -> None:
        count = sum(b * (a + 1) for a, b in itertools.pairwise(sizes))
        names = [name_at(i, sizes) for i in range(count)]
        assert len(set(names)) == count
        assert [numbers_of(name, sizes) for name in names] == [
            range(i, i + 1) for i in range(count)
        ]
        assert mask_of(names, sizes).all()

    def test_they_are_those_of_the_network(self) -> None:
        trainer = Trainer(Experiment(hidden=(3, 2)))
        leaves = trainer.network.parameters()
        sizes = trainer.experiment.sizes
        assert [leaf.name for leaf in leaves] == [
            name_at(i, sizes) for i in range(len(leaves))
        ]

    def test_a_neuron_stands_for_all_it_has(self) -> None:
        assert Experiment(frozen=("n1_2", "b1_2")).frozen == (
            "w1_2_1", "w1_2_2", "b1_2",
        )  # fmt: skip

    def test_what_the_network_loses_is_frozen_no_more(self) -> None:
        experiment = Experiment(hidden=(4, 2), frozen=("b1_4", "w3_1_2", "b1_1"))
        assert replace(experiment, hidden=(3,)).frozen == ("b1_1",)

    def test_frozen_weights_follow_their_feature(self) -> None:
        before = Experiment(features=("x", "y"), frozen=("w1_1_2", "w1_2_1"))
        wider = with_features(before, ("x", "x^2", "y", "sin(x)"))
        assert wider.features == ("x", "y", "x^2", "sin(x)")
        assert with_features(before, ("y",)).frozen == ("w1_1_1",)
        assert with_features(before, ("x",)).frozen == ("w1_2_1",)

    @given(st.lists(st.text("wbn_123", max_size=7), max_size=3))
    def test_any_text_is_a_name_or_refused(self, names: list[str]) -> None:
        if all(is_name(name) for name in names):
            kept = Experiment(frozen=tuple(names)).frozen
            assert kept == kept_names(names, (2, 4, 2, 1))
            return
        with pytest.raises(ExperimentError, match="frozen must be names"):
            Experiment(frozen=tuple(names))


@pytest.fixture(params=["kernels", "interpreter"])
def path(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "interpreter":
        monkeypatch.setattr(engine, "kernels", lambda: None)
    return str(request.param)


@settings(max_examples=25)
@given(data=st.data(), mask=st.lists(st.booleans(), min_size=_N, max_size=_N))
def test_frozen_parameters_keep_their_bits_over_any_run(
    data: st.DataObject, mask: list[bool]
) -> None:
    frozen = np.array(mask)
    experiment = Experiment(
        hidden=(3,),
        samples=40,
        activation=data.draw(st.sampled_from(["tanh", "relu", "sin"])),
        optimizer=data.draw(st.sampled_from(list(OPTIMIZERS))),
        learning_rate=data.draw(st.sampled_from([0.001, 0.1, 1.0])),
        regularization=data.draw(st.sampled_from(["none", "l1", "l2", "elastic"])),
        regularization_rate=0.3,
        gradient_clip=data.draw(st.sampled_from([0.0, 0.5])),
        batch_size=data.draw(st.sampled_from([1, 7, 40])),
        shuffle=data.draw(st.booleans()),
        seed=data.draw(st.integers(0, 100)),
    )
    trainer = Trainer(experiment)
    trainer.run_epochs(data.draw(st.integers(0, 3)))  # so optimisers have a memory
    before = trainer.parameters
    trainer.change(replace(experiment, frozen=frozen_names(frozen, experiment.sizes)))
    # Saturated neurons may leave nothing to learn from.
    can_learn = (abs(trainer.gradient()[~frozen]) > 1e-6).any()
    trainer.run_epochs(4)
    trainer.run_update(3)
    after = trainer.parameters
    assert after[frozen].tobytes() == before[frozen].tobytes()
    if can_learn and not trainer.problem and experiment.regularization == "none":
        assert (after[~frozen] != before[~frozen]).any()


def reference(
    points: Array,
    labels: Array,
    p: Array,
    frozen: NDArray[np.bool_],
    step: Callable[[Array, Array, int], Array],
    clip: float,
    l2: float,
    epochs: int,
) -> Array:
    """A 2-3-1 network of tanh with half squares, learning from all points at once."""
    p, free = p.copy(), ~frozen
    is_weight = np.array([1, 1, 0] * 3 + [1, 1, 1, 0], dtype=bool)
    for t in range(1, epochs + 1):
        first, second = p[:9].reshape(3, 3), p[9:]
        h = np.tanh(points @ first[:, :2].T + first[:, 2])
        o = np.tanh(h @ second[:3] + second[3])
        d_out = (o - labels) * (1 - o * o) / len(labels)
        d_h = np.outer(d_out, second[:3]) * (1 - h * h)
        g_first = np.column_stack([d_h.T @ points, d_h.sum(axis=0)])
        g = np.concatenate([g_first.ravel(), h.T @ d_out, [d_out.sum()]])
        g = np.where(free, g + l2 * p * is_weight, 0.0)
        length = np.sqrt(g @ g)
        if 0 < clip < length:
            g *= clip / length
        p = np.where(free, p + step(p, g, t), p)
    return p


def stepper(name: str, rate: float) -> Callable[[Array, Array, int], Array]:
    m, v = np.zeros(_N), np.zeros(_N)

    def step(_p: Array, g: Array, t: int) -> Array:
        nonlocal m, v
        if name == "sgd":
            return -rate * g
        if name == "momentum":
            m = 0.9 * m + g
            return -rate * m
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        return -rate * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)

    return step


@settings(max_examples=15)
@given(
    mask=st.lists(st.booleans(), min_size=_N, max_size=_N),
    name=st.sampled_from(["sgd", "momentum", "adam"]),
    clip=st.sampled_from([0.0, 0.05]),
    l2=st.sampled_from([0.0, 0.1]),
    seed=st.integers(0, 1000),
)
def test_the_others_learn_as_an_independent_network_does(
    mask: list[bool], name: str, clip: float, l2: float, seed: int
) -> None:
    frozen = np.array(mask)
    settings_: dict[str, Any] = {
        "hidden": (3,), "samples": 30, "batch_size": 15, "optimizer": name,
        "learning_rate": 0.05, "gradient_clip": clip, "seed": seed,
    }  # fmt: skip
    if l2:
        settings_ |= {"regularization": "l2", "regularization_rate": l2}
    experiment = Experiment(**settings_, frozen=frozen_names(frozen, (2, 3, 1)))
    trainer = Trainer(experiment)
    expected = reference(
        trainer.train.points,
        trainer.train.labels,
        trainer.parameters,
        frozen,
        stepper(name, 0.05),
        clip,
        l2,
        20,
    )
    trainer.run_epochs(20)
    np.testing.assert_allclose(trainer.parameters, expected, rtol=1e-7, atol=1e-10)


def test_both_paths_hold_what_the_optimiser_remembers(path: str) -> None:
    experiment = Experiment(hidden=(3,), samples=40, optimizer="adam")
    trainer = Trainer(experiment)
    trainer.run_epochs(3)
    frozen = replace(experiment, frozen=("n1_1", "w2_1_2"))
    trainer.change(frozen)
    before = trainer.optimizer_state
    trainer.run_epochs(5)
    mask = mask_of(frozen.frozen, frozen.sizes)
    np.testing.assert_array_equal(trainer.optimizer_state[:, mask], before[:, mask])
    assert (trainer.optimizer_state[:, ~mask] != before[:, ~mask]).all()
    assert np.all(trainer.last_update[mask] == 0)
    trainer.change(experiment)
    trainer.run_epochs(1)
    assert np.all(trainer.last_update[mask] != 0), path


def test_freezing_needs_no_reset_and_saves() -> None:
    before = Experiment()
    after = replace(before, frozen=("n2_1",))
    assert not before.changes_need_reset(after)
    assert Experiment.from_dict(after.to_dict()) == after


def test_a_retreat_leaves_frozen_ones_alone() -> None:
    experiment = Experiment(
        hidden=(2,), activation="linear", output_activation="linear", learning_rate=0.01
    )
    trainer = Trainer(experiment)
    trainer.run_epochs(2)
    trainer.set_parameter(0, 0.123)
    wild = replace(experiment, frozen=("w1_1_1",), learning_rate=1e30)
    trainer.change(wild)
    trainer.run_epochs(5)
    assert trainer.is_diverged
    assert trainer.parameters[0] == 0.123
