"""The inspector: the selected node in words, and its name and number to edit."""

import html
import math

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from playground.graph.definitions import Definition
from playground.graph.edits import Edit, Rename, SetLearnable, SetValues
from playground.graph.graph import Node, NodeId
from playground.ui.canvas.commands import output_choice
from playground.ui.canvas.editor import CanvasEditor
from playground.ui.canvas.explanations import about_dot, about_leaf, shares
from playground.ui.canvas.inline_editing import number_text
from playground.ui.canvas.roles import as_sentence
from playground.ui.canvas.share_table import share_table
from playground.ui.numbers import format_number, parse_number
from playground.ui.theme import ThemeSwitch, number_font

NOTHING_SELECTED = (
    "Select a node to see what it does and how its gradient comes about. "
    "Drag a number to change it, double-click to type it."
)
FRAME_KEYS = (
    "F2 writes its title, Shift+N its note, Shift+C changes its colour. "
    "Drag the title to move all of it, an edge to resize it."
)


_HEIGHT = 140
_FLAT = "QLineEdit { background: transparent; border-color: transparent; }"


class Inspector(QWidget):
    """Shows the one selected node of *editor*; edits go to its document."""

    def __init__(
        self,
        editor: CanvasEditor,
        theme_switch: ThemeSwitch,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setAccessibleName("Inspector of the selected node")
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._editor = editor
        self._scene = editor.scene
        self._document = editor.document
        self._theme_switch = theme_switch
        self._node: NodeId | None = None
        self._refusal = ""
        self._make_labels()
        self._make_fields()
        self._lay_out()
        self._scene.selection_changed.connect(self.refresh)
        self._document.edited.connect(self._follow)
        self._document.evaluated.connect(self.refresh)
        self._document.refused.connect(self._refused)
        theme_switch.changed.connect(self.refresh)
        self.refresh()

    @property
    def text(self) -> str:
        """What is explained, as plain text."""
        return self._explanation.text()

    @Slot()
    def refresh(self) -> None:
        """Show the selected node as it is now."""
        chosen = self._scene.selected_ids
        nodes = self._document.graph.nodes
        alone = chosen[0] if len(chosen) == 1 and chosen[0] in nodes else None
        if alone != self._node:
            self._node = alone
            self._say("")
        self._details.setVisible(alone is not None)
        self._nothing.setVisible(alone is None)
        if alone is None:
            self._nothing.setText(self._about_many())
            return
        self._show(nodes[alone])

    def _show(self, node: Node) -> None:
        evaluation = self._document.evaluation
        is_here = node.id in evaluation.index
        value = evaluation.value(node.id) if is_here else math.nan
        gradient = evaluation.gradient(node.id) if is_here else math.nan
        self._title.setText(_title(node))
        self._help.setText(self._about(node))
        self.open_button.setVisible(node.callee is not None)
        self.name_field.setEnabled(not node.is_dot)
        self._put(self.name_field, node.name)
        shown = number_text(node.value) if node.is_leaf else format_number(value)
        if not node.is_leaf and math.isnan(value):
            shown = "–"
        self.value_field.setReadOnly(not node.is_leaf)
        self.value_field.setFrame(node.is_leaf)
        self.value_field.setStyleSheet("" if node.is_leaf else _FLAT)
        self._put(self.value_field, shown)
        self._gradient.setText("–" if math.isnan(gradient) else format_number(gradient))
        theme = self._theme_switch.current
        self._gradient.setStyleSheet(f"color: {theme.gradient.name()};")
        self.learnable_box.setVisible(node.is_leaf)
        self.learnable_box.setChecked(node.is_learnable)
        is_chosen = self._document.graph.output == node.id
        is_output = evaluation.output == node.id
        self.output_button.setText("Is the output" if is_output else "Make output")
        self.output_button.setEnabled(is_chosen or not is_output)
        problem = evaluation.problems.get(node.id, "")
        if problem:
            is_waiting = None in node.needs
            ink = theme.quiet_text if is_waiting else theme.error
            self._explanation.setText(
                f'<span style="color:{ink.name()}">'
                f"{html.escape(as_sentence(problem))}</span>"
            )
        else:
            self._explanation.setText(self._explained(node))

    def _about_many(self) -> str:
        """What is selected, when that is not one node."""
        scene = self._scene
        chosen, frames = scene.selected_ids, scene.selected_frames
        if len(frames) == 1 and not chosen:
            words = scene.frames.words(frames[0], scene.nodes)
            return f"{words[:1].upper()}{words[1:200]}.\n{FRAME_KEYS}"
        if len(chosen) > 1:
            return f"{len(chosen)} nodes are selected."
        return NOTHING_SELECTED

    def _about(self, node: Node) -> str:
        """What the node is for, in one line."""
        inputs = self._document.graph.inputs
        if node.id in inputs:
            number = inputs.index(node.id) + 1
            return (
                f"Input {number} of the function: every use brings a number of its "
                "own, this one is an example."
            )
        if node.is_leaf and self._document.graph.definition is not None:
            learns = "; learning on this tab may change it" * node.is_learnable
            return f"A value of the function's own, the same for every use{learns}."
        if node.is_leaf:
            kind = "A value that learning may change."
            return kind if node.is_learnable else "A fixed number."
        if node.is_muted:
            graph = self._document.graph
            label = graph.nodes[graph.carried(node.id)].label
            passed = "its first input" if label == node.label else label
            return f"Muted: passes {passed} on as it is (M lets it compute again)."
        if isinstance(node.callee, Definition):
            formula = node.callee.formula or "no value yet"
            return f"{node.callee.signature} = {formula}"
        if node.is_dot:
            graph = self._document.graph
            label = graph.nodes[graph.carried(node.id)].label
            return f"Passes {label} on as it is; the gradient is this branch's."
        return node.row.help

    def _explained(self, node: Node) -> str:
        evaluation, graph = self._document.evaluation, self._document.graph
        if node.is_leaf:
            return html.escape(about_leaf(graph, evaluation, node.id))
        if node.passes_on:
            return html.escape(about_dot(graph, evaluation, node.id))
        parts = shares(graph, evaluation, node.id)
        if not parts:
            return ""
        head = "Each input receives the slope here × the gradient of this node:"
        return f"{head}{share_table(parts, self._theme_switch.current)}"

    def _make_labels(self) -> None:
        self._nothing = _label("inspectorNothing")
        self._nothing.setProperty("quiet", True)
        self._nothing.setWordWrap(True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = _label("inspectorTitle")
        font = self._title.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.25)
        self._title.setFont(font)
        self._help = _label("inspectorHelp")
        self._help.setProperty("quiet", True)
        self._help.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
        )
        self._gradient = _label("inspectorGradient")
        self._gradient.setAccessibleName("Gradient")
        self._gradient.setFont(number_font(10))
        self._gradient.setMinimumWidth(70)
        self._explanation = QLabel()
        self._explanation.setObjectName("inspectorExplanation")
        self._explanation.setAccessibleName("How the gradient comes about")
        self._explanation.setTextFormat(Qt.TextFormat.RichText)
        self._explanation.setWordWrap(True)
        self._explanation.setAlignment(Qt.AlignmentFlag.AlignTop)
        # The canvas above must not jump when a longer explanation comes.
        self._explanation.setSizePolicy(
            QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored
        )
        self._problem = _label("inspectorProblem")
        self._problem.setProperty("problem", True)
        self._problem.hide()

    def _make_fields(self) -> None:
        self.name_field = _field("inspectorName", "Name of the node", 96)
        self.name_field.setPlaceholderText("no name")
        self.name_field.editingFinished.connect(self._rename)
        self.value_field = _field("inspectorValue", "Value of the node", 118)
        self.value_field.setFont(number_font(10))
        self.value_field.editingFinished.connect(self._set_value)
        self.learnable_box = QCheckBox("learnable")
        self.learnable_box.setObjectName("inspectorLearnable")
        self.learnable_box.setAccessibleName("May learning change it?")
        self.learnable_box.setToolTip("Whether learning may change this value (L)")
        self.learnable_box.clicked.connect(self._set_learnable)
        self.output_button = QPushButton("Make output")
        self.output_button.setObjectName("inspectorOutput")
        self.output_button.setAccessibleName("Make this node the output")
        self.output_button.setToolTip("Gradients refer to the output (O)")
        self.output_button.clicked.connect(self._choose_output)

        self.open_button = QPushButton("Open function")
        self.open_button.setObjectName("inspectorOpenFunction")
        self.open_button.setAccessibleName("Open the function that this node uses")
        self.open_button.setToolTip(
            "Show what it computes, in a tab of its own (Enter)"
        )
        self.open_button.clicked.connect(self._editor.calls.open_function)

    def _lay_out(self) -> None:
        self._details = QWidget()
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._title)
        top.addWidget(self._help, 1)
        top.addWidget(self.open_button)
        top.addWidget(self.output_button)
        fields = QHBoxLayout()
        fields.setSpacing(6)
        for text, widget in (
            ("name", self.name_field),
            ("value", self.value_field),
            ("grad", self._gradient),
        ):
            label = _label(f"inspector_{text}")
            label.setText(text)
            label.setProperty("quiet", True)
            label.setBuddy(widget)
            fields.addWidget(label)
            fields.addWidget(widget)
            fields.addSpacing(6)
        fields.addWidget(self.learnable_box)
        fields.addStretch(1)
        column = QVBoxLayout(self._details)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(top)
        column.addLayout(fields)
        column.addWidget(self._problem)
        column.addWidget(self._explanation, 1)
        outer = QGridLayout(self)
        outer.setContentsMargins(12, 8, 12, 8)
        self.setMinimumHeight(_HEIGHT)
        outer.addWidget(self._details, 0, 0)
        outer.addWidget(self._nothing, 0, 0)

    def _put(self, field: QLineEdit, text: str) -> None:
        """Show *text*, unless the person is typing another one."""
        if field.text() != text and not (field.hasFocus() and field.isModified()):
            field.setText(text)
            field.setCursorPosition(0)

    @Slot()
    def _rename(self) -> None:
        node_id = self._node
        if node_id is None or not self.name_field.isModified():
            return
        self._try(Rename(node_id, self.name_field.text().strip()), self.name_field)

    @Slot()
    def _set_value(self) -> None:
        node_id = self._node
        if node_id is None or not self.value_field.isModified():
            return
        try:
            value = parse_number(self.value_field.text())
        except ValueError as error:
            self._say(str(error))
            return
        self._try(SetValues({node_id: value}), self.value_field)

    @Slot(bool)
    def _set_learnable(self, checked: bool) -> None:  # noqa: FBT001  a slot
        if self._node is not None:
            self._document.edit(SetLearnable(self._node, checked))

    @Slot()
    def _choose_output(self) -> None:
        if self._node is not None:
            self._document.edit(output_choice(self._document.graph, self._node))

    def _try(self, edit: Edit, field: QLineEdit) -> None:
        self._refusal = ""
        if self._document.edit(edit):
            field.setModified(False)
            self._say("")
            self.refresh()
        else:
            self._say(self._refusal)

    @Slot(str)
    def _refused(self, sentence: str) -> None:
        self._refusal = sentence

    @Slot()
    def _follow(self) -> None:
        self.refresh()

    def _say(self, problem: str) -> None:
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))


def _title(node: Node) -> str:
    if node.operation is None:
        return node.name or "constant"
    symbol = "Dot" if node.is_dot else node.row.symbol
    return f"{symbol}, muted" if node.is_muted else symbol


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _field(name: str, what: str, width: int) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setAccessibleName(what)
    field.setToolTip(what)
    field.setFixedWidth(width)
    field.setMinimumHeight(26)
    return field
