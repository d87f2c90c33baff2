"""Looking closer at the curves, with wheel, box and keys, and back at all of them."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from playground.ui import hand
from playground.ui.theme import ThemeSwitch
from playground.ui.training.loss_plot import LossPlot

EPOCHS = 50_000


@pytest.fixture
def loss(qtbot: QtBot, theme_switch: ThemeSwitch) -> LossPlot:
    plot = LossPlot(theme_switch)
    qtbot.addWidget(plot)
    plot.resize(372, 140)
    with qtbot.waitExposed(plot):
        plot.show()
    epochs = np.arange(float(EPOCHS))
    noise = np.random.default_rng(0).uniform(0.1, 0.2, (2, EPOCHS))
    plot.add(epochs, noise[0], noise[1], (1 - noise[0], 1 - noise[1]))
    return plot


def span(plot: LossPlot) -> tuple[float, float]:
    low, high = plot.plot.getPlotItem().viewRange()[0]
    return low, high


def height(plot: LossPlot) -> tuple[float, float]:
    low, high = plot.plot.getPlotItem().viewRange()[1]
    return low, high


def spot(plot: LossPlot, epoch: float, share: float = 0.5) -> QPoint:
    box = plot.plot.getPlotItem().getViewBox()
    low, high = height(plot)
    place = box.mapViewToScene(QPointF(epoch, low + share * (high - low)))
    found: QPoint = plot.plot.mapFromScene(place)
    return found


def turn_wheel(plot: LossPlot, place: QPoint, notches: int) -> None:
    view = plot.plot.viewport()
    for _ in range(abs(notches)):
        event = QWheelEvent(
            QPointF(place),
            QPointF(view.mapToGlobal(place)),
            QPoint(),
            QPoint(0, 120 if notches > 0 else -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(view, event)


def all_button(plot: LossPlot) -> QToolButton:
    button = plot.findChild(QToolButton, "showAllEpochsButton")
    assert button is not None
    return button


def test_the_wheel_looks_closer_at_what_is_under_it_down_to_single_epochs(
    loss: LossPlot,
) -> None:
    before = loss.plot.grab().toImage()
    turn_wheel(loss, spot(loss, 20_000), 30)
    low, high = span(loss)
    assert high - low < 100
    assert abs((low + high) / 2 - 20_000) < 200
    x, y = loss.curve_plot._lines[0].getData()
    inside = (x >= low) & (x <= high)
    np.testing.assert_array_equal(
        y[inside], loss.history.rows()[x[inside].astype(int), 1]
    )
    assert len(loss.curve_plot._dots[0].getData()[0]) == len(x)
    assert loss.plot.grab().toImage() != before
    QTest.mouseClick(all_button(loss), Qt.MouseButton.LeftButton)
    assert span(loss) == (0, EPOCHS - 1)
    assert not all_button(loss).isVisible()


def test_turning_back_shows_all_again(loss: LossPlot) -> None:
    turn_wheel(loss, spot(loss, 20_000), 3)
    assert all_button(loss).isVisible()
    turn_wheel(loss, spot(loss, sum(span(loss)) / 2), -9)
    assert span(loss) == (0, EPOCHS - 1)
    assert not all_button(loss).isVisible()


def test_a_box_shows_what_is_in_it(loss: LossPlot) -> None:
    view = loss.plot.viewport()
    hand.drag(view, spot(loss, 10_000, 0.9), spot(loss, 30_000, 0.4))
    low, high = span(loss)
    assert low == pytest.approx(10_000, abs=400)
    assert high == pytest.approx(30_000, abs=400)
    bottom, top = height(loss)
    assert bottom == pytest.approx(0.212 * 0.4, abs=0.02)
    assert top == pytest.approx(0.212 * 0.9, abs=0.02)
    QTest.mouseDClick(
        view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(150, 40)
    )
    assert span(loss) == (0, EPOCHS - 1)


def test_a_flat_box_is_about_epochs_alone(loss: LossPlot) -> None:
    hand.drag(loss.plot.viewport(), spot(loss, 10_000), spot(loss, 11_000))
    hand.drag(loss.plot.viewport(), spot(loss, 10_000), spot(loss, 30_000))
    bottom, top = height(loss)
    assert bottom < 0.1
    assert 0.2 < top < 0.25


def test_the_view_is_moved_by_the_middle_button(loss: LossPlot) -> None:
    turn_wheel(loss, spot(loss, 25_000), 8)
    low, high = span(loss)
    view = loss.plot.viewport()
    start, stop = spot(loss, (low + high) / 2), spot(loss, low)
    middle = Qt.MouseButton.MiddleButton
    QTest.mousePress(view, middle, Qt.KeyboardModifier.NoModifier, start)
    hand.move(view, stop, middle)
    QTest.mouseRelease(view, middle, Qt.KeyboardModifier.NoModifier, stop)
    assert span(loss)[0] == pytest.approx((low + high) / 2, rel=0.02)
    assert span(loss)[1] - span(loss)[0] == pytest.approx(high - low)


def test_keys_do_what_the_mouse_does(loss: LossPlot) -> None:
    plot = loss.curve_plot
    plot.setFocus()
    for _ in range(4):
        QTest.keyClick(plot, Qt.Key.Key_Plus)
    near = span(loss)
    assert near[1] - near[0] < EPOCHS / 3
    QTest.keyClick(plot, Qt.Key.Key_Right)
    assert span(loss)[0] > near[0]
    for _ in range(20):
        QTest.keyClick(plot, Qt.Key.Key_Right)
    assert span(loss)[1] == EPOCHS - 1
    QTest.keyClick(plot, Qt.Key.Key_Left)
    assert span(loss)[1] < EPOCHS - 1
    QTest.keyClick(plot, Qt.Key.Key_0)
    assert span(loss) == (0, EPOCHS - 1)


def test_a_part_stays_in_view_while_epochs_come_and_ends_with_the_run(
    loss: LossPlot,
) -> None:
    turn_wheel(loss, spot(loss, 20_000), 10)
    before = span(loss)
    more = np.arange(EPOCHS, EPOCHS + 100.0)
    loss.add(more, np.ones(100), np.ones(100))
    assert span(loss) == before
    loss.clear()
    assert not all_button(loss).isVisible()


def test_logarithmic_epochs_give_the_first_ones_room(loss: LossPlot) -> None:
    action = loss.findChild(QAction, "logEpochsAction")
    assert action is not None
    action.trigger()
    assert span(loss) == pytest.approx((0, np.log10(EPOCHS - 1)))
    turn_wheel(loss, spot(loss, 1.0), 6)
    low, high = span(loss)
    action.trigger()
    assert span(loss) == pytest.approx((10**low, 10**high))


def test_what_is_smoothed_says_so(loss: LossPlot) -> None:
    action = loss.findChild(QAction, "smoothAction")
    legend = loss.findChild(QLabel, "lossLegend")
    assert action is not None
    assert legend is not None
    assert "smoothed" not in legend.text()
    before = loss.plot.grab().toImage()
    action.trigger()
    assert "smoothed" in legend.text()
    assert loss.plot.grab().toImage() != before
    _, smooth = loss.curve_plot._smooth[0].getData()
    assert smooth == pytest.approx(np.full(len(smooth), 0.15), abs=0.01)


def test_accuracies_have_a_page_and_a_reading(qtbot: QtBot, loss: LossPlot) -> None:
    box = loss.findChild(QComboBox, "lowerPlotBox")
    assert box is not None
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert loss.view == "accuracy"
    assert height(loss) == (0.5, 1.02)
    QTest.mouseMove(loss.plot.viewport(), spot(loss, 30_000))
    qtbot.waitUntil(lambda: loss._reading.text() != "")
    reading = loss.history.reading(30_000)
    assert reading is not None
    lines = loss._reading.text().splitlines()
    assert [line.split()[0] for line in lines] == ["epoch", "train", "test"]
    epoch = int(lines[0].split()[1].rstrip(":").replace(",", ""))
    exact = loss.history.reading(epoch)
    assert exact is not None
    assert f"{100 * exact.test_accuracy:.4g} %" in lines[2]
