"""Optimisers and schedules against PyTorch and against closed forms."""

import math
from typing import Any

import numpy as np
import pytest

from playground.core.operations import Array
from playground.core.optimizers import (
    OPTIMIZERS,
    SGD,
    Adam,
    AdamW,
    Constant,
    Cosine,
    InverseTime,
    Momentum,
    Optimizer,
    OptimizerError,
    RMSProp,
    Schedule,
    StepDecay,
)

STEPS = 100

CASES = [
    (SGD(0.1), "SGD", {}),
    (Momentum(0.05), "SGD", {"momentum": 0.9}),
    (Momentum(0.05, momentum=0.5), "SGD", {"momentum": 0.5}),
    (RMSProp(0.01), "RMSprop", {}),
    (RMSProp(0.01, decay=0.9, epsilon=1e-3), "RMSprop", {"alpha": 0.9, "eps": 1e-3}),
    (Adam(0.02), "Adam", {}),
    (
        Adam(0.02, beta1=0.8, beta2=0.95, epsilon=1e-4),
        "Adam",
        {"betas": (0.8, 0.95), "eps": 1e-4},
    ),
    (AdamW(0.02), "AdamW", {}),
    (AdamW(0.02, weight_decay=0.2), "AdamW", {"weight_decay": 0.2}),
]


def slope(p: Array) -> Array:
    """Gradient of a valley that is steep one way and bent the other."""
    x, y, z = p
    return np.array([4 * x**3 - 2 * y, 2 * y - 2 * x + np.cos(y), 0.01 * z])


def travel(optimizer: Optimizer, steps: int = STEPS) -> Array:
    parameters = np.array([1.5, -0.7, 3.0])
    state = optimizer.state(3)
    visited = []
    for step in range(1, steps + 1):
        optimizer.update(parameters, slope(parameters), state, step)
        visited.append(parameters.copy())
    return np.array(visited)


def torch_travel(name: str, settings: dict[str, Any], schedule: Any = None) -> Array:  # noqa: ANN401
    torch = pytest.importorskip("torch")
    parameters = torch.tensor([1.5, -0.7, 3.0], dtype=torch.float64, requires_grad=True)
    peer = getattr(torch.optim, name)([parameters], **settings)
    scheduler = schedule(torch, peer) if schedule else None
    visited = []
    for _ in range(STEPS):
        parameters.grad = torch.tensor(slope(parameters.detach().numpy()))
        peer.step()
        if scheduler:
            scheduler.step()
        visited.append(parameters.detach().numpy().copy())
    return np.array(visited)


class TestAgainstTorch:
    @pytest.mark.parametrize(("optimizer", "name", "settings"), CASES)
    def test_100_steps_agree_to_1e_12(
        self, optimizer: Optimizer, name: str, settings: dict[str, Any]
    ) -> None:
        theirs = torch_travel(name, {"lr": optimizer.rate(1), **settings})
        np.testing.assert_allclose(travel(optimizer), theirs, rtol=1e-12, atol=1e-12)

    def test_step_decay_agrees(self) -> None:
        theirs = torch_travel(
            "SGD",
            {"lr": 0.1},
            lambda torch, peer: torch.optim.lr_scheduler.StepLR(peer, 7, 0.8),
        )
        ours = travel(SGD(StepDecay(0.1, factor=0.8, every=7)))
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)

    def test_cosine_agrees(self) -> None:
        theirs = torch_travel(
            "Adam",
            {"lr": 0.1},
            lambda torch, peer: torch.optim.lr_scheduler.CosineAnnealingLR(
                peer, STEPS, 0.01
            ),
        )
        ours = travel(Adam(Cosine(0.1, steps=STEPS, final=0.01)))
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)

    def test_inverse_time_agrees(self) -> None:
        theirs = torch_travel(
            "SGD",
            {"lr": 0.1},
            lambda torch, peer: torch.optim.lr_scheduler.LambdaLR(
                peer, lambda k: 1 / (1 + 0.03 * k)
            ),
        )
        ours = travel(SGD(InverseTime(0.1, decay=0.03)))
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)


