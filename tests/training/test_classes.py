"""More than two classes, from the points to the probabilities."""

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core.compiled import CompiledExpr
from playground.core.expr import Expr
from playground.core.losses import LOSSES
from playground.training.background import BackgroundTrainer
from playground.training.checkup import Checkup, confusion
from playground.training.datasets import (
    DATASETS,
    Dataset,
    DatasetError,
    make_dataset,
)
from playground.training.experiment import Experiment, ExperimentError
from playground.training.network_graph import NetworkGraph
from playground.training.opening import open_loss, open_neuron
from playground.training.points import classes_of, labels_of, relabelled
from playground.training.trainer import Trainer
from tests.training.test_background import awaited

YIN_YANG = Experiment(dataset="yin-yang", samples=120, hidden=(8,), seed=3)
MANY = [
    YIN_YANG,
    Experiment(dataset="gauss", classes=6, hidden=(5,), samples=150),
    Experiment(dataset="spiral", classes=4, hidden=(8, 4), samples=160),
]
classes = st.integers(3, 6)


def own(labels: Sequence[float], **others: object) -> Experiment:
    points = [(0.5 * i - 1, 0.25 * i, label) for i, label in enumerate(labels)]
    return Experiment.from_dict({"dataset": "own", "points": points, **others})


class TestData:
    def test_yin_and_yang_are_where_the_paper_has_them(self) -> None:
        points, labels = (
            (data := make_dataset("yin-yang", 3000, 0.0, 1)).points,
            (data.labels),
        )
        for (x, y), label in zip(points / 10 + 0.5, labels, strict=True):
            right, left = np.hypot(x - 0.75, y - 0.5), np.hypot(x - 0.25, y - 0.5)
            assert np.hypot(x - 0.5, y - 0.5) <= 0.5
            if min(left, right) < 0.1:
                expected = 2
            else:
                expected = int(left <= 0.25 or (y > 0.5 and right > 0.25))
            assert label == expected
        assert np.bincount(labels.astype(int)).tolist() == [1000, 1000, 1000]

    @given(st.sampled_from(["gauss", "spiral"]), classes, st.integers(12, 90))
    def test_every_class_has_its_share(self, name: str, k: int, samples: int) -> None:
        data = make_dataset(name, samples, 0.1, 1, k)
        counts = np.bincount(data.labels.astype(int), minlength=k)
        assert len(counts) == k
        assert counts.max() - counts.min() <= 1

    def test_arms_turn_into_each_other(self) -> None:
        data = make_dataset("spiral", 300, 0.0, 1, 3)
        arms = [data.points[data.labels == k] for k in range(3)]
        turned = np.array([[-0.5, np.sqrt(3) / 2], [-np.sqrt(3) / 2, -0.5]])
        for arm, following in pairwise(arms):
            ours = sorted(map(tuple, np.round(arm @ turned.T, 9)))
            assert ours == sorted(map(tuple, np.round(following, 9)))

    def test_two_classes_are_what_they_always_were(self) -> None:
        for name in ("gauss", "spiral"):
            plain, told = (
                make_dataset(name, 50, 0.2, 5),
                make_dataset(name, 50, 0.2, 5, 2),
            )
            assert np.array_equal(plain.points, told.points)
            assert set(told.labels) == {-1.0, 1.0}

    @pytest.mark.parametrize(
        ("name", "count"), [("circle", 3), ("yin-yang", 2), ("gauss", 7), ("xor", 6)]
    )
    def test_a_number_it_cannot_have_is_refused(self, name: str, count: int) -> None:
        with pytest.raises(DatasetError, match=f"{name} has .* cannot have {count}"):
            make_dataset(name, 50, 0.0, 1, count)


