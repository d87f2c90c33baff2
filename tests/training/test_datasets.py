"""The data sets: TensorFlow Playground's formulas, read back from the points."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.operations import Array
from playground.training.datasets import (
    DATASETS,
    Dataset,
    DatasetError,
    make_dataset,
    split,
)

CLASSES = [name for name, kind in DATASETS.items() if kind.has_number(2)]


def made(name: str, noise: float = 0.0, samples: int = 2000) -> tuple[Array, Array]:
    dataset = make_dataset(name, samples, noise, 7)
    return dataset.points, dataset.labels


class TestEveryDataset:
    def test_they_are_these(self) -> None:
        assert list(DATASETS) == [
            "circle", "xor", "gauss", "spiral", "moons", "rings", "checkerboard",
            "yin-yang", "formula",
            "reg-plane", "reg-gauss", "curve-sine", "curve-step", "curve-cubic",
            "reg-formula",
        ]  # fmt: skip
        for kind in DATASETS.values():
            usual = 1200 if kind.is_regression else 500
            assert kind.samples == (200 if kind.is_curve else usual)
            assert kind.title
            assert kind.help.endswith(".")

    @given(
        st.sampled_from(list(DATASETS)),
        st.integers(1, 50),
        st.floats(0, 0.5),
        st.integers(0, 2**32),
    )
    def test_has_as_many_points_as_asked_for_and_the_same_for_the_same_seed(
        self, name: str, samples: int, noise: float, seed: int
    ) -> None:
        first = make_dataset(name, samples, noise, seed)
        again = make_dataset(name, samples, noise, seed)
        assert first.points.shape == (samples, 2)
        assert first.labels.shape == (samples,)
        assert first.points.tobytes() == again.points.tobytes()
        assert first.labels.tobytes() == again.labels.tobytes()

    @pytest.mark.parametrize("name", DATASETS)
    def test_another_seed_gives_other_points(self, name: str) -> None:
        first, other = (make_dataset(name, 50, 0.1, seed).points for seed in (1, 2))
        assert not np.array_equal(first, other)

    @pytest.mark.parametrize("name", DATASETS)
    def test_without_noise_points_lie_in_the_map(self, name: str) -> None:
        points, _ = made(name)
        assert np.abs(points).max() <= 6 or name == "gauss"

    @pytest.mark.parametrize("name", CLASSES)
    def test_has_both_classes_shuffled_together(self, name: str) -> None:
        _, labels = made(name)
        assert set(labels) == {-1.0, 1.0}
        assert abs(labels.mean()) < 0.06
        halves = labels[:1000].mean(), labels[1000:].mean()
        assert abs(halves[0] - halves[1]) < 0.2


class TestFormulas:
    def test_circle_is_a_disc_in_a_ring(self) -> None:
        points, labels = made("circle")
        radius = np.hypot(*points.T)
        assert radius[labels > 0].max() < 2.5
        assert radius[labels > 0].max() > 2.45
        assert radius[labels < 0].min() >= 3.5
        assert 4.95 < radius.max() <= 5
        # The radius is uniform, not the area.
        assert np.median(radius[labels > 0]) == pytest.approx(1.25, abs=0.1)

    def test_noise_of_circle_flips_labels_and_leaves_points(self) -> None:
        points, labels = made("circle", 0.5)
        radius = np.hypot(*points.T)
        assert not ((radius > 2.5) & (radius < 3.5)).any()
        flipped = labels != np.where(radius < 2.5, 1, -1)
        assert 0.1 < flipped.mean() < 0.4
        # A label moves by at most noise * 5 on each axis.
        near = np.abs(radius - 2.5) <= 0.5 * 5 * math.sqrt(2)
        assert not flipped[~near].any()

    def test_xor_is_opposite_quarters_kept_apart(self) -> None:
        points, labels = made("xor")
        assert np.array_equal(labels, np.sign(points[:, 0] * points[:, 1]))
        assert 0.3 <= np.abs(points).min() < 0.32
        assert 5.25 < np.abs(points).max() <= 5.3

    def test_noise_of_xor_flips_labels(self) -> None:
        points, labels = made("xor", 0.2)
        flipped = labels != np.sign(points[:, 0] * points[:, 1])
        assert 0.05 < flipped.mean() < 0.3
        # A label moves by at most noise * 5 = 1 on each axis.
        assert np.abs(points[flipped]).min(axis=1).max() <= 1

    @pytest.mark.parametrize(("noise", "variance"), [(0, 0.5), (0.25, 2.25), (0.5, 4)])
    def test_gauss_is_two_clouds_of_the_noises_variance(
        self, noise: float, variance: float
    ) -> None:
        points, labels = made("gauss", noise, 20_000)
        for label in (-1, 1):
            cloud = points[labels == label]
            assert len(cloud) == 10_000
            assert cloud.mean(axis=0) == pytest.approx([2 * label] * 2, abs=0.1)
            assert cloud.var(axis=0) == pytest.approx([variance] * 2, rel=0.06)

    def test_spiral_is_two_arms_that_turn_evenly_outwards(self) -> None:
        points, labels = made("spiral")
        for label, turn in ((1, 0.0), (-1, math.pi)):
            arm = points[labels == label]
            radius = np.sort(np.hypot(*arm.T))
            assert radius == pytest.approx(5 * np.arange(1000) / 1000)
            angle = 1.75 * 2 * math.pi * np.hypot(*arm.T) / 5 + turn
            expected = np.hypot(*arm.T)[:, None] * np.stack(
                [np.sin(angle), np.cos(angle)], axis=1
            )
            assert arm == pytest.approx(expected, abs=1e-12)

    def test_noise_of_spiral_moves_points_by_at_most_itself(self) -> None:
        # Before the points are shuffled, those of one seed are the same but for noise.
        draw = DATASETS["spiral"].draw
        still, _ = draw(500, 0.0, np.random.default_rng(1))
        moved, _ = draw(500, 0.3, np.random.default_rng(1))
        assert 0.29 < np.abs(moved - still).max() <= 0.3

    def test_moons_are_scikit_learns_enlarged(self) -> None:
        datasets = pytest.importorskip("sklearn.datasets")
        theirs, classes = datasets.make_moons(200, shuffle=False)
        ours, labels = DATASETS["moons"].draw(200, 0.0, np.random.default_rng(1))
        assert ours == pytest.approx((theirs - [0.5, 0.25]) * (10 / 3), abs=1e-12)
        assert np.array_equal(labels, classes * 2 - 1)
        assert np.abs(ours).max() == pytest.approx(5)

    def test_noise_of_moons_is_scikit_learns(self) -> None:
        draw = DATASETS["moons"].draw
        still, _ = draw(5000, 0.0, np.random.default_rng(1))
        moved, _ = draw(5000, 0.1, np.random.default_rng(1))
        assert (moved - still).std() == pytest.approx(0.1 * 10 / 3, rel=0.03)

    def test_plane_grows_towards_the_upper_right(self) -> None:
        points, labels = made("reg-plane")
        assert labels == pytest.approx(points.sum(axis=1) / 10)
        assert 5.9 < np.abs(points).max() <= 6

    def test_noise_of_plane_moves_labels(self) -> None:
        points, labels = made("reg-plane", 0.5)
        moved = labels - points.sum(axis=1) / 10
        assert 0.5 < np.abs(moved).max() <= 0.6

    @pytest.mark.parametrize(
        ("point", "label"),
        [
            ((-4, 2.5), 1), ((0, 2.5), -1), ((4, 2.5), 1),
            ((-4, -2.5), -1), ((0, -2.5), 1), ((4, -2.5), -1),
            ((-4, 1.5), 0.5), ((1, 2.5), -0.5), ((2, 2.5), 0), ((6, 0), 0),
        ],
    )  # fmt: skip
    def test_hills_fall_to_0_at_a_distance_of_2(
        self, point: tuple[float, float], label: float
    ) -> None:
        points, labels = made("reg-gauss", samples=50_000)
        nearest = np.hypot(*(points - point).T).argmin()
        assert labels[nearest] == pytest.approx(label, abs=0.06)

    def test_noise_of_hills_moves_labels(self) -> None:
        points, labels = made("reg-gauss", 0.1, 100_000)
        at_top = np.hypot(points[:, 0] + 4, points[:, 1] - 2.5) < 0.2
        # The place is moved by up to .6 on each axis, the label by half as much.
        assert 0.5 < labels[at_top].min() < 0.6


class TestDataset:
    def test_is_a_read_only_copy(self) -> None:
        points, labels = np.zeros((3, 2)), np.ones(3)
        dataset = Dataset(points, labels)
        points[0, 0] = 9
        assert dataset.points[0, 0] == 0
        with pytest.raises(ValueError, match="read-only"):
            dataset.points[0, 0] = 1
        with pytest.raises(ValueError, match="read-only"):
            dataset.labels[0] = 1

    def test_may_be_empty(self) -> None:
        assert len(Dataset(np.array([]), np.array([]))) == 0

    @pytest.mark.parametrize(
        ("points", "labels", "message"),
        [
            (np.zeros((3, 3)), np.zeros(3), "two columns, x and y"),
            (np.zeros(3), np.zeros(3), "two columns, x and y"),
            (np.zeros((3, 2)), np.zeros(2), "3 points need as many labels"),
            (np.array([[0, 0], [0, np.nan]]), np.zeros(2), "row 2 .*not a finite"),
            (np.zeros((2, 2)), np.array([np.inf, 0]), "row 1 .*not a finite"),
        ],
    )
    def test_refuses_what_is_no_data(
        self, points: Array, labels: Array, message: str
    ) -> None:
        with pytest.raises(DatasetError, match=message):
            Dataset(points, labels)

    def test_knows_classes_from_numbers(self) -> None:
        assert Dataset(np.zeros((2, 2)), np.array([-1.0, 1.0])).has_classes
        assert not Dataset(np.zeros((2, 2)), np.array([-1.0, 0.5])).has_classes

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (("circles", 10, 0.0, 1), "no data set 'circles'; choose one of circle, "),
            (("circle", 0, 0.0, 1), "at least one sample"),
            (("circle", 10, -0.1, 1), "noise must be"),
            (("circle", 10, math.nan, 1), "noise must be"),
        ],
    )
    def test_what_cannot_be_made_is_refused(
        self, arguments: tuple[str, int, float, int], message: str
    ) -> None:
        with pytest.raises(DatasetError, match=message):
            make_dataset(*arguments)


class TestSplit:
    @given(st.integers(1, 300), st.integers(1, 99))
    def test_cuts_at_the_percentage_and_loses_nothing(
        self, samples: int, percent: int
    ) -> None:
        dataset = make_dataset("xor", samples, 0.0, 1)
        train, test = split(dataset, percent / 100)
        assert len(train) == samples * percent // 100
        both = np.concatenate([train.points, test.points])
        assert both.tobytes() == dataset.points.tobytes()
        assert np.array_equal([*train.labels, *test.labels], dataset.labels)


class TestRings:
    def test_every_second_ring_is_of_the_same_class(self) -> None:
        points, labels = DATASETS["rings"].draw(400, 0.0, np.random.default_rng(2))
        ring = np.floor((np.hypot(*points.T) - 0.4) / 1.3)
        assert set(ring) == {0.0, 1.0, 2.0, 3.0}
        np.testing.assert_array_equal(labels, np.where(ring % 2 == 0, 1, -1))


class TestCheckerboard:
    def test_neighbouring_squares_are_of_different_classes(self) -> None:
        draw = DATASETS["checkerboard"].draw
        points, labels = draw(400, 0.0, np.random.default_rng(3))
        column, row = (np.floor(axis / 2.5) for axis in points.T)
        np.testing.assert_array_equal(labels, (-1) ** np.abs(column + row))

    def test_noise_flips_labels_and_leaves_the_points(self) -> None:
        draw = DATASETS["checkerboard"].draw
        points, labels = draw(300, 0.0, np.random.default_rng(3))
        noisy, flipped = draw(300, 0.5, np.random.default_rng(3))
        np.testing.assert_array_equal(points, noisy)
        assert 0 < np.mean(labels != flipped) < 0.5


class TestCurves:
    @pytest.mark.parametrize(
        ("name", "function"),
        [
            ("curve-sine", np.sin),
            ("curve-step", lambda x: 0.8 * np.sign(x)),
            ("curve-cubic", lambda x: (x + 4.5) * (x - 0.5) * (x - 5) / 60),
        ],
    )
    def test_labels_are_a_function_of_x(
        self, name: str, function: Callable[[Array], Array]
    ) -> None:
        points, labels = DATASETS[name].draw(100, 0.0, np.random.default_rng(4))
        assert not points[:, 1].any()
        np.testing.assert_allclose(labels, function(points[:, 0]), atol=1e-12)

    def test_noise_is_added_to_the_label(self) -> None:
        draw = DATASETS["curve-sine"].draw
        points, labels = draw(500, 0.3, np.random.default_rng(4))
        distance = np.abs(labels - np.sin(points[:, 0]))
        assert 0.25 < distance.max() <= 0.3
