"""`CanvasEditor`: the canvas with its formula bar, its search and its commands."""

from PySide6.QtCore import QPoint, QTimer, Slot
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget
from typing_extensions import override

from playground.graph.edits import Edit, Edits
from playground.graph.frame_edits import AddFrames
from playground.graph.graph import NodeId
from playground.graph.layout import ROW_HEIGHT
from playground.graph.rules import NO_NAME
from playground.ui.canvas import commands as edits_of
from playground.ui.canvas import geometry
from playground.ui.canvas.actions import COMMANDS, make_action
from playground.ui.canvas.arranging import Arranging
from playground.ui.canvas.calls import Calls
from playground.ui.canvas.caption import Caption
from playground.ui.canvas.cargo import Cargo
from playground.ui.canvas.carrying import Carrying
from playground.ui.canvas.clipboard import Clipboard
from playground.ui.canvas.descent import Descent
from playground.ui.canvas.entries import Entry
from playground.ui.canvas.find_bar import FindBar
from playground.ui.canvas.formula_bar import FormulaBar
from playground.ui.canvas.frames import duplicates
from playground.ui.canvas.framing import Framing
from playground.ui.canvas.hit import (
    FrameHit,
    Hit,
    InputHit,
    NodeHit,
    OutputHit,
    WireHit,
)
from playground.ui.canvas.inline_editing import InlineEditing
from playground.ui.canvas.learn_bar import LearnBar
from playground.ui.canvas.menus import context_menu
from playground.ui.canvas.minimap import Minimap
from playground.ui.canvas.navigation import STEP
from playground.ui.canvas.outlook import Outlook
from playground.ui.canvas.placing import Placing
from playground.ui.canvas.rewiring import Rewiring
from playground.ui.canvas.scene import CanvasScene
from playground.ui.canvas.view import CanvasView
from playground.ui.canvas.walking import Walking
from playground.ui.document import Document
from playground.ui.theme import ThemeSwitch

_COPY_OFFSET = (24.0, 24.0)


