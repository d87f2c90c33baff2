"""Loading and saving projects: whatever happens meanwhile, a file is whole."""

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from playground.project.errors import (
    FileAccessError,
    FileFormatError,
    NewerVersionError,
)
from playground.project.format import decode, encode
from playground.project.project import Project

__all__ = [
    "SUFFIX",
    "FileAccessError",
    "FileFormatError",
    "NewerVersionError",
    "load",
    "save",
    "write_atomically",
]

SUFFIX: Final = ".playground"

_MEGABYTES = 16
LARGEST: Final = _MEGABYTES * 1024 * 1024
"""Bytes; a hundred thousand nodes take fewer."""

_REASONS: Final = {
    errno.ENOENT: "it does not exist, or its folder does not",
    errno.ENOTDIR: "a part of its path is no folder",
    errno.EISDIR: "it is a folder",
    errno.EACCES: "you have no permission",
    errno.EPERM: "you have no permission",
    errno.EROFS: "it lies where nothing can be written",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is full",
    errno.EFBIG: "it would be larger than files may be here",
    errno.ENAMETOOLONG: "its name is too long",
}


def load(path: Path) -> Project:
    """Read a project.

    Raises:
        FileFormatError: It cannot be read, or it is no valid project.
    """
    with _explained():
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise IsADirectoryError(errno.EISDIR, "")
        if not stat.S_ISREG(about.st_mode):  # reading a pipe could wait for ever
            msg = "it is not an ordinary file"
            raise FileAccessError(msg)
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        msg = f"it is larger than {_MEGABYTES} MB"
        raise FileFormatError(msg)
    return decode(data)


def save(project: Project, path: Path) -> None:
    """Write a project; until that has succeeded, the file keeps what it had.

    Raises:
        FileFormatError: Nothing was written, and why.
    """
    write_atomically(path, encode(project))


def write_atomically(path: Path, data: bytes) -> None:
    """Give a file a new content all at once.

    The content is written beside the file, forced to the disk, and takes its place
    in one step: a kill or a full disk on the way leaves the old file.

    Raises:
        FileAccessError: The system refuses; the file is as it was.
    """
    with _explained():
        target = Path(os.path.realpath(path))  # a link stays a link
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, "")
        if target.exists() and not os.access(target, os.W_OK):
            msg = "it is write-protected"
            raise FileAccessError(msg)
        draft = target.with_name(f".playground-{secrets.token_hex(8)}.tmp")
        try:
            with draft.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if target.exists():
                shutil.copymode(target, draft)
            draft.replace(target)
        except BaseException:
            with suppress(OSError):
                draft.unlink()
            raise
        _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Force the new name to the disk, where folders can be opened for that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _explained() -> Iterator[None]:
    """Say what the system's refusals mean."""
    try:
        yield
    except FileFormatError:
        raise
    except OSError as error:
        reason = _REASONS.get(error.errno or 0) or error.strerror or str(error)
        raise FileAccessError(reason[:1].lower() + reason[1:]) from None
    except ValueError:
        msg = "its name contains characters that no file may have"
        raise FileAccessError(msg) from None
