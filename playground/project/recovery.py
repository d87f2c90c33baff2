"""Recovery files: work that was not saved when the program died, asked about once.

Every session has a folder of its own with a copy of the project, and holds a lock in
it. The system lets go of the lock when the process ends, however it ends: a folder that
nobody locks was left behind by a session that did not close.
"""

import os
import secrets
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from io import FileIO
from pathlib import Path
from typing import Final

from playground.project.files import SUFFIX, FileAccessError, load, save
from playground.project.project import Project, ViewValue

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_COPY: Final = f"project{SUFFIX}"
_LOCK: Final = "lock"
_ORIGIN: Final = "recovery.origin"
_NEW: Final = ".new-"
_ASKED: Final = "asked-"
_KEPT: Final = 20
"""So many folders are kept that were asked about and neither taken nor discarded."""


class RecoveryFile:
    """The copy of one project in one running window, below *folder*.

    Nothing is on the disk before the first `write`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._own: Path | None = None
        self._lock: FileIO | None = None

    def write(self, project: Project, origin: Path | None) -> None:
        """Keep *project*, whose own file is *origin*, in place of the copy before.

        Raises:
            FileFormatError: It could not be kept; the copy before is as it was.
        """
        view: dict[str, ViewValue] = dict(project.view)
        if origin is not None:
            view[_ORIGIN] = str(origin)
        save(replace(project, view=view), self._opened() / _COPY)

    def remove(self) -> None:
        """Forget the copy: there is nothing that is not saved."""
        if self._own is not None:
            with suppress(OSError):
                (self._own / _COPY).unlink(missing_ok=True)

    def close(self) -> None:
        """Leave nothing behind: the session ends as it should."""
        if self._lock is not None:
            self._lock.close()
        if self._own is not None:
            shutil.rmtree(self._own, ignore_errors=True)
        self._own = self._lock = None

    def _opened(self) -> Path:
        """The folder of this session, made and locked."""
        if self._own is not None and self._own.is_dir():
            return self._own
        self.close()
        name = f"{os.getpid()}-{secrets.token_hex(4)}"
        draft = self._folder / f"{_NEW}{name}"
        try:
            draft.mkdir(parents=True)
            if sys.platform != "win32":
                self._lock = _taken(draft)
            draft.rename(self._folder / name)  # nobody sees it before it is locked
            if sys.platform == "win32":
                # Folders with an open file cannot be renamed there.
                self._lock = _taken(self._folder / name)
        except OSError as error:
            raise FileAccessError(error.strerror or str(error)) from None
        self._own = self._folder / name
        return self._own


@dataclass(frozen=True, slots=True)
class Lost:
    """What a session left behind that did not close.

    Attributes:
        folder: Where it lies; nobody is asked about it again.
        changed: When it was written, in seconds since 1970.
        origin: The file of the project, None if it had none.
    """

    folder: Path
    changed: float
    origin: Path | None
    project: Project

    @property
    def path(self) -> Path:
        """The copy, a project file like any other."""
        return self.folder / _COPY

    def discard(self) -> None:
        """Delete it."""
        shutil.rmtree(self.folder, ignore_errors=True)


def lost_sessions(folder: Path) -> Iterator[Lost]:
    """What dead sessions left in *folder*, the newest first.

    Each is marked as asked about before it is given, and never given again. Copies
    that cannot be read are marked and left where they are.
    """
    for session in sorted(_sessions(folder), key=_changed, reverse=True):
        if not _is_dead(session):
            continue
        if not (session / _COPY).is_file():
            shutil.rmtree(session, ignore_errors=True)
            continue
        claimed = folder / f"{_ASKED}{session.name}"
        try:
            session.rename(claimed)
        except OSError:
            continue  # another window was quicker, or nothing can be written here
        with suppress(ValueError):
            yield _lost(claimed)
    _forget_old(folder)


def _lost(claimed: Path) -> Lost:
    project = load(claimed / _COPY)
    view: Mapping[str, ViewValue] = project.view
    origin = view.get(_ORIGIN)
    rest = {name: value for name, value in view.items() if name != _ORIGIN}
    return Lost(
        claimed,
        _changed(claimed),
        Path(origin) if isinstance(origin, str) else None,
        replace(project, view=rest),
    )


def _sessions(folder: Path) -> list[Path]:
    """The folders of sessions, dead or alive, that nobody was asked about."""
    try:
        found = [path for path in folder.iterdir() if path.is_dir()]
    except OSError:
        return []
    return [path for path in found if not path.name.startswith((_NEW, _ASKED))]


def _changed(session: Path) -> float:
    try:
        return (session / _COPY).stat().st_mtime
    except OSError:
        return 0.0


def _forget_old(folder: Path) -> None:
    with suppress(OSError):
        asked = [path for path in folder.iterdir() if path.name.startswith(_ASKED)]
        for old in sorted(asked, key=_changed, reverse=True)[_KEPT:]:
            shutil.rmtree(old, ignore_errors=True)


# Locks


def _taken(session: Path) -> FileIO:
    """The lock of a session, held until it is closed.

    Raises:
        OSError: Somebody else holds it, or it cannot be made.
    """
    lock = FileIO(session / _LOCK, "a")
    try:
        if sys.platform == "win32":
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise
    return lock


def _is_dead(session: Path) -> bool:
    try:
        _taken(session).close()
    except OSError:
        return False
    return True
