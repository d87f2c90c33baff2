"""What a large window gives to the parts of the training panel."""

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from playground.ui.training.panel import TrainingPanel
from tests.ui.training.hand import part


def test_a_tall_panel_gives_the_curves_room_as_well(
    panel: TrainingPanel, qtbot: QtBot
) -> None:
    panel.resize(600, 1000)
    curves, area = panel.loss_plot, panel.boundary_plot
    least = 1.3 * curves.minimumSizeHint().height()
    qtbot.waitUntil(lambda: least < curves.height() < area.height() / 3)


def test_titles_stand_over_their_numbers_however_wide_the_panel_is(
    panel: TrainingPanel, qtbot: QtBot
) -> None:
    panel.resize(700, 800)
    qtbot.waitUntil(lambda: panel.metrics.width() > 400)
    panel.grab()
    titles = {each.text(): each for each in panel.metrics.findChildren(QLabel)}
    train, accuracy = (
        part(panel, QWidget, name) for name in ("trainLossLabel", "trainAccuracyLabel")
    )
    assert titles["loss"].geometry().left() == train.geometry().left()
    assert titles["accuracy"].geometry().right() == accuracy.geometry().right()
