import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.training.datasets import Dataset, make_dataset, split
from playground.ui.theme import DARK, LIGHT, Theme, ThemeSwitch
from playground.ui.training.boundary_plot import BoundaryPlot
from playground.ui.training.data_colors import MapColors, data_color
from playground.ui.training.loss_plot import LossPlot
from playground.ui.training.map_layers import EXTENT, zero_line

LINE = np.linspace(-EXTENT, EXTENT, 100)
X, Y = np.meshgrid(LINE, LINE)


@pytest.fixture
def boundary(qtbot: QtBot, theme_switch: ThemeSwitch) -> BoundaryPlot:
    plot = BoundaryPlot(theme_switch)
    qtbot.addWidget(plot)
    plot.resize(372, 360)
    with qtbot.waitExposed(plot):
        plot.show()
    return plot


@pytest.fixture
def loss(qtbot: QtBot, theme_switch: ThemeSwitch) -> LossPlot:
    plot = LossPlot(theme_switch)
    qtbot.addWidget(plot)
    plot.resize(372, 120)
    with qtbot.waitExposed(plot):
        plot.show()
    return plot


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_map_colours_run_from_orange_over_neutral_to_blue(theme: Theme) -> None:
    colors = MapColors(theme)
    values = np.array([[-9.0, -1.0, -0.001, 1.0, 9.0, np.inf, -np.inf, np.nan]])
    image = colors.image(values)
    shades = [image.pixelColor(column, 0) for column in range(values.size)]
    assert shades[0] == shades[1] == shades[6]
    assert shades[3] == shades[4] == shades[5]
    assert shades[0].red() > shades[0].blue()
    assert shades[3].blue() > shades[3].red()
    assert abs(shades[2].red() - theme.data_zero.red()) < 5
    assert shades[7] not in shades[:7]
    assert shades[7].saturationF() < 0.2
    assert data_color(theme, 1) == theme.data_positive


def test_the_lowest_row_of_a_map_is_at_the_bottom(boundary: BoundaryPlot) -> None:
    boundary.set_values(np.where(Y > 0, 1.0, -1.0))
    picture = boundary.grab().toImage()
    ratio = picture.devicePixelRatio()

    def shade(x: int, y: int) -> tuple[int, int]:
        color = picture.pixelColor(int(x * ratio), int(y * ratio))
        return color.red(), color.blue()

    above, below = shade(180, 60), shade(180, 300)
    assert above[1] > above[0]
    assert below[0] > below[1]


def test_the_zero_line_lies_where_the_output_is_zero() -> None:
    x, y = zero_line(np.hypot(X, Y) - 3)
    assert len(x) > 100
    assert len(x) % 2 == 0
    np.testing.assert_allclose(np.hypot(x, y), 3, atol=0.01)
    steps = np.hypot(x[1::2] - x[::2], y[1::2] - y[::2])
    assert steps.max() < 2 * (LINE[1] - LINE[0])


@pytest.mark.parametrize(
    "values",
    [np.ones_like(X), np.full_like(X, np.nan), np.zeros_like(X), X * np.inf],
    ids=["positive", "nan", "zero", "infinite"],
)
def test_any_map_can_be_shown(boundary: BoundaryPlot, values: object) -> None:
    assert isinstance(values, np.ndarray)
    boundary.set_values(values)
    boundary.grab()


def test_half_a_map_that_is_not_a_number_keeps_the_line_of_the_other() -> None:
    values = np.where(X > 0, Y, np.nan)
    x, y = zero_line(values)
    assert len(x)
    assert x.min() >= 0
    np.testing.assert_allclose(y, 0, atol=1e-9)


def test_the_map_stays_square(boundary: BoundaryPlot) -> None:
    for width, height in ((372, 360), (500, 300), (300, 700), (260, 220)):
        boundary.resize(width, height)
        box = boundary._plot.getPlotItem().getViewBox()
        boundary.grab()
        assert box.width() == pytest.approx(box.height(), abs=1)


def test_the_map_tells_the_output_under_the_cursor(
    qtbot: QtBot, boundary: BoundaryPlot
) -> None:
    boundary.set_values(X)
    view = boundary._plot
    box = view.getPlotItem().getViewBox()
    place = view.mapFromScene(box.mapViewToScene(QPoint(3, -2)))
    QTest.mouseMove(view.viewport(), place)
    qtbot.waitUntil(lambda: boundary._reading.text() != "")
    text = boundary._reading.text()
    assert text.startswith("(3, −2) → ")
    assert 2.8 < float(text.split("→")[1]) < 3.2


def test_the_reading_of_a_curve_is_its_height(
    qtbot: QtBot, boundary: BoundaryPlot
) -> None:
    boundary.set_curve(is_curve=True)
    boundary.set_values(X / 6)
    view = boundary._plot
    box = view.getPlotItem().getViewBox()
    place = view.mapFromScene(box.mapViewToScene(QPointF(3.0, 1.0)))
    QTest.mouseMove(view.viewport(), place)
    qtbot.waitUntil(lambda: boundary._reading.text() != "")
    place_text, value = boundary._reading.text().split(" → ")
    assert place_text == "x = 3"
    assert float(value) == pytest.approx(0.5, abs=0.02)


