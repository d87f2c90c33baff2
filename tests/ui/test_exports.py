"""The canvas on show leaves the program as code, as a formula and as pictures."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from playground.core.formula import parse
from playground.graph.formulas import nodes_of
from playground.graph.graph import Graph, GraphError, Node, NodeId
from playground.project.export.latex import latex_document, latex_formula
from playground.project.project import Canvas, Project
from playground.ui.canvas import pictures
from playground.ui.canvas.editor import CanvasEditor
from playground.ui.canvas_tabs import CanvasTabs
from playground.ui.document import Document
from playground.ui.exports import Exports
from playground.ui.file_dialogs import FileKind, WindowDialogs
from playground.ui.first_start import neuron_graph
from playground.ui.project_files import ProjectFiles
from playground.ui.settings import Settings
from playground.ui.theme import DARK, LIGHT, ThemeSwitch

NAMES = {
    "exportPythonAction": "net.py",
    "exportPyTorchAction": "torch.py",
    "exportLatexAction": "net.tex",
    "exportSvgAction": "net.svg",
    "exportPdfAction": "net.pdf",
    "exportPngAction": "net.png",
}


def _graph(formula: str) -> Graph:
    return Graph(nodes_of(parse(formula), Graph()))


class Window(QMainWindow):
    """Canvases and what exports them, without all the rest."""

    def __init__(self, settings: Settings, theme_switch: ThemeSwitch) -> None:
        super().__init__()
        self.tabs = CanvasTabs(theme_switch, QWidget())
        self.setCentralWidget(self.tabs)
        self.tabs.set_canvases([Canvas("Neuron", neuron_graph())])
        self.files = ProjectFiles(self, settings, self)
        dialogs = WindowDialogs(self)
        self.exports = Exports(self.tabs, self.files, settings, theme_switch, dialogs)
        self.menuBar().addMenu(self.exports.menu)
        self.reports: list[str] = []
        self.exports.reported.connect(self.reports.append)
        self.resize(800, 500)

    @property
    def editor(self) -> CanvasEditor:
        return self.tabs.current_editor

    @property
    def graph(self) -> Graph:
        return self.editor.document.graph

    def project(self) -> Project:
        return Project(self.tabs.canvases())

    def show_project(self, project: Project) -> None:
        self.tabs.set_canvases(project.canvases)

    def documents(self) -> list[Document]:
        return [editor.document for editor in self.tabs.editors]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def theme_switch(qapp: QApplication) -> Iterator[ThemeSwitch]:
    yield ThemeSwitch(qapp, "dark")
    qapp.setStyleSheet("")


@pytest.fixture
def window(qtbot: QtBot, settings: Settings, theme_switch: ThemeSwitch) -> Window:
    made = Window(settings, theme_switch)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def asked(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> list[tuple[str, FileKind]]:
    """Answers every question for a file with a name in *tmp_path*."""
    asked: list[tuple[str, FileKind]] = []

    def ask(suggestion: Path, kind: FileKind) -> Path:
        asked.append((suggestion.name, kind))
        return tmp_path / f"made{kind.suffix}"

    monkeypatch.setattr(window.exports._dialogs, "ask_save", ask)
    return asked


def _trigger(window: Window, name: str) -> None:
    action = next(a for a in window.exports.menu.actions() if a.objectName() == name)
    action.trigger()


def _picture_of(svg: bytes) -> QImage:
    renderer = QSvgRenderer(svg)
    assert renderer.isValid()
    image = QImage(renderer.viewBox().size() * 2, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    renderer.render(painter, QRectF(image.rect()))
    painter.end()
    return image


def _difference(first: QImage, second: QImage) -> float:
    """Share of the points whose lightness differs by more than a tenth."""
    assert first.size() == second.size()
    points = [
        (x, y) for x in range(0, first.width(), 3) for y in range(0, first.height(), 3)
    ]
    differ = sum(
        abs(first.pixelColor(*at).lightnessF() - second.pixelColor(*at).lightnessF())
        > 0.1
        for at in points
    )
    return differ / len(points)


def test_every_kind_is_in_the_menu_with_its_help(window: Window) -> None:
    offered = [a for a in window.exports.menu.actions() if not a.isSeparator()]
    assert {*NAMES} < {a.objectName() for a in offered}
    assert all(a.toolTip() and a.statusTip() for a in offered)


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("exportPythonAction", b"from playground.core import Expr"),
        ("exportPyTorchAction", b"import torch"),
        ("exportLatexAction", b"\\documentclass"),
        ("exportSvgAction", b"<?xml"),
        ("exportPdfAction", b"%PDF"),
        ("exportPngAction", b"\x89PNG"),
    ],
)
def test_every_kind_is_written_where_it_was_said(
    window: Window,
    asked: list[tuple[str, FileKind]],
    tmp_path: Path,
    name: str,
    beginning: bytes,
) -> None:
    _trigger(window, name)
    ((suggestion, kind),) = asked
    assert suggestion == f"Untitled{kind.suffix}"
    made = tmp_path / f"made{kind.suffix}"
    assert made.read_bytes().startswith(beginning)
    assert window.reports[-1] == f"Exported {made.name}"


def test_the_canvas_on_show_is_exported_not_the_first(
    window: Window, asked: list[tuple[str, FileKind]], tmp_path: Path
) -> None:
    window.tabs.add_canvas("Line: fit/2", _graph("slope*10 + shift"))
    _trigger(window, "exportPythonAction")
    assert asked[0][0] == "Untitled Line fit 2.py"
    assert "slope" in (tmp_path / "made.py").read_text()


def test_an_empty_canvas_is_not_exported_and_the_reason_told(
    window: Window,
    asked: list[tuple[str, FileKind]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []
    monkeypatch.setattr(window.exports._dialogs, "tell", told.append)
    window.tabs.add_empty()
    for name in NAMES:
        _trigger(window, name)
    reason = "The canvas could not be exported: the canvas is empty"
    assert len(told) == len(NAMES)
    assert all(sentence.startswith(reason) for sentence in told)
    assert not asked
    window.exports.copy_picture()
    assert "empty" in window.reports[-1]


def test_a_file_that_cannot_be_written_is_told_of(
    window: Window,
    asked: list[tuple[str, FileKind]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []
    monkeypatch.setattr(window.exports._dialogs, "tell", told.append)
    (tmp_path / "made.svg").mkdir()
    _trigger(window, "exportSvgAction")
    assert asked
    assert told == ["made.svg could not be written: it is a folder."]


# Pictures


def test_an_svg_shows_what_the_canvas_shows_without_pixels(window: Window) -> None:
    scene = window.editor.scene
    svg = pictures.svg(scene, LIGHT, "Neuron & more")
    root = ET.fromstring(svg)
    tags = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert "image" not in tags
    texts = {
        "".join(e.itertext()).strip() for e in root.iter() if e.tag.endswith("text")
    }
    assert {"x1", "w1", "tanh", "0.7071", "−1.5", "output"} <= texts
    assert "Neuron & more" in {e.text for e in root.iter() if e.tag.endswith("title")}
    assert _difference(_picture_of(svg), pictures.image(scene, LIGHT)) < 0.03


def test_a_pdf_is_one_page_of_the_size_of_the_graph_without_pixels(
    window: Window,
) -> None:
    scene = window.editor.scene
    data = pictures.pdf(scene, LIGHT, "Neuron")
    assert data.count(b"/Type /Page\n") == 1
    assert b"/Subtype /Image" not in data
    bounds = scene.bounds()
    width, height = (int(e) + 64 for e in bounds.size().toTuple())
    box = f"/MediaBox [0 0 {width}"
    assert box.encode() in data
    assert f" {height}".encode() in data[data.index(box.encode()) :][:60]


def test_a_picture_has_the_colours_of_the_chosen_theme(window: Window) -> None:
    for theme in (LIGHT, DARK):
        image = pictures.image(window.editor.scene, theme)
        assert image.pixelColor(3, 3) == theme.canvas
        assert image.size() == (
            window.editor.scene.bounds().size() * 2
        ).toSize() + QSize(128, 128)


def test_what_is_selected_or_under_the_cursor_is_not_in_the_picture(
    window: Window,
) -> None:
    scene = window.editor.scene
    plain = pictures.image(scene, LIGHT)
    window.editor.select_all()
    scene.marks.node = scene.nodes.ids[0]
    assert pictures.image(scene, LIGHT) == plain
    assert scene.selected_ids == list(scene.nodes.ids)
    assert scene.marks.node == scene.nodes.ids[0]


def test_the_window_keeps_its_colours_while_a_picture_is_made(
    window: Window,
) -> None:
    before = window.editor.view.grab().toImage()
    pictures.image(window.editor.scene, LIGHT)
    assert window.editor.view.grab().toImage() == before


def test_a_huge_canvas_makes_a_picture_that_fits_into_memory(window: Window) -> None:
    far = Node(NodeId(2), None, (), 1.0, "b", position=(60_000.0, 30_000.0))
    near = Node(NodeId(1), None, (), 1.0, "a")
    window.tabs.add_canvas("Far", Graph([near, far]))
    image = pictures.image(window.editor.scene, LIGHT)
    assert image.width() * image.height() <= 48_000_000
    assert image.width() > 2 * image.height() * 0.95


def test_pictures_are_light_unless_said_otherwise_and_that_is_remembered(
    window: Window,
    asked: list[tuple[str, FileKind]],
    settings: Settings,
    tmp_path: Path,
) -> None:
    assert asked == []
    for theme in (LIGHT, DARK):
        _trigger(window, "exportPngAction")
        assert QImage(str(tmp_path / "made.png")).pixelColor(3, 3) == theme.canvas
        _trigger(window, "lightPicturesAction")
    assert settings.light_pictures
    _trigger(window, "lightPicturesAction")
    assert not settings.light_pictures


def test_keys_copy_the_formula_and_the_picture(window: Window, qtbot: QtBot) -> None:
    qtbot.waitUntil(window.isActiveWindow)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window.editor.view, Qt.Key.Key_L, both)
    graph = window.graph
    assert QGuiApplication.clipboard().text() == latex_formula(graph)
    QTest.keyClick(window.editor.view, Qt.Key.Key_P, both)
    assert not QGuiApplication.clipboard().image().isNull()
    QGuiApplication.clipboard().clear()


# LaTeX


def test_the_latex_of_a_canvas_is_that_of_its_output() -> None:
    graph = _graph("a = x1*w; tanh(a)/(a + 2)")
    expected = r"a = x_{1} \cdot w,\quad \frac{\tanh\left(a\right)}{a + 2}"
    assert latex_formula(graph) == expected
    a = graph.named("a")
    assert a is not None
    assert latex_formula(graph, a) == r"x_{1} \cdot w"


def test_a_latex_document_gives_each_definition_a_line() -> None:
    lines = latex_document(_graph("a = x*w; tanh(a)/(a + 2)")).splitlines()
    begin = lines.index(r"\begin{gather*}")
    assert lines[begin + 1] == "  a = x \\cdot w,\\\\"
    assert lines[begin + 3] == r"\end{gather*}"
    assert lines[-1] == r"\end{document}"


def test_a_formula_with_a_gap_has_no_latex() -> None:
    graph = Graph([Node(NodeId(1), "tanh", (None,))])
    with pytest.raises(GraphError, match="connect the input of tanh"):
        latex_formula(graph)
    with pytest.raises(GraphError, match="empty"):
        latex_formula(Graph())
