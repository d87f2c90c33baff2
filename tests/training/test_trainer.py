"""The trainer: TensorFlow Playground's numbers, Expr's, PyTorch's; and its failures."""

import json
import math
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core import engine
from playground.core.activations import ACTIVATIONS
from playground.core.expr import Expr
from playground.core.initializations import INITIALIZATIONS
from playground.core.losses import LOSSES, REGULARIZERS
from playground.core.nn import MLP
from playground.core.optimizers import OPTIMIZERS
from playground.training.datasets import DATASETS, Dataset, make_dataset, split
from playground.training.experiment import FEATURES, Experiment, ExperimentError
from playground.training.trainer import Trainer

RUNS = json.loads((Path(__file__).parent / "tfp-parity.json").read_text())
SMALL = Experiment(samples=40, hidden=(3,), batch_size=7, noise=0.1)


@pytest.fixture(params=["kernels", "interpreter"], autouse=True)
def _computing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is tested with the compiled kernels and without them."""
    if request.param == "interpreter":
        monkeypatch.setattr(engine, "kernels", lambda: None)
    elif engine.kernels() is None:
        pytest.skip("the compiled engine is not at hand")


def data_of(rows: list[list[float]]) -> Dataset:
    table = np.array(rows)
    return Dataset(table[:, :2], table[:, 2])


def flat(layers: list[list[dict[str, Any]]]) -> list[float]:
    return [v for layer in layers for n in layer for v in [*n["w"], n["b"]]]


def playgrounds(run: dict[str, Any]) -> Trainer:
    """A trainer where a run of TensorFlow Playground began."""
    experiment = Experiment(
        dataset="circle" if "Circle" in run["data"] else "gauss",
        hidden=tuple(run["hidden"]),
        batch_size=run["batch"],
        learning_rate=run["lr"],
        regularization=run.get("reg", "none").lower(),
        regularization_rate=run.get("rr", 0),
    )
    train, test = data_of(run["train"]), data_of(run["test"])
    return Trainer(experiment, train, test, parameters=flat(run["init"]))


def sample_losses(trainer: Trainer, rows: list[int]) -> list[Expr]:
    """The losses of train points, as scalar graphs over the trainer's network."""
    experiment, losses = trainer.experiment, []
    for row in rows:
        (x, y), label = trainer.train.points[row], trainer.train.labels[row]
        point = Expr.constant(x), Expr.constant(y)
        seen = [FEATURES[name](*point) for name in experiment.features]
        outputs = trainer.network(seen)
        targets = [label] if len(outputs) == 1 else [(1 - label) / 2, (1 + label) / 2]
        losses.append(LOSSES[experiment.loss](outputs, targets))
    return losses


def values(network: MLP) -> list[float]:
    return [leaf.result for leaf in network.parameters()]


class TestAgainstTensorFlowPlayground:
    @pytest.mark.parametrize("run", RUNS, ids=[run["name"] for run in RUNS])
    def test_losses_of_100_epochs_agree_to_1e_9(self, run: dict[str, Any]) -> None:
        trainer = playgrounds(run)
        trainer.run_epochs(100)
        history = trainer.history
        assert np.array_equal(history.epochs, np.arange(101))
        for epoch, (train_loss, test_loss) in run["loss"].items():
            assert history.train_losses[int(epoch)] == pytest.approx(
                train_loss, abs=1e-9
            )
            assert history.test_losses[int(epoch)] == pytest.approx(test_loss, abs=1e-9)
        assert trainer.parameters == pytest.approx(flat(run["final"]), abs=1e-9)

    def test_dead_weights_are_dead(self) -> None:
        trainer = playgrounds(RUNS[1])
        trainer.run_epochs(100)
        layers = RUNS[1]["final"]
        dead = [d for layer in layers for n in layer for d in [*n["dead"], False]]
        assert ((trainer.parameters == 0) == dead).all()
        assert sum(dead) == 8