def test_a_long_reading_gives_up_the_place(boundary: BoundaryPlot) -> None:
    label = boundary.header.reading
    words = '<span style="color:#fff">●</span> a name &nbsp;(−2.5, −1.6) → a name 99 %'
    boundary.header.show_reading(words, "short")
    assert label.text() == "short"
    assert label.geometry().right() <= boundary.header.width()
    boundary.header.show_reading("(1, 2) → 3", "short")
    assert label.text() == "(1, 2) → 3"


def test_test_points_come_and_go(boundary: BoundaryPlot) -> None:
    boundary.set_data(*split(make_dataset("moons", 100, 0.1, 0), 0.5))
    before = boundary.grab().toImage()
    assert not boundary.shows_test_data
    switch = boundary.header.test_switch
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton, pos=QPoint(6, 8))
    assert boundary.shows_test_data
    assert boundary.grab().toImage() != before


def test_two_colours_show_the_decision_alone(boundary: BoundaryPlot) -> None:
    boundary.set_values(np.tanh(X / 6))
    boundary.header.discrete_switch.setChecked(True)
    image = boundary._drawing.map._image
    assert image is not None
    assert len({image.pixel(x, 50) for x in range(100)}) == 2
    assert boundary.values is not None
    assert len(np.unique(boundary.values)) > 2


def test_the_loss_axis_holds_every_loss(loss: LossPlot) -> None:
    epochs = np.arange(200.0)
    losses = np.exp(-epochs / 20) + 1e-3
    for is_logarithmic in (False, True):
        loss.set_logarithmic(is_logarithmic)
        loss.add(epochs, losses, 2 * losses)
        (left, right), (low, high) = loss.plot.getPlotItem().viewRange()
        assert (left, right) == (0, 199)
        ends = (losses.min(), 2 * losses.max())
        if is_logarithmic:
            ends = (np.log10(ends[0]), np.log10(ends[1]))
        assert low <= ends[0]
        assert ends[1] <= high


@pytest.mark.parametrize("worst", [0.0, np.nan, np.inf, 1e300])
def test_any_loss_can_be_shown(loss: LossPlot, worst: float) -> None:
    losses = np.array([0.5, 0.4, worst, worst])
    loss.add(np.arange(4.0), losses, losses)
    for is_logarithmic in (True, False):
        loss.set_logarithmic(is_logarithmic)
        loss.grab()


def test_the_loss_plot_tells_the_nearest_epoch(qtbot: QtBot, loss: LossPlot) -> None:
    epochs = np.arange(101.0)
    loss.add(epochs, epochs / 100, epochs / 50)
    view = loss.plot
    box = view.getPlotItem().getViewBox()
    place = view.mapFromScene(box.mapViewToScene(QPoint(25, 1)))
    QTest.mouseMove(view.viewport(), place)
    qtbot.waitUntil(lambda: loss._reading.text().startswith("epoch"))
    assert loss._reading.text() == "epoch 25: train 0.25 · test 0.5"


def test_a_million_epochs_are_drawn_as_fast_as_a_few(loss: LossPlot) -> None:
    n = 1_000_000
    noise = np.random.default_rng(0).uniform(0.1, 0.2, n)
    loss.add(np.arange(float(n)), noise, noise)
    for line in loss.curve_plot._lines:
        x, y = line.getData()
        assert len(x) <= 2 * 1000
        assert (y.min(), y.max()) == (noise.min(), noise.max())
    loss.grab()


def test_an_empty_loss_plot_says_what_to_do(loss: LossPlot) -> None:
    hint = loss.curve_plot._hint
    assert hint.isVisible()
    loss.add(np.arange(2.0), np.ones(2), np.ones(2))
    assert not hint.isVisible()
    loss.clear()
    assert hint.isVisible()


def test_plots_follow_the_theme(
    boundary: BoundaryPlot, loss: LossPlot, theme_switch: ThemeSwitch
) -> None:
    boundary.set_values(np.tanh(X))
    before = boundary.grab().toImage(), loss.grab().toImage()
    theme_switch.set_mode("light")
    assert boundary.grab().toImage() != before[0]
    assert loss.grab().toImage() != before[1]


@pytest.mark.parametrize("largest", [0.2, 1.8, 40.0])
def test_a_curve_has_room_for_every_label(
    boundary: BoundaryPlot, largest: float
) -> None:
    x = np.linspace(-6, 6, 20)
    data = Dataset(np.stack([x, np.zeros(20)], axis=1), largest * x / 6)
    boundary.set_data(data, data)
    boundary.set_curve(is_curve=True)
    low, high = boundary.plot.getPlotItem().getViewBox().viewRange()[1]
    assert low == -high
    assert high >= max(largest, 1.5)
    point = boundary.point_near(6.0, largest)
    assert point is not None
    assert point.label == pytest.approx(largest)
    assert boundary.point_near(6.0, 0.0 if largest > 1 else -1.0) is None
    boundary.set_curve(is_curve=False)
    found = boundary.plot.getPlotItem().getViewBox().viewRange()[1]
    assert found == pytest.approx([-6, 6])
