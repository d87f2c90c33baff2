"""The thread of the current run, and what it was told that is still to be seen."""

import threading
from collections.abc import Callable

from playground.training.background import Snapshot
from playground.ui.training_thread import TrainingThread
from playground.ui.training_wishes import Wishes


class CurrentThread:
    """One training thread at a time; the next begins when the one before has ended.

    A snapshot may have been made before the thread heard of what it was told, and comes
    after it all the same. Commands are numbered, snapshots say how many they come
    after, and so it is known which of them show the effect of a command.

    Attributes:
        generation: The number of the current run.
        is_settled: Whether the last snapshot had all that is wished for, see `expect`.
    """

    def __init__(self) -> None:
        self.generation = 0
        self.is_settled = False
        self._thread: TrainingThread | None = None
        self._retiring: threading.Thread | None = None
        self._commanded = 0
        self._asked: int | None = None

    @property
    def is_there(self) -> bool:
        """Whether there is a thread to be told something."""
        return self._thread is not None

    @property
    def may_begin(self) -> bool:
        """Whether the thread of the run before has ended."""
        return self._retiring is None or not self._retiring.is_alive()

    def begin(self, thread: TrainingThread) -> None:
        """Take *thread*, which has its first orders, for that of the current run."""
        self._retiring = None
        self._thread = thread
        self._commanded = thread.told

    def retire(self) -> None:
        """End the thread; a new run is to begin."""
        self.generation += 1
        if self._thread is not None:
            # Ending a thread means waiting for it, which is not for the window to do.
            self._retiring = threading.Thread(target=self._thread.close, daemon=True)
            self._retiring.start()
            self._thread = None
        self.expect()

    def close(self) -> None:
        """End the thread and wait for it."""
        if self._thread is not None:
            self._thread.close()
            self._thread = None
        if self._retiring is not None:
            self._retiring.join()
            self._retiring = None

    def tell(self, order: Callable[[TrainingThread], None]) -> None:
        """Give an order, if there is a thread; the next is told by who begins it."""
        if self._thread is not None:
            order(self._thread)
            self._commanded = self._thread.told
        self.expect()

    def expect(self) -> None:
        """From now on all that is wished for is to come anew."""
        self._asked = None
        self.is_settled = False

    def take(self) -> Snapshot | None:
        """The newest snapshot of the current run, if one came."""
        snapshot = None if self._thread is None else self._thread.take()
        if snapshot is None or snapshot.generation != self.generation:
            return None
        self.is_settled = self._asked is not None and snapshot.obeyed >= self._asked
        return snapshot

    def ask(self, wishes: Wishes, *, is_playing: bool, is_fast: bool) -> None:
        """Ask for what is wished for, if it is time; see `Wishes.tell`."""
        if self._thread is None:
            return
        wishes.tell(
            self._thread, is_playing=is_playing, is_fast=is_fast and self.is_settled
        )
        if self._asked is None:
            self._asked = self._thread.told

    def has_obeyed(self, snapshot: Snapshot) -> bool:
        """Whether *snapshot* comes after all that was commanded."""
        return snapshot.obeyed >= self._commanded
