"""Typing a weight or bias into the diagram, and the button that freezes it there."""

import math

from PySide6.QtCore import QObject, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtWidgets import QToolButton, QWidget

from playground.ui.canvas.inline_editor import InlineEditor
from playground.ui.network.diagram import Diagram
from playground.ui.network.shape import BiasPlace, LinkPlace, place_title
from playground.ui.numbers import format_number, parse_number
from playground.ui.theme import ThemeSwitch


class PlaceEditor(QObject):
    """Opens an editor over the number of a link or of a bias."""

    typed = Signal(int, float)
    """The place of a number in `MLP.parameters`, and its new value."""
    freeze_requested = Signal(object)
    """The place that is to be frozen, or thawed."""

    def __init__(
        self,
        editor: InlineEditor,
        diagram: Diagram,
        theme_switch: ThemeSwitch,
        view: QWidget,
    ) -> None:
        """Make it.

        Args:
            editor: Where numbers are typed; it may serve others too.
            diagram: What shows the numbers.
            theme_switch: For colours.
            view: What holds diagram and editor.
        """
        super().__init__(view)
        self._view = view
        self._diagram = diagram
        self._theme_switch = theme_switch
        self._editor = editor
        self._edited: LinkPlace | BiasPlace | None = None
        self._lock = self._lock_button()
        editor.closed.connect(self._forget)

    @Slot(object)
    def edit(self, place: LinkPlace | BiasPlace) -> None:
        """Let a person type the number of *place*, over it."""
        value = self._diagram.picture.value_of(place)
        if value is None:
            return
        self._edited = place
        middle = self._diagram.middle_of(place)
        rect = QRect(0, 0, 110, 28)
        rect.moveCenter(middle - QPoint(0, 6))
        left = min(max(rect.left(), 4), self._view.width() - rect.width() - 4)
        rect.moveLeft(left)
        title = place_title(self._diagram.shape_of_network, place)
        self._editor.open(
            rect,
            format_number(value),
            f"New {title}",
            self._accept,
            self._theme_switch.current,
        )
        is_frozen = self._diagram.picture.is_frozen(place)
        self._lock.setText("Thaw" if is_frozen else "Freeze")
        self._lock.setAccessibleName(self._lock.text())
        editor = self._editor.geometry()
        self._lock.adjustSize()
        right = editor.right() + 4
        if right + self._lock.width() > self._view.width():
            right = editor.left() - 4 - self._lock.width()
        self._lock.setGeometry(
            right, editor.top(), self._lock.sizeHint().width(), editor.height()
        )
        self._lock.show()
        self._lock.raise_()

    def _accept(self, text: str) -> str:
        """Take an edited number; answers why it cannot be taken, or nothing."""
        place = self._edited
        if place is None or not self._diagram.shape_of_network.has(place):
            return ""
        try:
            value = parse_number(text)
        except ValueError as error:
            return str(error)
        if not math.isfinite(value):
            return "a weight or bias must be a finite number"
        number = self._diagram.shape_of_network.parameter_number(place)
        self.typed.emit(number, value)
        return ""

    def _lock_button(self) -> QToolButton:
        """Beside the editor of a number: freezes it."""
        button = QToolButton(self._view)
        button.setObjectName("freezeButton")
        button.setToolTip(
            "Freeze this number: training leaves it as it is; the run goes on (L, or a "
            "click with Ctrl on the link)"
        )
        button.setAccessibleName("Freeze")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(self._freeze_edited)
        button.hide()
        return button

    @Slot()
    def _freeze_edited(self) -> None:
        place = self._edited
        if place is not None and self._editor.offer():
            self.freeze_requested.emit(place)

    @Slot()
    def _forget(self) -> None:
        self._edited = None
        self._lock.hide()