class TestSettings:
    @pytest.mark.parametrize("name", DATASETS)
    def test_loss_and_output_suit_the_data(self, name: str) -> None:
        experiment = Experiment(dataset=name)
        is_many = experiment.n_classes > 2
        assert (experiment.loss == "softmax_cross_entropy") == is_many
        assert experiment.n_outputs == (experiment.n_classes if is_many else 1)
        if is_many:
            assert experiment.output_activation == "linear"

    @pytest.mark.parametrize(
        "loss", [n for n, row in LOSSES.items() if not row.is_joint]
    )
    def test_losses_of_a_single_output_are_refused_with_the_reason(
        self, loss: str
    ) -> None:
        with pytest.raises(
            ExperimentError, match=f"loss {loss} has a single output, but .* 3 classes"
        ) as caught:
            replace(YIN_YANG, loss=loss)
        assert caught.value.field == "loss"

    def test_the_loss_follows_there_and_back(self) -> None:
        there = Experiment(loss="hinge").with_dataset("yin-yang")
        assert (there.loss, there.output_activation) == (
            "softmax_cross_entropy",
            "linear",
        )
        back = there.with_dataset("moons")
        assert (back.loss, back.output_activation) == ("half_squared", "tanh")

    def test_labels_say_how_many_classes_own_points_have(self) -> None:
        assert own([0, 1, 2]).n_classes == 3
        assert own([0, 5]).n_classes == 6
        assert own([-1, 1]).n_classes == 2
        for numbers in ([0, 1], [0, 0.5], [-1, 0, 1], [0, 6]):
            assert own(numbers).is_regression, numbers

    def test_whoever_says_how_numbers_compare_means_numbers(self) -> None:
        experiment = own([0, 1, 2], loss="half_squared")
        assert experiment.is_regression
        assert Experiment.from_dict(experiment.to_dict()) == experiment
        assert experiment.with_points(((1.0, 1.0, 3.0),)).is_regression

    def test_a_class_without_points_stays_a_class(self) -> None:
        experiment = own([0, 1, 2, 3])
        fewer = experiment.with_points(experiment.points[:2])
        assert fewer.n_classes == 4
        assert not experiment.changes_need_reset(fewer)
        assert fewer.with_points(()).n_classes == 4

    def test_a_further_class_needs_another_network(self) -> None:
        experiment = own([0, 1, 2])
        more = experiment.with_points((*experiment.points, (0.0, 0.0, 4.0)))
        assert more.n_classes == 5
        assert experiment.changes_need_reset(more)

    def test_labels_must_be_of_the_classes_there_are(self) -> None:
        with pytest.raises(ExperimentError, match="row 3 has the label 2; two"):
            own([-1, 1, 2], classes=2)
        with pytest.raises(ExperimentError, match="3 classes have the labels 0 to 2"):
            own([0, 3], classes=3)

    @given(st.lists(st.sampled_from([-1.0, 1.0]), max_size=8), classes)
    def test_two_classes_become_more_and_two_again(
        self, labels: list[float], k: int
    ) -> None:
        two = own(labels)
        more = two.with_classes(k)
        assert more.n_classes == k
        assert [row[2] for row in more.points] == [float(y > 0) for y in labels]
        assert more.with_classes(2).points == two.points

    def test_a_class_with_points_is_not_taken_away(self) -> None:
        with pytest.raises(ExperimentError, match="1 points are of class 3; erase"):
            own([0, 1, 2, 3]).with_classes(3)

    def test_drawn_data_takes_the_number_it_can_have(self) -> None:
        experiment = Experiment(dataset="gauss").with_classes(5)
        assert (experiment.n_classes, experiment.n_outputs) == (5, 5)
        assert experiment.with_dataset("circle").n_classes == 2
        with pytest.raises(ExperimentError, match="moons has 2 classes"):
            Experiment(dataset="moons").with_classes(3)

    def test_classes_have_the_names_they_were_given_and_others_numbers(self) -> None:
        names = ("cat", "dog", "mouse")
        assert own([0, 1, 2], class_names=names).names_of_classes == names
        assert own([0, 1, 3], class_names=names).names_of_classes == (*names, "3")
        assert Experiment().names_of_classes == ("−1", "1")

    @given(st.lists(st.integers(0, 5).map(float), max_size=9), st.integers(2, 6))
    def test_relabelling_keeps_every_class_apart(
        self, labels: list[float], k: int
    ) -> None:
        points = tuple((0.0, 0.0, label) for label in labels if label < k)
        there = relabelled(points, 6, k)
        assert relabelled(there, k, 6) == points
        assert {row[2] for row in there} <= set(labels_of(k))

    def test_no_points_are_two_classes(self) -> None:
        assert classes_of(()) == 2


moves = st.one_of(
    st.tuples(st.just("with_dataset"), st.sampled_from([*DATASETS, "own"])),
    st.tuples(st.just("with_classes"), st.integers(0, 6)),
    st.tuples(
        st.just("with_points"),
        st.lists(
            st.tuples(
                st.just(0.5),
                st.just(-1.0),
                st.sampled_from([-1.0, 0.0, 1.0, 2.0, 5.0, 0.25]),
            ),
            max_size=4,
        ).map(tuple),
    ),
)


