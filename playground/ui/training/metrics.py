"""The numbers of a run: epoch, losses and accuracies, in places that never move."""

import math
from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget
from typing_extensions import override

from playground.training.background import Snapshot
from playground.ui.numbers import format_count, format_number
from playground.ui.theme import Theme, ThemeSwitch, number_font
from playground.ui.training.curve_items import test_color, train_color

_NOTHING = "–"
_ALMOST_ALL = 0.999
"""More is written only of all points: a single wrong one among many is to be seen."""

_MOST_WRITTEN = 999_999
_LONGEST_LOSS = 8
_ColorOf: TypeAlias = Callable[[Theme], QColor]


class Metrics(QWidget):
    """A small table: train and test down, loss and accuracy across, and the epoch."""

    def __init__(
        self, theme_switch: ThemeSwitch, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme_switch = theme_switch
        size = self.font().pointSizeF()
        self._epoch = self._number("epochLabel", "Epoch", "999,999", size * 1.2)
        self._epoch.setAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self._within = self._caption("")
        self._within.setObjectName("withinEpochLabel")
        font = self._within.font()
        font.setPointSizeF(size * 0.9)
        self._within.setFont(font)
        room = self._within.fontMetrics().horizontalAdvance("+ 0,000 pts")
        self._within.setFixedWidth(room + 1)
        self._within.setToolTip("Points visited in the epoch at hand")
        self._train_loss = self._number("trainLossLabel", "Train loss", "1.23e−12")
        self._test_loss = self._number("testLossLabel", "Test loss", "1.23e−12")
        self._train_accuracy = self._number(
            "trainAccuracyLabel", "Train accuracy", "100.0 %"
        )
        self._test_accuracy = self._number(
            "testAccuracyLabel", "Test accuracy", "100.0 %"
        )
        self._epoch.setToolTip("How often training has gone through the train points")
        self._explain()
        self._arrange()
        self.show_nothing()

    def show_nothing(self) -> None:
        """No numbers are known yet."""
        self._epoch.setText("0")
        self._within.setText("")
        for label in self._numbers():
            label.setText(_NOTHING)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the numbers of *snapshot*."""
        self._epoch.setText(_epoch_text(snapshot.epoch))
        within = ""
        if snapshot.samples_done and not snapshot.is_running:
            within = self._points(snapshot.samples_done)
        if within != self._within.text():
            self._within.setText(within)
        self._train_loss.setText(_loss(snapshot.train_loss))
        self._test_loss.setText(_loss(snapshot.test_loss))
        self._train_accuracy.setText(_percent(snapshot.train_accuracy))
        self._test_accuracy.setText(_percent(snapshot.test_accuracy))

    def _points(self, count: int) -> str:
        """How many points were visited, in the longest words that have room."""
        number = f"+ {format_count(count)}"
        unit = "point" if count == 1 else "points"
        metrics, room = self._within.fontMetrics(), self._within.width()
        for text in (f"{number} {unit}", f"{number} pts"):
            if metrics.horizontalAdvance(text) <= room:
                return text
        return number

    def _numbers(self) -> tuple[QLabel, ...]:
        return (
            self._train_loss,
            self._test_loss,
            self._train_accuracy,
            self._test_accuracy,
        )

    def _number(
        self, name: str, title: str, widest: str, size: float | None = None
    ) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setAccessibleName(title)
        font = number_font(size or self.font().pointSizeF())
        font.setWeight(QFont.Weight.DemiBold)
        label.setFont(font)
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        # A fixed size also spares a new layout of the panel thirty times a second.
        label.setFixedWidth(label.fontMetrics().horizontalAdvance(widest) + 2)
        return label

    def _explain(self) -> None:
        for part, loss, accuracy in (
            ("train", self._train_loss, self._train_accuracy),
            ("test", self._test_loss, self._test_accuracy),
        ):
            # Points stay in line where the numbers are of different sizes.
            loss.setAlignment(
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            )
            loss.setToolTip(f"Mean loss of the {part} points, without the penalty")
            accuracy.setToolTip(f"Share of the {part} points in the right class")

    def _arrange(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(0)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        grid.addWidget(self._caption("epoch"), 0, 0)
        grid.addWidget(self._caption("loss"), 0, 2)
        grid.addWidget(self._caption("accuracy"), 0, 3, right)
        # Aligned, they leave their column the room that a wide panel has to spare.
        grid.addWidget(self._epoch, 1, 0, left)
        grid.addWidget(self._within, 2, 0, left)
        for row, text, color, loss, accuracy in (
            (1, "train", train_color, self._train_loss, self._train_accuracy),
            (2, "test", test_color, self._test_loss, self._test_accuracy),
        ):
            grid.addWidget(_CurveCaption(text, color, self._theme_switch, self), row, 1)
            grid.addWidget(loss, row, 2, right)
            grid.addWidget(accuracy, row, 3, right)
        grid.setColumnStretch(0, 1)

    def _caption(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("quiet", True)
        return label


class _CurveCaption(QLabel):
    """A caption that begins with a piece of its curve in the loss plot."""

    def __init__(
        self, text: str, color: _ColorOf, theme_switch: ThemeSwitch, parent: QWidget
    ) -> None:
        super().__init__(text, parent)
        self.setProperty("quiet", True)
        self.setIndent(14)
        self._color = color
        self._theme_switch = theme_switch
        theme_switch.changed.connect(self.update)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(
            0, self.height() // 2, 9, 2, self._color(self._theme_switch.current)
        )


def _epoch_text(epoch: int) -> str:
    """All digits as long as there is room for them, then millions."""
    if epoch <= _MOST_WRITTEN:
        return format_count(epoch)
    return f"{epoch / 1e6:,.2f} M"


def _loss(loss: float) -> str:
    if math.isnan(loss):
        return _NOTHING
    return format_number(loss, _LONGEST_LOSS, keeps_zeros=True)


def _percent(share: float) -> str:
    if math.isnan(share):
        return _NOTHING
    shown = share if share == 1 else min(share, _ALMOST_ALL)
    return f"{shown:.1%}".replace("%", " %")
