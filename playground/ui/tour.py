"""The tour: works the real window by mouse and keys, and keeps numbers and pictures."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, TextIO

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from playground.graph.graph import Node, NodeId
from playground.ui import hand
from playground.ui.app import create_window, live_with_threads
from playground.ui.canvas import geometry
from playground.ui.canvas.chip import Chip
from playground.ui.hand import HandError
from playground.ui.main_window import MainWindow

if TYPE_CHECKING:
    from playground.training.background import Snapshot

GOAL: Final = 0.95
"""Share of test points that the trained network must place on the right side."""

_TOLERANCE: Final = 1e-9
_BIAS: Final = 6.8813735870195432
_LEAVES: Final = (
    ("x1", 2.0, QPoint(26, 26)),
    ("w1", -3.0, QPoint(26, 94)),
    ("x2", 0.0, QPoint(26, 170)),
    ("w2", 1.0, QPoint(26, 238)),
    ("b", _BIAS, QPoint(26, 310)),
)
_OPERATIONS: Final = (
    ("mul", "x1w1", QPoint(168, 60), ("x1", "w1")),
    ("mul", "x2w2", QPoint(168, 204), ("x2", "w2")),
    ("add", "sum", QPoint(296, 132), ("x1w1", "x2w2")),
    ("add", "n", QPoint(424, 204), ("sum", "b")),
    ("tanh", "output", QPoint(550, 204), ("n",)),
)
_EXPECTED: Final = {"x1": -1.5, "w1": 1.0, "x2": 0.5, "w2": 0.0, "b": 0.5}


@dataclass
class Tour:
    """One walk through a window; each stage is a method.

    Attributes:
        window: A window that is shown.
        folder: Where the pictures go.
        out: Where the numbers go.
    """

    window: MainWindow
    folder: Path
    out: TextIO
    pictures: int = 0

    def walk(self) -> None:
        """All stages in order.

        Raises:
            HandError: The window did not do what it should.
        """
        self.first_start()
        self.empty_canvas()
        self.build_neuron()
        self.learn()
        self.train_moons()
        self.other_looks()

    def first_start(self) -> None:
        """The window as a newcomer meets it."""
        self.say("First start: the neuron of the micrograd lecture, and two moons.")
        self.check_neuron()
        self.keep("first-start")

    def empty_canvas(self) -> None:
        """File, New."""
        self.window.files.new_action.trigger()
        if self.window.document.graph.nodes:
            msg = "a new project should have an empty canvas"
            raise HandError(msg)
        hand.wait(100)
        self.keep("empty-canvas")

    def build_neuron(self) -> None:
        """Build the same neuron from the palette, node by node and wire by wire."""
        self.say("Built by hand from the palette:")
        for name, value, place in _LEAVES:
            node = self.place("value", place)
            self.rename(node, name)
            self.set_number(node, value)
        self.keep("values-placed")
        for operation, name, place, operands in _OPERATIONS:
            node = self.place(operation, place)
            self.rename(node, name)
            for port, operand in enumerate(operands):
                self.connect(operand, name, port)
        self.window.editor.fit()
        hand.wait(150)
        self.check_neuron()
        self.say(f"formula  {self.widget('formulaBar').property('text')}")
        self.keep("neuron-built")

    def learn(self) -> None:
        """One step of gradient descent on the canvas, and its undoing."""
        before = self.output_value()
        hand.click(self.widget("learnStepButton"))
        hand.wait(50)
        after = self.output_value()
        self.say(f"One step of gradient descent: {before:.6f} -> {after:.6f}")
        if not after < before:
            msg = "a step of gradient descent should lower the output"
            raise HandError(msg)
        self.window.document.undo()
        if self.output_value() != before:
            msg = "undo should bring the value back"
            raise HandError(msg)

    def train_moons(self) -> None:
        """Press play, and watch a small network separate two moons."""
        panel = self.window.training_panel
        snapshots: list[Snapshot] = []
        self.window.runner.snapshot_ready.connect(snapshots.append)
        hand.click(self.widget("dataset-moons"))
        hand.wait(100)
        play = panel.findChild(QToolButton, "playButton")
        assert play is not None
        hand.click(play)
        hand.wait_until(
            lambda: bool(snapshots) and snapshots[-1].epoch > 0, "training should start"
        )
        self.keep("training")
        hand.wait_until(
            lambda: snapshots[-1].test_accuracy > GOAL,
            f"the network should reach {GOAL:.0%} test accuracy",
        )
        hand.wait(1500)
        hand.click(play)
        hand.wait_until(lambda: not snapshots[-1].is_running, "pause should stop it")
        self.window.runner.snapshot_ready.disconnect(snapshots.append)
        last = snapshots[-1]
        self.say(
            f"Two moons after {last.epoch} epochs: train loss {last.train_loss:.4f}, "
            f"test loss {last.test_loss:.4f}, test accuracy {last.test_accuracy:.1%}"
        )
        hand.wait(100)
        self.keep("trained")

    def other_looks(self) -> None:
        """The same window in light colours, and on a large screen."""
        self.window.editor.view.setFocus()
        for mode in ("light", "dark"):
            action = self.window.action(f"{mode}ThemeAction")
            action.trigger()
            hand.wait(150)
            self.keep(f"trained-{mode}")
            self.window.resize(1920, 1080)
            hand.wait(250)
            self.keep(f"large-{mode}")
            self.window.resize(1280, 800)
            hand.wait(150)

    # What the hand does

    def place(self, key: str, place: QPoint) -> NodeId:
        """Drag a chip of the palette onto the canvas; returns the new node."""
        before = set(self.window.document.graph.nodes)
        chip = self.window.findChild(Chip, f"chip_{key}")
        view = self.window.editor.view.viewport()
        assert chip is not None
        middle = QPoint(int(geometry.WIDTH / 2), int(geometry.HEIGHT / 2))
        stop = chip.mapFromGlobal(view.mapToGlobal(place + middle))
        hand.drag(chip, chip.rect().center(), stop)
        new = set(self.window.document.graph.nodes) - before
        if len(new) != 1:
            msg = f"dragging {key} onto the canvas should add one node"
            raise HandError(msg)
        return new.pop()

    def rename(self, node_id: NodeId, name: str) -> None:
        """Double-click the title and type."""
        x, y = self.node(node_id).position
        self.double_click(geometry.title_rect(x, y).center())
        hand.press_key(Qt.Key.Key_Home)
        hand.type_text(name, self.clear_field())

    def set_number(self, node_id: NodeId, value: float) -> None:
        """Double-click the number and type."""
        x, y = self.node(node_id).position
        self.double_click(geometry.row_rect(x, y, 0).center())
        hand.type_text(repr(value), self.clear_field())

    def connect(self, source: str, target: str, port: int) -> None:
        """Drag a wire from an output to an input."""
        start = self.named(source)
        end = self.named(target)
        stop = geometry.input_point(*end.position, len(end.operands), port)
        view = self.window.editor.view
        hand.drag(
            view.viewport(),
            view.mapFromScene(geometry.output_point(*start.position)),
            view.mapFromScene(stop),
        )
        if self.named(target).operands[port] != start.id:
            msg = f"the wire from {source} to {target} should be there"
            raise HandError(msg)

    def double_click(self, scene: QPointF) -> None:
        """Double-click a place of the canvas."""
        view = self.window.editor.view
        hand.double_click(view.viewport(), view.mapFromScene(scene))

    def clear_field(self) -> QWidget:
        """The field with the focus, its text selected so that typing replaces it."""
        field = QApplication.focusWidget() or self.widget("inlineEditor")
        field.metaObject().invokeMethod(field, "selectAll")
        return field

    # What the eye sees

    def check_neuron(self) -> None:
        """Print the output's value and each leaf's gradient; they must be right."""
        evaluation = self.window.document.evaluation
        value = self.output_value()
        self.say(f"value    {value:.4f}")
        for name, expected in _EXPECTED.items():
            gradient = evaluation.gradient(self.named(name).id)
            self.say(f"grad {name:<4}{gradient:.4f}")
            if abs(gradient - expected) > _TOLERANCE:
                msg = f"the gradient of {name} should be {expected}, not {gradient}"
                raise HandError(msg)
        if abs(value - 0.5**0.5) > _TOLERANCE:
            msg = f"the neuron should be 0.7071, not {value}"
            raise HandError(msg)

    def output_value(self) -> float:
        """The value of the output."""
        evaluation = self.window.document.evaluation
        if evaluation.output is None:
            msg = "the canvas should have an output"
            raise HandError(msg)
        return evaluation.value(evaluation.output)

    def named(self, name: str) -> Node:
        """The node of that name."""
        node_id = self.window.document.graph.named(name)
        if node_id is None:
            msg = f"there should be a node called {name}"
            raise HandError(msg)
        return self.node(node_id)

    def node(self, node_id: NodeId) -> Node:
        """The node as it is now."""
        return self.window.document.graph.nodes[node_id]

    def widget(self, name: str) -> QWidget:
        """The widget of that object name."""
        widget = self.window.findChild(QWidget, name)
        if widget is None:
            msg = f"the window should have a {name}"
            raise HandError(msg)
        return widget

    def keep(self, title: str) -> None:
        """Save a picture of the window."""
        self.pictures += 1
        path = self.folder / f"{self.pictures:02}-{title}.png"
        if not self.window.grab().save(str(path)):
            msg = f"the picture {path} could not be written"
            raise HandError(msg)

    def say(self, line: str) -> None:
        """Print a line."""
        self.out.write(f"{line}\n")
        self.out.flush()


def run_tour(folder: Path, out: TextIO) -> int:
    """Walk through a new window; returns the exit code.

    Raises:
        HandError: The window did not do what it should.
        OSError: *folder* cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    collector = live_with_threads()
    with TemporaryDirectory() as settings:
        window = create_window(settings_path=Path(settings) / "settings.ini")
        window.action("darkThemeAction").trigger()
        window.show()
        window.activateWindow()
        hand.wait(400)
        tour = Tour(window, folder, out)
        try:
            tour.walk()
            window.files.save_to(folder / "tour.playground")
        finally:
            # Nothing may ask about unsaved changes when a stage has failed.
            window.abandon()
            window.close()
            collector.stop()
    tour.say(f"{tour.pictures} pictures in {folder}")
    return 0
