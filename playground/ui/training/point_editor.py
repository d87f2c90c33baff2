"""Points painted, erased and moved on the map by hand: gestures in, rows out."""

from collections.abc import Callable
from itertools import compress, count
from typing import Any, Final

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent
from typing_extensions import override

from playground.training.points import MAX_POINTS, Points, labels_of, relabelled
from playground.ui.training.brush_bar import VALUES, Tool
from playground.ui.training.sheet import Place, Sheet, distances

_TWO: Final = 2
_REACH: Final = 9.0
"""Pixels within which a point is hit."""


class PointEditor(QObject):
    """Turns the mouse over a plot into edits of points; what is so comes from outside.

    A gesture lasts from press to release; all its edits carry the same key.
    """

    edited = Signal(object, object)
    """The new `Points`, and the key of the gesture."""
    refused = Signal(str)
    ended = Signal()
    """A gesture is over."""

    def __init__(self, plot: Any, parent: QObject) -> None:  # noqa: ANN401
        """Listen to *plot*, a pyqtgraph ``PlotWidget``."""
        super().__init__(parent)
        self._plot = plot
        self._points: Points = ()
        self._is_on = False
        self._tool = Tool.PAINT_POSITIVE
        self._value = float(VALUES[0])
        self._classes = 2
        self._keys = count(1)
        self._gesture: object = None
        self._stroke: Callable[[Place], None] | None = None
        self._last: Place | None = None
        self._held: int | None = None
        self._sheet = Sheet()
        plot.viewport().installEventFilter(self)

    @property
    def is_on(self) -> bool:
        """Whether points may be edited."""
        return self._is_on

    @property
    def is_painting(self) -> bool:
        """Whether a click paints or erases."""
        return self._is_on and self._tool is not Tool.MOVE

    @property
    def is_busy(self) -> bool:
        """Whether a gesture is under way."""
        return self._stroke is not None

    def show_sheet(self, sheet: Sheet) -> None:
        """Say what a place of the map means."""
        self._sheet = sheet

    def show_points(self, points: Points, classes: int = 2, *, is_on: bool) -> None:
        """Take over the points as they are, and whether they may be edited.

        Args:
            points: All of them.
            classes: How many there are of the labels, 0 for numbers.
            is_on: Whether they may be edited.
        """
        self._classes = classes
        if is_on and self._stroke is not None and len(points) < len(self._points):
            # Undone in the middle of a drag: what was held may be gone.
            self._held = None
        self._points = points
        self._is_on = is_on
        if not is_on:
            self._end()
        self._show_cursor()

    def choose_tool(self, tool: Tool) -> None:
        """What the left button is to do from now on."""
        self._tool = tool
        self._show_cursor()

    def choose_value(self, value: float) -> None:
        """Which number the brush for numbers paints from now on."""
        self._value = value

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._is_on or not isinstance(event, QMouseEvent):
            return super().eventFilter(watched, event)
        kind = event.type()
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            return self._press(event)
        if kind == QEvent.Type.MouseMove and self._stroke is not None:
            place = self._place(event.position())
            if place is not None:
                self._stroke(place)
            # The reading under the cursor goes on, so others see it as well.
            return False
        if kind == QEvent.Type.MouseButtonRelease and self._stroke is not None:
            self._end()
            return True
        return super().eventFilter(watched, event)

    def _press(self, event: QMouseEvent) -> bool:
        place = self._place(event.position())
        if place is None or self._stroke is not None:
            return False
        stroke = self._stroke_of(event.button(), event.modifiers())
        if stroke is None:
            return False
        self._gesture = ("points", next(self._keys))
        self._last = None
        self._held = self._nearest(place)
        self._stroke = stroke
        stroke(place)
        return True

    def _stroke_of(
        self, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier
    ) -> Callable[[Place], None] | None:
        is_left = button == Qt.MouseButton.LeftButton
        if not is_left and button != Qt.MouseButton.RightButton:
            return None
        if modifiers & Qt.KeyboardModifier.ShiftModifier or self._tool is Tool.ERASE:
            return self._erase
        if self._tool is Tool.PAINT_VALUE:
            value = self._value
            if is_left:
                return lambda place: self._paint_value(place, value)
            return self._erase
        number = self._tool.number
        if number is None:
            return self._move if is_left else self._erase
        has_others = number < _TWO >= self._classes and not self._sheet.is_curve
        if not is_left and not has_others:
            return self._erase
        # Of two classes the right button paints the other one.
        painted = number if is_left else 1 - number
        return lambda place: self._paint(place, painted)

    def _end(self) -> None:
        was_busy = self.is_busy
        self._stroke = None
        self._gesture = None
        self._held = None
        if was_busy:
            self.ended.emit()

    def _places_to(self, place: Place) -> list[Place]:
        """Where to paint up to *place*, however fast the hand was there."""
        places = [place]
        if self._last is not None:
            places = self._sheet.way(self._last, place)
        room = MAX_POINTS - len(self._points)
        if len(places) > room:
            self.refused.emit(f"There is room for {MAX_POINTS:,} points.")
            places = places[:room]
        return places

    def _paint_value(self, place: Place, value: float) -> None:
        """Paint points with a number up to *place*."""
        self._add(self._places_to(place), self._points, value)

    def _paint(self, place: Place, number: int) -> None:
        """Paint points of a class up to *place*."""
        places = self._places_to(place)
        if not places:
            return
        if self._classes < _TWO <= number and not self._sheet.is_curve:
            self.refused.emit(
                "These points have numbers, not classes: paint with the brushes of −1, "
                "of 1, or of the number beside them."
            )
            return
        before = self._classes
        if before >= _TWO:
            self._classes = max(before, number + 1)
            rows = relabelled(self._points, before, self._classes)
        else:
            rows = self._points
        self._add(places, rows, labels_of(max(self._classes, _TWO))[number])

    def _add(self, places: list[Place], rows: Points, label: float) -> None:
        if places:
            self._last = places[-1]
            self._tell((*rows, *(self._sheet.row(at, label) for at in places)))

    def _erase(self, place: Place) -> None:
        """Erase on the way to *place*, however fast the hand was."""
        start = place if self._last is None else self._last
        self._last = place
        far = distances(self._sheet.places(self._points), start, place, self._reach())
        kept = tuple(compress(self._points, (far > 1).tolist()))
        if len(kept) < len(self._points):
            self._tell(kept)

    def _move(self, place: Place) -> None:
        if self._held is None or self._held >= len(self._points):
            return
        label = self._points[self._held][2]
        rows = list(self._points)
        rows[self._held] = self._sheet.row(place, label)
        self._tell(tuple(rows))

    def _tell(self, points: Points) -> None:
        self._points = points
        self.edited.emit(points, self._gesture)

    def _place(self, position: QPointF) -> Place | None:
        """A place on the map, cut at its edge; None outside of it at first."""
        box = self._plot.getPlotItem().getViewBox()
        scene = self._plot.mapToScene(position.toPoint())
        if self._stroke is None and not box.sceneBoundingRect().contains(scene):
            return None
        place = box.mapSceneToView(scene)
        return self._sheet.within((place.x(), place.y()))

    def _reach(self) -> tuple[float, float]:
        width, height = self._plot.getPlotItem().getViewBox().viewPixelSize()
        return _REACH * width, _REACH * height

    def _nearest(self, place: Place) -> int | None:
        places = self._sheet.places(self._points)
        far = distances(places, place, place, self._reach())
        nearest = int(np.argmin(far)) if len(far) else 0
        return nearest if len(far) and far[nearest] <= 1 else None

    def _show_cursor(self) -> None:
        shapes = {
            Tool.MOVE: Qt.CursorShape.OpenHandCursor,
            Tool.ERASE: Qt.CursorShape.PointingHandCursor,
        }
        shape = shapes.get(self._tool, Qt.CursorShape.CrossCursor)
        viewport = self._plot.viewport()
        if self._is_on:
            viewport.setCursor(shape)
        else:
            viewport.unsetCursor()
