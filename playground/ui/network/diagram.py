"""The diagram of a network under the hand: pointing, walking, and asking for edits."""

from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget
from typing_extensions import override

from playground.core.operations import Array
from playground.training.snapshot import Details
from playground.ui.canvas.sheet import Paper
from playground.ui.network.geometry import FOOTER, HEADER, Geometry
from playground.ui.network.locks import badge, freezing_name
from playground.ui.network.picture import Picture
from playground.ui.network.shape import (
    BiasPlace,
    LinkPlace,
    NeuronPlace,
    Place,
    Shape,
    neuron_hint,
    place_title,
)
from playground.ui.network.walk import Direction, first_place, next_place
from playground.ui.numbers import format_number
from playground.ui.theme import ThemeSwitch

_ARROWS: Final = {
    Qt.Key.Key_Left: Direction.LEFT,
    Qt.Key.Key_Right: Direction.RIGHT,
    Qt.Key.Key_Up: Direction.UP,
    Qt.Key.Key_Down: Direction.DOWN,
}
_CTRL: Final = Qt.KeyboardModifier.ControlModifier
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_BY_KEY: Final = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class Diagram(QWidget):
    """Shows a network and says what a person means to do with it.

    Arrow keys walk from neuron to link to neuron, Enter edits a number, O opens a
    neuron, L freezes what is there. So do a click with Ctrl, and one on a padlock.
    Under the mouse, keys act on what is pointed at.

    Attributes:
        activations: Of each layer the name of what its neurons do, as far as known.
    """

    looked_at = Signal(object)
    """What is pointed at, or walked to: a `Place` or None."""
    edit_requested = Signal(object)
    """Of a `LinkPlace` or `BiasPlace`."""
    open_requested = Signal(object)
    """Of a `NeuronPlace`, not a feature."""
    freeze_requested = Signal(object)
    """Of a `Place` that is to be frozen, or thawed if it is frozen."""
    menu_requested = Signal(object, QPoint)

    def __init__(
        self, theme_switch: ThemeSwitch, shape: Shape, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("networkDiagram")
        self.setAccessibleName("Network diagram")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme_switch = theme_switch
        self._shape = shape
        self.geometry_of_network = Geometry(shape, self.width(), self.height())
        self._paper = Paper()
        self.picture = Picture(
            theme_switch.current, self.geometry_of_network, self.font()
        )
        self.activations: tuple[str, ...] = ()
        self._follows_source = False
        self._is_walked = False

    @property
    def shape_of_network(self) -> Shape:
        """The network on show."""
        return self._shape

    @property
    def is_walked(self) -> bool:
        """Whether keys were used last, and the place they act on is marked."""
        return self._is_walked and self.hasFocus()

    def arrange(self, shape: Shape) -> None:
        """Lay *shape* out in the size there is now."""
        if shape != self._shape:
            self._follows_source = False
            self._shape = shape
            self._look_at(None)
        self.geometry_of_network = Geometry(shape, self.width(), self.height())
        self.picture.arrange(self.geometry_of_network)
        self.update()

    def dress(self) -> None:
        """Take the colours of the theme."""
        self.picture.dress(self._theme_switch.current)
        self.update()

    def set_numbers(self, parameters: Array | None, maps: Array | None) -> None:
        """Show parameters and maps."""
        self.picture.set_numbers(parameters, maps)
        if isinstance(self.picture.pointed or self.picture.current, NeuronPlace | None):
            self.update(self._living_part())
        else:
            self.update()  # the number that is written out may lie anywhere

    def set_frozen(self, numbers: frozenset[int]) -> None:
        """Show which parameters training leaves as they are."""
        self.picture.set_frozen(numbers)
        self.update()

    def set_details(self, details: Details | None) -> None:
        """Show what moves the parameter that is pointed at."""
        self.picture.details = details
        self.update()

    def point_at(self, place: Place | None) -> None:
        """Take *place* for what the mouse points at."""
        if place == self.picture.pointed:
            return
        self.picture.pointed = place
        is_number = isinstance(place, LinkPlace | BiasPlace)
        shape = Qt.CursorShape
        self.setCursor(shape.PointingHandCursor if is_number else shape.ArrowCursor)
        self._look_at(place or self._current_in_focus())
        self.update()

    def mark_edited(self, place: Place | None) -> None:
        """Mark what is being edited; None once it is not any more."""
        self.picture.edited = place
        self.update()

    def walk_to(self, place: Place) -> None:
        """Make *place* the one that keys act on."""
        self.picture.current = place
        self.setAccessibleDescription(self.describe(place))
        self._look_at(place)
        self.update()

    def describe(self, place: Place) -> str:
        """*place* in words, with its number as it is now."""
        title = place_title(self._shape, place)
        frozen = ", frozen" if self.picture.is_frozen(place) else ""
        if isinstance(place, NeuronPlace):
            return f"{title}{frozen}"
        value = self.picture.value_of(place)
        if value is None:
            return f"{title}{frozen}"
        return f"{title}: {format_number(value)}{frozen}"

    def hint(self, place: NeuronPlace) -> str:
        """What a neuron does, and what can be done with it."""
        bias = BiasPlace(place.layer, place.index)
        value = self.picture.value_of(bias) if place.layer else None
        return neuron_hint(self._shape, place, self.activations, value)

    def paint_bare(self, painter: QPainter) -> None:
        """Paint the network alone: nothing that is pointed at or walked to."""
        picture = self.picture
        pointed, edited = picture.pointed, picture.edited
        picture.pointed = picture.edited = None
        picture.paint(painter, marks_current=False)
        picture.pointed, picture.edited = pointed, edited

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(event.rect(), self._theme_switch.current.canvas)
            marks_current = self._is_walked and self.hasFocus()
            self.picture.paint(painter, marks_current=marks_current, paper=self._paper)
        finally:
            # A painter left open when something goes wrong takes the program with it.
            painter.end()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if place is not None and place != self.picture.pointed:
            self._is_walked = False  # of hand and keys, the one that moved last counts
        self.point_at(place)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self.point_at(None)
        super().leaveEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or place is None:
            return
        self._follows_source = self._is_walked = False
        self.walk_to(place)
        if event.modifiers() & _CTRL or self._is_on_badge(event.position(), place):
            self._ask_to_freeze(place)
        elif isinstance(place, LinkPlace | BiasPlace):
            self.edit_requested.emit(place)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if place is not None and (
            event.modifiers() & _CTRL or self._is_on_badge(event.position(), place)
        ):
            # A quick second click on a padlock is a click.
            self._ask_to_freeze(place)
        elif isinstance(place, NeuronPlace) and place.layer > 0:
            self.open_requested.emit(place)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            place = self.picture.current
            point = self.middle_of(place) if place is not None else QPoint()
        else:
            place, point = self._place_at(QPointF(event.pos())), event.pos()
        if place is not None:
            self.walk_to(place)
            self.menu_requested.emit(place, self.mapToGlobal(point))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key not in (*_ARROWS, *_ENTER, Qt.Key.Key_O, Qt.Key.Key_L):
            super().keyPressEvent(event)
            return
        was_walked, self._is_walked = self._is_walked, True
        current = self.picture.current
        if key not in _ARROWS and not was_walked:
            # Keys act on what can be seen to be meant: if nothing is, they show it.
            if self.picture.pointed is None:
                self.walk_to(self._current_or_first())
                return
            current = self.picture.pointed
            self.walk_to(current)
        if current is None or not self._shape.has(current):
            self.walk_to(first_place(self._shape))
        elif key in _ARROWS:
            self._walk(current, _ARROWS[key])
        elif key in _ENTER:
            self._ask_to_edit(current)
        elif key is Qt.Key.Key_L:
            self._ask_to_freeze(current)
        elif isinstance(current, NeuronPlace) and current.layer > 0:
            self.open_requested.emit(current)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in _BY_KEY:
            self._is_walked = True
        if self._is_walked:
            self.walk_to(self._current_or_first())

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._look_at(self.picture.pointed)
        self.update()

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self._place_at(QPointF(event.pos()))
            if isinstance(place, NeuronPlace):
                QToolTip.showText(event.globalPos(), self.hint(place), self)
            else:
                # Links and biases have a card, which a tool tip would cover.
                QToolTip.hideText()
            return True
        return super().event(event)

    def middle_of(self, place: Place) -> QPoint:
        """Where *place* is, to put something there."""
        return self.geometry_of_network.middle_of(place).toPoint()

    def _living_part(self) -> QRect:
        """What changes with the numbers.

        Buttons, titles and legend lie above the diagram, and would be painted with it.
        """
        left = int(self.geometry_of_network.tiles[NeuronPlace(0, 0)].right()) + 3
        top, bottom = int(HEADER) - 4, int(self.height() - FOOTER) + 4
        return QRect(left, top, self.width() - left, bottom - top)

    def _place_at(self, point: QPointF) -> Place | None:
        pointed = self.picture.pointed
        if pointed is not None and self._is_on_badge(point, pointed):
            return pointed
        drawn = self.picture.links.drawn
        return self.geometry_of_network.place_at(point.x(), point.y(), drawn)

    def _is_on_badge(self, point: QPointF, place: Place) -> bool:
        rect = badge(self.geometry_of_network, place)
        return rect is not None and rect.contains(point)

    def _ask_to_freeze(self, place: Place) -> None:
        if freezing_name(self._shape, place):
            self.freeze_requested.emit(place)

    def _current_or_first(self) -> Place:
        place = self.picture.current
        is_there = place is not None and self._shape.has(place)
        return place if place is not None and is_there else first_place(self._shape)

    def _current_in_focus(self) -> Place | None:
        return self.picture.current if self.is_walked else None

    def _ask_to_edit(self, place: Place) -> None:
        """A neuron is edited by its bias."""
        if not isinstance(place, NeuronPlace):
            self.edit_requested.emit(place)
        elif place.layer > 0:
            self.edit_requested.emit(BiasPlace(place.layer, place.index))

    def _walk(self, current: Place, direction: Direction) -> None:
        place = next_place(
            self._shape, current, direction, follows_source=self._follows_source
        )
        if isinstance(place, LinkPlace) and isinstance(current, NeuronPlace):
            self._follows_source = direction is Direction.RIGHT
        self.walk_to(place)

    def _look_at(self, place: Place | None) -> None:
        self.looked_at.emit(place)
