"""What the window wants to see of a run, and how often it asks for it."""

import time
from typing import Final

from playground.ui.training_thread import TrainingThread

CHECKUP: Final = 0.5
"""Seconds between two looks of the doctor at a run that plays."""

FAST_FRAME: Final = 0.025
"""Seconds that lie at least between two wishes at full speed: every second frame."""

MAPS_FRAME: Final = 0.025
"""Seconds that lie at least between two wishes for neuron maps, while it plays."""


class Wishes:
    """What snapshots are to hold; each thing is asked for no more often than needed.

    Attributes:
        neuron_maps: Whether the maps of all neurons.
        watched: The neuron whose large map: layer and index.
        details: Whether what moves each parameter.
    """

    def __init__(self) -> None:
        self.neuron_maps = False
        self.watched: tuple[int, int] | None = None
        self.details = False
        self._asked_at = self._maps_asked_at = self._checkup_asked_at = 0.0

    def tell(self, thread: TrainingThread, *, is_playing: bool, is_fast: bool) -> None:
        """Ask *thread* for a snapshot, if it is time.

        Args:
            thread: The thread of the run.
            is_playing: Whether the run goes on by itself; else all is asked for.
            is_fast: Whether not every frame is to have a snapshot.
        """
        now = time.perf_counter()
        if is_fast and now - self._asked_at < FAST_FRAME:
            return
        self._asked_at = now
        maps_are_due = not is_playing or now - self._maps_asked_at > MAPS_FRAME
        maps = self.neuron_maps and maps_are_due
        if maps:
            self._maps_asked_at = now
        checkup = not is_playing or now - self._checkup_asked_at > CHECKUP
        if checkup:
            self._checkup_asked_at = now
        if checkup or maps or self.watched is not None or self.details:
            thread.request(
                neuron_maps=maps,
                watched=self.watched,
                checkup=checkup,
                details=self.details,
            )
        else:
            thread.request()
