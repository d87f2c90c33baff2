"""Points of one's own: what they may be, and which of them are for tests."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.training.data import experiment_data
from playground.training.datasets import make_dataset
from playground.training.experiment import Experiment, ExperimentError
from playground.training.points import Points, is_for_training, points_of

coordinate = st.floats(-6, 6)
point = st.tuples(coordinate, coordinate, st.sampled_from([-1.0, 1.0]))
own_points = st.lists(point, max_size=40).map(tuple)
ROWS: Points = ((1.0, 2.0, 1.0), (0.0, 0.0, -1.0), (3.0, 4.0, 1.0))


@given(own_points, st.floats(0.1, 0.9))
def test_every_point_is_either_to_train_on_or_to_test(
    points: Points, share: float
) -> None:
    experiment = Experiment(train_fraction=share).with_points(points)
    train, test = experiment_data(experiment)
    assert sorted(points_of(train) + points_of(test)) == sorted(points)


@given(st.integers(0, 500), st.integers(0, 50), st.floats(0.1, 0.9))
def test_a_point_keeps_its_part_when_others_follow(
    count: int, more: int, share: float
) -> None:
    longer = is_for_training(count + more, share)
    np.testing.assert_array_equal(longer[:count], is_for_training(count, share))


@pytest.mark.parametrize("period", [2, 3, 4, 5, 8, 13])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_no_rhythm_of_classes_falls_into_one_part(period: int, share: float) -> None:
    trains = is_for_training(2000, share)
    for first in range(period):
        assert trains[first::period].mean() == pytest.approx(share, abs=0.06)


def test_the_first_point_is_to_train_on() -> None:
    assert is_for_training(1, 0.5)[0]


@given(own_points)
def test_points_come_back_from_json(points: Points) -> None:
    experiment = Experiment().with_points(points)
    text = json.dumps(experiment.to_dict())
    assert Experiment.from_dict(json.loads(text)) == experiment


@pytest.mark.parametrize(
    "rows",
    [
        "text",
        3,
        [1, 2, 3],
        [[1, 2]],
        [[1, 2, "a"]],
        ["abc"],
        [[1, 2, float("nan")]],
        [[1, 2, float("inf")]],
        [[1e7, 2, 1]],
        [[True, 2, 1]],
        [[0.0, 0.0, 1.0]] * 20_001,
        [(1.0, float("nan"), 1.0)],
    ],
)
def test_what_are_no_points_is_refused(rows: Any) -> None:  # noqa: ANN401
    with pytest.raises(ExperimentError, match="points must be") as caught:
        Experiment(dataset="own", points=rows)
    assert caught.value.field == "points"


def test_points_of_two_labels_are_classes_and_others_numbers() -> None:
    classes = Experiment(loss="hinge").with_points(ROWS)
    assert not classes.is_regression
    assert classes.loss == "hinge"
    numbers = classes.with_points(((0.0, 0.0, 0.5),))
    assert numbers.is_regression
    assert (numbers.loss, numbers.output_activation) == ("half_squared", "linear")
    assert numbers.with_dataset("circle").output_activation == "tanh"


def test_own_points_need_no_share_of_samples() -> None:
    assert Experiment(dataset="own", samples=1, points=()).is_own


def test_painting_needs_no_reset_but_another_data_set_does() -> None:
    before = Experiment().with_points(ROWS)
    assert not before.changes_need_reset(before.with_points(ROWS[:1]))
    assert before.changes_need_reset(before.with_dataset("xor"))


def test_drawn_points_become_rows_and_stay_the_same() -> None:
    drawn = make_dataset("spiral", 30, 0.1, 4)
    rows = points_of(drawn)
    np.testing.assert_array_equal(np.array(rows)[:, :2], drawn.points)
    np.testing.assert_array_equal(np.array(rows)[:, 2], drawn.labels)


def test_numbers_stay_numbers_where_those_left_look_like_classes() -> None:
    rows = ((0.0, 1.0, 0.5), (1.0, 1.0, 1.0), (2.0, 1.0, -1.0))
    own = Experiment().with_points(rows)
    assert own.is_regression
    assert own.with_points(rows[1:]).is_regression
    assert own.with_points(()).with_points(rows[1:]).is_regression


def test_a_class_painted_beside_named_ones_leaves_them_their_names() -> None:
    rows = ((0.0, 0.0, -1.0), (1.0, 1.0, 1.0))
    own = Experiment().with_points(rows, 2, ("cat", "dog"))
    painted = ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0), (2.0, 2.0, 2.0))
    assert own.with_points(painted).names_of_classes == ("cat", "dog", "2")


def test_names_of_a_table_are_not_those_of_drawn_points() -> None:
    rows = ((0.0, 0.0, -1.0), (1.0, 1.0, 1.0))
    own = Experiment().with_points(rows, 2, ("cat", "dog"))
    assert own.with_points(()).names_of_classes == ("cat", "dog")
    again = own.with_points(()).with_dataset("circle").with_points(rows)
    assert again.names_of_classes == ("−1", "1")
