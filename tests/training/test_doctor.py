"""The doctor finds what is wrong, offers a remedy that is one, and keeps quiet else."""

from dataclasses import replace

import numpy as np
import pytest

from playground.core.operations import Array
from playground.training.checkup import Checkup, confusion, determination
from playground.training.doctor import Ailment, Finding, examine, layer_sizes
from playground.training.experiment import Experiment
from playground.training.history import History
from playground.training.trainer import Trainer


def history(*losses: tuple[int, float, float]) -> History:
    made = History()
    for epoch, train, test in losses:
        made.append(epoch, train, test)
    return made


STUCK = history((0, 0.5, 0.5), (40, 0.5, 0.5))
GOOD = history((0, 0.5, 0.5), (40, 0.01, 0.02))
RELU = Experiment(activation="relu", hidden=(4,))
FLOWING = np.ones(sum(layer_sizes(RELU)))


def test_dead_neurons_are_found_and_leaky_ones_offered() -> None:
    outputs = np.zeros((20, 4))
    outputs[:, 3] = 1.0
    finding = examine(RELU, STUCK, [outputs], FLOWING)
    assert finding is not None
    assert finding.ailment is Ailment.DEAD
    assert "3 of 4 neurons of hidden layer 1 are dead" in finding.text
    assert finding.experiment.layer_activations == ("leaky_relu",)
    assert not RELU.changes_need_reset(finding.experiment)


def test_saturated_neurons_are_found() -> None:
    tanh = replace(RELU, activation="tanh")
    finding = examine(tanh, STUCK, [np.full((20, 4), 0.9999)], FLOWING)
    assert finding is not None
    assert finding.ailment is Ailment.SATURATED
    assert finding.experiment.initialization == "xavier"


def test_who_has_gentle_weights_and_is_saturated_starts_again_with_a_smaller_rate() -> (
    None
):
    tanh = replace(RELU, activation="tanh", initialization="xavier", learning_rate=3.0)
    finding = examine(tanh, STUCK, [np.full((20, 4), 0.9999)], FLOWING)
    assert finding is not None
    assert finding.remedy == "Restart, rate 0.3"
    assert finding.experiment.learning_rate == pytest.approx(0.3)
    # A smaller rate alone would leave them flat for ten times as long.
    assert tanh.changes_need_reset(finding.experiment)


def test_a_rate_that_would_saturate_gentle_weights_as_well_is_made_smaller() -> None:
    tanh = replace(RELU, activation="tanh", learning_rate=3.0)
    finding = examine(tanh, STUCK, [np.full((20, 4), 0.9999)], FLOWING)
    assert finding is not None
    assert finding.remedy == "Restart: xavier, rate 0.3"
    assert finding.experiment.initialization == "xavier"
    assert finding.experiment.learning_rate == pytest.approx(0.3)


def test_an_output_that_is_flat_at_the_wrong_end_is_found() -> None:
    trainer = Trainer(Experiment(dataset="circle", learning_rate=3, hidden=(8, 8)))
    trainer.run_epochs(60)
    finding = Checkup.of(trainer).finding
    assert finding is not None
    assert finding.ailment is Ailment.SATURATED
    assert finding.summary == "The output is saturated"
    cured = Trainer(finding.experiment)
    cured.run_epochs(60)
    assert cured.metrics.train_accuracy > trainer.metrics.train_accuracy + 0.2


@pytest.mark.parametrize(
    ("activation", "answers", "labels", "is_found"),
    [
        ("tanh", [0.999, 0.999, -0.999, 0.5], [-1.0, 1.0, -1.0, 1.0], True),
        ("tanh", [0.999, 0.999, -0.999, -0.5], [1.0, 1.0, -1.0, 1.0], False),
        # A sigmoid cannot come nearer to -1 than 0.
        ("sigmoid", [0.001, 0.999, 0.001, 0.999], [-1.0, 1.0, -1.0, 1.0], False),
        ("sigmoid", [0.999, 0.999, 0.001, 0.001], [-1.0, 1.0, -1.0, 1.0], True),
        ("linear", [0.999, 0.999, -0.999, 0.999], [-1.0, -1.0, 1.0, -1.0], False),
    ],
)
def test_only_an_output_that_should_go_back_is_stuck(
    activation: str, answers: list[float], labels: list[float], *, is_found: bool
) -> None:
    finding = examine(
        replace(RELU, activation="linear", output_activation=activation),
        STUCK,
        [np.full((4, 4), 0.5)],
        FLOWING,
        answers=np.array(answers),
        labels=np.array(labels),
    )
    assert (finding is not None) == is_found


def test_scores_of_classes_are_stuck_likewise() -> None:
    experiment = Experiment(dataset="yin-yang", output_activation="tanh", hidden=(4,))
    labels = np.array([0.0, 1.0, 2.0])
    right = np.where(np.arange(3) == labels[:, None], 0.999, -0.999)
    calm = np.full((3, 4), 0.5)
    gradient = np.ones(sum(layer_sizes(experiment)))

    def found(answers: Array) -> Finding | None:
        return examine(
            experiment, STUCK, [calm], gradient, answers=answers, labels=labels
        )

    assert found(right) is None
    finding = found(-right)
    assert finding is not None
    assert "for 100% of the points" in finding.text