class TestAgainstExpr:
    @pytest.mark.parametrize("loss", LOSSES)
    @pytest.mark.parametrize("regularization", ["none", "l2"])
    def test_an_epoch_is_a_step_of_learn_for_each_batch(
        self, loss: str, regularization: str
    ) -> None:
        experiment = replace(
            SMALL,
            loss=loss,
            features=("x", "x*y", "sin(y)", "y^2"),
            regularization=regularization,
            regularization_rate=0.1,
        )
        trainer = Trainer(experiment)
        peer = Trainer(experiment, parameters=trainer.parameters)
        trainer.run_epochs(1)
        network = peer.network
        weights = [
            w for layer in network.layers for n in layer.neurons for w in n.weights
        ]
        for start in range(0, 20, 7):
            rows = list(range(start, min(start + 7, 20)))
            root = Expr.sum(sample_losses(peer, rows)) / len(rows)
            root = root + REGULARIZERS[regularization].penalty(weights, 0.1)
            root.learn(0.03)
        assert trainer.parameters == pytest.approx(values(network), rel=1e-12)

    def test_losses_are_means_of_the_data_term_alone(self) -> None:
        experiment = replace(SMALL, regularization="l2", regularization_rate=10.0)
        trainer = Trainer(experiment)
        losses = [loss.result for loss in sample_losses(trainer, list(range(20)))]
        assert trainer.train_loss == pytest.approx(np.mean(losses), rel=1e-13)

    def test_predict_gives_the_networks_output(self) -> None:
        trainer = Trainer(SMALL)
        trainer.run_epochs(3)
        points = [(0.5, -1.0), (6.0, 6.0)]
        expected = [trainer.network(point)[0].result for point in points]
        assert trainer.predict(points).tolist() == pytest.approx(expected, rel=1e-13)

    def test_predict_of_two_outputs_is_the_difference_of_their_shares(self) -> None:
        trainer = Trainer(replace(SMALL, loss="softmax_cross_entropy"))
        first, second = (o.result for o in trainer.network([1.0, 2.0]))
        share = math.exp(second) / (math.exp(first) + math.exp(second))
        assert trainer.predict([[1.0, 2.0]])[0] == pytest.approx(2 * share - 1)

    def test_accuracy_is_the_share_on_the_right_side(self) -> None:
        trainer = Trainer(SMALL)
        trainer.run_epochs(5)
        right = np.sign(trainer.predict(trainer.test.points)) == trainer.test.labels
        assert trainer.accuracy == right.mean()
        train = np.sign(trainer.predict(trainer.train.points)) == trainer.train.labels
        assert trainer.metrics.train_accuracy == train.mean()


class TestFeatures:
    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("x", 0.5), ("y", -2.0), ("x^2", 0.25), ("y^2", 4.0), ("x*y", -1.0),
            ("sin(x)", math.sin(0.5)), ("sin(y)", math.sin(-2.0)),
        ],
    )  # fmt: skip
    def test_a_network_sees_what_their_names_say(
        self, name: str, expected: float
    ) -> None:
        experiment = replace(
            SMALL, features=(name,), hidden=(), output_activation="linear"
        )
        trainer = Trainer(experiment, parameters=[1.0, 0.0])
        assert trainer.predict([[0.5, -2.0]])[0] == pytest.approx(expected, rel=1e-14)


class TestAgainstTorch:
    @pytest.mark.parametrize(
        ("name", "peer"),
        [
            ("momentum", "SGD"),
            ("rmsprop", "RMSprop"),
            ("adam", "Adam"),
            ("adamw", "AdamW"),
        ],
    )
    def test_100_batches_of_every_optimiser_agree(self, name: str, peer: str) -> None:
        torch = pytest.importorskip("torch")
        experiment = replace(SMALL, optimizer=name, learning_rate=0.01, batch_size=5)
        trainer = Trainer(experiment)
        layers = torch.nn.Sequential(
            torch.nn.Linear(2, 3),
            torch.nn.Tanh(),
            torch.nn.Linear(3, 1),
            torch.nn.Tanh(),
        ).double()
        start = trainer.parameters
        rows = start[:9].reshape(3, 3)
        with torch.no_grad():
            layers[0].weight[:] = torch.tensor(rows[:, :2])
            layers[0].bias[:] = torch.tensor(rows[:, 2])
            layers[2].weight[0] = torch.tensor(start[9:12])
            layers[2].bias[0] = start[12]
        more = {"momentum": 0.9} if name == "momentum" else {}
        optimizer = getattr(torch.optim, peer)(layers.parameters(), lr=0.01, **more)
        points = torch.tensor(trainer.train.points.copy())
        labels = torch.tensor(trainer.train.labels.copy())
        for _ in range(25):
            for first in range(0, 20, 5):
                batch = slice(first, first + 5)
                optimizer.zero_grad()
                error = layers(points[batch])[:, 0] - labels[batch]
                (error**2 / 2).mean().backward()
                optimizer.step()
        trainer.run_epochs(25)
        weight, bias = (p.detach().numpy() for p in layers[0].parameters())
        expected = np.concatenate([weight, bias[:, None]], axis=1).ravel()
        assert trainer.parameters[:9] == pytest.approx(expected, abs=1e-12)


