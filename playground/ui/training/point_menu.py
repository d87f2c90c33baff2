"""What can be done with a data point of the map: open its loss on a canvas."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QMenu
from typing_extensions import override

from playground.ui.training.map_reading import DataPoint
from playground.ui.training.point_editor import PointEditor


class PointMenu(QObject):
    """Listens for double-clicks and for the context menu over points.

    Where points are painted or erased by the mouse, that goes first.
    """

    open_requested = Signal(object)
    """The `DataPoint` whose loss is to be opened."""

    def __init__(
        self,
        plot: Any,  # noqa: ANN401  pyqtgraph has no types
        editor: PointEditor,
        find: Callable[[float, float], DataPoint | None],
        parent: QObject,
    ) -> None:
        """Listen to *plot*, a pyqtgraph ``PlotWidget``; *find* knows its points."""
        super().__init__(parent)
        self._plot = plot
        self._editor = editor
        self._find = find
        plot.viewport().installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QMouseEvent) and kind == QEvent.Type.MouseButtonDblClick:
            return self._double_click(event)
        if isinstance(event, QContextMenuEvent) and not self._editor.is_on:
            point = self._point_at(QPointF(event.pos()))
            if point is not None:
                self._show_menu(point, event.globalPos())
            return True
        return super().eventFilter(watched, event)

    def _double_click(self, event: QMouseEvent) -> bool:
        if event.button() != Qt.MouseButton.LeftButton or self._editor.is_painting:
            return False
        point = self._point_at(event.position())
        if point is not None:
            self.open_requested.emit(point)
        return point is not None

    def _show_menu(self, point: DataPoint, place: QPoint) -> None:
        menu = QMenu(self._plot)
        menu.setObjectName("pointMenu")
        menu.aboutToHide.connect(menu.deleteLater)
        action = menu.addAction("Open the loss of this point on a canvas")
        action.setObjectName("openLossAction")
        action.triggered.connect(lambda _=False: self.open_requested.emit(point))
        menu.popup(place)

    def _point_at(self, position: QPointF) -> DataPoint | None:
        box = self._plot.getPlotItem().getViewBox()
        scene = self._plot.mapToScene(position.toPoint())
        if not box.sceneBoundingRect().contains(scene):
            return None
        place = box.mapSceneToView(scene)
        return self._find(place.x(), place.y())
