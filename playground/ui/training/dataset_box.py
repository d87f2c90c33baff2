"""The row of data sets to choose from, each a picture of its own points."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget
from typing_extensions import override

from playground.training.datasets import DATASETS, Dataset, DatasetKind, make_dataset
from playground.ui.theme import ThemeSwitch, mix
from playground.ui.training.data_colors import data_color

OFFERED: Final = ("circle", "xor", "gauss", "spiral", "moons")
_SIDE: Final = 40
_SAMPLES: Final = 90
_SPAN: Final = 6.0


class DatasetBox(QWidget):
    """An exclusive group of thumbnails; the arrow keys walk along it."""

    chosen = Signal(str)

    def __init__(
        self, theme_switch: ThemeSwitch, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("datasetBox")
        self.setAccessibleName("Data set")
        self._group = QButtonGroup(self)
        self._thumbnails: dict[str, DatasetThumbnail] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for name in OFFERED:
            thumbnail = DatasetThumbnail(DATASETS[name], theme_switch, self)
            self._thumbnails[name] = thumbnail
            self._group.addButton(thumbnail)
            layout.addWidget(thumbnail)
        self._group.buttonToggled.connect(self._announce)

    def show_dataset(self, name: str) -> None:
        """Mark *name* as chosen, or none if it has no thumbnail."""
        thumbnail = self._thumbnails.get(name)
        if thumbnail is not None:
            thumbnail.setChecked(True)
            return
        self._group.setExclusive(False)
        for other in self._thumbnails.values():
            other.setChecked(False)
        self._group.setExclusive(True)

    def thumbnail(self, name: str) -> "DatasetThumbnail":
        """The button of the data set *name*."""
        return self._thumbnails[name]

    @Slot(QAbstractButton, bool)
    def _announce(self, button: QAbstractButton, is_checked: bool) -> None:  # noqa: FBT001
        if is_checked and isinstance(button, DatasetThumbnail):
            self.chosen.emit(button.dataset)


class DatasetThumbnail(QAbstractButton):
    """A small picture of one data set."""

    def __init__(
        self,
        kind: DatasetKind,
        theme_switch: ThemeSwitch,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.dataset = kind.name
        self.setObjectName(f"dataset-{kind.name}")
        self.setAccessibleName(kind.title)
        self.setToolTip(f"<b>{kind.title}</b>: {kind.help} Restarts the training.")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(_SIDE, _SIDE)
        self._theme_switch = theme_switch
        self._data: Dataset = make_dataset(kind.name, _SAMPLES, 0.0, 1)
        theme_switch.changed.connect(self.update)

    @override
    def sizeHint(self) -> QSize:
        return QSize(_SIDE, _SIDE)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme_switch.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marked = self.isChecked() or self.hasFocus()
        width = 2.0 if self.isChecked() else 1.0
        painter.setPen(QPen(theme.accent if marked else theme.edge, width))
        painter.setBrush(theme.button_hover if self.underMouse() else theme.window)
        inset = width / 2
        frame = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(frame, 6, 6)
        if self.isChecked() and self.hasFocus():
            painter.setPen(QPen(theme.text, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame.adjusted(2, 2, -2, -2), 4, 4)
        self._paint_points(painter)

    def _paint_points(self, painter: QPainter) -> None:
        theme = self._theme_switch.current
        painter.setPen(Qt.PenStyle.NoPen)
        scale = (_SIDE / 2 - 4) / _SPAN
        for value in (-1.0, 1.0):
            color = data_color(theme, value)
            painter.setBrush(
                color if self.isEnabled() else mix(color, theme.panel, 0.6)
            )
            for x, y in self._data.points[self._data.labels == value]:
                place = QPointF(_SIDE / 2 + x * scale, _SIDE / 2 - y * scale)
                painter.drawEllipse(place, 1.15, 1.15)