class TestRuns:
    def test_the_default_run_separates_the_circle(self) -> None:
        trainer = Trainer(Experiment())
        trainer.run_epochs(100)
        assert trainer.epoch == 100
        assert trainer.accuracy > 0.95
        assert trainer.train_loss < 0.05

    def test_the_same_experiment_gives_the_same_bits(self) -> None:
        def result() -> bytes:
            trainer = Trainer(replace(SMALL, shuffle=True, optimizer="adam"))
            trainer.run_epochs(7)
            return trainer.parameters.tobytes() + trainer.history.test_losses.tobytes()

        assert result() == result()

    @given(st.lists(st.integers(0, 4), max_size=5))
    @settings(max_examples=20)
    def test_a_run_cut_into_pieces_is_the_same_run(self, pieces: list[int]) -> None:
        experiment = replace(SMALL, shuffle=True, optimizer="momentum")
        whole, cut = Trainer(experiment), Trainer(experiment)
        assert whole.run_epochs(sum(pieces)) == sum(pieces)
        for piece in pieces:
            cut.run_epochs(piece)
        assert cut.parameters.tobytes() == whole.parameters.tobytes()
        assert np.array_equal(cut.history.epochs, whole.history.epochs)
        assert np.array_equal(cut.history.train_losses, whole.history.train_losses)

    def test_a_run_cut_off_within_an_epoch_goes_on_from_there(self) -> None:
        experiment = replace(SMALL, shuffle=True)
        whole, cut = Trainer(experiment), Trainer(experiment)
        whole.run_epochs(4)
        stopping = threading.Event()

        def keep_stopping() -> None:
            while not stopping.is_set():
                cut.stop()

        pest = threading.Thread(target=keep_stopping)
        pest.start()
        try:
            while cut.epoch < 4:
                cut.run_epochs(4 - cut.epoch)
        finally:
            stopping.set()
            pest.join()
        assert cut.parameters.tobytes() == whole.parameters.tobytes()
        assert np.array_equal(cut.history.train_losses, whole.history.train_losses)

    def test_a_stop_before_the_run_ends_it_at_once_and_the_next_one_runs(self) -> None:
        trainer = Trainer(SMALL)
        trainer.stop()
        assert trainer.run_epochs(3) == 0
        assert trainer.run_epochs(3) == 3

    def test_history_begins_with_the_untrained_network(self) -> None:
        trainer = Trainer(SMALL)
        assert trainer.history.epochs.tolist() == [0]
        assert trainer.history.train_losses[0] == trainer.train_loss
        trainer.run_epochs(2)
        assert trainer.history.epochs.tolist() == [0, 1, 2]
        assert trainer.history.test_losses[-1] == trainer.test_loss

    def test_the_network_shows_the_parameters_as_they_are(self) -> None:
        trainer = Trainer(SMALL)
        network = trainer.network
        assert values(network) == trainer.parameters.tolist()
        trainer.run_epochs(1)
        assert trainer.network is network
        assert values(network) == trainer.parameters.tolist()

    def test_the_graph_is_built_once(self) -> None:
        trainer = Trainer(SMALL)
        graph = trainer.graph
        trainer.run_epochs(3)
        assert trainer.graph is graph

    def test_a_batch_larger_than_the_data_is_all_of_it(self) -> None:
        large = Trainer(replace(SMALL, batch_size=1000))
        full = Trainer(replace(SMALL, batch_size=20))
        for trainer in (large, full):
            trainer.run_epochs(3)
        assert np.array_equal(large.parameters, full.parameters)

    def test_shuffling_visits_every_point_once_an_epoch(self) -> None:
        # With a rate this small an epoch is a full batch, whatever the order.
        tiny = replace(SMALL, learning_rate=1e-9, batch_size=1)
        still, shuffled = Trainer(tiny), Trainer(replace(tiny, shuffle=True))
        start = still.parameters
        for trainer in (still, shuffled):
            trainer.run_epochs(1)
        moved = still.parameters - start
        assert shuffled.parameters - start == pytest.approx(moved, rel=1e-6)

    def test_shuffling_that_is_switched_on_is_that_of_the_seed(self) -> None:
        switched, fresh = Trainer(SMALL), Trainer(replace(SMALL, shuffle=True))
        switched.change(replace(SMALL, shuffle=True))
        for trainer in (switched, fresh):
            trainer.run_epochs(3)
        assert np.array_equal(switched.parameters, fresh.parameters)
        switched.change(SMALL)
        assert switched.run_epochs(1) == 1

    def test_shuffling_changes_the_run(self) -> None:
        still, shuffled = Trainer(SMALL), Trainer(replace(SMALL, shuffle=True))
        for trainer in (still, shuffled):
            trainer.run_epochs(1)
        assert not np.array_equal(still.parameters, shuffled.parameters)


