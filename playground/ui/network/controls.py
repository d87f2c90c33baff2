"""The buttons of the diagram: switches of features, and steppers of sizes."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QToolButton, QWidget
from typing_extensions import override

from playground.training.experiment import FEATURES
from playground.training.neuron_maps import feature_map
from playground.ui.network.shape import feature_title
from playground.ui.theme import ThemeSwitch, mix
from playground.ui.training import icons
from playground.ui.training.data_colors import MapColors

_SIDE: Final = 40
_FADED: Final = 0.8


class FeatureToggle(QAbstractButton):
    """A feature: its name and its map; pressed while the network sees it."""

    entered = Signal(int)
    left = Signal()
    edit_requested = Signal(int)
    """The row of a formula that is to be rewritten or removed."""

    def __init__(
        self, row: int, feature: str, theme_switch: ThemeSwitch, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._row = row
        self.feature = feature
        self._theme_switch = theme_switch
        self._values = feature_map(feature, _SIDE)
        self._image = QImage()
        self._tile = 0
        self.setObjectName(f"featureButton{row}")
        self.setText(feature_title(feature))
        self.setAccessibleName(f"Feature {feature}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme_switch.changed.connect(self._dress)
        self._dress()

    def place(self, tile: QRectF, label: QRectF) -> None:
        """Cover *tile* and *label*, in coordinates of the parent."""
        self._tile = round(tile.width())
        reach = 3
        left = round(label.left())
        self.setGeometry(
            left,
            round(tile.top()) - reach,
            round(tile.right()) - left + reach,
            self._tile + 2 * reach,
        )

    def show_state(self, *, is_on: bool) -> None:
        """Show whether the network sees it."""
        self.setChecked(is_on)
        verb = "Leave it out" if is_on else "Feed it to the network"
        hint = f"Feature {self.text()}. {verb}; this starts the training anew"
        if self.feature not in FEATURES:
            hint += ". F2 or a right click to rewrite or remove the formula"
        self.setToolTip(hint)

    @override
    def sizeHint(self) -> QSize:
        return QSize(80, 40)

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.entered.emit(self._row)

    @override
    def leaveEvent(self, event: object) -> None:
        self.left.emit()

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.feature not in FEATURES:
            self.edit_requested.emit(self._row)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F2 and self.feature not in FEATURES:
            self.edit_requested.emit(self._row)
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme_switch.current
        painter = QPainter(self)
        is_on = self.isChecked()
        tile = QRectF(
            self.width() - self._tile - 3,
            (self.height() - self._tile) / 2,
            self._tile,
            self._tile,
        )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        inner = QRectF(self._image.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawImage(tile, self._image, inner)
        if not is_on:
            painter.setOpacity(_FADED)
            painter.fillRect(tile, theme.canvas)
            painter.setOpacity(1.0)
        border = theme.wire if is_on else theme.edge
        painter.setPen(QPen(mix(border, theme.canvas, 0.25), 1.0))
        painter.drawRect(tile.adjusted(0, 0, -1, -1))
        if self.hasFocus() or self.underMouse():
            color = theme.accent if self.hasFocus() else theme.text
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(color, 2.0))
            painter.drawRoundedRect(tile.adjusted(-2, -2, 2, 2), 2, 2)
        painter.setPen(theme.text if is_on else theme.quiet_text)
        room = QRectF(0, 0, tile.left() - 7, self.height())
        mode = Qt.TextElideMode.ElideMiddle
        painter.drawText(
            room,
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            painter.fontMetrics().elidedText(self.text(), mode, int(room.width())),
        )
        painter.end()

    @Slot()
    def _dress(self) -> None:
        self._image = MapColors(self._theme_switch.current).image(self._values)
        self.update()


class Stepper(QWidget):
    """A text over a minus and a plus button, or beside them."""

    stepped = Signal(int)
    """The wanted number."""
    typing_requested = Signal()
    """The number was clicked: a person wants to type another."""

    def __init__(
        self, name: str, what: str, theme_switch: ThemeSwitch, parent: QWidget
    ) -> None:
        """Make it.

        Args:
            name: Object names are ``{name}Fewer`` and ``{name}More``.
            what: What a button adds or removes: "a neuron of hidden layer 1".
            theme_switch: For colours.
            parent: Where it lives.
        """
        super().__init__(parent)
        self.setObjectName(name)
        self._theme_switch = theme_switch
        self._count = 0
        self.lowest = self.highest = 0
        self.label = QToolButton(self)
        self.label.setObjectName(f"{name}Count")
        self.label.setProperty("bare", True)
        self.label.setCursor(Qt.CursorShape.IBeamCursor)
        self.label.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.label.clicked.connect(self.typing_requested)
        self.fewer = self._button(f"{name}Fewer", f"Remove {what}")
        self.more = self._button(f"{name}More", f"Add {what}")
        self.fewer.clicked.connect(self._step_down)
        self.more.clicked.connect(self._step_up)
        theme_switch.changed.connect(self._dress)
        self._dress()

    def show_count(self, count: int, text: str, lowest: int, highest: int) -> None:
        """Show *count* as *text*; the buttons stay within the limits."""
        self._count = count
        self.lowest, self.highest = lowest, highest
        self.label.setText(text)
        self.label.setAccessibleName(text)
        self.label.setToolTip(
            f"{text}. Click to type a number from {lowest} to {highest}; this starts "
            "the training anew"
        )
        self.fewer.setEnabled(count > lowest)
        self.more.setEnabled(count < highest)

    @property
    def count(self) -> int:
        """The number on show."""
        return self._count

    def place_over(self, center: float, top: float, width: float, button: int) -> None:
        """The text over the buttons, within *width* around *center*."""
        left = round(center - width / 2)
        self.setGeometry(left, round(top), round(width), 20 + button)
        self.label.setGeometry(0, 0, round(width), 18)
        gap = 2 if width < 2 * button + 6 else 4
        x = round(width / 2 - button - gap / 2)
        self.fewer.setGeometry(x, 20, button, button)
        self.more.setGeometry(x + button + gap, 20, button, button)

    def place_beside(self, center: float, top: float, button: int) -> None:
        """The buttons behind the text."""
        text = self.label.sizeHint().width()
        width = text + 8 + 2 * button + 4
        self.setGeometry(round(center - width / 2), round(top), width, button)
        self.label.setGeometry(0, 0, text, button)
        self.fewer.setGeometry(text + 8, 0, button, button)
        self.more.setGeometry(text + 12 + button, 0, button, button)

    def _button(self, name: str, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setToolTip(f"{text}; this starts the training anew")
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setIconSize(QSize(12, 12))
        return button

    @Slot()
    def _step_up(self) -> None:
        self.stepped.emit(self._count + 1)

    @Slot()
    def _step_down(self) -> None:
        self.stepped.emit(self._count - 1)

    @Slot()
    def _dress(self) -> None:
        color = self._theme_switch.current.text
        self.more.setIcon(icons.icon(icons.plus, color))
        self.fewer.setIcon(icons.icon(icons.minus, color))
