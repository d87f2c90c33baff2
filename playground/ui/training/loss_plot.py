"""The lower plot of the panel: curves by epoch, histograms, confusion."""

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from playground.training.background import Snapshot
from playground.ui.theme import ThemeSwitch
from playground.ui.training.curve_items import legend
from playground.ui.training.curve_plot import CurvePlot
from playground.ui.training.curve_reading import words_of_reading
from playground.ui.training.curves import TRAIN_ACCURACY, Array, Curves, Reading
from playground.ui.training.fields import ComboField
from playground.ui.training.figure import Figure
from playground.ui.training.map_header import add_copy_actions, add_save_actions
from playground.ui.training.menu_button import MenuButton
from playground.ui.training.save_plot import Rows
from playground.ui.training.statistics_view import VIEWS, StatisticsView, View

_MARGIN: Final = 4
_MIDDLE: Final = 0.5
_LOW: Final = 100
"""Height of a plot below which a reading has a single line."""
_CURVES: Final[tuple[View, ...]] = ("loss", "accuracy")
_SHARES: Final = ("train_accuracy", "test_accuracy")


class LossPlot(QWidget):
    """Shows one of the views; its header chooses which, and how."""

    logarithmic_changed = Signal(bool)
    save_requested = Signal(str)
    """The suffix of the picture or table to save, png, svg or csv; or what to copy."""

    def __init__(
        self, theme_switch: ThemeSwitch, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("lossPlot")
        self.setAccessibleName("Loss by epoch")
        self._theme_switch = theme_switch
        self.history = Curves()
        self._is_logarithmic = False
        self.curve_plot = CurvePlot(theme_switch, self.history, self)
        self.curve_plot.read.connect(self._show_reading)
        self.statistics = StatisticsView(theme_switch, self)
        self.statistics.read.connect(self._tell)
        self._build_reading()
        self._build_header()
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.curve_plot)
        self._stack.addWidget(self.statistics)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(self._header)
        layout.addWidget(self._stack)
        theme_switch.changed.connect(self._dress)
        self._dress()
        self.curve_plot.draw()

    def add(
        self,
        epochs: Array,
        train: Array,
        test: Array,
        accuracies: tuple[Array, Array] | None = None,
    ) -> None:
        """Append losses, and accuracies of train and test data, and draw."""
        unknown = np.full(len(epochs), math.nan)
        parts = (epochs, train, test, *(accuracies or (unknown, unknown)))
        self.history.extend(np.stack(parts))
        if self._view.currentData() in _CURVES:
            self.curve_plot.draw()

    def add_snapshots(self, snapshots: Sequence[Snapshot]) -> None:
        """Append the rows that came with *snapshots* and draw once."""
        for snapshot in snapshots:
            self.history.follow(snapshot)
        if self._view.currentData() in _CURVES:
            self.curve_plot.draw()

    def clear(self) -> None:
        """Forget the run, and with it the part that was looked at."""
        self.history.clear()
        self.curve_plot.show_all()
        self.statistics.begin()

    def set_meaning(self, classes: int) -> None:
        """Say how many classes there are, 0 for numbers, of which there is R²."""
        last = self._view.findData("right")
        self._view.setItemText(last, VIEWS[last][0] if classes else "R²")

    def figure(self) -> Figure:
        """The view on show as a picture of its own."""
        if self.view not in _CURVES:
            return self.statistics.figure()
        return self.curve_plot.figure(self.view)

    def table(self) -> tuple[tuple[str, ...], Rows]:
        """The view on show as titles and rows; of curves all epochs recorded."""
        if self.view not in _CURVES:
            return self.statistics.table()
        titles: tuple[str, ...] = ("epoch", "train_loss", "test_loss", *_SHARES)
        rows = self.history.rows()
        if np.isnan(rows[:, TRAIN_ACCURACY:]).all():
            titles, rows = titles[:TRAIN_ACCURACY], rows[:, :TRAIN_ACCURACY]
        return titles, ((int(epoch), *values) for epoch, *values in rows.tolist())

    @property
    def view(self) -> View:
        """What is on show."""
        view: View = self._view.currentData()
        return view

    @property
    def plot(self) -> Any:  # noqa: ANN401  pyqtgraph has no types
        """What is drawn, without the line over it."""
        return self.curve_plot.plot

    @property
    def is_logarithmic(self) -> bool:
        """Whether the losses are drawn on a logarithmic axis."""
        return self._is_logarithmic

    @Slot(bool)
    def set_logarithmic(self, is_logarithmic: bool) -> None:  # noqa: FBT001
        """Draw the losses on a logarithmic or a linear axis."""
        if is_logarithmic == self._is_logarithmic:
            return
        self._is_logarithmic = is_logarithmic
        self._log_switch.setChecked(is_logarithmic)
        self.curve_plot.set_logarithmic(values=is_logarithmic)
        self.logarithmic_changed.emit(is_logarithmic)

    @override
    def sizeHint(self) -> QSize:
        return QSize(360, 108)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(200, 100)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.curve_plot.dress()
        return super().event(event)

    def _build_reading(self) -> None:
        """Over the plot, where there is room for all curves' numbers."""
        self._reading = QLabel(self.curve_plot.plot)
        self._reading.setObjectName("lossReading")
        self._reading.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.9)
        self._reading.setFont(font)
        self._reading.hide()
        self._smoothed_label = QLabel("smoothed", self.curve_plot.plot)
        self._smoothed_label.setObjectName("smoothedMark")
        self._smoothed_label.setAttribute(
            Qt.WidgetAttribute.WA_TransparentForMouseEvents
        )
        self._smoothed_label.setFont(font)
        self._smoothed_label.hide()
        self.curve_plot.resized.connect(self._place_mark)

    def _build_header(self) -> None:
        self._view = ComboField(self)
        self._view.setObjectName("lowerPlotBox")
        self._view.setAccessibleName("Lower plot")
        self._view.setToolTip("Plot curves, histograms, the confusion matrix or R²")
        self._view.setProperty("plain", True)
        self._view.setFixedSize(88, 18)
        for text, view in VIEWS:
            self._view.addItem(text, view)
        self._view.activated.connect(self._turn)
        self._log_switch = QCheckBox("log", self)
        self._log_switch.setObjectName("logLossBox")
        self._log_switch.setAccessibleName("Logarithmic loss axis")
        self._log_switch.setToolTip("Draw the losses on a logarithmic axis")
        self._log_switch.setProperty("quiet", True)
        self._log_switch.toggled.connect(self.set_logarithmic)
        self._build_menu()
        self._all_button = QToolButton(self)
        self._all_button.setObjectName("showAllEpochsButton")
        self._all_button.setText("show all")
        self._all_button.setAccessibleName("Show all epochs")
        self._all_button.setToolTip("Back to all epochs (double click, or 0)")
        self._all_button.setProperty("chip", True)
        self._all_button.setFixedHeight(18)
        self._all_button.clicked.connect(self.curve_plot.show_all)
        self._all_button.hide()
        self.curve_plot.view_changed.connect(self._offer_all)
        self._legend_label = QLabel(self)
        self._legend_label.setObjectName("lossLegend")
        self._legend_label.setAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        self._header = QHBoxLayout()
        self._header.setSpacing(10)
        self._header.addWidget(self._view)
        self._header.addWidget(self._log_switch)
        self._header.addWidget(self._more)
        self._header.addWidget(self._all_button)
        self._header.addWidget(self._legend_label, 1)

    def _build_menu(self) -> None:
        self._more = MenuButton(self)
        self._more.setObjectName("lossMenuButton")
        self._more.setAccessibleName("More of this plot")
        self._more.setToolTip("Axes and smoothing of this plot, saving and copying it")
        menu = self._more.menu()
        self._of_curves = [
            self._check(
                menu,
                "logEpochsAction",
                "Logarithmic epochs",
                "Give the first ten epochs as much room as the next ninety",
                self._toggle_epochs,
            ),
            self._check(
                menu,
                "smoothAction",
                "Smoothed",
                "Draw the mean over 5 % of the width, on a logarithmic axis the "
                "geometric mean, and what it is made of faintly",
                self._toggle_smoothing,
            ),
        ]
        all_again = menu.addAction("Show all epochs")
        all_again.setObjectName("showAllEpochsAction")
        all_again.setToolTip("Leave the part that was looked at")
        all_again.triggered.connect(self.curve_plot.show_all)
        self._of_curves.append(all_again)
        self._smooth_action = self._of_curves[1]
        menu.addSeparator()
        add_save_actions(menu, "Losses", self.save_requested.emit)
        add_copy_actions(menu, "Losses", self.save_requested.emit)

    def _check(
        self,
        menu: QMenu,
        name: str,
        text: str,
        help_text: str,
        slot: Any,  # noqa: ANN401
    ) -> QAction:
        action = menu.addAction(text)
        action.setObjectName(name)
        action.setToolTip(help_text)
        action.setCheckable(True)
        action.toggled.connect(slot)
        return action

    @Slot()
    def _turn(self) -> None:
        """Show what was chosen."""
        view = self.view
        self.statistics.choose(view)
        is_curve = view in _CURVES
        self._stack.setCurrentIndex(int(not is_curve))
        self._log_switch.setVisible(view == "loss")
        for action in self._of_curves:
            action.setVisible(is_curve)
        if is_curve:
            self.curve_plot.show_accuracies(are_shown=view == "accuracy")
        self._offer_all()

    @Slot()
    def _place_mark(self) -> None:
        inside, mark = self.curve_plot.inside, self._smoothed_label
        mark.adjustSize()
        mark.move(inside.left() + _MARGIN, inside.bottom() - mark.height() - 2)

    @Slot()
    def _offer_all(self) -> None:
        is_curve = self.view in _CURVES
        is_part = is_curve and self.curve_plot.is_zoomed
        self._all_button.setVisible(is_part)
        # Beside the button there is no room for it.
        self._smoothed_label.setVisible(is_part and self._smooth_action.isChecked())
        if is_curve:
            is_smoothed = self._smooth_action.isChecked() and not is_part
            words = legend(self._theme_switch.current, is_smoothed=is_smoothed)
            self._legend_label.setText(words)
        else:
            self._legend_label.setText(self.statistics.reading)

    @Slot(str)
    def _tell(self, words: str) -> None:
        """What the statistics say of themselves, where curves have their legend."""
        if self.view not in _CURVES:
            self._legend_label.setText(words)

    @Slot(bool)
    def _toggle_epochs(self, are_logarithmic: bool) -> None:  # noqa: FBT001
        self.curve_plot.set_logarithmic(epochs=are_logarithmic)

    @Slot(bool)
    def _toggle_smoothing(self, is_on: bool) -> None:  # noqa: FBT001
        self.curve_plot.set_smoothed(is_smoothed=is_on)
        self.curve_plot.dress()
        self._dress()

    @Slot(object)
    def _show_reading(self, reading: Reading | None) -> None:
        self._reading.setVisible(reading is not None)
        if reading is None:
            self._reading.setText("")
            return
        is_low = self.curve_plot.height() < _LOW
        view = self.view if is_low else None
        text = words_of_reading(reading, view)
        if text != self._reading.text():
            self._reading.setText(text)
            self._reading.adjustSize()
        # On the side where the cursor is not.
        inside = self.curve_plot.inside
        right = inside.right() - self._reading.width() - _MARGIN
        is_left = self.curve_plot.cursor_place > _MIDDLE
        self._reading.move(inside.left() + _MARGIN if is_left else right, 6)

    @Slot()
    def _dress(self) -> None:
        theme = self._theme_switch.current
        self._more.dress(theme.quiet_text)
        self._reading.setStyleSheet(
            f"background: {theme.panel.name()}; color: {theme.text.name()};"
            "border-radius: 4px; padding: 1px 5px;"
        )
        self._smoothed_label.setStyleSheet(
            f"background: {theme.panel.name()}; color: {theme.quiet_text.name()};"
            "border-radius: 4px; padding: 0 5px;"
        )
        self._offer_all()