class TestData:
    def test_is_the_experiments_unless_given(self) -> None:
        trainer = Trainer(SMALL)
        train, test = split(make_dataset("circle", 40, 0.1, SMALL.seed), 0.5)
        assert np.array_equal(trainer.train.points, train.points)
        assert np.array_equal(trainer.test.labels, test.labels)

    def test_without_test_data_the_test_loss_is_unknown(self) -> None:
        train, _ = split(make_dataset("circle", 40, 0.1, 0), 0.5)
        trainer = Trainer(SMALL, train)
        trainer.run_epochs(1)
        assert math.isnan(trainer.test_loss)
        assert math.isnan(trainer.accuracy)
        assert not trainer.problem

    def test_accuracy_is_unknown_for_numbers(self) -> None:
        trainer = Trainer(replace(SMALL.with_dataset("reg-plane"), samples=40))
        trainer.run_epochs(1)
        assert math.isnan(trainer.accuracy)
        assert trainer.train_loss > 0

    def test_labels_must_suit_the_loss(self) -> None:
        numbers = Dataset(np.zeros((2, 2)), np.array([0.0, 1.0]))
        with pytest.raises(ExperimentError, match="hinge needs labels of -1 and 1"):
            Trainer(replace(SMALL, loss="hinge"), numbers)

    def test_no_data_is_refused(self) -> None:
        with pytest.raises(ExperimentError, match="no data to train on"):
            Trainer(SMALL, Dataset(np.empty((0, 2)), np.empty(0)))

    @pytest.mark.parametrize(
        ("parameters", "message"),
        [([0.0] * 5, "13 parameters, but 5"), ([math.nan] * 13, "parameter 1 is not")],
    )
    def test_parameters_must_fit(self, parameters: list[float], message: str) -> None:
        with pytest.raises(ExperimentError, match=message):
            Trainer(SMALL, parameters=parameters)

    def test_points_to_predict_must_have_two_columns(self) -> None:
        with pytest.raises(ExperimentError, match="two columns"):
            Trainer(SMALL).predict(np.zeros((2, 3)))


class TestChange:
    @pytest.mark.parametrize(
        "changes",
        [
            {"learning_rate": 0.3},
            {"batch_size": 20},
            {"regularization": "l1", "regularization_rate": 0.1},
            {"activation": "relu"},
            {"output_activation": "linear"},
            {"loss": "huber"},
            {"optimizer": "adam"},
        ],
        ids=str,
    )
    def test_a_changed_run_goes_on_as_one_that_began_so(
        self, changes: dict[str, Any]
    ) -> None:
        trainer = Trainer(SMALL)
        trainer.run_epochs(2)
        changed = replace(SMALL, **changes)
        fresh = Trainer(changed, parameters=trainer.parameters)
        trainer.change(changed)
        assert trainer.train_loss == fresh.train_loss
        trainer.run_epochs(2)
        fresh.run_epochs(2)
        assert trainer.epoch == 4
        assert trainer.parameters == pytest.approx(fresh.parameters, rel=1e-13)

    def test_optimisers_remember_across_a_change_of_rate(self) -> None:
        settings = replace(SMALL, optimizer="momentum", learning_rate=0.01)
        still, changed = Trainer(settings), Trainer(settings)
        still.run_epochs(4)
        changed.run_epochs(2)
        changed.change(replace(settings, learning_rate=0.5))
        changed.change(settings)
        changed.run_epochs(2)
        assert np.array_equal(still.parameters, changed.parameters)

    def test_optimisers_remember_across_a_change_of_the_graph(self) -> None:
        settings = replace(SMALL, optimizer="adam", shuffle=True)
        still, changed = Trainer(settings), Trainer(settings)
        still.run_epochs(4)
        changed.run_epochs(2)
        changed.change(replace(settings, loss="huber", activation="relu"))
        changed.change(settings)
        changed.run_epochs(2)
        assert np.array_equal(still.parameters, changed.parameters)

    def test_after_a_change_of_the_graph_good_is_measured_anew(self) -> None:
        trainer = Trainer(SMALL)
        trainer.run_epochs(3)
        # Its loss begins higher than any before.
        wild = replace(
            SMALL,
            activation="relu",
            output_activation="linear",
            loss="squared",
            learning_rate=100.0,
        )
        trainer.change(wild)
        parameters = trainer.parameters
        trainer.run_epochs(100)
        assert "back at epoch 3, the last good one" in trainer.problem
        assert np.array_equal(trainer.parameters, parameters)

    def test_weights_that_l1_had_put_to_rest_wake_without_it(self) -> None:
        settings = replace(SMALL, regularization="l1", regularization_rate=3.0)
        trainer = Trainer(settings)
        trainer.run_epochs(20)
        assert (trainer.parameters == 0).sum() >= 9
        trainer.change(replace(settings, regularization="none"))
        trainer.run_epochs(20)
        assert (trainer.parameters == 0).sum() < 9

    def test_what_needs_a_reset_is_refused(self) -> None:
        trainer = Trainer(SMALL)
        with pytest.raises(ExperimentError, match="start again"):
            trainer.change(replace(SMALL, hidden=(2,)))
        assert trainer.experiment == SMALL


