"""Saves what the plots of the panel show where a person says, or copies it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from playground.ui.training.figure import Figure, image_of, save_figure
from playground.ui.training.save_plot import Rows, as_text, save_numbers
from playground.ui.training.tables import chosen_file

if TYPE_CHECKING:
    from playground.ui.training.boundary_plot import BoundaryPlot
    from playground.ui.training.loss_plot import LossPlot
    from playground.ui.training.statistics_view import View

_KINDS: Final = {
    "png": "Pictures (*.png)",
    "svg": "Drawings (*.svg)",
    "csv": "Tables (*.csv)",
}
_NAMES: Final[dict["View", str]] = {"loss": "losses", "right": "confusion"}


class _Plot(Protocol):
    """What can be saved."""

    def figure(self) -> Figure:
        """It as a picture."""

    def table(self) -> tuple[tuple[str, ...], Rows]:
        """It as titles and rows."""


class PlotSaving(QObject):
    """Asks where to, and writes."""

    refused = Signal(str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host

    def save_map(self, plot: "BoundaryPlot", wish: str) -> None:
        """Save the map, or a curve over x, as a picture or as a table.

        Args:
            plot: Which.
            wish: The suffix of a file, or "picture" or "numbers" to be copied.
        """
        self._follow(plot, "map", wish)

    def save_losses(self, plot: "LossPlot", wish: str) -> None:
        """Save the view on show, likewise."""
        self._follow(plot, _NAMES.get(plot.view, plot.view), wish)

    def _follow(self, plot: _Plot, name: str, wish: str) -> None:
        match wish:
            case "picture":
                QGuiApplication.clipboard().setImage(image_of(plot.figure()))
            case "numbers":
                # Tabs are what spreadsheets paste into columns.
                QGuiApplication.clipboard().setText(as_text(*plot.table(), "\t"))
            case "csv":
                self.save(name, wish, lambda path: save_numbers(path, *plot.table()))
            case _:
                self.save(name, wish, lambda path: save_figure(plot.figure(), path))

    def save(self, name: str, suffix: str, write: Callable[[Path], None]) -> None:
        """Ask where to, suggesting *name*, and let *write* write there."""
        title, suggestion = f"Save the {name}", f"{name}.{suffix}"
        path = chosen_file(self._host, title, [_KINDS[suffix]], suggestion)
        if path is None:
            return
        try:
            write(path)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            self.refused.emit(f"{path.name} cannot be written: {reason}.")
