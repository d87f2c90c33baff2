"""A small page on which a feature is typed as a formula, with its map beside it."""

from collections.abc import Callable
from typing import Final

import numpy as np
from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from playground.core.formula import FormulaError
from playground.training.experiment import Experiment, ExperimentError
from playground.training.feature_edits import (
    with_formula,
    with_other_formula,
    without_formula,
)
from playground.training.features import LONGEST_FORMULA
from playground.training.neuron_maps import feature_map
from playground.ui.theme import ThemeSwitch
from playground.ui.training.data_colors import MapColors

_SIDE: Final = 84
_WIDTH: Final = 250
_HINT: Final = (
    "A formula in x and y, such as sin(x*y), x^2 + y^2 or maximum(x, y). "
    "The training starts anew."
)
_MISSING: Final = (
    "No value on {} % of the map, shown in grey: a data point there would keep the "
    "network from training."
)


class FeatureEditor(QFrame):
    """Lets a person type a feature; closes when it is taken, or with Escape.

    While it is typed, its map is shown, or what is wrong with it and at which column.
    """

    chosen = Signal(object)
    """The `Experiment` with the feature added, rewritten or removed."""

    def __init__(self, theme_switch: ThemeSwitch, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.setObjectName("featureEditor")
        self.setAccessibleName("Feature by formula")
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme_switch = theme_switch
        self._experiment = Experiment()
        self._name = ""
        self._title = QLabel(self)
        self.formula = QLineEdit(self)
        self.formula.setObjectName("featureFormula")
        self.formula.setAccessibleName("Formula of the feature")
        self.formula.setPlaceholderText("sin(x*y)")
        self.formula.setToolTip(_HINT)
        self.formula.setMaxLength(LONGEST_FORMULA)
        self.message = QLabel(self)
        self.message.setObjectName("featureMessage")
        self.message.setWordWrap(True)
        self.map = QLabel(self)
        self.map.setObjectName("featureMap")
        self.map.setAccessibleName("Map of the feature")
        self.map.setToolTip("What the feature is over the plane, from −6 to 6")
        self.map.setFixedSize(_SIDE, _SIDE)
        self.accept_button = self._button("acceptFeatureButton", "Add")
        self.remove_button = self._button("removeFeatureButton", "Remove")
        self.accept_button.setToolTip(
            "Let the network see this formula (Enter); the training starts anew"
        )
        self.remove_button.setToolTip(
            "Take this formula from the features; the training starts anew"
        )
        self._arrange()
        self.formula.textChanged.connect(self._look)
        self.formula.returnPressed.connect(self._accept)
        self.accept_button.clicked.connect(self._accept)
        self.remove_button.clicked.connect(self._remove)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow_focus)

    def open(self, experiment: Experiment, name: str, beside: QWidget) -> None:
        """Open to add a feature to *experiment*, or to rewrite one.

        Args:
            experiment: What `chosen` will be a change of.
            name: The formula to rewrite, or "" for a new one.
            beside: Below what it opens, over the window.
        """
        self._experiment = experiment
        self._name = name
        self._title.setText("Rewrite this feature" if name else "New feature")
        self.accept_button.setText("Change" if name else "Add")
        self.accept_button.setAccessibleName(self.accept_button.text())
        self.remove_button.setVisible(bool(name))
        self.formula.setText(name)
        self._look()
        self.adjustSize()
        window = beside.window()
        self.setParent(window)
        place = beside.mapTo(window, QPoint(0, beside.height() + 3))
        room = window.rect().adjusted(4, 4, -4, -4)
        self.move(
            max(room.left(), min(place.x(), room.right() - self.width())),
            max(room.top(), min(place.y(), room.bottom() - self.height())),
        )
        self.show()
        self.raise_()
        self.formula.setFocus(Qt.FocusReason.PopupFocusReason)
        self.formula.selectAll()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        event.accept()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(self._theme_switch.current.edge)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    @Slot(QWidget, QWidget)
    def _follow_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Close when the hand goes on elsewhere in the window."""
        if self.isVisible() and now is not None and not self.isAncestorOf(now):
            self.close()

    def _button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setAutoDefault(False)
        return button

    def _arrange(self) -> None:
        self._title.setStyleSheet("font-weight: 600;")
        self.message.setFixedWidth(_WIDTH)
        self.message.setMinimumHeight(3 * self.fontMetrics().height() + 4)
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop)
        buttons = QHBoxLayout()
        buttons.addWidget(self.remove_button)
        buttons.addStretch(1)
        buttons.addWidget(self.accept_button)
        left = QVBoxLayout()
        left.setSpacing(6)
        for widget in (self._title, self.formula, self.message):
            left.addWidget(widget)
        left.addLayout(buttons)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(12)
        layout.addLayout(left)
        layout.addWidget(self.map, alignment=Qt.AlignmentFlag.AlignTop)

    @Slot()
    def _look(self) -> None:
        """Show the map of what stands there, or what is wrong with it."""
        text = self.formula.text()
        problem = ""
        try:
            values = feature_map(text, _SIDE) if text.strip() else None
        except FormulaError as error:
            values, problem = None, str(error)
        theme = self._theme_switch.current
        if values is None:
            picture = QPixmap(_SIDE, _SIDE)
            picture.fill(theme.data_zero)
        else:
            picture = QPixmap.fromImage(MapColors(theme).image(values))
        self.map.setPixmap(picture)
        missing = 0.0 if values is None else 1.0 - float(np.isfinite(values).mean())
        self._say(problem, missing)
        self.accept_button.setEnabled(values is not None)

    def _say(self, problem: str, missing: float = 0.0) -> None:
        """Show a *problem*, or which share of the map has no value, or a hint."""
        theme = self._theme_switch.current
        color, text = theme.quiet_text, _HINT
        if problem:
            color, text = theme.error, f"{problem[:1].upper()}{problem[1:]}."
        elif missing:
            color, text = theme.text, _MISSING.format(max(round(100 * missing), 1))
        self.message.setStyleSheet(f"color: {color.name()};")
        self.message.setText(text)
        self.formula.setProperty("invalid", bool(problem))
        self.formula.style().polish(self.formula)

    @Slot()
    def _accept(self) -> None:
        text, name, before = self.formula.text(), self._name, self._experiment
        if name:
            self._offer(lambda: with_other_formula(before, name, text))
        else:
            self._offer(lambda: with_formula(before, text))

    @Slot()
    def _remove(self) -> None:
        before, name = self._experiment, self._name
        self._offer(lambda: without_formula(before, name))

    def _offer(self, make: Callable[[], Experiment]) -> None:
        try:
            experiment = make()
        except ExperimentError as error:
            self._say(str(error).rstrip("."))
            return
        self.close()
        if experiment != self._experiment:
            self.chosen.emit(experiment)
