"""The examples that ship with the program, each a project file with a short text."""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from playground.project.files import load
from playground.project.project import Project
from playground.resources import resource_path

_FOLDER = "examples"


@dataclass(frozen=True, slots=True)
class Example:
    """One example.

    Attributes:
        title: A few words.
        text: What it shows and what to try, in two sentences or three.
        path: The project file.
    """

    title: str
    text: str
    path: Path

    def project(self) -> Project:
        """Read the example anew, so that its graph may be changed.

        Raises:
            FileFormatError: The installation is damaged.
        """
        return load(self.path)


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    file: str
    title: str
    text: str


def examples() -> tuple[Example, ...]:
    """All examples, in the order in which to show them.

    Raises:
        FileNotFoundError: The installation lacks them.
    """
    index = resource_path(_FOLDER, "index.json").read_bytes()
    entries = msgspec.json.decode(index, type=list[_Entry])
    return tuple(
        Example(entry.title, entry.text, resource_path(_FOLDER, entry.file))
        for entry in entries
    )
