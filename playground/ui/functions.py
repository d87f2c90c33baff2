"""`ProjectFunctions`: the functions of a project, for the documents that use them."""

from PySide6.QtCore import QObject, Signal

from playground.graph.definitions import Library


class ProjectFunctions(QObject):
    """The library of a window's project; other projects bring another one.

    Signals:
        changed: A function came, went, or is another one than before; `Document.edit`
            sees to that.

    Attributes:
        library: The functions.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin without functions."""
        super().__init__(parent)
        self.library = Library()

    def show(self, library: Library) -> None:
        """Go on with those of another project."""
        self.library = library
        self.changed.emit()
