"""What a gesture may use of the view it happens in."""

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt

from playground.graph.edits import Edit
from playground.ui.canvas.hit import InputHit, OutputHit
from playground.ui.canvas.scene import CanvasScene


@dataclass(frozen=True, slots=True)
class Pointer:
    """The mouse at one moment: in the scene, in the viewport, and the keys held."""

    scene: QPointF
    view: QPoint
    modifiers: Qt.KeyboardModifier

    @property
    def has_shift(self) -> bool:
        """Whether Shift is held."""
        return bool(self.modifiers & Qt.KeyboardModifier.ShiftModifier)

    @property
    def has_control(self) -> bool:
        """Whether Ctrl is held."""
        return bool(self.modifiers & Qt.KeyboardModifier.ControlModifier)

    @property
    def has_alt(self) -> bool:
        """Whether Alt is held."""
        return bool(self.modifiers & Qt.KeyboardModifier.AltModifier)


class Stage(Protocol):
    """The view as gestures see it."""

    @property
    def scene_shown(self) -> CanvasScene:
        """The scene."""

    @property
    def zoom(self) -> float:
        """Pixels per scene unit."""

    @property
    def seen(self) -> QRectF:
        """The part of the scene that is in sight."""

    @property
    def snaps_to_grid(self) -> bool:
        """Whether what is moved stays on the grid."""

    def show_hint(self, text: str, at: QPoint, *, is_refusal: bool = False) -> None:
        """Say *text* beside a point of the viewport; nothing for no text."""

    def show_cursor(self, shape: Qt.CursorShape | None) -> None:
        """Wear a cursor; None for the usual one."""

    def pan_by(self, dx: int, dy: int) -> None:
        """Move the contents by pixels."""

    def perform(self, edit: Edit) -> bool:
        """Apply an edit, nodes gliding to where it moves them; False when refused."""

    def carry_out(self, cargo: object, grip: QPointF) -> None:
        """Let what moves leave the window, held at a point of the scene."""

    def follow_link(self, link: str) -> None:
        """Open a link of a note, if it is one that may be opened."""

    def search_for(self, port: OutputHit | InputHit, pointer: Pointer) -> None:
        """Open the search for a node that the loose wire from *port* shall join."""


class Gesture:
    """Something the hand does with a button held, from the press to the release.

    Attributes:
        scrolls: Whether the view scrolls when the hand comes to its edge.
    """

    scrolls = True

    @property
    def cargo(self) -> object:
        """What may leave the window with the hand, None for nothing."""
        return None

    def __init__(self, stage: Stage, pressed: Pointer) -> None:
        self.stage = stage
        self.pressed = pressed
        self.scene = stage.scene_shown
        self.document = self.scene.document

    def move(self, pointer: Pointer) -> None:
        """Follow the mouse."""

    def release(self, pointer: Pointer) -> None:
        """Do what was meant."""

    def cancel(self) -> None:
        """Leave everything as it was before the press."""


DRAG_START = 4
"""Pixels between a click and a drag."""


def is_drag(pressed: Pointer, pointer: Pointer) -> bool:
    """Whether the mouse has left the place of the press."""
    return (pointer.view - pressed.view).manhattanLength() >= DRAG_START