class CanvasEditor(QWidget):
    """Edits one *document*. `commands` holds its actions by name, for menus."""

    def __init__(
        self,
        document: Document,
        theme_switch: ThemeSwitch,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("canvasEditor")
        self.document = document
        # Without a parent it would go when Python looks for garbage, in any thread.
        self.scene = CanvasScene(document, theme_switch, self)
        self.view = CanvasView(self.scene, theme_switch)
        self.find_bar = FindBar(self.view, theme_switch)
        self.minimap = Minimap(self.view, theme_switch)
        self.formula_bar = FormulaBar(document)
        self.caption = Caption()
        self.descent = Descent(document, self)
        self.learn_bar = LearnBar(document, self.descent)
        self.placing = Placing(self.view, theme_switch)
        self.clipboard = Clipboard(self.view)
        self.arranging = Arranging(self.view)
        self.rewiring = Rewiring(self.view)
        self.inline = InlineEditing(self.view, theme_switch)
        self.carrying = Carrying(self.view, self.clipboard, theme_switch)
        self.framing = Framing(self.view, self.inline, theme_switch)
        self.walking = Walking(self.view)
        self.calls = Calls(self.view)
        self.commands: dict[str, QAction] = {}
        for command in COMMANDS:
            action = make_action(command, self.view)
            part = getattr(self, command.part) if command.part else self
            done = action.toggled if command.is_switch else action.triggered
            done.connect(getattr(part, command.name))
            self.commands[command.name] = action
        self.outlook = Outlook(self.view, self.commands)
        self._was_shown = False
        self._lay_out()
        self.view.learnable_toggle_requested.connect(self._toggle_one)
        self.view.menu_requested.connect(self._open_menu)
        self.formula_bar.formula_entered.connect(self._formula_entered)
        self.formula_bar.left.connect(self.view.setFocus)
        self.scene.structure_changed.connect(self._place_formula)
        document.loaded.connect(self._loaded)
        self.setFocusProxy(self.view)
        self._place_formula()

    # Placing, for the palette

    def add_entry(self, entry: Entry) -> None:
        """Place *entry* in the middle of the view."""
        self.placing.add(entry)
        self.view.setFocus()

    def preview_entry(self, entry: Entry, global_place: QPoint) -> bool:
        """Show where *entry* would land; False when the point is elsewhere."""
        return self.placing.preview(entry, global_place)

    def drop_entry(self, entry: Entry, global_place: QPoint) -> None:
        """Place *entry* at a point of the screen."""
        if self.placing.drop(entry, global_place) is not None:
            self.view.setFocus()

    def end_preview(self) -> None:
        """Nothing is being dragged here any more."""
        self.placing.end_preview()

    # Commands

    @Slot()
    def add_node(self) -> None:
        """Open the search at the cursor."""
        self.placing.open_search(self.view.cursor_place())

    @Slot()
    def edit_number(self) -> None:
        """Type the number of the selected leaf, or open the function of a node."""
        if (
            self._the_one is not None
            and self.document.graph.nodes[self._the_one].callee
        ):
            self.calls.open_node(self._the_one)
        elif self._the_one is not None:
            self.inline.edit_number(self._the_one)

    @Slot()
    def rename(self) -> None:
        """Type the name of the selected node, or the title of the selected frame."""
        if self.framing.edit_title():
            return
        if self._the_one is None:
            return
        if self.document.graph.nodes[self._the_one].is_dot:
            self.document.refused.emit(NO_NAME)
            return
        self.inline.edit_name(self._the_one)

    @Slot()
    def toggle_learnable(self) -> None:
        """Make the selected leaves learnable, or freeze them."""
        self._do(edits_of.learnable_switch(self.document.graph, self._selected))

    @Slot()
    def choose_output(self) -> None:
        """Make the selected node the output, or leave the choice to the graph."""
        if self._the_one is not None:
            self._do(edits_of.output_choice(self.document.graph, self._the_one))

    @Slot()
    def connect_selected(self) -> None:
        """Wires from the selected nodes to the free inputs of the current one."""
        ids = sorted(
            self._selected, key=lambda i: self.document.graph.nodes[i].position[1]
        )
        current = self.scene.current
        if current in ids:
            ids.remove(current)
            ids.append(current)
        self._do(edits_of.connection(self.document.graph, ids))

    @Slot()
    def duplicate(self) -> None:
        """Copy the selection with its inner wires, and frames with what they hold."""
        graph, cargo = self.document.graph, self._cargo
        added = edits_of.duplication(graph, cargo.ids, _COPY_OFFSET)
        framed = AddFrames(duplicates(graph, cargo.frames, _COPY_OFFSET))
        nodes = added.nodes if added is not None else ()
        parts = (*([added] if added else ()), *([framed] if framed.frames else ()))
        if parts and self.document.edit(
            parts[0] if len(parts) == 1 else Edits(parts, "Duplicate")
        ):
            self.scene.select((n.id for n in nodes), (), (f.id for f in framed.frames))
            self.scene.current = nodes[-1].id if nodes else None

    @Slot()
    def delete(self) -> None:
        """Remove the selected nodes, wires and frames; what frames hold stays."""
        self.view.cancel_gesture()
        links = self.scene.selected_links
        frames = self.scene.selected_frames
        graph = self.document.graph
        self._do(edits_of.removal(graph, self._selected, links, frames))

    @Slot()
    def select_all(self) -> None:
        """Select every node and frame."""
        self.scene.select(self.document.graph.nodes, (), self.document.graph.frames)

    @Slot()
    def frame_selection(self) -> None:
        """Show what is selected, or everything."""
        scene = self.scene
        bounds = scene.bounds(self._selected)
        bounds |= scene.frames.bounds(scene.selected_frames)
        self.view.navigation.show_rect(scene.bounds() if bounds.isEmpty() else bounds)

    @Slot()
    def fit(self) -> None:
        """Show everything."""
        self.view.navigation.show_all(self.scene.bounds())

    @Slot()
    def zoom_in(self) -> None:
        """Show things larger."""
        self.view.navigation.zoom_to(self.view.zoom * STEP)

    @Slot()
    def zoom_out(self) -> None:
        """Show things smaller."""
        self.view.navigation.zoom_to(self.view.zoom / STEP)

    @Slot()
    def zoom_reset(self) -> None:
        """Show things at their size."""
        self.view.navigation.zoom_to(1.0)

    # Qt

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._was_shown:
            self._was_shown = True
            # The layout gives the view its size only after this event.
            QTimer.singleShot(0, self._look)

    # The rest

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.formula_bar, self.caption, _line()):
            layout.addWidget(widget)
        layout.addWidget(self.view, 1)
        layout.addWidget(_line())
        layout.addWidget(self.learn_bar)

    @Slot()
    def _look(self) -> None:
        """Show the canvas for the first time: as it was saved, or all of it."""
        if not self.outlook.begin():
            self.fit()

    @property
    def _selected(self) -> list[NodeId]:
        return self.scene.selected_ids

    @property
    def _the_one(self) -> NodeId | None:
        """The current node if it is selected, else the only one selected."""
        chosen = self._selected
        if self.scene.current in chosen:
            return self.scene.current
        return chosen[0] if len(chosen) == 1 else None

    @property
    def _cargo(self) -> Cargo:
        """What is selected, and what lies in the frames that are."""
        scene = self.scene
        return Cargo(scene, scene.selected_ids, scene.selected_frames)

    def _do(self, edit: Edit | None) -> None:
        if edit is not None:
            self.document.edit(edit)

    @Slot(object)
    def _toggle_one(self, node_id: NodeId) -> None:
        self._do(edits_of.learnable_switch(self.document.graph, [node_id]))

    @Slot(object, QPoint)
    def _open_menu(self, found: Hit, place: QPoint) -> None:
        match found:
            case NodeHit(node_id, _) | OutputHit(node_id) | InputHit(node_id, _):
                if node_id not in self._selected:
                    self.scene.select((node_id,))
                self.scene.current = node_id
            case WireHit(link, _):
                self.scene.select((), (link,))
            case FrameHit(frame_id):
                if frame_id not in self.scene.selected_frames:
                    self.scene.select((), (), (frame_id,))
            case None:
                pass
        graph = self.document.graph
        menu = context_menu(found, graph, self.commands, self.view)
        if isinstance(found, FrameHit):
            colors = self.framing.color_menu(menu)
            menu.insertMenu(self.commands["cut"], colors)
            menu.insertSeparator(self.commands["cut"])
            self.framing.links.add_to(menu, found)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    @Slot()
    def _formula_entered(self) -> None:
        bounds = self.scene.bounds()
        seen = self.view.mapToScene(self.view.viewport().rect()).boundingRect()
        beyond = geometry.REACH / 2  # room for the ring and the word of the output
        if not seen.contains(bounds.adjusted(-beyond, -beyond, beyond, beyond)):
            self.fit()
        output = self.document.graph.effective_output
        self.scene.focus_on(output)

    @Slot()
    def _loaded(self) -> None:
        """Another graph is here: what was going on with the old one is over."""
        self.descent.stop()
        self.placing.popup.close_popup()
        self.inline.field.close_editor()
        self.formula_bar.restore()

    @Slot()
    def _place_formula(self) -> None:
        """A formula that is added goes below everything."""
        bounds = self.scene.bounds()
        gap = 0.0 if bounds.isEmpty() else ROW_HEIGHT / 2
        self.formula_bar.add_at(bounds.left(), bounds.bottom() + gap)


def _line() -> QFrame:
    """A hairline between the parts."""
    line = QFrame()
    line.setFrameShape(QFrame.Shape.NoFrame)
    line.setFixedHeight(1)
    line.setObjectName("hairline")
    return line
