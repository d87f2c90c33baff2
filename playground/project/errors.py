"""What can be wrong with a file, in words for the user."""


class FileFormatError(ValueError):
    """A file that cannot be read, or a project that cannot be written.

    The message is one sentence without the name of the file: put that before it.

    Attributes:
        place: Where in the file, as in ``canvases[0].nodes[4].value``, or empty.
    """

    def __init__(self, message: str, place: str = "") -> None:
        """Say what is wrong, and where."""
        super().__init__(f"{place}: {message}" if place else message)
        self.place = place


class NewerVersionError(FileFormatError):
    """The file was written by a newer program than this one."""


class FileAccessError(FileFormatError):
    """The system does not let the file be read or written."""
