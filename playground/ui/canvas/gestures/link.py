"""Opening a link of a note by a click with Ctrl."""

from typing_extensions import override

from playground.ui.canvas.gestures.frame import MoveFrame
from playground.ui.canvas.hit import FrameHit
from playground.ui.canvas.stage import Pointer, Stage, is_drag


class FollowLink(MoveFrame):
    """A click opens the link; a drag moves the frame, as it does beside the link."""

    def __init__(self, stage: Stage, pressed: Pointer, found: FrameHit) -> None:
        super().__init__(stage, pressed, found.frame)
        self._link = found.link

    @override
    def release(self, pointer: Pointer) -> None:
        if self.cargo is None and not is_drag(self.pressed, pointer):
            self.cancel()
            self.stage.follow_link(self._link)
        else:
            super().release(pointer)
