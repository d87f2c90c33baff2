"""Points painted small: in the thumbnails of data sets, and before a table is used."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from playground.training.datasets import EXTENT, Dataset
from playground.ui.theme import Theme
from playground.ui.training.data_colors import label_color

_TWO: Final = 2
_LEAST_REACH: Final = 1.2
"""How high a curve is drawn at least, so that small ones look small."""

_SIDE: Final = 168
_MARGIN: Final = 6.0
_DOT: Final = 2.0
_MOST: Final = 2000


@dataclass(frozen=True, eq=False, slots=True)
class PointsPicture:
    """Points, and how their labels are shown.

    Args:
        data: Of which no more is shown than can be seen.
        classes: How many there are, 0 for numbers.
        is_curve: Whether labels are heights over x.
    """

    data: Dataset
    classes: int = 2
    is_curve: bool = False

    @property
    def _reach(self) -> float:
        """How high what is shown of a curve goes."""
        return float(np.abs(self.data.labels).max(initial=_LEAST_REACH))

    def thinned(self, most: int) -> "PointsPicture":
        """At most about so many of the points."""
        step = max(1, -(-len(self.data) // most))
        kept = Dataset(self.data.points[::step], self.data.labels[::step])
        return PointsPicture(kept, self.classes, self.is_curve)

    def paint(
        self, painter: QPainter, square: QRectF, dot: float, theme: Theme
    ) -> None:
        """Paint the points as dots into *square*, which is the map."""
        painter.setPen(Qt.PenStyle.NoPen)
        scale = square.width() / (2 * EXTENT)
        labels = self.data.labels
        if self.classes <= _TWO:
            labels = np.clip(labels, -1.0, 1.0)
        places = self.data.points
        if self.is_curve:
            heights = self.data.labels * (EXTENT / self._reach)
            places = np.stack([places[:, 0], heights], axis=1)
        is_inside = (np.abs(places) <= EXTENT).all(axis=1)
        middle = square.center()
        for (x, y), label in zip(places[is_inside], labels[is_inside], strict=True):
            painter.setBrush(label_color(theme, float(label), self.classes))
            place = QPointF(middle.x() + x * scale, middle.y() - y * scale)
            painter.drawEllipse(place, dot, dot)


class PointsPreview(QWidget):
    """A square with points, as they would lie on the map."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pointsPreview")
        self.setAccessibleName("The points on the map")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._theme = theme
        self._picture: PointsPicture | None = None

    def show_picture(self, picture: PointsPicture) -> None:
        """Show other points."""
        self._picture = picture.thinned(_MOST)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(_SIDE, _SIDE)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.edge, 1))
        painter.setBrush(self._theme.data_zero)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, 6, 6)
        if self._picture is not None:
            margins = (_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
            self._picture.paint(painter, frame.adjusted(*margins), _DOT, self._theme)
