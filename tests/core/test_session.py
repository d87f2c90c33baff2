"""Training runs: kernels against interpreter, PyTorch, endings, stopping, settings."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from playground.core import engine
from playground.core.compiled import CompiledExpr
from playground.core.expr import Expr
from playground.core.faults import NotFiniteError
from playground.core.losses import REGULARIZERS, Regularization
from playground.core.operations import Array
from playground.core.optimizers import (
    OPTIMIZERS,
    SGD,
    Adam,
    AdamW,
    Cosine,
    InverseTime,
    Momentum,
    Optimizer,
    RMSProp,
    StepDecay,
)
from playground.core.program import CompileError
from playground.core.session import Training, shuffle
from tests.core.graphs import bare_network

pytest.importorskip("numba")

EVERY_OPTIMIZER = (
    SGD(0.1),
    Momentum(0.05, momentum=0.8),
    RMSProp(0.01, decay=0.9),
    Adam(0.02, beta1=0.8, beta2=0.95),
    AdamW(0.02, weight_decay=0.3),
    SGD(StepDecay(0.2, factor=0.5, every=7)),
    Adam(Cosine(0.05, steps=40, final=0.001)),
    Momentum(InverseTime(0.1, decay=0.05)),
)


@contextmanager
def interpreter_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(engine, "kernels", lambda: None)
        yield


def compiled() -> CompiledExpr:
    loss, inputs, _ = bare_network([2, 4, 3, 1], 5)
    return CompiledExpr.from_expr(loss, inputs)


def data(n: int = 53) -> Array:
    return np.random.default_rng(3).uniform(-1, 1, (n, 3))


@pytest.mark.parametrize("optimizer", EVERY_OPTIMIZER, ids=repr)
def test_kernels_train_as_the_interpreter_does(
    optimizer: Optimizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast, slow = compiled(), compiled()
    losses = fast.train(data(), 12, 10, optimizer, seed=7)
    with interpreter_only(monkeypatch):
        expected = slow.train(data(), 12, 10, optimizer, seed=7)
    np.testing.assert_allclose(losses, expected, rtol=1e-11)
    np.testing.assert_allclose(fast.parameters, slow.parameters, rtol=1e-10)


@pytest.mark.parametrize("name", ["l1", "l2", "elastic"])
@pytest.mark.parametrize("optimizer", [SGD(0.3), Adam(0.05)], ids=repr)
def test_regularisation_is_the_interpreters(
    name: str, optimizer: Optimizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast, slow = compiled(), compiled()
    applies = np.arange(fast.n_parameters) % 4 != 3
    price = Regularization(REGULARIZERS[name], 0.1, applies)
    losses = fast.train(data(), 15, 10, optimizer, price, seed=7)
    with interpreter_only(monkeypatch):
        expected = slow.train(data(), 15, 10, optimizer, price, seed=7)
    np.testing.assert_allclose(losses, expected, rtol=1e-10)
    np.testing.assert_allclose(fast.parameters, slow.parameters, atol=1e-10)
    if name == "l1":
        assert (fast.parameters[applies] == 0).any()
        assert (fast.parameters[~applies] != 0).all()


@pytest.mark.parametrize(
    ("optimizer", "make", "schedule"),
    [
        (SGD(0.1), lambda t, p: t.SGD(p, lr=0.1), None),
        (Momentum(0.05), lambda t, p: t.SGD(p, lr=0.05, momentum=0.9), None),
        (RMSProp(0.01), lambda t, p: t.RMSprop(p, lr=0.01), None),
        (Adam(0.02), lambda t, p: t.Adam(p, lr=0.02), None),
        (AdamW(0.02), lambda t, p: t.AdamW(p, lr=0.02), None),
        (
            SGD(StepDecay(0.1, factor=0.8, every=7)),
            lambda t, p: t.SGD(p, lr=0.1),
            lambda s, rule: s.StepLR(rule, 7, 0.8),
        ),
        (
            Adam(Cosine(0.05, steps=100, final=0.001)),
            lambda t, p: t.Adam(p, lr=0.05),
            lambda s, rule: s.CosineAnnealingLR(rule, 100, 0.001),
        ),
        (
            Momentum(InverseTime(0.1, decay=0.03)),
            lambda t, p: t.SGD(p, lr=0.1, momentum=0.9),
            lambda s, rule: s.LambdaLR(rule, lambda k: 1 / (1 + 0.03 * k)),
        ),
    ],
    ids=[*OPTIMIZERS, "step decay", "cosine", "inverse time"],
)
def test_a_hundred_steps_agree_with_pytorch(
    optimizer: Optimizer,
    make: Callable[[Any, Any], Any],
    schedule: Callable[[Any, Any], Any] | None,
) -> None:
    torch = pytest.importorskip("torch")
    x, y = Expr(0.0, "x"), Expr(0.0, "y")
    w, v, b = Expr(0.5, "w"), Expr(-0.3, "v"), Expr(0.1, "b")
    net = CompiledExpr.from_expr(((x * w + b).tanh() * v - y) ** 2, [x, y])
    columns = np.random.default_rng(0).uniform(-2, 2, (40, 2))
    net.train(columns, 100, 40, optimizer)
    start = {"w": 0.5, "b": 0.1, "v": -0.3}
    p = {
        name: torch.tensor(value, dtype=torch.float64, requires_grad=True)
        for name, value in start.items()
    }
    rule = make(torch.optim, list(p.values()))
    scheduler = schedule(torch.optim.lr_scheduler, rule) if schedule else None
    inputs, targets = torch.tensor(columns).T
    for _ in range(100):
        rule.zero_grad()
        loss = ((torch.tanh(inputs * p["w"] + p["b"]) * p["v"] - targets) ** 2).mean()
        loss.backward()
        rule.step()
        if scheduler is not None:
            scheduler.step()
    for leaf, value in zip(net.program.parameters, net.parameters, strict=True):
        np.testing.assert_allclose(value, p[leaf.name or ""].item(), rtol=1e-12)


def test_the_same_seed_gives_the_same_bits_and_another_seed_does_not() -> None:
    runs = []
    for seed in (1, 1, 2):
        net = compiled()
        net.train(data(), 5, 10, Adam(0.01), seed=seed)
        runs.append(net.parameters.tobytes())
    assert runs[0] == runs[1] != runs[2]


def test_without_a_seed_samples_keep_their_order() -> None:
    net, other = compiled(), compiled()
    net.train(data(), 3, 10, SGD(0.1))
    run = other.training(data(), batch_size=10, optimizer=SGD(0.1))
    run.run(3)
    assert run.progress.order.tolist() == list(range(53))
    np.testing.assert_array_equal(run.progress.parameters, net.parameters)


def test_the_last_batch_takes_what_is_left() -> None:
    net = compiled()
    run = net.training(data(53), batch_size=10, optimizer=SGD(0.1))
    run.run(2)
    assert run.progress.step == 12
    by_hand = compiled()
    for start in (0, 10, 20, 30, 40, 50):
        rows = data(53)[start : start + 10]
        by_hand.train(rows, 1, len(rows), SGD(0.1))
    first = net.training(data(53), batch_size=10, optimizer=SGD(0.1))
    first.run(1)
    np.testing.assert_allclose(
        first.progress.parameters, by_hand.parameters, rtol=1e-14
    )


def test_epochs_in_several_calls_are_the_epochs_of_one() -> None:
    net = compiled()
    run = net.training(data(), batch_size=10, optimizer=Adam(0.01), seed=4)
    parts = [run.run(1), run.run(2), run.run(4)]
    whole = net.train(data(), 7, 10, Adam(0.01), seed=4)
    np.testing.assert_array_equal(np.concatenate(parts), whole)
    np.testing.assert_array_equal(run.progress.parameters, net.parameters)


def test_a_run_goes_back_to_a_copy_of_its_progress() -> None:
    run = compiled().training(data(), batch_size=10, optimizer=Adam(0.01), seed=4)
    run.run(2)
    saved = run.progress.copy()
    first = run.run(3)
    run.progress = saved
    np.testing.assert_array_equal(run.run(3), first)


def test_a_running_run_stops_between_batches_and_goes_on_where_it_was() -> None:
    run = compiled().training(data(50), batch_size=10, optimizer=SGD(0.01), seed=0)
    run.run(1)
    thread = threading.Timer(0.05, run.stop)
    thread.start()
    means = run.run(10_000_000)
    thread.join()
    assert len(means) < 10_000_000
    complete, steps = len(means), run.progress.step
    # What it stopped at is a whole number of updates: going on completes the epoch.
    assert len(run.run(1)) == 1
    assert run.progress.step > steps
    whole = compiled().training(data(50), batch_size=10, optimizer=SGD(0.01), seed=0)
    whole.run(1)
    whole.run(complete + 1)
    assert run.progress.step == whole.progress.step
    np.testing.assert_array_equal(run.progress.parameters, whole.progress.parameters)


@pytest.mark.parametrize("with_kernels", [True, False])
@pytest.mark.parametrize(("batch_size", "done"), [(300, 0), (20, 1)])
def test_asked_to_stop_in_a_batch_it_forgets_it_if_it_is_large(
    batch_size: int,
    done: int,
    with_kernels: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not with_kernels:
        monkeypatch.setattr(engine, "kernels", lambda: None)
        done = 0  # NumPy looks between two instructions
    rows = np.random.default_rng(0).uniform(-1, 1, (900, 3))

    def begun() -> Training:
        run = compiled().training(
            rows, batch_size=batch_size, optimizer=Adam(0.01), seed=1
        )
        run.run(1)
        run.progress.random = shuffle(run.progress.order, run.progress.random)
        run.progress.is_begun = True
        run.progress.total = 0.0
        return run

    run, whole = begun(), begun()
    before = run.progress.copy()
    run.stop()  # as if it came while the first batch is computed
    assert len(run.run(5)) == 0
    assert run.progress.step == before.step + done
    assert run.progress.start == batch_size * done
    if not done:
        np.testing.assert_array_equal(run.progress.parameters, before.parameters)
        np.testing.assert_array_equal(run.progress.state, before.state)
    np.testing.assert_array_equal(run.run(2), whole.run(2))
    np.testing.assert_array_equal(run.progress.order, whole.progress.order)
    np.testing.assert_array_equal(run.progress.parameters, whole.progress.parameters)


@pytest.mark.parametrize("with_kernels", [True, False])
def test_who_asks_again_and_again_does_not_keep_it_from_learning(
    with_kernels: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not with_kernels:
        monkeypatch.setattr(engine, "kernels", lambda: None)
    rows = np.random.default_rng(0).uniform(-1, 1, (900, 3))
    run = compiled().training(rows, batch_size=300, optimizer=SGD(0.01), seed=1)
    run.progress.is_begun = True
    for batch in range(3):
        run.stop(at_once=False)
        run.run(5)
        assert run.progress.step == batch + 1


def test_other_settings_go_on_from_the_same_parameters() -> None:
    run = compiled().training(data(), batch_size=10, optimizer=Adam(0.01))
    run.run(2)
    state, parameters = run.progress.state, run.progress.parameters
    run.configure(5, Adam(0.5), None)
    np.testing.assert_array_equal(run.progress.state, state)
    run.configure(5, Momentum(0.5), None)
    assert run.progress.state.shape == (1, len(parameters))
    assert not run.progress.state.any()
    assert run.progress.step == 0
    np.testing.assert_array_equal(run.progress.parameters, parameters)


@pytest.mark.parametrize("with_kernels", [True, False])
def test_the_first_number_that_is_not_finite_is_reported(
    with_kernels: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    x, w = Expr(0.0, "x"), Expr(1.0, "w")
    net = CompiledExpr.from_expr((x * w).log("log_of_wx").tanh(), [x])
    columns = np.ones((20, 1))
    columns[17] = -1.0
    if not with_kernels:
        monkeypatch.setattr(engine, "kernels", lambda: None)
    before = net.training(columns[:15], batch_size=5, optimizer=SGD(0.1))
    before.run(1)
    with pytest.raises(NotFiniteError) as info:
        net.train(columns, 3, 5, SGD(0.1))
    error = info.value
    assert (error.epoch, error.batch, error.fault.sample) == (0, 3, 17)
    assert error.fault.instruction == 1
    assert error.fault.node is not None
    assert error.fault.node.name == "log_of_wx"
    assert "log(" in str(error)
    assert "is nan: it needs a positive number" in str(error)
    np.testing.assert_allclose(net.parameters, before.progress.parameters, rtol=1e-14)


def test_a_gradient_that_is_not_finite_is_reported() -> None:
    x, w = Expr(0.0, "x"), Expr(0.0, "w")
    net = CompiledExpr.from_expr((x * w).sqrt("root"), [x])
    with pytest.raises(NotFiniteError, match=r"derivative of root\(0\)") as info:
        net.train(np.ones((4, 1)), 1, 2, SGD(0.1))
    assert info.value.fault.sample == 0
    assert net.parameters.tolist() == [0.0]


def test_a_step_too_large_for_numbers_is_refused() -> None:
    x, w = Expr(0.0, "x"), Expr(1.0, "w")
    net = CompiledExpr.from_expr(x * w * 1e200, [x])
    run = net.training(np.ones((4, 1)), batch_size=4, optimizer=Momentum(1e300))
    with pytest.raises(NotFiniteError, match="smaller learning rate") as info:
        run.run(1)
    assert info.value.fault.sample == -1
    assert run.progress.parameters.tolist() == [1.0]
    assert run.progress.state.tolist() == [[0.0]]


def test_an_optimizer_of_ones_own_is_left_to_the_interpreter() -> None:
    class Crawl(SGD):
        pass

    net, other = compiled(), compiled()
    net.train(data(), 2, 10, Crawl(0.1))
    other.train(data(), 2, 10, SGD(0.1))
    np.testing.assert_allclose(net.parameters, other.parameters, rtol=1e-12)


def test_batches_that_do_not_fit_are_refused() -> None:
    net = compiled()
    for size in (0, 54, -1):
        with pytest.raises(CompileError, match="batch"):
            net.training(data(), batch_size=size, optimizer=SGD(0.1))


def test_shuffling_visits_every_sample_once() -> None:
    order = np.arange(1000)
    state = shuffle(order, 5)
    assert sorted(order.tolist()) == list(range(1000))
    assert order.tolist() != list(range(1000))
    assert 0 <= state < 2**64
