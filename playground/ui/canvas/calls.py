"""The commands about functions: collapse, expand, open, and their inputs."""

from PySide6.QtCore import QObject, Signal, Slot

from playground.core.tokens import normalized
from playground.graph.collapse import collapse, expansion
from playground.graph.definitions import Definition
from playground.graph.edits import Edit, Edits, Rename
from playground.graph.function_edits import SetInputs
from playground.graph.graph import GraphError, NodeId
from playground.ui.canvas.function_name import FunctionName
from playground.ui.canvas.view import CanvasView


class Calls(QObject):
    """Makes functions of what is selected in *view*, and changes those it uses.

    Signals:
        open_requested: A `Definition` shall be shown in a tab of its own.
        rename_requested: A `Definition` shall get another name.
        delete_requested: A `Definition` shall go.
    """

    open_requested = Signal(object)
    rename_requested = Signal(object)
    delete_requested = Signal(object)

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._scene = view.scene_shown
        self._document = self._scene.document
        self._ids: list[NodeId] = []
        view.function_open_requested.connect(self.open_node)

    @property
    def definition(self) -> Definition | None:
        """The function that the selected nodes use, else that of the tab."""
        graph = self._document.graph
        used = {graph.nodes[i].callee for i in self._scene.selected_ids}
        used.discard(None)
        found = next(iter(used), None) if len(used) == 1 else graph.definition
        return found if isinstance(found, Definition) else None

    @Slot()
    def collapse(self) -> None:
        """Make a function of the selection, after asking for its name."""
        self._view.cancel_gesture()
        self._ids = self._scene.selected_ids
        graph = self._document.graph
        try:
            collapse(graph, self._ids, "f")
        except GraphError as error:
            self._document.refused.emit(str(error))
            return
        names = [graph.nodes[i].name for i in self._ids if not graph.nodes[i].is_leaf]
        wanted = next((name for name in reversed(names) if name), "f")
        self._ask(self._document.functions.library.free_name(wanted))

    @Slot()
    def expand(self) -> None:
        """Put what they compute in the place of the selected uses of functions."""
        self._view.cancel_gesture()
        graph = self._document.graph
        uses = [i for i in self._scene.selected_ids if graph.nodes[i].callee]
        if not uses:
            self._document.refused.emit("select a node that uses a function")
            return
        before = set(graph.nodes)
        for node_id in uses:
            try:
                edit = expansion(graph, node_id)
            except GraphError as error:
                self._document.refused.emit(str(error))
                break
            # Several at once are one step.
            self._document.edit(edit, gesture=("expand", tuple(uses)))
        new = [i for i in graph.nodes if i not in before]
        if new:
            self._scene.select(new)
            self._scene.current = new[-1]
            self._view.navigation.reveal(self._scene.bounds(new))

    @Slot()
    def open_function(self) -> None:
        """Show the function of the selected node in a tab of its own."""
        definition = self.definition
        if definition is None:
            self._document.refused.emit("select a node that uses a function")
        else:
            self.open_requested.emit(definition)

    @Slot(object)
    def open_node(self, node_id: NodeId) -> None:
        """Show the function that a node uses."""
        callee = self._document.graph.nodes[node_id].callee
        if isinstance(callee, Definition):
            self.open_requested.emit(callee)

    @Slot()
    def rename_function(self) -> None:
        """Ask for another name of the function of the selected node, or of the tab."""
        definition = self.definition
        if definition is None:
            self._document.refused.emit("select a node that uses a function")
        else:
            self.rename_requested.emit(definition)

    @Slot()
    def delete_function(self) -> None:
        """Delete the function of this tab, or of the selection, if nothing uses it."""
        definition = self.definition
        if definition is None:
            self._document.refused.emit("open the function that shall go")
        else:
            # Not a step of this tab, which goes with the function.
            self.delete_requested.emit(definition)

    @Slot()
    def toggle_input(self) -> None:
        """Make the selected values inputs of the function, or no longer."""
        graph = self._document.graph
        chosen = [i for i in self._scene.selected_ids if graph.nodes[i].is_leaf]
        if not chosen:
            self._document.refused.emit("select the values that shall be inputs")
            return
        edits: list[Edit] = []
        inputs = [i for i in graph.inputs if i not in chosen]
        if not set(chosen) <= set(graph.inputs):
            inputs = [*graph.inputs, *(i for i in chosen if i not in graph.inputs)]
            names: set[str] = set()
            for node_id in chosen:
                if not graph.nodes[node_id].name:
                    # An input is called by its name wherever the function is used.
                    names.add(name := graph.free_name(taken=names))
                    edits.append(Rename(node_id, name))
        edits.append(SetInputs(tuple(inputs)))
        self._document.edit(Edits(tuple(edits), "Change the inputs"))

    @Slot()
    def input_earlier(self) -> None:
        """Let the selected input change places with the one before it."""
        inputs = list(self._document.graph.inputs)
        chosen = [i for i in self._scene.selected_ids if i in inputs]
        if len(chosen) != 1:
            self._document.refused.emit("select one input of the function")
            return
        place = inputs.index(chosen[0])
        if place:
            inputs[place - 1 : place + 1] = inputs[place], inputs[place - 1]
            edit = Edits((SetInputs(tuple(inputs)),), "Change the order of inputs")
            self._document.edit(edit)

    def _ask(self, name: str) -> None:
        dialog = FunctionName(
            "Collapse to function",
            "Name of the function, by which formulas call it:",
            name,
            self._document.functions.library.check_name,
            self._view.window(),
        )
        dialog.setObjectName("collapseDialog")
        dialog.textValueSelected.connect(self._collapse)
        dialog.open()

    @Slot(str)
    def _collapse(self, text: str) -> None:
        name = normalized(text.strip())
        graph = self._document.graph
        try:
            self._document.functions.library.check_name(name)
            edit = collapse(graph, [i for i in self._ids if i in graph.nodes], name)
        except GraphError as error:
            self._document.refused.emit(str(error))
            return
        before = set(graph.nodes)
        if self._document.edit(edit):
            self._scene.focus_on(next(i for i in graph.nodes if i not in before))
        self._view.setFocus()