class TestFailures:
    wild = replace(
        SMALL, activation="relu", output_activation="linear", learning_rate=10.0
    )

    def test_a_value_that_is_not_finite_stops_the_run_with_good_parameters(
        self,
    ) -> None:
        trainer = Trainer(self.wild)
        done = trainer.run_epochs(1000)
        assert done < 1000
        assert trainer.epoch == done
        history = trainer.history
        assert np.isfinite(history.train_losses).all()
        good = int(np.flatnonzero(history.train_losses <= history.train_losses[0])[-1])
        assert f"back at epoch {good}, the last good one" in trainer.problem
        assert trainer.epoch == history.epochs[-1] == good
        peer = Trainer(self.wild)
        peer.run_epochs(good)
        assert np.array_equal(trainer.parameters, peer.parameters)
        assert trainer.train_loss == history.train_losses[good]

    def test_where_it_goes_back_to_is_one_moment(self) -> None:
        trainer = Trainer(replace(self.wild, stop_patience=1000))
        trainer.run_epochs(1000)
        peer = Trainer(replace(self.wild, stop_patience=1000))
        peer.run_epochs(trainer.epoch)
        assert peer.epoch == trainer.epoch
        assert peer.metrics == trainer.metrics
        assert np.array_equal(trainer.history.rows, peer.history.rows)
        assert trainer.trained is not None
        assert trainer.trained.curve[0, -1] == trainer.epoch

    def test_the_rate_that_did_well_is_the_one_to_go_on_with(self) -> None:
        calm = replace(self.wild, learning_rate=0.02)
        trainer = Trainer(calm)
        trainer.run_epochs(20)
        trainer.change(replace(calm, learning_rate=1e6))
        trainer.run_epochs(1000)
        assert trainer.is_diverged
        assert trainer.gentler_rate == 0.02
        assert "such as 0.02." in trainer.problem
        wild = Trainer(self.wild)
        wild.run_epochs(1000)
        assert wild.gentler_rate == 1

    def test_the_problem_names_place_point_and_remedy_in_two_sentences(self) -> None:
        trainer = Trainer(self.wild)
        trainer.run_epochs(1000)
        problem = trainer.problem
        assert problem.startswith("Training stopped in epoch ")
        assert "at data point" in problem
        assert "Try a smaller learning rate, such as 1." in problem

    def test_the_point_and_neuron_named_are_the_culprits(self) -> None:
        points = np.array([[1.0, 1.0], [1e200, 0.0], [2.0, 2.0]])
        train = Dataset(points, np.array([1.0, -1.0, 1.0]))
        experiment = replace(
            self.wild, hidden=(2,), features=("x^2", "y"), batch_size=3
        )
        parameters = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0]
        trainer = Trainer(experiment, train, parameters=parameters)
        trainer.run_epochs(1)
        where = "the feature x^2 became infinite at data point 2 (x = 1e+200, y = 0)"
        assert where in trainer.problem
        assert ", in 1e+200 × 1e+200." in trainer.problem
        assert np.array_equal(trainer.parameters, parameters)

        calm = replace(experiment, features=("x", "y"))
        parameters = [0.0, 0.0, 0.0, 1e120, 1.0, 0.0, 1.0, 1.0, 0.0]
        trainer = Trainer(calm, train, parameters=parameters)
        trainer.run_epochs(1)
        where = "neuron 2 of hidden layer 1 became infinite at data point 2"
        assert where in trainer.problem

    def test_a_smaller_rate_lets_the_run_go_on(self) -> None:
        trainer = Trainer(self.wild)
        trainer.run_epochs(1000)
        failed_at = trainer.epoch
        trainer.change(replace(self.wild, learning_rate=0.001))
        assert not trainer.problem
        assert trainer.run_epochs(50) == 50
        assert trainer.epoch == failed_at + 50
        assert trainer.train_loss < trainer.history.train_losses[0]

    @pytest.mark.parametrize("optimizer", OPTIMIZERS)
    def test_optimisers_forget_what_led_astray(self, optimizer: str) -> None:
        trainer = Trainer(replace(self.wild, optimizer=optimizer, learning_rate=1e150))
        assert trainer.run_epochs(5) < 5
        calm = replace(self.wild, optimizer=optimizer, learning_rate=1e-4)
        fresh = Trainer(calm, parameters=trainer.parameters)
        trainer.change(calm)
        for either in (trainer, fresh):
            either.run_epochs(3)
        assert trainer.parameters == pytest.approx(fresh.parameters, rel=1e-13)

    def test_an_update_too_large_for_a_number_is_told(self) -> None:
        train = Dataset(np.array([[1e160, 0.0]]), np.array([1.0]))
        experiment = replace(self.wild, hidden=(), learning_rate=1e200)
        trainer = Trainer(experiment, train, parameters=[1e-20, 0.0, 0.0])
        assert trainer.run_epochs(1) == 0
        assert (
            "the next update would have made a parameter too large" in trainer.problem
        )
        assert trainer.parameters.tolist() == [1e-20, 0.0, 0.0]


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    dataset = draw(st.sampled_from(list(DATASETS)))
    losses = [
        name
        for name, loss in LOSSES.items()
        if not (loss.needs_classes and DATASETS[dataset].is_regression)
        and (loss.is_joint or DATASETS[dataset].classes == 2)
    ]
    return Experiment(
        dataset=dataset,
        samples=draw(st.integers(4, 30)),
        noise=draw(st.floats(0, 0.5)),
        train_fraction=draw(st.floats(0.3, 0.7)),
        features=tuple(
            draw(st.lists(st.sampled_from(list(FEATURES)), min_size=1, unique=True))
        ),
        hidden=tuple(draw(st.lists(st.integers(1, 4), max_size=3))),
        activation=draw(st.sampled_from(list(ACTIVATIONS))),
        output_activation=draw(st.sampled_from(["", *ACTIVATIONS])),
        initialization=draw(st.sampled_from(list(INITIALIZATIONS))),
        loss=draw(st.sampled_from(losses)),
        optimizer=draw(st.sampled_from(list(OPTIMIZERS))),
        learning_rate=draw(st.sampled_from([0.0, 1e-5, 0.03, 1.0, 10.0])),
        batch_size=draw(st.integers(1, 40)),
        regularization=draw(st.sampled_from(list(REGULARIZERS))),
        regularization_rate=draw(st.sampled_from([0.0, 0.001, 0.1, 10.0])),
        seed=draw(st.integers(0, 1000)),
        shuffle=draw(st.booleans()),
    )


def assert_trains_or_says_why_not(trainer: Trainer, epochs: int) -> None:
    done = trainer.run_epochs(epochs)
    assert trainer.epoch == done
    # The last epoch may end in numbers that are not finite.
    assert done == epochs or trainer.problem
    assert np.isfinite(trainer.parameters).all()
    assert math.isfinite(trainer.train_loss)
    # An epoch whose loss is not finite is not recorded.
    assert len(trainer.history) in (done, done + 1)
    assert np.isfinite(trainer.history.train_losses).all()


class TestEverySetting:
    @given(experiments())
    @settings(max_examples=60, deadline=None)
    def test_trains_or_says_why_not(self, experiment: Experiment) -> None:
        assert_trains_or_says_why_not(Trainer(experiment), 3)