@pytest.mark.parametrize("dataset", ["circle", "xor", "gauss", "moons"])
def test_who_learns_noisy_classes_is_not_called_saturated(dataset: str) -> None:
    trainer = Trainer(Experiment(dataset=dataset, noise=0.3, learning_rate=0.3))
    trainer.run_epochs(100)
    finding = Checkup.of(trainer).finding
    assert finding is None or finding.ailment is not Ailment.SATURATED


def test_a_run_that_does_well_is_left_alone() -> None:
    tanh = replace(RELU, activation="tanh")
    assert examine(tanh, GOOD, [np.full((20, 4), 0.9999)], FLOWING) is None


def test_a_run_that_has_just_begun_is_left_alone() -> None:
    young = history((0, 0.5, 0.5), (5, 0.5, 0.5))
    assert examine(RELU, young, [np.zeros((20, 4))], FLOWING) is None


def test_a_gradient_that_vanishes_is_found() -> None:
    deep = Experiment(activation="sigmoid", hidden=(2, 2, 2))
    sizes = layer_sizes(deep)
    gradient = np.concatenate(
        [np.full(n, s) for n, s in zip(sizes, (1e-7, 1e-4, 1e-2, 1), strict=True)]
    )
    finding = examine(deep, STUCK, [np.full((9, 2), 0.5)] * 3, gradient)
    assert finding is not None
    assert finding.ailment is Ailment.VANISHING
    assert finding.experiment.activation == "tanh"


def test_a_test_loss_that_turns_upward_is_found() -> None:
    turned = history((0, 0.5, 0.5), (100, 0.2, 0.3), (200, 0.05, 0.45))
    finding = examine(RELU, turned, [np.ones((9, 4))], FLOWING)
    assert finding is not None
    assert finding.ailment is Ailment.OVERFITTING
    assert "0.3 at epoch 100, 0.45 now" in finding.text
    assert finding.experiment.regularization == "l2"
    stronger = examine(finding.experiment, turned, [np.ones((9, 4))], FLOWING)
    assert stronger is not None
    rates = [f.experiment.regularization_rate for f in (finding, stronger)]
    assert rates[0] < rates[1]


def test_the_remedy_lets_gradients_back_into_dead_neurons() -> None:
    experiment = replace(RELU, dataset="xor", samples=100, seed=3)
    start = Trainer(experiment).parameters
    start[: layer_sizes(experiment)[0]] = -1.0
    start[[2, 5, 8, 11]] = -20.0
    trainer = Trainer(experiment, parameters=start)
    trainer.run_epochs(40)
    finding = Checkup.of(trainer).finding
    assert finding is not None
    first = layer_sizes(experiment)[0]
    assert not trainer.gradient()[:first].any()
    trainer.change(finding.experiment)
    assert trainer.gradient()[:first].all()


def test_confusion_counts_each_pair_of_classes() -> None:
    outputs = np.array([-1.0, -0.5, 0.5, 1.0, 1.0, -1.0])
    labels = np.array([-1.0, -1.0, -1.0, 1.0, 1.0, 1.0])
    assert confusion(outputs, labels).tolist() == [[2, 1], [1, 2]]


@pytest.mark.parametrize(
    ("outputs", "expected"),
    [([1.0, 2.0, 3.0], 1.0), ([2.0, 2.0, 2.0], 0.0), ([3.0, 2.0, 1.0], -3.0)],
)
def test_determination_is_the_share_explained(
    outputs: list[float], expected: float
) -> None:
    labels = np.array([1.0, 2.0, 3.0])
    assert determination(np.array(outputs), labels) == pytest.approx(expected)


def test_determination_of_nothing_is_nan() -> None:
    assert np.isnan(determination(np.empty(0), np.empty(0)))
    assert np.isnan(determination(np.ones(3), np.ones(3)))


def test_other_data_is_no_reason_to_speak_of_overfitting() -> None:
    turned = history((0, 0.5, 0.5), (50, 0.1, 0.1), (51, 0.09, 0.4), (200, 0.01, 0.41))
    outputs = [np.ones((9, 4))]
    assert examine(RELU, turned, outputs, FLOWING) is not None
    assert examine(RELU, turned, outputs, FLOWING, 51) is None
    assert examine(RELU, turned, outputs, FLOWING, 201) is None


def test_losses_are_compared_with_those_of_the_same_data_and_kind() -> None:
    rows = ((-1.0, 0.0, -1.0), (1.0, 0.0, 1.0), (-2.0, 1.0, -1.0), (2.0, 1.0, 1.0))
    trainer = Trainer(Experiment(hidden=(2,)).with_points(rows))
    trainer.run_epochs(7)
    assert trainer.comparable_since == 0
    trainer.change(replace(trainer.experiment, learning_rate=0.1))
    assert trainer.comparable_since == 0
    trainer.change(trainer.experiment.with_points((*rows, (0.0, 3.0, 1.0))))
    assert trainer.comparable_since == 8
    trainer.run_epochs(2)
    trainer.change(replace(trainer.experiment, loss="squared"))
    assert trainer.comparable_since == 10
    again = Trainer(trainer.experiment)
    assert trainer.trained is not None
    again.resume(trainer.trained)
    assert again.comparable_since == 10