@given(st.lists(moves, max_size=8))
@settings(max_examples=150, deadline=None)
def test_whatever_is_chosen_in_turn_fits_or_is_refused(
    steps: list[tuple[str, object]],
) -> None:
    experiment = Experiment()
    for name, value in steps:
        with contextlib.suppress(ExperimentError):
            experiment = getattr(experiment, name)(value)
        assert Experiment.from_dict(experiment.to_dict()) == experiment
        classes = experiment.n_classes
        assert (experiment.loss == "softmax_cross_entropy") == (classes > 2)
        assert len(experiment.names_of_classes) == classes
        if experiment.is_own and classes:
            assert {row[2] for row in experiment.points} <= set(labels_of(classes))


class TestTraining:
    @pytest.mark.parametrize("experiment", MANY)
    def test_learns_every_class(self, experiment: Experiment) -> None:
        trainer = Trainer(
            replace(experiment, optimizer="adam", learning_rate=0.05, batch_size=10)
        )
        start = trainer.metrics
        trainer.run_epochs(150)
        assert not trainer.problem
        assert trainer.metrics.train_accuracy > max(0.85, start.train_accuracy)
        table = Checkup.of(trainer).confusion
        assert table is not None
        assert table.shape == (experiment.n_classes,) * 2
        assert table.sum() == len(trainer.test)
        assert np.trace(table) / table.sum() == trainer.accuracy

    @pytest.mark.parametrize("experiment", MANY)
    def test_predicts_the_likeliest_class(self, experiment: Experiment) -> None:
        trainer = Trainer(experiment)
        trainer.run_epochs(20)
        points = trainer.test.points
        shares = trainer.probabilities(points)
        assert shares.shape == (len(points), experiment.n_classes)
        assert shares.sum(axis=1) == pytest.approx(np.ones(len(points)), abs=1e-12)
        assert np.array_equal(trainer.predict(points), shares.argmax(axis=1))
        right = shares[np.arange(len(points)), trainer.test.labels.astype(int)]
        assert trainer.test_loss == pytest.approx(-np.log(right).mean(), rel=1e-9)

    @pytest.mark.parametrize("experiment", MANY)
    def test_gradients_are_those_of_pytorch(self, experiment: Experiment) -> None:
        torch = pytest.importorskip("torch")
        trainer = Trainer(experiment)
        leaves, place = [], 0
        sizes = [2, *experiment.hidden, experiment.n_classes]
        values = torch.tensor(trainer.train.points)
        for number, (n, m) in enumerate(pairwise(sizes), 1):
            rows = trainer.parameters[place : place + (n + 1) * m].reshape(m, n + 1)
            leaves.append(torch.tensor(rows, requires_grad=True))
            values = values @ leaves[-1][:, :-1].T + leaves[-1][:, -1]
            values = torch.tanh(values) if number < len(sizes) - 1 else values
            place += (n + 1) * m
        labels = torch.tensor(trainer.train.labels.astype(np.int64))
        loss = torch.nn.functional.cross_entropy(values, labels)
        loss.backward()
        theirs = np.concatenate([leaf.grad.numpy().ravel() for leaf in leaves])
        assert trainer.train_loss == pytest.approx(loss.item(), rel=1e-12)
        assert trainer.gradient() == pytest.approx(theirs, rel=1e-9, abs=1e-13)

    def test_kernels_agree_with_the_graph_point_by_point(self) -> None:
        trainer = Trainer(YIN_YANG)
        graph = trainer.graph
        total = 0.0
        for point, label in zip(
            trainer.train.points, trainer.train.labels, strict=True
        ):
            graph.show(point, float(label))
            total += graph.loss.result
        mean = total / len(trainer.train)
        assert trainer.train_loss == pytest.approx(mean, rel=1e-12)

    @given(st.lists(st.floats(-700, 700), min_size=3, max_size=6), st.data())
    @settings(max_examples=60, deadline=None)
    def test_large_scores_stay_finite(
        self, scores: list[float], data: st.DataObject
    ) -> None:
        right = data.draw(st.integers(0, len(scores) - 1))
        leaves = [Expr(score) for score in scores]
        targets = [float(k == right) for k in range(len(scores))]
        loss = LOSSES["softmax_cross_entropy"](leaves, targets)
        compiled = CompiledExpr.from_expr(loss, inputs=[])
        mean, gradient = compiled.value_and_grad(np.empty((1, 0)))
        top = max(scores)
        closed = top + np.log(np.exp(np.array(scores) - top).sum()) - scores[right]
        assert mean == pytest.approx(closed, rel=1e-9, abs=1e-9)
        shares = np.exp(np.array(scores) - top)
        shares = shares / shares.sum() - targets
        order = [leaves.index(leaf) for leaf in compiled.program.parameters]
        assert gradient == pytest.approx(shares[order], abs=1e-9)

    def test_two_classes_have_probabilities_as_well(self) -> None:
        points = np.array([[0.0, 0.0], [3.0, -4.0]])
        for loss in ("half_squared", "logistic", "softmax_cross_entropy"):
            trainer = Trainer(Experiment(loss=loss))
            shares = trainer.probabilities(points)
            assert shares.sum(axis=1) == pytest.approx([1.0, 1.0])
            assert ((shares[:, 1] > 0.5) == (trainer.predict(points) > 0)).all()
        with pytest.raises(ExperimentError, match="no probabilities"):
            Trainer(Experiment(dataset="reg-plane")).probabilities(points)

    def test_data_that_is_given_must_be_of_the_classes(self) -> None:
        data = Dataset(np.zeros((3, 2)), np.array([0.0, 1.0, 3.0]))
        with pytest.raises(ExperimentError, match="labels 0 to 2; these are others"):
            Trainer(YIN_YANG, data)

    def test_a_class_painted_away_is_no_reason_to_stop(self) -> None:
        experiment = own([0, 1, 2] * 4)
        trainer = Trainer(experiment)
        trainer.run_epochs(3)
        kept = tuple(row for row in experiment.points if row[2] != 2)
        trainer.change(experiment.with_points(kept))
        trainer.run_epochs(3)
        trainer.change(trainer.experiment.with_points(()))
        assert np.isnan(trainer.train_loss)
        assert trainer.epoch == 6
        assert not trainer.problem

    def test_the_first_value_that_is_not_finite_names_its_point(self) -> None:
        experiment = replace(YIN_YANG, activation="relu", learning_rate=1e200)
        trainer = Trainer(experiment)
        trainer.run_epochs(20)
        assert trainer.is_diverged
        assert "at data point" in trainer.problem
        assert np.isfinite(trainer.parameters).all()

    def test_snapshots_hold_class_and_probability(self) -> None:
        with BackgroundTrainer(YIN_YANG) as background:
            snapshot = awaited(background)
        shares = snapshot.probabilities
        assert shares is not None
        assert shares.shape == (3, 100, 100)
        assert not shares.flags.writeable
        assert np.array_equal(snapshot.boundary, shares.argmax(axis=0))
        with BackgroundTrainer(Experiment()) as background:
            assert awaited(background).probabilities is None

    def test_the_loss_of_a_point_opens_with_its_number(self) -> None:
        trainer = Trainer(replace(YIN_YANG, hidden=(3,)))
        point, label = trainer.train.points[0], trainer.train.labels[0]
        place = float(point[0]), float(point[1])
        expr = open_loss(trainer.experiment, trainer.parameters, place, float(label))
        share = trainer.probabilities([place])[0, int(label)]
        assert expr.result == pytest.approx(-np.log(share), rel=1e-12)

    @pytest.mark.parametrize("number", range(3))
    def test_every_output_neuron_opens(self, number: int) -> None:
        trainer = Trainer(replace(YIN_YANG, hidden=(3,)))
        place = 0.5, -1.5
        expr = open_neuron(trainer.experiment, trainer.parameters, 2, number, place)
        score = trainer.answers([place])[0, number]
        assert expr.result == pytest.approx(score, rel=1e-12)

    def test_outputs_are_named_like_other_neurons(self) -> None:
        graph = NetworkGraph.build(YIN_YANG, None)
        names = [neuron.name for neuron in graph.neurons[-1]]
        assert names == ["n2_1", "n2_2", "n2_3"]


def test_confusion_counts_what_was_taken_for_what() -> None:
    outputs = np.array([0.0, 1.0, 2.0, 1.0, np.nan])
    labels = np.array([0.0, 1.0, 1.0, 1.0, 2.0])
    assert confusion(outputs, labels, 3).tolist() == [[1, 0, 0], [0, 2, 1], [0, 0, 0]]
