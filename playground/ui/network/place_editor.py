"""Typing a weight or bias into the diagram, and the button that freezes it there."""

import math
from typing import Final

from PySide6.QtCore import QObject, QRect, QSize, QSizeF, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QToolButton, QWidget

from playground.ui.canvas.inline_editor import InlineEditor
from playground.ui.network.card import free_room, room_beside
from playground.ui.network.diagram import Diagram
from playground.ui.network.shape import (
    BiasPlace,
    LinkPlace,
    parameter_name,
    place_title,
)
from playground.ui.numbers import format_number, parse_number
from playground.ui.theme import ThemeSwitch

_PADDING: Final = 8
_GAP: Final = 6
_EDGE: Final = 4
_FIELD: Final = QSize(132, 28)


class PlaceEditor(QObject):
    """Opens an editor beside a link or a bias, under words that say which it is."""

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
        self._card = QFrame(view)
        self._card.setObjectName("weightCard")
        self._card.setAccessibleName("The number being edited")
        self._card.hide()
        self._title = QLabel(self._card)
        self._title.setObjectName("weightTitle")
        self._title.setWordWrap(True)
        self._lock = self._lock_button()
        editor.closed.connect(self._forget)

    @Slot(object)
    def edit(self, place: LinkPlace | BiasPlace) -> None:
        """Let a person type the number of *place*, beside it; it is marked."""
        self._editor.close_editor()
        value = self._diagram.picture.value_of(place)
        if value is None:
            return
        self._edited = place
        self._diagram.mark_edited(place)
        title = place_title(self._diagram.shape_of_network, place)
        self._open_card(place, title)
        self._editor.open(
            self._room_of_field(),
            format_number(value),
            f"New {title}",
            self._accept,
            self._theme_switch.current,
        )

    def _open_card(self, place: LinkPlace | BiasPlace, title: str) -> None:
        """What the number is, with room for it, and the button that freezes it."""
        theme = self._theme_switch.current
        self._card.setStyleSheet(
            f"#weightCard {{ background: {theme.panel.name()}; border-radius: 6px;"
            f" border: 1px solid {theme.accent.name()}; }}"
            f"#weightTitle {{ color: {theme.quiet_text.name()};"
            " background: transparent; }"
        )
        is_frozen = self._diagram.picture.is_frozen(place)
        name = parameter_name(self._diagram.shape_of_network, place)
        self._lock.setText("Thaw" if is_frozen else "Freeze")
        self._lock.setAccessibleName(self._lock.text())
        self._lock.adjustSize()
        row = _FIELD.width() + _GAP + self._lock.width()
        geometry = self._diagram.geometry_of_network
        free = free_room(geometry)
        free.setTop(_EDGE)  # it lies above the buttons
        most = max(row, int(free.width()) - 2 * _PADDING)
        text = f"{title}, {name}"
        needed = self._title.fontMetrics().horizontalAdvance(text) + 2
        self._title.setText(text)
        self._title.setFixedWidth(min(needed, most))
        self._title.setFixedHeight(self._title.heightForWidth(self._title.width()))
        self._title.move(_PADDING, _PADDING - 2)
        width = max(row, self._title.width()) + 2 * _PADDING
        height = self._title.height() + _GAP + _FIELD.height() + 2 * _PADDING - 2
        room = QSizeF(width, height)
        self._card.setGeometry(room_beside(geometry, place, room, free).toRect())
        field = self._room_of_field()
        left = field.right() + 1 + _GAP
        self._lock.setGeometry(left, field.top(), self._lock.width(), field.height())
        for widget in (self._card, self._lock):
            widget.show()
            widget.raise_()

    def _room_of_field(self) -> QRect:
        corner = self._card.geometry().bottomLeft()
        left, bottom = corner.x() + _PADDING, corner.y() - _PADDING
        return QRect(
            left, bottom - _FIELD.height() + 1, _FIELD.width(), _FIELD.height()
        )

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
        self._card.hide()
        self._lock.hide()
        self._diagram.mark_edited(None)