class TestClosedForms:
    """With a constant gradient every optimiser's way can be written down."""

    steps = 25

    def way(self, optimizer: Optimizer, gradient: float, start: float = 0.0) -> float:
        parameters = np.array([start])
        state = optimizer.state(1)
        for step in range(1, self.steps + 1):
            optimizer.update(parameters, np.array([gradient]), state, step)
        return float(parameters[0])

    def test_sgd_goes_rate_times_gradient_each_step(self) -> None:
        assert self.way(SGD(0.1), 3.0) == pytest.approx(-0.3 * self.steps)

    def test_momentum_gathers_speed_as_a_geometric_sum(self) -> None:
        m, n = 0.9, self.steps
        expected = -0.1 * 3.0 * (n - m * (1 - m**n) / (1 - m)) / (1 - m)
        assert self.way(Momentum(0.1, momentum=m), 3.0) == pytest.approx(expected)

    def test_rmsprop_divides_by_the_root_of_what_it_has_seen(self) -> None:
        expected = -sum(
            0.1 * 3 / (3 * math.sqrt(1 - 0.99**t) + 1e-8)
            for t in range(1, self.steps + 1)
        )
        assert self.way(RMSProp(0.1), 3.0) == pytest.approx(expected)

    @pytest.mark.parametrize("gradient", [3.0, -1e-3])
    def test_adam_goes_its_rate_each_step_whatever_the_gradient(
        self, gradient: float
    ) -> None:
        expected = -0.1 * math.copysign(self.steps, gradient)
        assert self.way(Adam(0.1), gradient) == pytest.approx(expected, rel=1e-4)

    def test_adamw_decays_geometrically_without_a_gradient(self) -> None:
        way = self.way(AdamW(0.1, weight_decay=0.5), 0.0, start=2.0)
        assert way == pytest.approx(2.0 * 0.95**self.steps)

    def test_updates_change_nothing_but_their_arguments(self) -> None:
        for make in OPTIMIZERS.values():
            gradient = np.array([1.0, -2.0])
            make(0.1).update(np.ones(2), gradient, make(0.1).state(2), 1)
            assert gradient.tolist() == [1.0, -2.0]


class TestSchedules:
    @pytest.mark.parametrize(
        ("schedule", "rates"),
        [
            (Constant(0.3), {1: 0.3, 999: 0.3}),
            (StepDecay(1.0, 0.5, 10), {1: 1.0, 10: 1.0, 11: 0.5, 21: 0.25}),
            (Cosine(1.0, 100, 0.2), {1: 1.0, 51: 0.6, 101: 0.2, 500: 0.2}),
            (InverseTime(1.0, 0.5), {1: 1.0, 3: 0.5, 7: 0.25}),
        ],
    )
    def test_the_rate_at_a_step(
        self, schedule: Schedule, rates: dict[int, float]
    ) -> None:
        for step, rate in rates.items():
            assert schedule.at(step) == pytest.approx(rate)
            assert SGD(schedule).rate(step) == pytest.approx(rate)


class TestSettings:
    def test_every_optimiser_is_made_of_a_rate(self) -> None:
        assert list(OPTIMIZERS) == ["sgd", "momentum", "rmsprop", "adam", "adamw"]
        for make in OPTIMIZERS.values():
            assert make(0.1).rate(1) == 0.1
            assert make(0.1).state(3).shape == (make.rows, 3)

    @pytest.mark.parametrize("rate", [-0.1, math.inf, math.nan, "fast", True, None])
    def test_a_rate_that_is_no_finite_number_from_0_is_refused(
        self,
        rate: Any,  # noqa: ANN401
    ) -> None:
        makes: list[Any] = [Constant, StepDecay, Cosine, InverseTime]
        for make in (*OPTIMIZERS.values(), *makes):
            with pytest.raises(OptimizerError, match="learning_rate must be a"):
                make(rate)

    @pytest.mark.parametrize(
        ("make", "name", "value"),
        [
            (Momentum, "momentum", 1.0),
            (RMSProp, "decay", -0.1),
            (RMSProp, "epsilon", -1),
            (Adam, "beta2", 1.5),
            (Adam, "epsilon", math.nan),
            (AdamW, "beta1", -1),
            (AdamW, "weight_decay", -1),
            (StepDecay, "every", 0),
            (Cosine, "steps", 2.5),
            (InverseTime, "decay", -1),
        ],
    )
    def test_a_setting_out_of_range_is_named(
        self,
        make: Any,  # noqa: ANN401
        name: str,
        value: float,
    ) -> None:
        with pytest.raises(OptimizerError, match=name):
            make(0.1, **{name: value})
