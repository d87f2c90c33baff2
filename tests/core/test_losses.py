"""Losses and regularisers against PyTorch, closed forms and differences."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from playground.core.expr import Expr, ExprError
from playground.core.losses import LOSSES, REGULARIZERS, Regularization
from playground.core.operations import Array

numbers = st.floats(-20, 20)
labels = st.sampled_from([-1.0, 1.0])


def loss_and_slope(name: str, output: float, label: float) -> tuple[float, float]:
    leaf = Expr(output, "o")
    loss = LOSSES[name](leaf, label)
    loss.backward()
    return loss.result, leaf.grad


CLOSED_FORMS: dict[str, Callable[[float, float], tuple[float, float]]] = {
    "half_squared": lambda o, y: ((o - y) ** 2 / 2, o - y),
    "squared": lambda o, y: ((o - y) ** 2, 2 * (o - y)),
    "hinge": lambda o, y: (max(0.0, 1 - y * o), -y if 1 - y * o > 0 else 0.0),
    "logistic": lambda o, y: (math.log1p(math.exp(-y * o)), -y / (1 + math.exp(y * o))),
    "huber": lambda o, y: (
        (o - y) ** 2 / 2 if abs(o - y) < 1 else abs(o - y) - 0.5,
        o - y if abs(o - y) < 1 else math.copysign(1.0, o - y),
    ),
}


class TestLosses:
    @pytest.mark.parametrize("name", CLOSED_FORMS)
    @given(output=numbers, label=labels)
    def test_a_loss_and_its_slope_are_the_closed_form(
        self, name: str, output: float, label: float
    ) -> None:
        expected = CLOSED_FORMS[name](output, label)
        assert loss_and_slope(name, output, label) == pytest.approx(
            expected, rel=1e-12, abs=1e-12
        )

    @given(st.lists(numbers, min_size=2, max_size=6), st.data())
    def test_softmax_cross_entropy_is_minus_the_log_of_the_right_share(
        self, scores: list[float], data: st.DataObject
    ) -> None:
        right = data.draw(st.integers(0, len(scores) - 1))
        leaves = [Expr(score) for score in scores]
        targets = [float(k == right) for k in range(len(scores))]
        loss = LOSSES["softmax_cross_entropy"](leaves, targets)
        loss.backward()
        shares = np.exp(scores) / np.exp(scores).sum()
        assert loss.result == pytest.approx(-math.log(shares[right]), abs=1e-12)
        gradient = [leaf.grad for leaf in leaves]
        assert gradient == pytest.approx((shares - targets).tolist(), abs=1e-12)

    def test_softmax_cross_entropy_takes_scores_whose_exp_is_no_number(self) -> None:
        leaves = [Expr(5000.0), Expr(-5000.0), Expr(4990.0)]
        loss = LOSSES["softmax_cross_entropy"](leaves, [1.0, 0.0, 0.0])
        loss.backward()
        assert loss.result == pytest.approx(math.log1p(math.exp(-10)), abs=1e-11)
        assert all(math.isfinite(leaf.grad) for leaf in leaves)

    def test_logistic_takes_scores_whose_exp_is_no_number(self) -> None:
        assert loss_and_slope("logistic", -5000.0, 1.0) == (5000.0, -1.0)

    def test_losses_of_several_numbers_are_averaged(self) -> None:
        loss = LOSSES["squared"]([Expr(1.0), Expr(5.0)], [0.0, 2.0])
        assert loss.result == 5.0

    def test_labels_may_be_nodes(self) -> None:
        label = Expr(1.0, "y", is_learnable=False)
        loss = LOSSES["hinge"](Expr(0.25), label)
        assert loss.result == 0.75
        label.result = -1.0
        assert loss.recalculate() == 1.25

    @pytest.mark.parametrize("targets", [[], [1.0], [1.0, 2.0, 3.0]])
    def test_a_target_is_needed_for_each_output(self, targets: list[float]) -> None:
        with pytest.raises(ExprError, match=f"2 outputs and {len(targets)} targets"):
            LOSSES["squared"]([Expr(1.0), Expr(2.0)], targets)

    def test_a_loss_of_nothing_is_refused(self) -> None:
        with pytest.raises(ExprError, match="0 outputs"):
            LOSSES["squared"]([], [])

    def test_every_loss_explains_itself(self) -> None:
        for name, loss in LOSSES.items():
            assert loss.name == name
            assert loss.help.endswith(".")
            assert loss.formula


class TestAgainstTorch:
    @pytest.mark.parametrize("name", LOSSES)
    def test_values_and_gradients_agree(self, name: str) -> None:
        torch = pytest.importorskip("torch")
        nn = torch.nn
        generator = np.random.default_rng(3)
        scores = generator.normal(0, 3, 5).tolist()
        signs = [1.0, -1.0, -1.0, 1.0, 1.0]
        chosen = [0.0, 0.0, 1.0, 0.0, 0.0]
        tensor = torch.tensor(scores, dtype=torch.float64, requires_grad=True)
        target = torch.tensor(signs, dtype=torch.float64)
        peers = {
            "half_squared": lambda: nn.MSELoss()(tensor, target) / 2,
            "squared": lambda: nn.MSELoss()(tensor, target),
            "hinge": lambda: nn.MarginRankingLoss(margin=1.0)(
                tensor, torch.zeros_like(tensor), target
            ),
            "logistic": lambda: nn.SoftMarginLoss()(tensor, target),
            "huber": lambda: nn.HuberLoss()(tensor, target),
            "softmax_cross_entropy": lambda: nn.CrossEntropyLoss()(
                tensor, torch.tensor(2)
            ),
        }
        theirs = peers[name]()
        theirs.backward()
        leaves = [Expr(score) for score in scores]
        ours = LOSSES[name](leaves, chosen if LOSSES[name].is_joint else signs)
        ours.backward()
        assert ours.result == pytest.approx(theirs.item(), rel=1e-12)
        gradient = [leaf.grad for leaf in leaves]
        assert gradient == pytest.approx(tensor.grad.tolist(), rel=1e-12, abs=1e-14)


class TestRegularizers:
    @pytest.mark.parametrize(
        ("name", "expected"),
        [("none", 0.0), ("l1", 0.5 * 6), ("l2", 0.5 * 7), ("elastic", 0.25 * 13)],
    )
    def test_the_penalty_is_the_price_of_the_weights(
        self, name: str, expected: float
    ) -> None:
        weights = [Expr(1.0), Expr(-2.0), Expr(3.0)]
        assert REGULARIZERS[name].penalty(weights, 0.5).result == expected

    def test_its_rate_is_1_unless_given(self) -> None:
        assert REGULARIZERS["l2"].penalty([Expr(2.0)]).result == 2.0

    def test_no_weights_cost_nothing(self) -> None:
        assert REGULARIZERS["l2"].penalty([]).result == 0.0


def at_work(name: str, rate: float, applies: Sequence[bool]) -> Regularization:
    return Regularization(REGULARIZERS[name], rate, np.array(applies))


def one_update(
    regularization: Regularization, before: Array, gradient: Array, rate: float
) -> tuple[Array, NDArray[np.bool_]]:
    """An update by gradient descent: the parameters after it, and which are dead."""
    total = gradient.copy()
    regularization.add_gradient(total, before)
    parameters = before - rate * total
    dead = np.zeros(len(before), dtype=np.bool_)
    regularization.shrink(parameters, before, rate, dead)
    return parameters, dead


class TestRegularization:
    def test_l2_draws_weights_by_their_size_and_leaves_biases(self) -> None:
        before = np.array([2.0, -4.0, 5.0])
        after, dead = one_update(
            at_work("l2", 0.5, [True, True, False]), before, np.ones(3), 0.1
        )
        assert after.tolist() == pytest.approx([1.8, -3.9, 4.9], rel=1e-14)
        assert not dead.any()

    def test_l1_draws_every_weight_by_the_same(self) -> None:
        before = np.array([2.0, -4.0, 5.0])
        after, dead = one_update(
            at_work("l1", 0.5, [True, True, False]), before, np.ones(3), 0.1
        )
        assert after.tolist() == pytest.approx([1.85, -4.05, 4.9], rel=1e-14)
        assert not dead.any()

    def test_a_weight_that_l1_would_carry_across_0_is_dead_at_0(self) -> None:
        before = np.array([0.02, -0.02, 0.02])
        after, dead = one_update(
            at_work("l1", 0.5, [True, True, False]), before, np.zeros(3), 0.1
        )
        assert after.tolist() == [0.0, 0.0, 0.02]
        assert dead.tolist() == [True, True, False]

    def test_a_weight_that_the_gradient_carries_across_0_lives(self) -> None:
        before = np.array([0.02])
        after, dead = one_update(at_work("l1", 0.1, [True]), before, np.ones(1), 0.1)
        assert after.tolist() == pytest.approx([-0.09], rel=1e-12)
        assert not dead.any()

    def test_dead_weights_stay_at_0_whatever_an_optimiser_does(self) -> None:
        parameters = np.array([0.3, 0.3])
        dead = np.array([True, False])
        at_work("l1", 0.0, [True, True]).shrink(parameters, np.zeros(2), 0.1, dead)
        assert parameters.tolist() == [0.0, 0.3]

    @given(st.sampled_from(["l2", "none"]), st.floats(0, 2), st.floats(-5, 5))
    def test_its_smooth_part_is_the_gradient_of_the_penalty(
        self, name: str, rate: float, value: float
    ) -> None:
        gradient = np.zeros(1)
        at_work(name, rate, [True]).add_gradient(gradient, np.array([value]))
        leaf = Expr(value)
        penalty = REGULARIZERS[name].penalty([leaf], rate)
        penalty.backward()
        assert gradient[0] == pytest.approx(leaf.grad, rel=1e-12, abs=1e-15)
