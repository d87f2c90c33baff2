"""The pages of understanding of one canvas; they share its stage."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from playground.ui.canvas.descent import Descent
from playground.ui.canvas.view import CanvasView
from playground.ui.document import Document
from playground.ui.theme import ThemeSwitch
from playground.ui.understanding.canvas_stage import CanvasStage
from playground.ui.understanding.check_page import GradientCheck
from playground.ui.understanding.debugger import StepDebugger
from playground.ui.understanding.descend_page import DescendPage
from playground.ui.understanding.plot_page import PlotPage
from playground.ui.understanding.wobble_page import WobblePage


@dataclass(frozen=True, slots=True)
class Pages:
    """One canvas's pages; the window puts them where they belong."""

    debugger: StepDebugger
    check: GradientCheck
    wobble: WobblePage
    plot: PlotPage
    descend: DescendPage

    def titled(self) -> tuple[tuple[str, QWidget], ...]:
        """The pages with the words of their tabs, in order."""
        return (
            ("Step through", self.debugger),
            ("Gradient check", self.check),
            ("Wobble", self.wobble),
            ("Plot", self.plot),
            ("Descend", self.descend),
        )


def make_pages(
    document: Document,
    theme_switch: ThemeSwitch,
    view: CanvasView,
    descent: Descent,
) -> Pages:
    """Make the pages for the canvas in *view*, which shows *document*."""
    stage = CanvasStage(view, theme_switch, view)
    debugger = StepDebugger(document, theme_switch, stage)
    return Pages(
        debugger,
        GradientCheck(document, theme_switch, stage, debugger.session),
        WobblePage(document, stage, debugger.session),
        PlotPage(document, theme_switch, stage, descent),
        DescendPage(document, theme_switch, stage, descent),
    )
