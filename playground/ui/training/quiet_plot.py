"""A plot of pyqtgraph without menus, buttons and gestures, in a range set by us."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from playground.ui.training.axes import QuietAxis


def quiet_plot(
    parent: QWidget,
    left: QuietAxis,
    bottom: QuietAxis,
    margins: tuple[int, int, int, int],
) -> Any:  # noqa: ANN401  pyqtgraph has no types
    """A ``PlotWidget``; *margins* are left, top, right and bottom."""
    plot: Any = pg.PlotWidget(
        parent, axisItems={"left": left, "bottom": bottom}, enableMenu=False
    )
    item = plot.getPlotItem()
    # WORKAROUND pyqtgraph 0.14: it builds its menus even when they are disabled, and
    # without a parent: they outlive the plot as windows nobody has seen.
    item.ctrlMenu.setParent(plot, item.ctrlMenu.windowFlags())
    item.setContentsMargins(*margins)
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plot.hideButtons()
    plot.setMouseEnabled(x=False, y=False)
    plot.disableAutoRange()
    return plot
