"""Saves what the plots of the panel show, where a person says."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from playground.ui.theme import ThemeSwitch
from playground.ui.training.map_layers import EXTENT
from playground.ui.training.save_plot import save_numbers, save_picture, save_widget
from playground.ui.training.tables import chosen_file

if TYPE_CHECKING:
    from playground.ui.training.boundary_plot import BoundaryPlot
    from playground.ui.training.loss_plot import LossPlot

_FLAT: Final = 2
"""Dimensions of a map of single values."""

_TITLES: Final = {
    "png": "Pictures (*.png)",
    "svg": "Drawings (*.svg)",
    "csv": "Tables (*.csv)",
}
_CURVES: Final = (
    *("epoch", "train_loss", "test_loss"),
    *("train_accuracy", "test_accuracy"),
)


class PlotSaving(QObject):
    """Asks where to, and writes."""

    refused = Signal(str)

    def __init__(self, theme_switch: ThemeSwitch, host: QWidget) -> None:
        super().__init__(host)
        self._theme_switch = theme_switch
        self._host = host

    def save_map(self, plot: "BoundaryPlot", suffix: str) -> None:
        """Save the map as a picture, or its outputs as a table of x, y and output."""

        def write(path: Path) -> None:
            if suffix != "csv":
                save_picture(plot.plot, path, self._theme_switch.current.panel)
                return
            values = np.empty((0, 0)) if plot.values is None else plot.values
            line = np.linspace(-EXTENT, EXTENT, values.shape[-1])
            x, y = np.meshgrid(line, line)
            layers = values if values.ndim > _FLAT else values[None]
            names = [f"probability_{number}" for number in range(len(layers))]
            rows = np.stack([x.ravel(), y.ravel(), *(v.ravel() for v in layers)], 1)
            head = names if values.ndim > _FLAT else ["output"]
            save_numbers(path, ("x", "y", *head), rows.tolist())

        self.save("map", suffix, write)

    def save_losses(self, plot: "LossPlot", suffix: str) -> None:
        """Save the view on show as a picture, or its numbers as a table."""
        if plot.view not in ("loss", "accuracy"):
            self._save_statistics(plot, suffix)
            return

        def write(path: Path) -> None:
            if suffix != "csv":
                save_picture(plot.plot, path, self._theme_switch.current.panel)
                return
            save_numbers(path, _CURVES, plot.history.rows().tolist())

        self.save("losses", suffix, write)

    def save(self, name: str, suffix: str, write: Callable[[Path], None]) -> None:
        """Ask where to, suggesting *name*, and let *write* write there."""
        suggestion = f"{name}.{suffix}"
        path = chosen_file(self._host, "Save", [_TITLES[suffix]], suggestion)
        if path is None:
            return
        try:
            write(path)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            self.refused.emit(f"{path.name} cannot be written: {reason}.")

    def _save_statistics(self, plot: "LossPlot", suffix: str) -> None:
        view = plot.statistics

        def write(path: Path) -> None:
            if suffix != "csv":
                save_widget(view, path, self._theme_switch.current.panel)
                return
            save_numbers(path, *view.table())

        self.save("hits" if plot.view == "right" else plot.view, suffix, write)
