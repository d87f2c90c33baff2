"""A small menu in the corner of a plot, to save it or its numbers."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QMessageBox, QWidget
from typing_extensions import override

from playground.ui.theme import Theme
from playground.ui.training.map_header import add_save_actions
from playground.ui.training.menu_button import MenuButton
from playground.ui.training.save_plot import save_numbers, save_picture
from playground.ui.training.tables import chosen_file

if TYPE_CHECKING:
    from playground.core.operations import Array

_FILTERS: Final = {
    "png": "Pictures (*.png)",
    "svg": "Drawings (*.svg)",
    "csv": "Tables (*.csv)",
}


class PlotMenu(MenuButton):
    """Lies over the upper right corner of *plot*, a ``PlotWidget``.

    Attributes:
        surface: x, y and value at the points of the map, all of one shape; it counts
            while the map is on show.
    """

    def __init__(self, plot: Any, host: QWidget) -> None:  # noqa: ANN401
        super().__init__(plot)
        self.setObjectName("plotMenuButton")
        self.setAccessibleName("Save this plot")
        self.setToolTip("Save this plot or its numbers")
        self._plot = plot
        self._host = host
        self._theme: Theme | None = None
        self._inset = 0
        self.surface: tuple[Array, Array, Array] | None = None
        add_save_actions(self.menu(), "Plot", self._save)
        plot.installEventFilter(self)

    def wear(self, theme: Theme) -> None:
        """Take the colours of *theme*."""
        self._theme = theme
        self.dress(theme.quiet_text)

    def keep_off(self, inset: int) -> None:
        """Leave *inset* pixels at the right to what stands there."""
        self._inset = inset
        self._place()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        self.move(self._plot.width() - self.width() - 10 - self._inset, 6)

    def _save(self, suffix: str) -> None:
        path = chosen_file(self._host, "Save", [_FILTERS[suffix]], f"plot.{suffix}")
        if path is None or self._theme is None:
            return
        try:
            self._write(path, suffix, self._theme)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            text = f"{path.name} cannot be written: {reason}. Choose another place."
            QMessageBox.warning(self._host, "Save", text)

    def _write(self, path: Path, suffix: str, theme: Theme) -> None:
        if suffix != "csv":
            # A button is no part of the picture.
            self.hide()
            save_picture(self._plot, path, theme.panel)
            self.show()
            return
        items = self._plot.getPlotItem().items
        is_map = any(isinstance(i, pg.ImageItem) and i.isVisible() for i in items)
        if is_map and self.surface is not None:
            rows = np.stack([each.ravel() for each in self.surface], axis=1)
            save_numbers(path, ("x", "y", "value"), rows.tolist())
            return
        save_numbers(path, ("series", "x", "y"), list(numbers_of(items)))


def numbers_of(items: list[Any]) -> Iterator[tuple[int, float, float]]:
    """Series (from 1), x and y of the points of all curves on show."""
    shown = [item for item in items if item.isVisible()]
    curves = [i for i in shown if isinstance(i, pg.PlotCurveItem | pg.ScatterPlotItem)]
    for series, item in enumerate(curves, 1):
        xs, ys = (() if each is None else each for each in item.getData())
        for x, y in zip(xs, ys, strict=True):
            yield series, float(x), float(y)
