"""Nodes glide to where an edit puts them, so that the eye can follow."""

from typing import Final

import numpy as np
from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation, Slot
from PySide6.QtWidgets import QApplication, QStyle

from playground.graph.edits import Edit
from playground.ui.canvas.scene import CanvasScene

DURATION: Final = 200  # milliseconds


class Glide(QObject):
    """Applies edits to the document at once, and shows them on the way.

    The graph is never in between: only the picture is, until `finish` or the next edit.
    """

    def __init__(self, scene: CanvasScene, parent: QObject) -> None:
        super().__init__(parent)
        self._scene = scene
        self._document = scene.document
        self._rows = np.zeros(0, dtype=np.intp)
        self._start = np.zeros((0, 2))
        self._stop = np.zeros((0, 2))
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(DURATION)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._show)
        self._animation.finished.connect(self.finish)
        self._document.edited.connect(self.finish)
        self._document.loaded.connect(self.finish)

    @property
    def is_running(self) -> bool:
        """Whether nodes are on their way."""
        return self._animation.state() == QVariantAnimation.State.Running

    def perform(self, edit: Edit) -> bool:
        """Apply *edit* and let the nodes that it moves glide; False when refused."""
        self.finish()
        nodes = self._scene.nodes
        before = dict(zip(nodes.ids, nodes.positions.tolist(), strict=True))
        if not self._document.edit(edit):
            return False
        now = nodes.positions
        was = np.array(
            [before.get(i, at) for i, at in zip(nodes.ids, now.tolist(), strict=True)]
        ).reshape(-1, 2)
        self._rows = np.flatnonzero((was != now).any(axis=1))
        if len(self._rows) and self._is_wanted():
            self._start, self._stop = was[self._rows], now[self._rows]
            self._scene.show_moved(self._rows, self._start)
            self._animation.start()
        return True

    @Slot()
    def finish(self) -> None:
        """Show every node where it is."""
        if self._animation.state() != QVariantAnimation.State.Stopped or len(
            self._rows
        ):
            self._rows = self._rows[:0]
            self._animation.stop()
            self._scene.show_as_is()

    @Slot(object)
    def _show(self, share: float) -> None:
        if len(self._rows):
            way = self._stop - self._start
            self._scene.show_moved(self._rows, self._start + share * way)

    @staticmethod
    def _is_wanted() -> bool:
        """Whether the desktop wants motion."""
        hint = QStyle.StyleHint.SH_Widget_Animation_Duration
        return QApplication.style().styleHint(hint) > 0
