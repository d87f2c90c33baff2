"""The pages below a canvas: what a node is, how gradients come about, what is wrong."""

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from playground.ui.canvas.editor import CanvasEditor
from playground.ui.canvas.inspector import Inspector
from playground.ui.history_panel import HistoryPanel
from playground.ui.problems_panel import ProblemsPanel
from playground.ui.theme import ThemeSwitch
from playground.ui.understanding.canvas_stage import CanvasStage
from playground.ui.understanding.check_page import GradientCheck
from playground.ui.understanding.debugger import StepDebugger
from playground.ui.understanding.descend_page import DescendPage
from playground.ui.understanding.plot_page import PlotPage
from playground.ui.understanding.typesetter import Typesetter
from playground.ui.understanding.wobble_page import WobblePage


class _Lazy(QWidget):
    """A page whose contents are made when it is first shown: a start stays quick."""

    def __init__(self, make: Callable[[], QWidget]) -> None:
        super().__init__()
        self._make: Callable[[], QWidget] | None = make
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def fill(self) -> None:
        """Make the contents, once."""
        if self._make is not None:
            make, self._make = self._make, None
            page = make()
            self._layout.addWidget(page)
            self.setFocusProxy(page)


class PagesBelow(QTabWidget):
    """The pages of the canvas of *editor*."""

    def __init__(
        self,
        editor: CanvasEditor,
        theme_switch: ThemeSwitch,
        typesetter: Typesetter,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("pagesBelow")
        self.setAccessibleName("Pages about the canvas")
        self.setDocumentMode(True)
        self._editor = editor
        self._theme_switch = theme_switch
        self._typesetter = typesetter
        self._stage: CanvasStage | None = None
        self._debugger: StepDebugger | None = None
        self.inspector = Inspector(editor, theme_switch)
        self.problems = ProblemsPanel(editor, theme_switch)
        self.addTab(self.inspector, "Inspector")
        for title, help_, make in (
            ("Step through", "Both passes, moment by moment", self._make_debugger),
            ("Check", "Gradients beside finite differences", self._make_check),
            ("Wobble", "What a small push does to every node", self._make_wobble),
            ("Plot", "The output against one or two values", self._make_plot),
            ("Descend", "Gradient descent, with its trace", self._make_descend),
        ):
            self.setTabToolTip(self.addTab(_Lazy(make), title), help_)
        self.addTab(self.problems, "Problems")
        self.addTab(HistoryPanel(editor.document), "History")
        self.problems.count_changed.connect(self._show_problem_count)
        self.currentChanged.connect(self._fill)

    def show_page(self, title: str) -> None:
        """Bring the page of that title to the front."""
        for place in range(self.count()):
            if self.tabText(place) == title:
                self.setCurrentIndex(place)
                self.currentWidget().setFocus()

    @Slot(int)
    def _fill(self, place: int) -> None:
        page = self.widget(place)
        if isinstance(page, _Lazy):
            page.fill()

    @Slot(int)
    def _show_problem_count(self, count: int) -> None:
        place = self.indexOf(self.problems)
        self.setTabText(place, f"Problems ({count})" if count else "Problems")

    def _the_stage(self) -> CanvasStage:
        if self._stage is None:
            self._stage = CanvasStage(self._editor.view, self._theme_switch, self)
        return self._stage

    def _the_debugger(self) -> StepDebugger:
        """Also the owner of the pass that other pages refer to."""
        if self._debugger is None:
            document = self._editor.document
            stage = self._the_stage()
            self._debugger = StepDebugger(
                document,
                self._theme_switch,
                stage,
                self,
                typesetter=self._typesetter,
            )
            self._debugger.hide()
        return self._debugger

    def _make_debugger(self) -> QWidget:
        debugger = self._the_debugger()
        debugger.show()
        return debugger

    def _make_check(self) -> QWidget:
        document, session = self._editor.document, self._the_debugger().session
        stage = self._the_stage()
        return GradientCheck(document, self._theme_switch, stage, session)

    def _make_wobble(self) -> QWidget:
        document, session = self._editor.document, self._the_debugger().session
        return WobblePage(document, self._the_stage(), session)

    def _make_plot(self) -> QWidget:
        document, descent = self._editor.document, self._editor.descent
        return PlotPage(document, self._theme_switch, self._the_stage(), descent)

    def _make_descend(self) -> QWidget:
        document, descent = self._editor.document, self._editor.descent
        return DescendPage(document, self._theme_switch, self._the_stage(), descent)
